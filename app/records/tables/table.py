"""What every table shares: names of constraints, types of columns, identifiers."""

import os
import time
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Enum, Float, Integer, LargeBinary, MetaData, String, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import JSON, TypeDecorator

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """A point in time, UTC to the microsecond, the same from either database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone, got {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def new_id() -> UUID:
    """A UUID of version 7: time first, so that indexes stay narrow; random after."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10))
    value = milliseconds << 80 | random
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def word(kind: type[StrEnum]) -> Enum:
    """A column of a few words, held to them by the database."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=kind.__name__.lower(),
        values_callable=lambda words: [member.value for member in words],
    )


Document = dict[str, Any]
"""A JSON object whose shape belongs to its writer."""

Id = Annotated[UUID, mapped_column(primary_key=True, default=new_id)]
Short = Annotated[str, mapped_column(String(200))]
Digest = Annotated[str, mapped_column(String(64))]
Number = Annotated[int, mapped_column(BigInteger)]


class Table(DeclarativeBase):
    """A table of the house."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[object, object]] = {
        datetime: Moment(),
        UUID: Uuid(),
        str: Text(),
        int: Integer(),
        float: Float(),
        bytes: LargeBinary(),
        Document: JSON().with_variant(JSONB(), "postgresql"),
        list[float]: JSON().with_variant(JSONB(), "postgresql"),
    }

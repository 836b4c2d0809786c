"""Keyset pagination: a page begins after a row, not after a count."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar
from uuid import UUID

from app.errors import Malformed

LONGEST = 200
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows, and where the next ones begin."""

    rows: Sequence[Row]
    next: str | None


def mark(moment: datetime, row_id: UUID) -> str:
    """The cursor of a row, fit for an address."""
    return base64.urlsafe_b64encode(json.dumps([moment.isoformat(), str(row_id)]).encode()).decode()


def unmark(cursor: str) -> tuple[datetime, UUID]:
    """The key a cursor stands for."""
    try:
        if len(cursor) > LONGEST:
            raise ValueError(len(cursor))
        moment, row_id = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        return _utc(datetime.fromisoformat(moment)), UUID(row_id)
    except (ValueError, TypeError, AttributeError, OverflowError, binascii.Error):
        raise Malformed("This page mark is not one of ours. Please start from the first page.") from None


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC)

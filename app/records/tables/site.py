"""A hospital or ward, and the machines its pictures come from."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.exam import ReadingMode
from app.records.tables.table import Id, Short, Table, word


class Site(Table):
    """Where patients belong: people of one site do not see those of another."""

    __tablename__ = "site"
    __table_args__ = (UniqueConstraint("name"),)

    id: Mapped[Id]
    name: Mapped[Short]
    zone: Mapped[Short]
    """The time zone its people live in, such as Asia/Shanghai."""


class Device(Table):
    """A camera, phone or scanner."""

    __tablename__ = "device"
    __table_args__ = (UniqueConstraint("site_id", "name"),)

    id: Mapped[Id]
    site_id: Mapped[UUID] = mapped_column(ForeignKey("site.id"))
    name: Mapped[Short]
    maker: Mapped[Short] = mapped_column(default="")
    model: Mapped[Short] = mapped_column(default="")


class SiteTask(Table):
    """What a site has chosen for one task."""

    __tablename__ = "site_task"
    __table_args__ = (CheckConstraint("prevalence > 0 AND prevalence < 1", "prevalence"),)

    site_id: Mapped[UUID] = mapped_column(ForeignKey("site.id"), primary_key=True)
    task: Mapped[Short] = mapped_column(primary_key=True)
    operating_point: Mapped[Short] = mapped_column(default="")
    """By its name in the model's manifest; empty: the first one there."""
    prevalence: Mapped[float | None]
    """How common findings are here; None: the first one the task's sources name."""
    reading_mode: Mapped[ReadingMode] = mapped_column(word(ReadingMode), default=ReadingMode.SECOND_READER)

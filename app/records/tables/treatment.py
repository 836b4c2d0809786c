"""Ear moulding: when a device was worn, and what was seen at each visit."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.exam import Ear, Skin
from app.records.tables.account import Account
from app.records.tables.table import Document, Id, Short, Table, word


class TreatmentPeriod(Table):
    """One ear in one device, from a day to a day."""

    __tablename__ = "treatment_period"
    __table_args__ = (
        Index(None, "patient_id", "ear", "began_on"),
        CheckConstraint("ended_on IS NULL OR ended_on >= began_on", "order"),
    )

    id: Mapped[Id]
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    ear: Mapped[Ear] = mapped_column(word(Ear))
    device: Mapped[Short]
    size: Mapped[Short] = mapped_column(default="")
    began_on: Mapped[date]
    ended_on: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(default="")
    withdrawn: Mapped[bool] = mapped_column(default=False)
    """Entered by mistake."""
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class TreatmentPeriodVersion(Table):
    """What a treatment period said before a change."""

    __tablename__ = "treatment_period_version"

    treatment_period_id: Mapped[UUID] = mapped_column(ForeignKey("treatment_period.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[Document]
    replaced_at: Mapped[datetime]
    replaced_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))

    replaced_by: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class Visit(Table):
    """One ear on one day."""

    __tablename__ = "visit"
    __table_args__ = (
        UniqueConstraint("patient_id", "ear", "seen_at"),
        CheckConstraint("hours_worn BETWEEN 0 AND 24", "hours_worn"),
        CheckConstraint("length_mm > 0 AND width_mm > 0", "size"),
    )

    id: Mapped[Id]
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    ear: Mapped[Ear] = mapped_column(word(Ear))
    seen_at: Mapped[datetime]
    seen_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    device: Mapped[Short] = mapped_column(default="")
    hours_worn: Mapped[float | None]
    skin: Mapped[Skin | None] = mapped_column(word(Skin))
    length_mm: Mapped[float | None]
    width_mm: Mapped[float | None]
    grade: Mapped[int | None]
    """The clinician's grade, one to five."""
    satisfaction: Mapped[int | None]
    """The caregiver's, one to five."""
    next_visit_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    withdrawn: Mapped[bool] = mapped_column(default=False)
    """Entered by mistake."""
    version: Mapped[int] = mapped_column()

    seen_by: Mapped[Account] = relationship(lazy="joined", innerjoin=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class VisitVersion(Table):
    """What a visit said before a change."""

    __tablename__ = "visit_version"

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[Document]
    replaced_at: Mapped[datetime]
    replaced_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))

    replaced_by: Mapped[Account] = relationship(lazy="joined", innerjoin=True)

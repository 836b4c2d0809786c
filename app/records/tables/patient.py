"""A newborn, a child, or the mother of a fetus."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.patient import Sex
from app.records.tables.account import Account
from app.records.tables.site import Site
from app.records.tables.table import Document, Id, Short, Table, word


class Patient(Table):
    """Somebody whose pictures are screened."""

    __tablename__ = "patient"
    __table_args__ = (
        UniqueConstraint("site_id", "identifier"),
        CheckConstraint("gestation_days BETWEEN 140 AND 315", "gestation"),
        CheckConstraint("birth_date IS NOT NULL OR due_date IS NOT NULL", "birth_or_due"),
        Index("ix_patient_search", "site_id", "changed_at", "id", "search_text"),
        Index("ix_patient_birth_group", "site_id", "birth_group"),
    )

    id: Mapped[Id]
    site_id: Mapped[UUID] = mapped_column(ForeignKey("site.id"))
    identifier: Mapped[Short]
    """The hospital's own number."""
    name: Mapped[Short]
    search_text: Mapped[str]
    """Identifier and name, folded: what search looks through."""
    birth_date: Mapped[date | None]
    birth_time: Mapped[time | None]
    due_date: Mapped[date | None]
    """Expected date of delivery, where the patient is not born yet."""
    sex: Mapped[Sex] = mapped_column(word(Sex))
    gestation_days: Mapped[int | None]
    """Gestational age at birth, in days."""
    birth_group: Mapped[Short] = mapped_column(default="")
    """One word shared by twins or triplets; empty for a single birth."""
    note: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column()
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    site: Mapped[Site] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class PatientVersion(Table):
    """What a patient's record said before a change: nothing earlier is lost."""

    __tablename__ = "patient_version"

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[Document]
    replaced_at: Mapped[datetime]
    replaced_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))

    replaced_by: Mapped[Account] = relationship(lazy="joined", innerjoin=True)

"""An exam and its pictures."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.exam import ExamState, Laterality
from app.records.tables.patient import Patient
from app.records.tables.site import Device
from app.records.tables.table import Digest, Document, Id, Number, Short, Table, word


class Exam(Table):
    """Pictures of one patient, taken together for one task."""

    __tablename__ = "exam"
    __table_args__ = (
        Index("ix_exam_worklist", "site_id", "taken_at", "id"),
        Index("ix_exam_worklist_state", "site_id", "state", "taken_at", "id"),
        Index("ix_exam_worklist_task", "site_id", "task", "taken_at", "id"),
        Index("ix_exam_worklist_urgent", "site_id", "urgent", "taken_at", "id"),
        Index(
            "ix_exam_unsigned",
            "site_id",
            "taken_at",
            "id",
            postgresql_where=text("signed_at IS NULL"),
            sqlite_where=text("signed_at IS NULL"),
        ),
        Index("ix_exam_patient", "patient_id", "taken_at", "id"),
        Index("ix_exam_unfinished", "state", "lease_until"),
        Index("ix_exam_waiting", "state", "created_at", "id"),
        Index("ix_exam_changed", "changed_at", "id"),
        UniqueConstraint("patient_id", "task", "laterality", "pictures_sha256"),
        CheckConstraint("gestation_days BETWEEN 35 AND 315", "gestation"),
    )

    id: Mapped[Id]
    site_id: Mapped[UUID] = mapped_column(ForeignKey("site.id"))
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    device_id: Mapped[UUID | None] = mapped_column(ForeignKey("device.id"))
    task: Mapped[Short]
    laterality: Mapped[Laterality] = mapped_column(word(Laterality))
    taken_at: Mapped[datetime]
    gestation_days: Mapped[int | None]
    """Gestational age of the fetus on that day."""
    consent: Mapped[bool] = mapped_column(default=False)
    """That a guardian's consent to this task was recorded."""
    pictures_sha256: Mapped[Digest]
    """Hash over the pictures' hashes, sorted: the same pictures twice are one exam."""
    bytes: Mapped[Number]
    """Of all its pictures."""
    state: Mapped[ExamState] = mapped_column(word(ExamState))
    lease_owner: Mapped[Short] = mapped_column(default="")
    """Of the claim on the analysis, a name of its own each time; empty where nobody has claimed it."""
    lease_until: Mapped[datetime | None]
    """Until when the claim holds; before an analysis, the moment before which it is not tried again."""
    attempts: Mapped[int] = mapped_column(default=0)
    """Claims since the analysis was asked for that did not come to an end."""
    unserved_since: Mapped[datetime | None]
    """Since when its model was not served whenever it was tried; None where it was. A person may sign meanwhile."""
    fault: Mapped[Document] = mapped_column(default=dict)
    """Why it failed or waited for its model last, a sentence and its values; empty where it did neither."""
    assessment_id: Mapped[UUID | None] = mapped_column(ForeignKey("assessment.id", use_alter=True))
    """The answer in force: the last one given, by whichever model; None before the first."""
    urgent: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    created_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime]
    """When its state last changed."""
    signed_at: Mapped[datetime | None]
    """When what holds of it was signed; None while it waits for a reader, a second or a third one."""

    patient: Mapped[Patient] = relationship(lazy="joined", innerjoin=True)
    device: Mapped[Device | None] = relationship(lazy="joined")

    @property
    def unserved(self) -> bool:
        """It waits for its model just now."""
        return self.state is ExamState.RECEIVED and self.unserved_since is not None

    @property
    def said(self) -> Document:
        """Its fault, unless it is being tried again just now."""
        return {} if self.state is ExamState.ANALYSING else self.fault


class Picture(Table):
    """One picture of an exam; its bytes lie in the picture store under its hash."""

    __tablename__ = "picture"
    __table_args__ = (
        UniqueConstraint("exam_id", "position"),
        Index(None, "sha256"),
        CheckConstraint("bytes > 0", "not_empty"),
    )

    id: Mapped[Id]
    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"))
    position: Mapped[int]
    sha256: Mapped[Digest]
    bytes: Mapped[Number]
    media_type: Mapped[Short]
    width: Mapped[int | None]
    height: Mapped[int | None]
    frames: Mapped[int] = mapped_column(default=1)
    frame_seconds: Mapped[float | None]
    """How long a frame of a cine is shown."""
    spacing_x_mm: Mapped[float | None]
    """Millimetres a pixel across, where the file says."""
    spacing_y_mm: Mapped[float | None]


class Override(Table):
    """A soft complaint overruled by a person, for every later analysis of the exam."""

    __tablename__ = "override"

    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"), primary_key=True)
    code: Mapped[Short] = mapped_column(primary_key=True)
    reason: Mapped[str]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]

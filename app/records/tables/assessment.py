"""What the models answered to an exam."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.assessment import Verdict
from app.domain.exam import Ear
from app.records.tables.table import Digest, Document, Id, Short, Table, word


class Complaint(Table):
    """One fault of a picture, found while an exam was analysed."""

    __tablename__ = "complaint"
    __table_args__ = (Index(None, "code"),)

    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[Short]
    hard: Mapped[bool]
    note: Mapped[bool]
    picture: Mapped[int | None]
    frame: Mapped[int | None]
    said: Mapped[Document]
    """The sentence, its values, and outlines of what was found."""


class Assessment(Table):
    """One model's answer or refusal under the terms it was asked; a new one is added, none is overwritten."""

    __tablename__ = "assessment"
    __table_args__ = (UniqueConstraint("exam_id", "model_sha256", "terms_sha256"),)

    id: Mapped[Id]
    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"))
    model_sha256: Mapped[Digest]
    model_version: Mapped[Short]
    preset: Mapped[Short]
    synthetic: Mapped[bool]
    """The model was trained on phantoms."""
    preparation_version: Mapped[int]
    terms_sha256: Mapped[Digest]
    """Hash over what else the answer depends on: operating point, prevalence, overrides."""
    point: Mapped[Short]
    prevalence: Mapped[float]
    accepted: Mapped[bool]
    """False: the pictures were refused."""
    verdict: Mapped[Verdict | None] = mapped_column(word(Verdict))
    probability: Mapped[float | None]
    """Of any finding, of the whole exam."""
    uncertain_low: Mapped[float | None]
    uncertain_high: Mapped[float | None]
    answer: Mapped[Document]
    """Everything else that is only shown: chances, calls, evidence, maps by their hashes, severity."""
    embedding: Mapped[bytes | None]
    """Little-endian float32, row by row."""
    embedding_width: Mapped[int | None]
    timings: Mapped[Document]
    created_at: Mapped[datetime]

    complaints: Mapped[list[Complaint]] = relationship(order_by=Complaint.position, lazy="selectin")


class SeverityScore(Table):
    """How far one ear is from normal, by one model, in one picture."""

    __tablename__ = "severity_score"
    __table_args__ = (
        UniqueConstraint("picture_id", "ear", "model_sha256"),
        Index("ix_severity_score_chart", "patient_id", "ear", "model_sha256", "taken_at"),
    )

    id: Mapped[Id]
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    picture_id: Mapped[UUID] = mapped_column(ForeignKey("picture.id"))
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"))
    ear: Mapped[Ear] = mapped_column(word(Ear))
    taken_at: Mapped[datetime]
    score: Mapped[float]
    low: Mapped[float | None]
    high: Mapped[float | None]
    """The repeatability band, where the model knows its own."""
    detectable: Mapped[float | None]
    """The least difference of two scores that is more than the spread of repeated pictures."""
    percentile: Mapped[float]
    """Among normal ears."""
    model_sha256: Mapped[Digest]

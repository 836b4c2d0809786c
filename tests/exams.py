"""Exams of the tests: ears of a synthetic newborn, and what a model might have answered."""

import hashlib
from datetime import UTC, datetime
from io import BytesIO
from uuid import UUID

import numpy as np
from PIL import Image

from app.analysis.case import Answered, store_maps
from app.analysis.pace import Pace
from app.analysis.reception import Reception, Room, SentFile
from app.analysis.worker import Worker
from app.domain.assessment import (
    Assessment,
    Call,
    Chance,
    Evidence,
    GradedPicture,
    HeatMap,
    Interval,
    ModelIdentity,
    Outcome,
    Timings,
    Verdict,
)
from app.domain.box import Box
from app.domain.complaint import Complaint
from app.domain.exam import ExamFacts, Laterality
from app.message import message
from app.records.accounts import find_account
from app.records.database import Database, Session
from app.records.exams import StoredPicture, take_in
from app.records.outcomes import Terms
from app.records.patients import add_patient, find_by_identifier
from app.records.pictures import PictureStore
from app.records.tables import Exam, Patient
from app.tasks import TASKS
from tests.people import CLINICIAN, NORTH, baby, site_id

TERMS = Terms("youden", 0.1)
DARK = message("The picture is too dark. Please take it again with more light.")
TAKEN = datetime(2026, 11, 4, 8, tzinfo=UTC)
MODEL, OTHER_MODEL = "a" * 64, "b" * 64


def stored(name: str = "one", **more: object) -> StoredPicture:
    """A picture as far as the tables know."""
    facts: dict[str, object] = {"bytes": 9000, "media_type": "image/jpeg", "width": 640, "height": 480}
    return StoredPicture(hashlib.sha256(name.encode()).hexdigest(), **(facts | more))  # type: ignore[arg-type]


def ear(side: Laterality = Laterality.LEFT, **more: object) -> ExamFacts:
    facts: dict[str, object] = {"task": TASKS["auricular"], "laterality": side, "taken_at": TAKEN}
    return ExamFacts(**(facts | more))  # type: ignore[arg-type]


def take(
    records: Database,
    *names: str,
    facts: ExamFacts | None = None,
    patient: str = "N-1",
    site: str = NORTH,
) -> UUID:
    """An exam of pictures of these names."""
    with records.transaction() as session:
        exam, _ = take_in(
            session, somebody(session, records, patient, site), facts or ear(), pictures(*names), by(session)
        )
        return exam.id


def pictures(*names: str) -> list[StoredPicture]:
    return [stored(name) for name in names or ("one",)]


def by(session: Session) -> UUID:
    account = find_account(session, CLINICIAN.name)
    assert account
    return account.id


def somebody(session: Session, records: Database, identifier: str = "N-1", site: str = NORTH) -> Patient:
    where = site_id(records, site)
    return find_by_identifier(session, where, identifier) or add_patient(session, where, baby(identifier))


def found(session: Session, exam_id: UUID) -> Exam:
    exam = session.get(Exam, exam_id)
    assert exam
    return exam


def complaint(**more: object) -> Complaint:
    facts: dict[str, object] = {"code": "dark", "message": DARK, "hard": False, "picture": 0}
    return Complaint(**(facts | more))  # type: ignore[arg-type]


def identity(sha256: str = MODEL) -> ModelIdentity:
    return ModelIdentity("auricular", "1.0", sha256, "demo", True, 1)


def refused(*complaints: Complaint, model: str = MODEL) -> Outcome:
    said = complaints or (complaint(hard=True),)
    return Outcome(identity(model), said, None, Timings(5, 2, 0, 0, 0, 7.5))


def answered(*complaints: Complaint, model: str = MODEL, pictures: int = 1, score: float = 0.4) -> Outcome:
    """A suspicion of a lop ear in every picture."""
    chances = (Chance("normal", 0.2, False), Chance("lop", 0.8, True))
    box = Box(10, 20, 110, 160)
    rows = range(pictures)
    values = np.linspace(0, 1, 12, dtype=np.float32).reshape(3, 4)
    assessment = Assessment(
        task="auricular",
        verdict=Verdict.SUSPECTED,
        probability=0.8,
        chances=chances,
        point=TERMS.point,
        calls=(Call("youden", 0.5, True, Interval(0.9, 0.8, 0.95), None, "phantoms"),),
        uncertain=(0.4, 0.6),
        prevalence=TERMS.prevalence,
        ppv=Interval(0.5, 0.4, 0.6),
        npv=None,
        evidence=tuple(Evidence(row, 0, 1 / pictures, chances, box, ((1.0, 2.0),)) for row in rows),
        maps=tuple(HeatMap(row, 0, "lop", "Grad-CAM", values * (row + 1), box) for row in rows),
        severity=tuple(GradedPicture(row, score + row / 10, 97.5, None, None, None) for row in rows),
        embedding=np.arange(pictures * 4, dtype=np.float32).reshape(pictures, 4),
    )
    return Outcome(identity(model), complaints, assessment, Timings(30, 2, 10, 25, 1, 70), "OpenVINO bf16")


ROOM = Room(1000, 10**9, 3600)


def drawn(seed: int = 0, kind: str = "PNG") -> bytes:
    """A small picture file of noise."""
    written = BytesIO()
    pixels = np.random.default_rng(seed).integers(0, 256, (48, 64, 3), np.uint8)
    Image.fromarray(pixels).save(written, kind)
    return written.getvalue()


def take_drawn(session: Session, records: Database, store: PictureStore, *files: bytes) -> UUID:
    """An exam whose pictures lie in the store."""
    reception = Reception(store, ROOM, Pace(1))
    kept = reception.store([SentFile("", lambda content=content: content) for content in files])  # type: ignore[misc]
    exam, _ = take_in(session, somebody(session, records), ear(), kept, by(session))
    return exam.id


def answer(records: Database, store: PictureStore, outcome: Outcome | None = None) -> int:
    """Everything that waits is given this outcome; returns how many there were."""
    given = outcome or answered()
    return Worker(records, lambda _: Answered(given, TERMS, store_maps(given, store)), 0).work_off()

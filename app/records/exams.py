"""Exams: taken in once, found again, asked to be analysed once more."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.age import due_date, gestation_on
from app.domain.exam import FETAL_GESTATION, ExamFacts, ExamState
from app.domain.subject import Subject
from app.errors import Conflict, NotFound
from app.records.tables import Device, Exam, Override, Patient, Picture, Site


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A picture that lies in the picture store already, and what its header says."""

    sha256: str
    bytes: int
    media_type: str
    width: int
    height: int
    frames: int = 1
    frame_seconds: float | None = None
    spacing_mm: tuple[float, float] | None = None


def take_in(
    session: Session, patient: Patient, facts: ExamFacts, pictures: Sequence[StoredPicture], by: UUID
) -> tuple[Exam, bool]:
    """The exam of these pictures, and whether it is new: the same ones twice are one exam."""
    same = identity(pictures)
    known = _find_same(session, patient, facts, same)
    if known:
        return known, False
    exam = _draft(session, patient, facts, pictures, by)
    try:
        with session.begin_nested():
            session.add(exam)
            session.flush()
            session.add_all(_row(exam.id, position, picture) for position, picture in enumerate(pictures))
    except IntegrityError:
        known = _find_same(session, patient, facts, same)
        if known is None:
            raise
        return known, False
    return exam, True


def identity(pictures: Iterable[StoredPicture]) -> str:
    """One hash for a set of pictures, in whatever order they came."""
    return hashlib.sha256("\n".join(sorted(picture.sha256 for picture in pictures)).encode()).hexdigest()


def find_exam(session: Session, site_id: UUID, exam_id: UUID) -> Exam:
    """The exam of this site with this id."""
    exam = session.get(Exam, exam_id)
    if exam is None or exam.site_id != site_id:
        raise NotFound("There is no such exam at your site.")
    return exam


def pictures_of(session: Session, exam_id: UUID) -> list[Picture]:
    """An exam's pictures in their order."""
    return list(session.scalars(select(Picture).where(Picture.exam_id == exam_id).order_by(Picture.position)))


def overrides_of(session: Session, exam_id: UUID) -> list[Override]:
    """Complaints that somebody overruled, the first one first."""
    return list(session.scalars(select(Override).where(Override.exam_id == exam_id).order_by(Override.at)))


def overrule(session: Session, exam: Exam, codes: Iterable[str], reason: str, by: UUID) -> None:
    """Note who overruled which complaints, and why; who did so first stays named."""
    known = {override.code for override in overrides_of(session, exam.id)}
    now = datetime.now(UTC)
    for code in sorted(set(codes) - known):
        session.add(Override(exam_id=exam.id, code=code, reason=reason, by_id=by, at=now))
    session.flush()


def ask_again(session: Session, exam: Exam, *, consent: bool = False) -> None:
    """Let an exam that was answered, refused or given up be analysed once more."""
    session.refresh(exam, with_for_update={"of": Exam})
    if exam.state in (ExamState.RECEIVED, ExamState.ANALYSING):
        raise Conflict("This exam is being analysed already. Please wait for its answer.")
    exam.consent = exam.consent or consent
    _await_analysis(exam)
    session.flush()


@dataclass(frozen=True, slots=True)
class Wishes:
    """What whoever sends an exam asks for beside an answer."""

    overrides: frozenset[str] = frozenset()
    reason: str = ""
    consent: bool = False
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Granted:
    """What was new in wishes for an exam that was there already."""

    overrides: tuple[str, ...]
    consent: bool
    urgent: bool
    anew: bool
    """It is analysed anew."""

    def __bool__(self) -> bool:
        return bool(self.overrides) or self.consent or self.urgent or self.anew


def wish_more(session: Session, exam: Exam, wishes: Wishes, by: UUID) -> Granted:
    """Add to an exam that was sent again; what is being analysed without that begins anew, and so does what failed."""
    session.refresh(exam, with_for_update={"of": Exam})
    known = {override.code for override in overrides_of(session, exam.id)}
    codes = tuple(sorted(wishes.overrides - known))
    consent, urgent = wishes.consent and not exam.consent, wishes.urgent and not exam.urgent
    anew = bool(codes) or consent or exam.state is ExamState.FAILED
    overrule(session, exam, codes, wishes.reason, by)
    exam.consent, exam.urgent = exam.consent or consent, exam.urgent or urgent
    if anew and exam.state is not ExamState.RECEIVED:
        _await_analysis(exam)
    session.flush()
    return Granted(codes, consent, urgent, anew)


def _await_analysis(exam: Exam) -> None:
    """From the beginning; who analyses it now has lost it."""
    exam.state, exam.attempts, exam.fault = ExamState.RECEIVED, 0, {}
    exam.lease_owner, exam.lease_until, exam.unserved_since = "", None, None
    exam.changed_at = datetime.now(UTC)


def _draft(session: Session, patient: Patient, facts: ExamFacts, pictures: Sequence[StoredPicture], by: UUID) -> Exam:
    now = datetime.now(UTC)
    device = _device(session, patient.site_id, facts.device.strip())
    return Exam(
        site_id=patient.site_id,
        patient_id=patient.id,
        patient=patient,
        device_id=device.id if device else None,
        device=device,
        task=facts.task.slug,
        laterality=facts.laterality,
        taken_at=facts.taken_at,
        gestation_days=facts.gestation_days or _gestation(session, patient, facts),
        consent=facts.consent,
        pictures_sha256=identity(pictures),
        bytes=sum(picture.bytes for picture in pictures),
        state=ExamState.RECEIVED,
        urgent=facts.urgent,
        created_at=now,
        created_by_id=by,
        changed_at=now,
        fault={},
    )


def _row(exam_id: UUID, position: int, picture: StoredPicture) -> Picture:
    across, down = picture.spacing_mm or (None, None)
    return Picture(
        exam_id=exam_id,
        position=position,
        sha256=picture.sha256,
        bytes=picture.bytes,
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        frames=picture.frames,
        frame_seconds=picture.frame_seconds,
        spacing_x_mm=across,
        spacing_y_mm=down,
    )


def _find_same(session: Session, patient: Patient, facts: ExamFacts, same: str) -> Exam | None:
    return session.scalar(
        select(Exam).where(
            Exam.patient_id == patient.id,
            Exam.task == facts.task.slug,
            Exam.laterality == facts.laterality,
            Exam.pictures_sha256 == same,
        )
    )


def _gestation(session: Session, patient: Patient, facts: ExamFacts) -> int | None:
    """Of a fetus whose due date is known, or follows from its birth."""
    due = patient.due_date
    if due is None and patient.birth_date and patient.gestation_days:
        due = due_date(patient.birth_date, patient.gestation_days)
    if due is None or facts.task.subject is not Subject.FETUS:
        return None
    site = session.get_one(Site, patient.site_id)
    days = gestation_on(due, facts.taken_at.astimezone(ZoneInfo(site.zone)).date())
    return days if days in FETAL_GESTATION else None


def _device(session: Session, site_id: UUID, name: str) -> Device | None:
    """The site's device of this name, noted the first time it is heard of."""
    if not name:
        return None
    wanted = select(Device).where(Device.site_id == site_id, Device.name == name)
    known = session.scalar(wanted)
    if known:
        return known
    device = Device(site_id=site_id, name=name)
    try:
        with session.begin_nested():
            session.add(device)
    except IntegrityError:
        return session.scalars(wanted).one()
    return device

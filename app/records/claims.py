"""Who analyses which exam: claims that lapse when their worker dies, in whichever process it ran."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update
from sqlalchemy.orm import Session

from app.domain.exam import ExamState
from app.errors import NeoscreenError
from app.message import message
from app.records.audit import Actor, record
from app.records.tables import Exam
from app.records.tables.table import Document

MOST_ATTEMPTS = 3
LONGEST_WAIT = timedelta(days=1)
"""For a model that is not served: a night, and the morning in which somebody can mend it."""
FIRST_PAUSE, LAST_PAUSE = timedelta(seconds=5), timedelta(minutes=5)
STOPPED = message(
    "The analysis of this exam stopped the server three times, and was given up. "
    "Please ask for it again, or send the pictures anew; your administrator can see in the log what happened."
)
UNSERVED = message(
    "The model of this task was not served for a whole day, so this exam was not analysed; waiting longer would only "
    "hide that. Please look at the pictures yourself, tell your administrator, and ask again once the model is back."
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What nobody analyses yet."""

    exams: int
    bytes: int
    """Of all their pictures."""


def waiting(session: Session) -> Waiting:
    """What waits now, of all sites; what waits for its model keeps no other task waiting."""
    counted = select(func.count(), func.coalesce(func.sum(Exam.bytes), 0))
    ready = counted.where(Exam.state == ExamState.RECEIVED, Exam.unserved_since.is_(None))
    exams, size = session.execute(ready).one()
    return Waiting(exams, int(size))


def anything_to_do(session: Session) -> bool:
    """A look that keeps nobody waiting."""
    now = datetime.now(UTC)
    return session.scalar(select(Exam.id).where(or_(_has_lapsed(now), _is_ready(now))).limit(1)) is not None


def claim(session: Session, owner: str, lease: timedelta) -> UUID | None:
    """Take one exam for this worker: first what another began and did not end, then the one that waits longest."""
    now = datetime.now(UTC)
    for wanted in (_lapsed(now), _received(now)):
        while (exam := session.scalar(wanted.limit(1).with_for_update(skip_locked=True, of=Exam))) is not None:
            if exam.attempts < MOST_ATTEMPTS:
                exam.state, exam.attempts = ExamState.ANALYSING, exam.attempts + 1
                exam.lease_owner, exam.lease_until, exam.changed_at = owner, now + lease, now
                session.flush()
                return exam.id
            _give_up(session, exam, NeoscreenError(STOPPED))
            session.flush()
    return None


def renew(session: Session, owners: Collection[str], lease: timedelta) -> None:
    """Say that the analyses of these still go on."""
    session.execute(
        update(Exam)
        .where(Exam.state == ExamState.ANALYSING, Exam.lease_owner.in_(owners))
        .values(lease_until=datetime.now(UTC) + lease)
    )


def claimed(session: Session, exam_id: UUID, owner: str) -> Exam | None:
    """The exam, held until the transaction ends, if the claim on it is still this worker's."""
    held = select(Exam).where(Exam.id == exam_id, Exam.state == ExamState.ANALYSING, Exam.lease_owner == owner)
    return session.scalar(held.with_for_update(of=Exam))


def give_back(session: Session, exam_id: UUID, owner: str, pause: timedelta = timedelta()) -> None:
    """Let it wait again as if it had never been claimed: nothing was wrong with it."""
    exam = claimed(session, exam_id, owner)
    if exam:
        _wait_again(exam, pause)
        exam.attempts -= 1
        exam.unserved_since, exam.fault = None, {}


def put_off(session: Session, exam_id: UUID, owner: str, error: NeoscreenError, pause: timedelta) -> Exam | None:
    """Try again after a pause; after too many tries, fail with the error's sentence."""
    exam = claimed(session, exam_id, owner)
    if exam and exam.attempts < MOST_ATTEMPTS:
        _wait_again(exam, pause)
        exam.unserved_since, exam.fault = None, {}
    elif exam:
        _give_up(session, exam, error)
    return exam


def await_model(session: Session, exam_id: UUID, owner: str, error: NeoscreenError) -> Exam | None:
    """Ask again when its model may be back, later each time; no attempt is counted, but a day ends it."""
    exam = claimed(session, exam_id, owner)
    if exam is None:
        return None
    now = datetime.now(UTC)
    since = exam.unserved_since or now
    if now - since >= LONGEST_WAIT:
        _give_up(session, exam, NeoscreenError(UNSERVED))
    else:
        _wait_again(exam, min(max((now - since) / 4, FIRST_PAUSE), LAST_PAUSE))
        exam.attempts -= 1
        exam.unserved_since, exam.fault = since, _said(error)
    return exam


def fail(session: Session, exam_id: UUID, owner: str, error: NeoscreenError) -> Exam | None:
    """Fail with the error's sentence at once, for trying again would not help."""
    exam = claimed(session, exam_id, owner)
    if exam:
        _give_up(session, exam, error)
    return exam


def release_all(session: Session) -> int:
    """Where there is one process alone, whatever is claimed at its start was claimed by a dead one."""
    begun = list(session.scalars(select(Exam).where(Exam.state == ExamState.ANALYSING)))
    for exam in begun:
        exam.lease_until = datetime.now(UTC)
    return len(begun)


def _give_up(session: Session, exam: Exam, error: NeoscreenError) -> None:
    """It fails for good, and the trail says so."""
    exam.state, exam.fault, exam.unserved_since = ExamState.FAILED, _said(error), None
    exam.lease_owner, exam.lease_until, exam.changed_at = "", None, datetime.now(UTC)
    record(session, analyst(exam), "exam failed", "exam", exam.id)


def analyst(exam: Exam) -> Actor:
    """Who acts on an exam when nobody does."""
    return Actor("analysis", exam.site_id)


def _said(error: NeoscreenError) -> Document:
    """A sentence as it is kept."""
    return {"message": error.message, "values": {name: str(value) for name, value in error.values.items()}}


def _wait_again(exam: Exam, pause: timedelta) -> None:
    now = datetime.now(UTC)
    exam.state, exam.changed_at = ExamState.RECEIVED, now
    exam.lease_owner, exam.lease_until = "", now + pause


def _lapsed(now: datetime) -> Select[Exam]:
    return select(Exam).where(_has_lapsed(now)).order_by(Exam.lease_until)


def _received(now: datetime) -> Select[Exam]:
    return select(Exam).where(_is_ready(now)).order_by(Exam.created_at, Exam.id)


def _has_lapsed(now: datetime) -> ColumnElement[bool]:
    return and_(Exam.state == ExamState.ANALYSING, Exam.lease_until <= now)


def _is_ready(now: datetime) -> ColumnElement[bool]:
    return and_(Exam.state == ExamState.RECEIVED, or_(Exam.lease_until.is_(None), Exam.lease_until <= now))

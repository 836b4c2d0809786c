"""What people said of exams: written once, in order, each statement after the last one that its writer saw."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain import reading as said
from app.domain.exam import Agreement, ReadingKind, ReadingMode
from app.domain.person import Person
from app.domain.reading import Opinion, Signature, Story
from app.domain.role import Permission, may
from app.errors import Stale
from app.message import message
from app.records.choices import choice_of
from app.records.tables import Account, Exam, Reading

OPINION = TypeAdapter(Opinion)
MEANING = message("I have looked at the pictures, and this is my reading.")
AMENDED = message("I have looked again, and this replaces my earlier reading.")


def story_of(session: Session, exam: Exam) -> Story:
    """Everything said of an exam, under the site's reading mode."""
    return stories_of(session, [exam])[exam.id]


def stories_of(session: Session, exams: Iterable[Exam]) -> Mapping[UUID, Story]:
    """The same for a page of exams, in two questions to the database and one a task."""
    listed = list(exams)
    asked = select(Reading, Account.full_name).join(Account, Account.id == Reading.reader_id)
    wanted = asked.where(Reading.exam_id.in_([exam.id for exam in listed])).order_by(Reading.version)
    spoken: dict[UUID, list[said.Reading]] = {exam.id: [] for exam in listed}
    for row, name in session.execute(wanted):
        spoken[row.exam_id].append(_reading_of(row, name))
    modes = {(exam.site_id, exam.task): _mode(session, exam) for exam in listed}
    return {exam.id: Story(modes[exam.site_id, exam.task], tuple(spoken[exam.id])) for exam in listed}


def hold(session: Session, exam: Exam) -> Exam:
    """As it stands now, and nobody else changes it before this transaction ends."""
    session.refresh(exam, with_for_update={"of": Exam})
    return exam


def shown_to(session: Session, exams: Iterable[Exam], person: Person) -> frozenset[UUID]:
    """The exams whose model's answer this person may see now."""
    reads = may(person.role, Permission.READ_EXAMS)
    stories = stories_of(session, exams)
    return frozenset(exam for exam, story in stories.items() if story.sees_answer(person.id, reads=reads))


def lock_impression(session: Session, exam: Exam, reader: UUID, version: int, opinion: Opinion) -> None:
    """Keep what somebody saw unaided; it cannot be changed, and a second one is not taken."""
    _keep(session, exam, version, Reading(kind=ReadingKind.IMPRESSION, reader_id=reader), opinion)


def sign_reading(
    session: Session,
    exam: Exam,
    person: Person,
    version: int,
    kind: ReadingKind,
    opinion: Opinion,
    *,
    agreement: Agreement | None = None,
    answer: UUID | None = None,
    reason: str = "",
    amends: bool = False,
) -> Signature:
    """Keep a statement with its signature; whatever was signed before stays."""
    said.check_statement(agreement, answer, reason, amends=amends)
    signature = Signature(person.full_name, datetime.now(UTC), AMENDED if amends else MEANING)
    row = Reading(
        kind=kind,
        reader_id=person.id,
        agreement=agreement,
        assessment_id=answer,
        reason=reason.strip(),
        signed_at=signature.at,
        signed_name=signature.name,
        signed_meaning=signature.meaning,
    )
    _keep(session, exam, version, row, opinion)
    final = story_of(session, exam).final
    exam.signed_at = final.signature.at if final and final.signature else None
    return signature


def _keep(session: Session, exam: Exam, version: int, row: Reading, opinion: Opinion) -> None:
    """Add it after the version its writer saw, or not at all: two at once are never mixed up."""
    if version != story_of(session, exam).version:
        raise Stale("A colleague wrote a reading of this exam meanwhile. Nothing of yours is lost: please look again.")
    row.exam_id, row.version, row.created_at = exam.id, version + 1, datetime.now(UTC)
    row.content = OPINION.dump_python(opinion, mode="json")
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise Stale(
            "A colleague wrote a reading of this exam meanwhile. Nothing of yours is lost: please look again."
        ) from None


def _mode(session: Session, exam: Exam) -> ReadingMode:
    return choice_of(session, exam.site_id, exam.task).reading_mode


def _reading_of(row: Reading, name: str) -> said.Reading:
    signature = Signature(row.signed_name, row.signed_at, row.signed_meaning) if row.signed_at else None
    return said.Reading(
        version=row.version,
        kind=row.kind,
        reader=row.reader_id,
        reader_name=name,
        opinion=OPINION.validate_python(row.content),
        agreement=row.agreement,
        reason=row.reason,
        at=row.created_at,
        signature=signature,
        answer=row.assessment_id,
    )

"""An exam is received: what is said of it checked, its pictures stored, and only then acknowledged."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from app.analysis.reception import SentFile
from app.domain.exam import ExamFacts, Laterality
from app.domain.role import Permission, may
from app.domain.subject import misfit
from app.errors import Doubt, Doubtful, Forbidden, Invalid
from app.message import message
from app.records.assessments import find_outcome
from app.records.audit import record
from app.records.database import Session
from app.records.exams import StoredPicture, Wishes, overrule, take_in, wish_more
from app.records.patients import find_by_identifier
from app.records.seen_before import SENTENCES, one_at_a_time, seen_before
from app.records.tables import Exam, Patient
from app.tasks import TASKS
from app.web.visit import Member

LONGEST = 2000
Act = Callable[[], Response]
Once = Callable[[Member, Session, BaseModel, Act], Response]


class Draft(BaseModel):
    """What is said of an exam when it is sent."""

    task: str
    patient: str
    laterality: Laterality | None = None
    taken_at: datetime | None = None
    """Now, where it is not said."""
    gestation_days: int | None = None
    consent: bool = False
    device: str = ""
    urgent: bool = False
    overrides: tuple[str, ...] = ()
    reason: str = ""

    def facts(self) -> ExamFacts:
        if self.task not in TASKS:
            known = ", ".join(TASKS)
            raise Invalid("There is no such task. Please choose one of: {known}.", known=known)
        return ExamFacts(
            task=TASKS[self.task],
            laterality=self.laterality or Laterality.NONE,
            taken_at=self.taken_at or datetime.now(UTC),
            gestation_days=self.gestation_days,
            consent=self.consent,
            device=self.device,
            urgent=self.urgent,
        )


class SentDraft(Draft):
    """The same with its pictures: what an Idempotency-Key stands for."""

    pictures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Received:
    """An exam that is kept, and whether it was just made."""

    exam_id: UUID
    new: bool
    replayed: bool = False


def receive(visit: Member, draft: Draft, files: Sequence[SentFile], once: Once) -> Received:
    """Take in an exam; with the same key or the same pictures as before it is the same one."""
    facts = draft.facts()
    check_overrides(visit, draft.overrides, draft.reason)
    with visit.clinic.database.reading() as session:
        visit.clinic.reception.find_room(session)
        check_subject(visit, _patient(session, visit, draft), facts)
    pictures = visit.clinic.reception.store(files)
    sent = SentDraft(**dict(draft), pictures=tuple(picture.sha256 for picture in pictures))
    with visit.clinic.database.transaction() as session:
        answer = once(visit, session, sent, lambda: _take(visit, session, draft, facts, pictures))
    visit.clinic.analysis.call()
    exam_id = UUID(answer.headers["location"].rpartition("/")[2])
    return Received(exam_id, answer.status_code == 201, "idempotency-replayed" in answer.headers)


def check_subject(visit: Member, patient: Patient, facts: ExamFacts) -> None:
    """Pictures that cannot show this patient are no exam of theirs."""
    on = facts.taken_at.astimezone(ZoneInfo(visit.account.zone)).date()
    fault = misfit(facts.task.subject, patient.birth_date, on)
    if fault:
        raise Invalid("Please mend the marked fields.", fields=dict([fault]))


def check_overrides(visit: Member, codes: Sequence[str], reason: str) -> None:
    """Overruling what pictures lack is a clinician's; whose they are whoever sends them may say; both need a reason."""
    if not codes:
        return
    if not set(codes) <= set(SENTENCES) and not may(visit.account.role, Permission.READ_EXAMS):
        raise Forbidden("Only a clinician may overrule a complaint. Please ask one.")
    if not reason.strip() or len(reason) > LONGEST or not all(_is_code(code) for code in codes):
        said = message("Please say briefly why the complaint does not matter here.")
        raise Invalid("Please mend the marked fields.", fields={"reason": said})


def _is_code(code: str) -> bool:
    return 0 < len(code) <= 64 and code.isascii() and code.replace("_", "").isalnum()


def _take(
    visit: Member, session: Session, draft: Draft, facts: ExamFacts, pictures: Sequence[StoredPicture]
) -> Response:
    """The exam, kept with its audit entry; the answer is what the key will stand for."""
    one_at_a_time(session, visit.account.site_id)
    exam, new = take_in(session, _patient(session, visit, draft), facts, pictures, visit.account.id)
    if new:
        codes = _said_of(session, exam, draft)
        overrule(session, exam, codes, draft.reason.strip(), visit.account.id)
        record(session, visit.actor, "exam received", "exam", exam.id, task=exam.task, pictures=len(pictures))
        if codes:
            record(session, visit.actor, "complaint overruled", "exam", exam.id, codes=sorted(codes))
    else:
        _wish_more(visit, session, draft, exam)
    place = {"Location": f"/api/v1/exams/{exam.id}"}
    return JSONResponse({"id": str(exam.id)}, 201 if new else 200, headers=place)


def _wish_more(visit: Member, session: Session, draft: Draft, exam: Exam) -> None:
    """The same pictures again may mean more than before; whatever was wished and answered earlier stays."""
    in_force = find_outcome(session, exam, None)
    codes = frozenset(draft.overrides) - set(SENTENCES)
    if in_force:
        codes &= in_force.outcome.soft
    consent = draft.consent and TASKS[exam.task].consent
    wishes = Wishes(codes, draft.reason.strip(), consent, draft.urgent)
    granted = wish_more(session, exam, wishes, visit.account.id)
    if granted:
        said = {"consent": granted.consent, "urgent": granted.urgent, "analysed": granted.anew}
        record(session, visit.actor, "exam sent again", "exam", exam.id, **said)
    if granted.overrides:
        record(session, visit.actor, "complaint overruled", "exam", exam.id, codes=list(granted.overrides))


def _said_of(session: Session, exam: Exam, draft: Draft) -> set[str]:
    """What the sender overrules; pictures that stand elsewhere as well must be among it."""
    seen = seen_before(session, exam)
    doubts = [
        Doubt(one.code, SENTENCES[one.code], f"/exams/{one.exam_id}") for one in seen if one.code not in draft.overrides
    ]
    if doubts:
        raise Doubtful(doubts)
    return set(draft.overrides) - set(SENTENCES) | {one.code for one in seen}


def _patient(session: Session, visit: Member, draft: Draft) -> Patient:
    patient = find_by_identifier(session, visit.account.site_id, draft.patient.strip())
    if patient is None:
        said = message("There is no patient of this number at your site. Please add the patient first.")
        raise Invalid("Please mend the marked fields.", fields={"patient": said})
    return patient

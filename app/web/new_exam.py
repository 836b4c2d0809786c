"""A new exam: whose, what is asked, which pictures; a plain form that a script makes quicker."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, File, Form, Query, UploadFile
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from app.analysis.reception import SentFile
from app.domain.exam import Laterality
from app.errors import Conflict, Doubt, Doubtful, Invalid, TooLarge, Unavailable, UnusableFiles
from app.message import message
from app.records.audit import record
from app.records.database import Session
from app.records.devices import device_names
from app.records.patients import find_patient, search_patients
from app.records.tables import Patient
from app.tasks import TASKS
from app.web.ages import Ages, ages_of
from app.web.api.exam_outcome import wait_for
from app.web.form import Reader
from app.web.offers import Offer, offers_for
from app.web.reception import Act, Draft, Received, receive
from app.web.respond import go, page, wants_page
from app.web.templates import View
from app.web.visit import ExamSender, Member, from_our_own_page

router = APIRouter(prefix="/exams/new", include_in_schema=False, dependencies=[Depends(from_our_own_page)])

FEW = 20
MOMENT_SECONDS = 2.0
"""For which sending waits for the answer: a page that has it at once is not loaded twice."""
Text = Annotated[str, Form(max_length=400)]
MOMENT = message("A date and time look like 2026-11-03 09:40.")
WHOLE = message("Please give whole numbers, such as 22 and 4.")


class ExamForm(BaseModel):
    """The fields as typed."""

    patient: str = ""
    task: str = ""
    laterality: str = ""
    taken_at: str = ""
    gestation_weeks: str = ""
    gestation_days: str = ""
    device: str = ""
    consent: str = ""
    urgent: str = ""
    override: list[str] = []
    """Codes of what was asked about, and is right as it is."""
    reason: str = ""

    def draft(self, patient: Patient, zone: ZoneInfo) -> Draft:
        """What was typed, understood; or all that is wrong with it, at once."""
        reader = Reader(self)
        if self.task not in TASKS:
            reader.faults["task"] = message("Please choose what is asked of the pictures.")
        taken = reader.demand("taken_at", datetime.fromisoformat, MOMENT, datetime.now(UTC))
        weeks = reader.read("gestation_weeks", int, WHOLE)
        days = reader.read("gestation_days", int, WHOLE)
        sided = self.task in TASKS and TASKS[self.task].lateral
        return reader.build(
            lambda: Draft(
                task=self.task,
                patient=patient.identifier,
                laterality=Laterality(self.laterality) if sided and self.laterality in ("left", "right") else None,
                taken_at=taken if taken.tzinfo else taken.replace(tzinfo=zone),
                gestation_days=None if weeks is None else weeks * 7 + (days or 0),
                consent=bool(self.consent),
                device=self.device,
                urgent=bool(self.urgent),
                overrides=tuple(self.override),
                reason=self.reason,
            )
        )


@dataclass(frozen=True, slots=True)
class ChoosePatientView(View):
    template = "new_exam_patient.html"
    query: str
    patients: Sequence[Patient]


@dataclass(frozen=True, slots=True)
class FoundPatientsView(ChoosePatientView):
    """The rows alone, for instant search."""

    template = "_choose_patient.html"


@dataclass(frozen=True, slots=True)
class NewExamView(View):
    template = "new_exam.html"
    patient: Patient
    ages: Ages
    offers: Sequence[Offer]
    devices: Sequence[str]
    form: ExamForm
    fault: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    """What is wrong with a file, by its name."""
    doubts: Sequence[Doubt] = ()
    """What is to be looked at once more."""


@router.get("")
def show_new(
    visit: ExamSender,
    patient: UUID | None = None,
    task: Annotated[str, Query(max_length=40)] = "",
    side: Annotated[str, Query(max_length=10)] = "",
    q: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """The form; without a patient, the choice of one."""
    with visit.clinic.database.transaction() as session:
        if patient is None:
            return _choose(visit, session, q)
        whose = find_patient(session, visit.account.site_id, patient)
        record(session, visit.actor, "patient read", "patient", whose.id)
        now = datetime.now(ZoneInfo(visit.account.zone)).strftime("%Y-%m-%dT%H:%M")
        form = ExamForm(patient=str(patient), task=task, laterality=side, taken_at=now)
        return page(visit, _view(visit, session, whose, form))


def read_form(
    patient: Text = "",
    task: Text = "",
    laterality: Text = "",
    taken_at: Text = "",
    gestation_weeks: Text = "",
    gestation_days: Text = "",
    device: Text = "",
    consent: Text = "",
    urgent: Text = "",
    override: Annotated[list[str] | None, Form()] = None,
    reason: Annotated[str, Form()] = "",
) -> ExamForm:
    return ExamForm(
        patient=patient,
        task=task,
        laterality=laterality,
        taken_at=taken_at,
        gestation_weeks=gestation_weeks,
        gestation_days=gestation_days,
        device=device,
        consent=consent,
        urgent=urgent,
        override=override or [],
        reason=reason,
    )


@router.post("")
async def send(
    visit: ExamSender,
    form: Annotated[ExamForm, Depends(read_form)],
    pictures: Annotated[list[UploadFile] | None, File()] = None,
) -> Response:
    """Keep the pictures, then go to the exam; most answers are there in the moment that is waited for them."""
    received = await run_sync(_receive, visit, form, pictures or ())
    if isinstance(received, Response):
        return received
    with visit.clinic.analysis.bulletin.listen(lambda hint: hint.exam_id == received.exam_id) as listener:
        await wait_for(listener, received.exam_id, visit, min(MOMENT_SECONDS, visit.clinic.settings.answer_seconds))
    place = f"/exams/{received.exam_id}"
    return go(place) if wants_page(visit.request) else JSONResponse({"location": place}, 201)


def _receive(visit: Member, form: ExamForm, pictures: Sequence[UploadFile]) -> Received | Response:
    """The exam, kept; or the form again with what is wrong."""
    with visit.clinic.database.transaction() as session:
        patient = find_patient(session, visit.account.site_id, _patient_id(form))
    files = [SentFile(picture.filename or "", picture.file.read) for picture in pictures if picture.filename]
    try:
        draft = form.draft(patient, ZoneInfo(visit.account.zone))
        return receive(visit, draft, files, _act)
    except (Invalid, Conflict, TooLarge, Unavailable) as error:
        if not wants_page(visit.request):
            raise
        return _mend(visit, patient, form, error)


def _act(visit: Member, session: Session, sent: BaseModel, act: Act) -> Response:  # noqa: ARG001 (the same pictures twice are one exam anyway)
    return act()


def _patient_id(form: ExamForm) -> UUID:
    try:
        return UUID(form.patient)
    except ValueError:
        raise Invalid("Please choose the patient first.") from None


def _choose(visit: Member, session: Session, query: str) -> Response:
    found = search_patients(session, visit.account.site_id, query, limit=FEW)
    shown = [str(patient.id) for patient in found.rows]
    record(session, visit.actor, "patients searched" if query else "patients listed", "patient", shown=shown)
    rows_only = visit.request.headers.get("hx-request") == "true"
    return page(visit, (FoundPatientsView if rows_only else ChoosePatientView)(query, found.rows))


def _mend(
    visit: Member, patient: Patient, form: ExamForm, error: Invalid | Conflict | TooLarge | Unavailable
) -> Response:
    """The form again with every fault; a browser does not send the same files twice by itself."""
    say = visit.language
    wrong = error.files if isinstance(error, UnusableFiles) else ()
    with visit.clinic.database.reading() as session:
        view = _view(
            visit,
            session,
            patient,
            form,
            fault=say.say_error(error),
            faults={name: say.say(said) for name, said in error.fields.items()},
            files={file.name: say.say_error(file.error) for file in wrong},
            doubts=error.doubts if isinstance(error, Doubtful) else (),
        )
    return page(visit, view, error.status)


def _view(
    visit: Member,
    session: Session,
    patient: Patient,
    form: ExamForm,
    *,
    fault: str = "",
    faults: Mapping[str, str] | None = None,
    files: Mapping[str, str] | None = None,
    doubts: Sequence[Doubt] = (),
) -> NewExamView:
    return NewExamView(
        patient=patient,
        ages=ages_of(visit, patient),
        offers=offers_for(visit, patient),
        devices=device_names(session, visit.account.site_id),
        form=form,
        fault=fault,
        faults=faults or {},
        files=files or {},
        doubts=doubts,
    )

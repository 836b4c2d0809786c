"""Exams for programs: sending one."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any
from uuid import UUID

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, File, Form, Header, Request, UploadFile
from fastapi.responses import Response
from fastapi.routing import APIRoute
from pydantic import AwareDatetime

from app.analysis.reception import SentFile
from app.domain.exam import FETAL_GESTATION, Laterality
from app.records.exams import find_exam
from app.web.api.exam_outcome import ENDED, wait_for
from app.web.api.exam_representation import ExamRepresentation
from app.web.api.exams import look, respond
from app.web.api.once import Once
from app.web.api.problems import PROBLEMS
from app.web.api.token import TOKEN
from app.web.clinic import Clinic
from app.web.reception import Draft, receive
from app.web.visit import ExamSender, Member, from_our_own_page


class Door(APIRoute):
    """Where there is no room for an exam, it is refused before its pictures are read."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            await run_sync(_find_room, request.app.state.clinic)
            return await handle(request)

        return answer


router = APIRouter(
    prefix="/api/v1/exams",
    tags=["exams"],
    dependencies=[Depends(TOKEN), Depends(from_our_own_page)],
    responses=PROBLEMS,
    route_class=Door,
)

Prefer = Annotated[
    str,
    Header(description="`respond-async` asks for 202 at once; without it the answer waits for the outcome a while."),
]
Identifier = Annotated[
    str, Form(min_length=1, max_length=64, description="The hospital's own number.", examples=["N-2026-01147"])
]
Side = Annotated[Laterality | None, Form(description="left or right, where the task has sides.", examples=["left"])]
Taken = Annotated[
    AwareDatetime | None,
    Form(description="With its time zone; now, if left out.", examples=["2026-11-04T16:00:00+08:00"]),
]
Gestation = Annotated[
    int | None,
    Form(ge=FETAL_GESTATION.start, le=FETAL_GESTATION.stop - 1, description="Of the fetus, on that day."),
]
Codes = Annotated[list[str], Form(description="Codes of soft complaints that a clinician overrules.")]
Reason = Annotated[str, Form(max_length=2000, description="Why they are overruled.")]


def read_draft(
    task: Annotated[str, Form(max_length=64, description="Such as auricular.", examples=["auricular"])],
    patient: Identifier,
    laterality: Side = None,
    taken_at: Taken = None,
    gestation_days: Gestation = None,
    consent: Annotated[bool, Form(description="The guardian's consent is recorded.")] = False,
    device: Annotated[str, Form(max_length=200, description="The camera, phone or scanner, by your name for it.")] = "",
    urgent: Annotated[bool, Form()] = False,
    override: Codes = [],  # noqa: B006 (FastAPI copies it)
    reason: Reason = "",
) -> Draft:
    return Draft(
        task=task,
        patient=patient,
        laterality=laterality,
        taken_at=taken_at,
        gestation_days=gestation_days,
        consent=consent,
        device=device,
        urgent=urgent,
        overrides=tuple(override),
        reason=reason,
    )


@router.post(
    "",
    status_code=201,
    response_model=ExamRepresentation,
    responses={
        200: {"model": ExamRepresentation, "description": "These pictures are an exam already: this one."},
        202: {"model": ExamRepresentation, "description": "Kept; the analysis goes on. Location says where to look."},
    },
)
async def send(
    visit: ExamSender,
    draft: Annotated[Draft, Depends(read_draft)],
    pictures: Annotated[
        list[UploadFile], File(description="Photographs, stills, DICOM files or clips of one patient.")
    ],
    once: Once,
    prefer: Prefer = "",
) -> Response:
    """Send an exam: its pictures are kept before this answers, whatever becomes of the analysis."""
    files = [SentFile(picture.filename or "", picture.file.read) for picture in pictures]
    received = await run_sync(receive, visit, draft, files, once.answer)
    seconds = 0.0 if "respond-async" in prefer.lower() else float(visit.clinic.settings.answer_seconds)
    with visit.clinic.analysis.bulletin.listen(lambda hint: hint.exam_id == received.exam_id) as listener:
        await wait_for(listener, received.exam_id, visit, seconds)
    status = 201 if received.new else 200
    response = await run_sync(_show, visit, received.exam_id, status)
    if received.replayed:
        response.headers["Idempotency-Replayed"] = "true"
    return response


def _find_room(clinic: Clinic) -> None:
    with clinic.database.reading() as session:
        clinic.reception.find_room(session)


def _show(visit: Member, exam_id: UUID, status: int) -> Response:
    """The exam as it stands; 202 while it has no outcome."""
    with visit.clinic.database.transaction() as session:
        shown = look(session, find_exam(session, visit.account.site_id, exam_id), visit)
    return respond(shown, status if shown.state in ENDED else 202)

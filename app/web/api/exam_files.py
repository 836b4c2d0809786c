"""An exam's pictures, their frames, and its heat maps, as files; no transaction waits while one is read or decoded."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Path, Query
from fastapi.responses import Response

from app.errors import NotFound
from app.records.assessments import find_outcome
from app.records.audit import record
from app.records.database import Session
from app.records.exams import find_exam, pictures_of
from app.records.outcomes import KeptMap
from app.records.tables import Picture
from app.web.api.exam_representation import sees_answer
from app.web.api.exams import ExamId
from app.web.api.problems import PROBLEMS
from app.web.api.token import TOKEN
from app.web.visit import ExamViewer, Member

router = APIRouter(prefix="/api/v1/exams/{exam_id}", tags=["exams"], dependencies=[Depends(TOKEN)], responses=PROBLEMS)

FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {kind: {} for kind in ("image/png", "image/jpeg", "application/*")}, "description": "The file."},
    304: {"description": "It is what you have."},
}
Number = Annotated[int, Path(ge=0, le=10_000)]
Have = Annotated[str, Header(alias="If-None-Match", description="The ETag of what you have.")]


@router.get("/pictures/{number}", responses=FILE, response_class=Response)
def read_picture(visit: ExamViewer, exam_id: ExamId, number: Number, have: Have = "") -> Response:
    """A picture as it is stored: without what told of the person, else as it was sent."""
    picture = _find_picture(visit, exam_id, number)
    content = None if _is(picture.sha256, have) else visit.clinic.pictures.get(picture.sha256)
    response = _file(content, picture.media_type, picture.sha256)
    response.headers["Content-Disposition"] = f'attachment; filename="{exam_id}-{number}"'
    return response


@router.get("/pictures/{number}/frames/{frame}", responses=FILE, response_class=Response)
def read_frame(
    visit: ExamViewer,
    exam_id: ExamId,
    number: Number,
    frame: Number,
    least: Annotated[int, Query(ge=0, le=20_000, description="Its shorter side, where it is longer than that.")] = 0,
    have: Have = "",
) -> Response:
    """One frame as browsers show it: upright; JPEG for photographs, else PNG."""
    picture = _find_frames(visit, exam_id, number)
    if frame >= picture.frames:
        raise NotFound("This picture has no such frame. Please read the exam again.")
    tag = f"{picture.sha256}-{frame}-{least}"
    if _is(tag, have):
        return _file(None, "image/png", tag)
    shown = visit.clinic.frames.get(picture.sha256, frame, least)
    return _file(shown.content, shown.media_type, tag)


@router.get("/maps/{number}", responses=FILE, response_class=Response)
def read_map(
    visit: ExamViewer,
    exam_id: ExamId,
    number: Number,
    answer: Annotated[UUID | None, Query(description="Of this answer; else of the one in force.")] = None,
    have: Have = "",
) -> Response:
    """A heat map as a gray PNG: white is `scale`, black is nought; `box` says which part of the picture it covers."""
    drawn = _find_map(visit, exam_id, number, answer)
    content = None if _is(drawn.sha256, have) else visit.clinic.pictures.get(drawn.sha256)
    return _file(content, "image/png", drawn.sha256)


def _find_picture(visit: Member, exam_id: UUID, number: int) -> Picture:
    """A file that leaves the house is written down each time."""
    with visit.clinic.database.transaction() as session:
        picture = _picture(session, visit, exam_id, number)
        _note(session, visit, picture)
    return picture


def _find_frames(visit: Member, exam_id: UUID, number: int) -> Picture:
    """Whichever of its frames is seen first, the look is written down; the frames that follow belong to it."""
    looks = visit.clinic.looks
    with visit.clinic.database.reading() as session:
        picture = _picture(session, visit, exam_id, number)
    if not looks.lasts(visit.account.id, picture.id):
        with visit.clinic.database.transaction() as session:
            _note(session, visit, picture)
        looks.begin(visit.account.id, picture.id)
    return picture


def _picture(session: Session, visit: Member, exam_id: UUID, number: int) -> Picture:
    exam = find_exam(session, visit.account.site_id, exam_id)
    for picture in pictures_of(session, exam.id):
        if picture.position == number:
            return picture
    raise NotFound("This exam has no such picture. Please read the exam again.")


def _note(session: Session, visit: Member, picture: Picture) -> None:
    record(session, visit.actor, "picture read", "exam", picture.exam_id, picture=picture.position)


def _find_map(visit: Member, exam_id: UUID, number: int, answer: UUID | None) -> KeptMap:
    with visit.clinic.database.transaction() as session:
        exam = find_exam(session, visit.account.site_id, exam_id)
        kept = find_outcome(session, exam, answer)
        if kept is None or number >= len(kept.maps) or not sees_answer(session, exam, visit):
            raise NotFound("This exam has no such heat map. Please read the exam again.")
        record(session, visit.actor, "heat map read", "exam", exam.id, map=number)
        return kept.maps[number]


def _is(tag: str, have: str) -> bool:
    return f'"{tag}"' in have


def _file(content: bytes | None, media_type: str, tag: str) -> Response:
    """The file never changes under its tag; a browser asks each time whether it may still be seen."""
    headers: Mapping[str, str] = {"ETag": f'"{tag}"', "Cache-Control": "private, no-cache"}
    if content is None:
        return Response(None, 304, headers=headers)
    return Response(content, 200, headers=headers, media_type=media_type)

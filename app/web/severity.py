"""Severity over time: both ears of a child, as a chart, in words, and as a table."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from fastapi.responses import Response, StreamingResponse

from app.domain.course import Course, Period, Reference, Told
from app.domain.course import Visit as SeenEar
from app.domain.exam import Ear
from app.exchange.csv_table import write_csv
from app.exchange.drawing import draw_svg
from app.exchange.severity_chart import Drawing, Window, draw_severity
from app.exchange.severity_layers import Palette
from app.exchange.severity_table import COLUMNS, tabulate
from app.inference.reference import find_manifest
from app.records.audit import record
from app.records.database import Session
from app.records.severity import read_course, scores_of, shown_scores
from app.records.tables import Patient
from app.records.treatment import find_child
from app.tasks.auricular.course import MENDING, WINDOWS, Published
from app.tasks.auricular.course import Window as PublishedWindow
from app.web.ages import Ages, ages_of
from app.web.clinic import Clinic
from app.web.respond import page
from app.web.templates import View
from app.web.visit import Member, PatientViewer, Records

router = APIRouter(prefix="/patients/{patient_id}", include_in_schema=False)
SCREEN = Palette(
    left="var(--left)",
    right="var(--right)",
    ink="var(--ink)",
    quiet="var(--ink-2)",
    line="var(--line)",
    band="var(--band)",
    shade="var(--shade)",
    ground="var(--surface)",
    look="var(--look)",
)
PAPER = Palette(
    left="#0b5fc4",
    right="#a3480a",
    ink="#141c28",
    quiet="#4b576c",
    line="#dde2ea",
    band="#eaf0f8",
    shade="#b5c3d6",
    ground="#ffffff",
    look="#9a4600",
)
NORMALS = 95
"""Percent of the normal ears a model was made from that the band of normals holds."""
Corrected = Annotated[bool, Query(description="Count days from the due date.")]


@dataclass(frozen=True, slots=True)
class EarStory:
    """One ear in words."""

    ear: Ear
    told: Sequence[Told]
    scores: int
    visit: SeenEar | None
    worn: Period | None


@dataclass(frozen=True, slots=True)
class SeverityView(View):
    template = "severity.html"
    patient: Patient
    ages: Ages
    course: Course
    spec: str
    corrected: bool
    stories: Sequence[EarStory]
    done: str
    shown_at: datetime
    windows: Sequence[PublishedWindow] = WINDOWS
    mending: Sequence[Published] = MENDING


@router.get("/severity")
def show_severity(
    visit: PatientViewer, session: Records, patient_id: UUID, corrected: Corrected = False, done: str = ""
) -> Response:
    patient, course = _course(visit, session, patient_id)
    record(session, visit.actor, "severity read", "patient", patient.id)
    corrected = corrected and patient.gestation_days is not None
    spec = json.dumps(draw_severity(_drawing(visit, course, SCREEN, corrected)), ensure_ascii=False)
    stories = [_story(course, ear) for ear in Ear]
    now = datetime.now(UTC)
    return page(visit, SeverityView(patient, ages_of(visit, patient), course, spec, corrected, stories, done, now))


@router.get("/severity.svg")
def draw(visit: PatientViewer, session: Records, patient_id: UUID, corrected: Corrected = False) -> Response:
    """The chart as a picture, for browsers without JavaScript, and for documents."""
    patient, course = _course(visit, session, patient_id)
    record(session, visit.actor, "severity read", "patient", patient.id)
    drawing = _drawing(visit, course, PAPER, corrected and patient.gestation_days is not None)
    svg = draw_svg(draw_severity(drawing) | {"background": PAPER.ground})
    return Response(svg, media_type="image/svg+xml", headers={"Cache-Control": "no-store"})


@router.get("/severity.csv")
def export(visit: PatientViewer, session: Records, patient_id: UUID) -> Response:
    """Every score by every model that may be shown, every visit, every treatment."""
    patient, course = _course(visit, session, patient_id)
    points = [score.point for score in shown_scores(session, scores_of(session, patient.id), visit.account)]
    lines = list(write_csv(COLUMNS, tabulate(patient.identifier, course, points)))
    record(session, visit.actor, "severity exported", "patient", patient.id, count=len(lines) - 1)
    headers = {"Content-Disposition": 'attachment; filename="severity.csv"', "Cache-Control": "no-store"}
    return StreamingResponse(iter(lines), media_type="text/csv; charset=utf-8", headers=headers)


def _story(course: Course, ear: Ear) -> EarStory:
    scores = sum(point.ear is ear for point in course.points)
    return EarStory(ear, course.tell(ear), scores, course.last_visit(ear), course.worn(ear))


def _course(visit: Member, session: Session, patient_id: UUID) -> tuple[Patient, Course]:
    patient = find_child(session, visit.account.site_id, patient_id)
    course = read_course(session, patient, datetime.now(ZoneInfo(visit.account.zone)).date(), visit.account)
    return patient, replace(course, references=tuple(_references(visit.clinic, course)))


def _references(clinic: Clinic, course: Course) -> Iterator[Reference]:
    """Where normal ears lie, of every model whose manifest is still here."""
    for scorer in sorted({point.scorer for point in course.points}, key=lambda scorer: scorer.sha256):
        manifest = find_manifest(scorer.sha256, clinic.settings.models_dir, clinic.pictures.get)
        if manifest and manifest.severity:
            anchors = manifest.severity
            distance = anchors.normals[round(NORMALS / 100 * (len(anchors.normals) - 1))]
            upper = (distance - anchors.zero) / (anchors.one - anchors.zero)
            yield Reference(scorer, upper, manifest.training.data)


def _drawing(visit: Member, course: Course, palette: Palette, corrected: bool) -> Drawing:
    windows = [Window(window.first, window.until, window.name) for window in WINDOWS]
    return Drawing(course, visit.language.say, palette, windows, corrected)

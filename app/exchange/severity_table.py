"""A patient's scores, visits and treatments as one table: a row for everything that has a day and an ear."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from app.domain.course import Birth, Course
from app.domain.exam import Ear
from app.domain.trend import Point
from app.exchange.csv_table import Cell

COLUMNS = (
    *("patient", "kind", "ear", "date", "time", "age_days", "corrected_age_days"),
    *("score", "score_low", "score_high", "smallest_detectable_change", "percentile_of_normal_ears"),
    *("model_version", "model_sha256", "model_is_synthetic", "seen_by_a_person", "exam"),
    *("device", "size", "hours_worn", "skin", "length_mm", "width_mm", "clinician_grade", "caregiver_satisfaction"),
    *("next_visit", "until", "end_reason", "note", "entered_by"),
)
"""Always English: files of two clinics, and scripts that read them, need one spelling."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table before its place among the others is known."""

    kind: str
    ear: Ear
    on: date
    time: str
    cells: dict[str, Cell]


def tabulate(identifier: str, course: Course, points: Iterable[Point]) -> Iterator[list[Cell]]:
    """Every row in order of time; `points` may hold the scores of earlier models too."""
    lines = [*_scores(course.birth, points), *_visits(course), *_periods(course)]
    for line in sorted(lines, key=lambda line: (line.on, line.time, line.ear, line.kind)):
        known = line.cells | {
            "patient": identifier,
            "kind": line.kind,
            "ear": line.ear.value,
            "date": line.on,
            "time": line.time,
            "age_days": course.birth.age(line.on),
            "corrected_age_days": _corrected(course.birth, line.on),
        }
        yield [known.get(column) for column in COLUMNS]


def _corrected(birth: Birth, day: date) -> int | None:
    return None if birth.gestation_days is None else birth.age(day, corrected=True)


def _scores(birth: Birth, points: Iterable[Point]) -> Iterator[Line]:
    for point in points:
        cells: dict[str, Cell] = {
            "score": point.score,
            "score_low": point.low,
            "score_high": point.high,
            "smallest_detectable_change": point.detectable,
            "percentile_of_normal_ears": point.percentile,
            "model_version": point.scorer.version,
            "model_sha256": point.scorer.sha256,
            "model_is_synthetic": point.scorer.synthetic,
            "seen_by_a_person": point.seen,
            "exam": str(point.exam),
        }
        local = point.taken_at.astimezone(birth.zone)
        yield Line("score", point.ear, local.date(), local.strftime("%H:%M"), cells)


def _visits(course: Course) -> Iterator[Line]:
    for visit in course.visits:
        facts = visit.facts
        cells: dict[str, Cell] = {
            "device": facts.device,
            "hours_worn": facts.hours_worn,
            "skin": facts.skin,
            "length_mm": facts.length_mm,
            "width_mm": facts.width_mm,
            "clinician_grade": facts.grade,
            "caregiver_satisfaction": facts.satisfaction,
            "next_visit": facts.next_visit_on,
            "note": facts.note,
            "entered_by": visit.by,
        }
        local = facts.seen_at.astimezone(course.birth.zone)
        yield Line("visit", facts.ear, local.date(), local.strftime("%H:%M"), cells)


def _periods(course: Course) -> Iterator[Line]:
    for period in course.periods:
        facts = period.facts
        cells: dict[str, Cell] = {
            "device": facts.device,
            "size": facts.size,
            "until": facts.ended_on,
            "end_reason": facts.end_reason,
        }
        yield Line("treatment", facts.ear, facts.began_on, "", cells)

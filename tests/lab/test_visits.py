"""Ears seen again: falling severity, several pictures a visit, read back as any folder."""

from pathlib import Path

from app.lab.folder import read_folder
from app.lab.visits import PICTURES, SEVERITIES, series_of, write_visits
from app.tasks import TASKS


def test_every_ear_is_seen_at_falling_severity_several_times_a_visit(tmp_path: Path) -> None:
    task = TASKS["auricular"]
    assert write_visits(task, tmp_path, ears=1, seed=3) == len(SEVERITIES) * PICTURES
    rows = read_folder(tmp_path, task)
    assert len({row.patient for row in rows}) == 1
    exams = sorted({row.exam for row in rows})
    assert len(exams) == len(SEVERITIES)
    seen = [{row.severity for row in rows if row.exam == exam} for exam in exams]
    assert seen == [{severity} for severity in SEVERITIES]


def test_a_task_that_does_not_grade_has_no_ears_to_see_again(tmp_path: Path) -> None:
    assert series_of(TASKS["cleft"]) is None
    assert write_visits(TASKS["cleft"], tmp_path, ears=1, seed=3) == 0

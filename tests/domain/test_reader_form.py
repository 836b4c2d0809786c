"""What a person writes down: checked, and followed from."""

import pytest

from app.errors import Invalid
from app.tasks import TASKS


def test_ratios_follow_from_the_umbilical_artery_as_in_the_papers_report() -> None:
    form = TASKS["fetal_cns"].reading
    entries = form.read({"peak": "55.58", "end": "26,04", "mean_peak": "39.73"})
    assert {derived.name: round(value, 2) for derived, value in form.follow(entries)} == {
        "sd": 2.13,
        "ri": 0.53,
        "pi": 0.74,
    }


def test_nothing_follows_from_half_a_measurement() -> None:
    form = TASKS["fetal_cns"].reading
    assert list(form.follow(form.read({"peak": "55"}))) == []
    assert [derived.name for derived, _ in form.follow(form.read({"peak": "55", "end": "0"}))] == ["ri"]


def test_while_it_is_typed_what_can_be_read_is_followed_from() -> None:
    form = TASKS["fetal_cns"].reading
    entries = form.glance({"peak": "60", "end": "20", "mean_peak": "4o", "bpd": "99"})
    assert {derived.name: value for derived, value in form.follow(entries)} == {"sd": 3, "ri": pytest.approx(2 / 3)}


def test_what_is_left_empty_is_not_there() -> None:
    assert TASKS["hemorrhage"].reading.read({"papile_left": "2", "papile_right": " "}) == {"papile_left": "2"}


@pytest.mark.parametrize(
    ("task", "name", "typed"),
    [
        ("hemorrhage", "papile_left", "5"),
        ("hemorrhage", "next_scan", "2026-02-30"),
        ("fetal_cns", "bpd", "75.5"),
        ("fetal_cns", "bpd", "nan"),
        ("fetal_cns", "bpd", "1e999"),
        ("fetal_cns", "bpd", "seven"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(task: str, name: str, typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        TASKS[task].reading.read({name: typed})
    assert set(refused.value.fields) == {name}


@pytest.mark.parametrize("task", TASKS.values(), ids=lambda task: task.slug)
def test_fields_of_every_task_have_names_of_their_own(task: object) -> None:
    names = [field.name for field in task.reading.fields]  # type: ignore[attr-defined]
    assert len(set(names)) == len(names)

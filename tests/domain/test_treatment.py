"""Visits and treatments as values: what can be written down, and what cannot."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain.exam import Ear, Skin
from app.domain.treatment import PeriodFacts, VisitFacts
from app.errors import Invalid

NOON = datetime(2026, 11, 10, 4, tzinfo=UTC)
DAY = date(2026, 11, 10)


def faults_of_visit(**more: object) -> set[str]:
    with pytest.raises(Invalid) as refused:
        VisitFacts(Ear.LEFT, **({"seen_at": NOON} | more))  # type: ignore[arg-type]
    return set(refused.value.fields)


def faults_of_period(**more: object) -> set[str]:
    with pytest.raises(Invalid) as refused:
        PeriodFacts(Ear.LEFT, **({"device": "EarWell", "began_on": DAY} | more))  # type: ignore[arg-type]
    return set(refused.value.fields)


def test_a_visit_of_which_only_ear_and_moment_are_known_is_one() -> None:
    assert VisitFacts(Ear.LEFT, NOON).skin is None


def test_a_visit_keeps_what_was_seen() -> None:
    facts = VisitFacts(Ear.RIGHT, NOON, " EarWell ", 0, Skin.ULCER, 34.5, 22, 5, 1, DAY)
    assert (facts.device, facts.hours_worn, facts.skin, facts.next_visit_on) == ("EarWell", 0, Skin.ULCER, DAY)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("hours_worn", 25.0),
        ("hours_worn", -1.0),
        ("hours_worn", float("nan")),
        ("length_mm", 3.4),
        ("length_mm", float("inf")),
        ("width_mm", 220.0),
        ("grade", 0),
        ("grade", 6),
        ("satisfaction", 6),
        ("next_visit_on", DAY - timedelta(days=1)),
        ("next_visit_on", DAY + timedelta(days=500)),
        ("device", "x" * 201),
        ("note", "a\x00b"),
    ],
)
def test_a_visit_that_cannot_have_been_is_refused_by_its_field(field: str, value: object) -> None:
    assert faults_of_visit(**{field: value}) == {field}


def test_a_visit_to_come_is_refused() -> None:
    assert faults_of_visit(seen_at=datetime.now(UTC) + timedelta(hours=2)) == {"seen_at"}


def test_a_visit_without_a_time_zone_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="time zone"):
        VisitFacts(Ear.LEFT, datetime(2026, 11, 10))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"device": " "}, "device"),
        ({"began_on": date(2099, 1, 1)}, "began_on"),
        ({"ended_on": DAY - timedelta(days=1)}, "ended_on"),
        ({"ended_on": date(2099, 1, 1)}, "ended_on"),
        ({"end_reason": "shape reached"}, "ended_on"),
        ({"size": "x" * 201}, "size"),
    ],
)
def test_a_treatment_that_cannot_be_is_refused_by_its_field(more: dict[str, object], field: str) -> None:
    assert faults_of_period(**more) == {field}


def test_a_treatment_may_last_a_day() -> None:
    assert PeriodFacts(Ear.LEFT, "EarWell", DAY, DAY, end_reason="skin broken").ended_on == DAY

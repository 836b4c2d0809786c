"""The table of scores, visits and treatments: one row for everything, in order of time."""

from dataclasses import replace
from datetime import date

from app.exchange.severity_table import COLUMNS, tabulate
from tests.exchange.test_severity_chart import course


def lines() -> list[dict[str, object]]:
    found = course()
    return [dict(zip(COLUMNS, row, strict=True)) for row in tabulate("N-7", found, found.points)]


def test_everything_has_a_row_in_order_of_time() -> None:
    found = lines()
    assert len(found) == 16 + 2 + 1
    assert [row["date"] for row in found] == sorted(row["date"] for row in found)  # type: ignore[type-var]
    assert {row["kind"] for row in found} == {"score", "visit", "treatment"}


def test_a_score_tells_its_model_its_band_and_that_the_model_is_synthetic() -> None:
    score = next(row for row in lines() if row["kind"] == "score")
    assert (score["patient"], score["age_days"], score["corrected_age_days"]) == ("N-7", 6, -24)
    assert (score["model_version"], score["model_is_synthetic"], score["seen_by_a_person"]) == ("0.1.0", True, True)
    assert score["smallest_detectable_change"] == 0.42


def test_ages_are_corrected_only_where_gestation_is_known() -> None:
    found = course()
    unknown = replace(found, birth=replace(found.birth, gestation_days=None))
    [*rows] = tabulate("N-7", unknown, unknown.points)
    assert {row[COLUMNS.index("corrected_age_days")] for row in rows} == {None}


def test_a_treatment_tells_its_last_day() -> None:
    treatment = next(row for row in lines() if row["kind"] == "treatment")
    assert (treatment["date"], treatment["until"], treatment["device"]) == (
        date(2026, 9, 7),
        date(2026, 10, 5),
        "EarWell",
    )

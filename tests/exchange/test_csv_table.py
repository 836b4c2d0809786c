"""CSV: opened as it is meant, never executed."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.csv_table import RISKY, harmless, write_csv


def read(*rows: list[str | int | float | date | None]) -> list[list[str]]:
    text = "".join(write_csv(("a", "b"), rows))
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝HYPERLINK(1)"])
def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(evil: str) -> None:
    assert harmless(evil) == f"'{evil}"


def test_numbers_stay_numbers_also_below_nought() -> None:
    assert read([-12, -0.05]) == [["a", "b"], ["-12", "-0.05"]]


def test_days_are_iso_and_nothing_is_empty() -> None:
    assert read([date(2026, 11, 3), None])[1] == ["2026-11-03", ""]


def test_what_is_true_or_not_is_said_in_a_word() -> None:
    assert read([True, False])[1] == ["yes", "no"]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_whatever_was_typed_comes_back_and_none_of_it_runs(typed: str) -> None:
    [_, [cell, _]] = read([typed, None])
    assert cell.removeprefix("'") == typed.removeprefix("'")
    assert not cell.startswith(RISKY)

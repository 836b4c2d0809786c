"""However rows are divided, no patient and no twin stands on two sides."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Invalid
from app.lab.folds import Fold, divide, holdout, kfold, leave_one_patient_out, leave_one_site_out
from app.lab.protocol import Protocol
from app.lab.row import Row


@st.composite
def tables(draw: st.DrawFn) -> tuple[Row, ...]:
    """Rows of 6 to 40 patients, some of them twins, at one to four sites."""
    patients = draw(st.integers(6, 40))
    sites = draw(st.integers(1, 4))
    rows: list[Row] = []
    for patient in range(patients):
        group = f"g{patient // 2}" if draw(st.booleans()) and patients >= 12 else f"b{patient}"
        for _ in range(draw(st.integers(1, 3))):
            finding = draw(st.sampled_from(["none", "spot", "line"]))
            rows.append(row(len(rows), f"b{patient}", group, f"s{draw(st.integers(0, sites - 1))}", finding))
    return tuple(rows)


def row(number: int, patient: str, group: str, site: str, finding: str, split: str = "") -> Row:
    return Row(
        line=number + 2,
        file=Path(f"{number}.png"),
        exam=f"e{number}",
        patient=patient,
        site=site,
        findings=(finding,),
        severity=None,
        view="",
        box=None,
        mask=None,
        split=split,
        group=group,
        skin_tone="",
        device="",
        gestational_age="",
    )


def sides(rows: tuple[Row, ...], fold: Fold) -> tuple[set[str], set[str], set[str]]:
    train, validation, test = ({rows[i].group for i in part} for part in (fold.train, fold.validation, fold.test))
    return train, validation, test


def assert_apart(rows: tuple[Row, ...], fold: Fold) -> None:
    train, validation, test = sides(rows, fold)
    assert not train & validation
    assert not train & test
    assert not validation & test
    assert fold.train
    assert fold.validation
    assert fold.test


@given(tables(), st.integers(0, 5))
def test_a_holdout_uses_every_row_once_and_divides_no_group(rows: tuple[Row, ...], seed: int) -> None:
    fold = holdout(rows, seed)
    assert_apart(rows, fold)
    assert sorted(fold.train + fold.validation + fold.test) == list(range(len(rows)))


@given(tables(), st.integers(0, 5))
def test_k_folds_test_every_row_once(rows: tuple[Row, ...], seed: int) -> None:
    folds = kfold(rows, seed, 3)
    assert sorted(index for fold in folds for index in fold.test) == list(range(len(rows)))
    for fold in folds:
        assert_apart(rows, fold)
        assert sorted(fold.train + fold.validation + fold.test) == list(range(len(rows)))


@given(tables())
def test_each_left_out_patient_is_tested_alone_with_an_inner_validation(rows: tuple[Row, ...]) -> None:
    folds = leave_one_patient_out(rows, 0)
    assert len(folds) == len({row.group for row in rows})
    for fold in folds:
        assert_apart(rows, fold)
        assert len(sides(rows, fold)[2]) == 1


@given(tables())
def test_a_patient_of_the_left_out_site_never_trains(rows: tuple[Row, ...]) -> None:
    try:
        folds = leave_one_site_out(rows, 0)
    except Invalid:
        return
    for fold in folds:
        assert_apart(rows, fold)
        assert {rows[i].site for i in fold.test} == {fold.name}
        assert not {rows[i].group for i in fold.train} & {rows[i].group for i in fold.test}


@given(tables(), st.sampled_from([Protocol.HOLDOUT, Protocol.KFOLD, Protocol.PATIENT]))
def test_the_same_seed_divides_alike(rows: tuple[Row, ...], protocol: Protocol) -> None:
    assert divide(rows, protocol, 7, 3) == divide(rows, protocol, 7, 3)


def test_a_holdout_is_70_15_15_and_gives_each_part_of_each_finding() -> None:
    rows = tuple(row(i, f"b{i}", f"b{i}", "s", "spot" if i % 10 == 0 else "none") for i in range(400))
    fold = holdout(rows, 3)
    for part, share in ((fold.train, 0.70), (fold.validation, 0.15), (fold.test, 0.15)):
        assert len(part) == pytest.approx(400 * share, abs=2)
        assert sum(rows[i].findings == ("spot",) for i in part) == pytest.approx(40 * share, abs=1)


def test_another_seed_divides_otherwise() -> None:
    rows = tuple(row(i, f"b{i}", f"b{i}", "s", "none") for i in range(60))
    assert holdout(rows, 0) != holdout(rows, 1)


def test_the_split_column_decides_where_it_is_filled_in() -> None:
    marks = ("train", "train", "validation", "test")
    rows = tuple(row(i, f"b{i}", f"b{i}", "s", "none", mark) for i, mark in enumerate(marks))
    assert holdout(rows, 0) == Fold("holdout", (0, 1), (2,), (3,))


def test_a_split_column_that_is_half_filled_in_is_refused() -> None:
    rows = (row(0, "a", "a", "s", "none", "train"), row(1, "b", "b", "s", "none"))
    with pytest.raises(Invalid, match="Row 3, column split"):
        holdout(rows, 0)


def test_a_split_column_without_a_test_is_refused() -> None:
    rows = tuple(row(i, f"b{i}", f"b{i}", "s", "none", mark) for i, mark in enumerate(("train", "validation")))
    with pytest.raises(Invalid, match="no row is marked test"):
        holdout(rows, 0)


def test_too_few_patients_are_refused(make_row: Callable[..., Row]) -> None:
    with pytest.raises(Invalid, match="2 patients cannot be divided into 3 parts"):
        holdout((make_row(2), make_row(3)), 0)


def test_one_site_cannot_be_left_out(make_row: Callable[..., Row]) -> None:
    with pytest.raises(Invalid, match="Column site"):
        leave_one_site_out((make_row(2), make_row(3)), 0)

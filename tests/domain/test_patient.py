"""Who a patient is."""

import unicodedata
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.patient import GESTATION, PatientFacts, Sex, fold
from app.errors import Invalid
from tests.people import baby

# Limits are tried a day further out: midnight may fall between this line and the test.
TODAY = datetime.now(UTC).date()
PRINTABLE = st.text(st.characters(exclude_categories=("Cc", "Cs", "Co", "Cn")), min_size=1, max_size=60)


def test_names_are_kept_composed_and_without_spaces_around_them() -> None:
    assert baby(name="  Zoe\u0308  ").name == "Zo\u00eb"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"identifier": ""}, "identifier"),
        ({"identifier": "   "}, "identifier"),
        ({"identifier": "9" * 65}, "identifier"),
        ({"identifier": "1\x00"}, "identifier"),
        ({"name": "a" * 201}, "name"),
        ({"name": "Baby\nZhou"}, "name"),
        ({"name": "Baby \ud800"}, "name"),
        ({"note": "x" * 4001}, "note"),
        ({"note": "\x07"}, "note"),
        ({"birth_group": "g" * 65}, "birth_group"),
        ({"birth_date": None}, "birth_date"),
        ({"birth_date": date(1899, 12, 31)}, "birth_date"),
        ({"birth_date": TODAY + timedelta(days=3)}, "birth_date"),
        ({"birth_date": None, "due_date": TODAY, "birth_time": time(9)}, "birth_time"),
        ({"due_date": TODAY + timedelta(days=322)}, "due_date"),
        ({"gestation_days": 139}, "gestation_days"),
        ({"gestation_days": 316}, "gestation_days"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(more: dict[str, object], field: str) -> None:
    facts: dict[str, object] = {"identifier": "N-1", "name": "Baby Zhou"} | more
    with pytest.raises(Invalid) as refused:
        baby(**facts)  # type: ignore[arg-type]
    assert set(refused.value.fields) == {field}


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        PatientFacts("", "", Sex.UNKNOWN)
    assert set(refused.value.fields) == {"identifier", "name", "birth_date"}


def test_a_note_may_have_lines() -> None:
    assert baby(note="first\nsecond\tthird").note == "first\nsecond\tthird"


def test_a_mother_stands_for_her_fetus_with_its_due_date() -> None:
    assert baby(birth_date=None, gestation_days=None, due_date=TODAY).due_date == TODAY


@given(st.sampled_from(GESTATION))
def test_every_gestation_a_child_can_be_born_at_is_taken(days: int) -> None:
    assert baby(gestation_days=days).gestation_days == days


@given(PRINTABLE)
def test_what_is_kept_is_kept_again_unchanged(name: str) -> None:
    if not unicodedata.normalize("NFC", name).strip():
        return
    once = baby(name=name)
    assert baby(name=once.name) == once


@pytest.mark.parametrize(
    ("typed", "kept"), [("ＡＢＣ１２３", "abc123"), ("ZHOU", "zhou"), ("Straße", "strasse"), ("　张三　", "张三")]
)
def test_search_forgets_case_and_width(typed: str, kept: str) -> None:
    assert fold(typed) == kept


@given(PRINTABLE.filter(lambda text: len(unicodedata.normalize("NFC", text)) <= 60), PRINTABLE)
def test_every_word_of_a_name_is_in_the_text_that_search_looks_through(identifier: str, name: str) -> None:
    if not unicodedata.normalize("NFC", name).strip() or not unicodedata.normalize("NFC", identifier).strip():
        return
    facts = baby(identifier=identifier, name=name)
    for word in fold(facts.name).split() + fold(facts.identifier).split():
        assert word in facts.search_text

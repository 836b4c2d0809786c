"""Sites."""

import pytest

from app.errors import Conflict, Invalid
from app.records.database import Database
from app.records.sites import add_site, find_site, get_site
from tests.people import NORTH, SOUTH


def test_a_site_is_found_by_its_name_and_by_its_id(records: Database) -> None:
    with records.reading() as session:
        site = find_site(session, NORTH)
        assert get_site(session, str(site.id)) is site


def test_where_there_are_several_one_must_be_named(records: Database) -> None:
    with records.reading() as session:
        with pytest.raises(Invalid, match=f"{NORTH}, {SOUTH}"):
            find_site(session, "")
        for unknown in ("", "zz", "North"):
            with pytest.raises(Invalid):
                get_site(session, unknown)


@pytest.mark.parametrize(("name", "zone"), [("", "UTC"), ("a\nb", "UTC"), ("x" * 201, "UTC"), ("Ward", "Mars/Base")])
def test_a_site_needs_a_name_and_a_zone(records: Database, name: str, zone: str) -> None:
    with records.reading() as session, pytest.raises(Invalid):
        add_site(session, name, zone)


def test_a_name_is_taken_once(records: Database) -> None:
    with records.reading() as session, pytest.raises(Conflict):
        add_site(session, NORTH, "UTC")

"""Accounts: add, change, and what ends sign-ins."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from sqlalchemy.orm import Session

from app.domain.role import Role
from app.errors import Conflict, Invalid
from app.records.accounts import (
    accepted_step,
    add_account,
    change_own_password,
    check_code,
    find_account,
    set_disabled,
    set_password,
    set_role,
    set_second_factor,
)
from app.records.database import Database
from app.records.passwords import check_password
from app.records.sign_ins import bearer, begin, issue_token, resume
from app.records.sites import find_site
from app.records.tables import Account
from tests.people import ADMINISTRATOR, CLINICIAN, FAR_ADMINISTRATOR, NORTH, PASSWORD

IDLE = timedelta(minutes=30)


def the(session: Session, name: str) -> Account:
    account = find_account(session, name)
    assert account
    return account


def test_somebody_added_can_be_found_by_any_spelling_of_their_name(records: Database) -> None:
    with records.transaction() as session:
        site = find_site(session, NORTH)
        add_account(session, name=" Li.Na ", full_name="李娜", role=Role.NURSE, site=site, password=PASSWORD)
    with records.reading() as session:
        account = the(session, "LI.NA")
        assert (account.name, account.full_name, account.site.name) == ("li.na", "李娜", NORTH)
        assert check_password(account.password_hash, PASSWORD)
        assert PASSWORD not in account.password_hash


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "x"),
        ("name", "two words"),
        ("name", "<b>"),
        ("name", "a" * 65),
        ("full_name", "  "),
        ("full_name", "a\nb"),
        ("password", "short"),
        ("password", "a" * 201),
        ("password", "abababababababab"),
        ("password", "my name is li.na!"),
    ],
)
def test_what_is_not_fit_is_refused_at_its_field(records: Database, field: str, value: str) -> None:
    said = {"name": "li.na", "full_name": "Li Na", "password": PASSWORD} | {field: value}
    with records.transaction() as session, pytest.raises(Invalid) as refused:
        add_account(session, role=Role.NURSE, site=find_site(session, NORTH), **said)
    assert set(refused.value.fields) == {field}


def test_a_name_is_taken_once(records: Database) -> None:
    with records.reading() as session:
        site = find_site(session, NORTH)
        with pytest.raises(Conflict):
            add_account(session, name="NURSE", full_name="N", role=Role.NURSE, site=site, password=PASSWORD)


def test_a_new_password_ends_every_sign_in_at_once(records: Database) -> None:
    with records.transaction() as session:
        token = begin(session, the(session, "nurse"), 12)
    with records.transaction() as session:
        set_password(session, the(session, "nurse"), "a quite different sentence")
    with records.transaction() as session:
        assert resume(session, token, IDLE) is None
        assert not check_password(the(session, "nurse").password_hash, PASSWORD)


def test_ones_own_password_needs_the_current_one(records: Database) -> None:
    with records.transaction() as session:
        with pytest.raises(Invalid) as refused:
            change_own_password(session, the(session, "nurse"), "not this", "a quite different sentence")
        assert set(refused.value.fields) == {"current"}
        assert check_password(the(session, "nurse").password_hash, PASSWORD)


def test_whoever_is_disabled_is_out_at_once_with_browser_and_program(records: Database) -> None:
    with records.transaction() as session:
        cookie, token = begin(session, the(session, "nurse"), 12), issue_token(session, the(session, "nurse"), "x")
    with records.transaction() as session:
        assert resume(session, cookie, IDLE)
        assert bearer(session, token)
        set_disabled(session, the(session, "nurse"), True)
    with records.transaction() as session:
        assert resume(session, cookie, IDLE) is None
        assert bearer(session, token) is None
        set_disabled(session, the(session, "nurse"), False)
        assert resume(session, cookie, IDLE) is None


def test_the_last_administrator_stays_one(records: Database) -> None:
    with records.transaction() as session:
        set_role(session, the(session, FAR_ADMINISTRATOR.name), Role.NURSE)
    with records.transaction() as session:
        last = the(session, ADMINISTRATOR.name)
        with pytest.raises(Conflict):
            set_disabled(session, last, True)
        with pytest.raises(Conflict):
            set_role(session, last, Role.CLINICIAN)


def test_a_disabled_administrator_does_not_count(records: Database) -> None:
    with records.transaction() as session:
        set_disabled(session, the(session, FAR_ADMINISTRATOR.name), True)
        with pytest.raises(Conflict):
            set_disabled(session, the(session, ADMINISTRATOR.name), True)


def test_a_code_works_once_and_only_near_its_time(records: Database) -> None:
    secret = pyotp.random_base32()
    totp, now = pyotp.TOTP(secret), datetime.now(UTC)
    with records.transaction() as session:
        account = the(session, CLINICIAN.name)
        set_second_factor(account, secret)
        assert not check_code(account, totp.at(now - timedelta(minutes=3)))
        assert not check_code(account, totp.at(now + timedelta(minutes=3)))
        assert not check_code(account, "")
        assert not check_code(account, "ＡＢＣ")
        assert check_code(account, totp.at(now))
        assert not check_code(account, totp.at(now))
        assert not check_code(account, totp.at(now - timedelta(seconds=30)))


def test_a_code_is_read_with_the_space_phones_put_in_it() -> None:
    secret = pyotp.random_base32()
    code = pyotp.TOTP(secret).now()
    assert accepted_step(secret, f"{code[:3]} {code[3:]}") is not None

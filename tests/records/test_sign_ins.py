"""Sign-ins: cookies, tokens, and patience after failures."""

from datetime import UTC, datetime, timedelta, tzinfo
from itertools import count
from threading import Barrier, Thread

import pytest
from sqlalchemy import select, update

from app.errors import Invalid, NotFound, TooSoon
from app.records.accounts import find_account, tokens_of
from app.records.database import Database
from app.records.sign_ins import (
    FOR_NAME,
    FOR_NAME_AND_ADDRESS,
    TOKEN_PREFIX,
    bearer,
    begin,
    demand_patience,
    end,
    forget_failures,
    issue_token,
    note_failure,
    resume,
    revoke_token,
)
from app.records.tables import ApiToken, SignIn, SignInFailure

IDLE = timedelta(minutes=30)


@pytest.fixture(autouse=True)
def a_clock_that_is_never_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """A millisecond passes whenever it is read, however slow the machine is: a wait is told in whole seconds."""
    began, read = datetime.now(UTC), count()

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return (began + timedelta(milliseconds=next(read))).astimezone(tz)

    monkeypatch.setattr("app.records.sign_ins.datetime", Clock)


def signed_in(records: Database, hours: int = 12) -> str:
    with records.transaction() as session:
        account = find_account(session, "nurse")
        assert account
        return begin(session, account, hours)


def holds(records: Database, token: str) -> bool:
    with records.transaction() as session:
        return resume(session, token, IDLE) is not None


def later(records: Database, **columns: datetime) -> None:
    with records.transaction() as session:
        session.execute(update(SignIn).values(**columns))


def test_a_sign_in_holds_until_it_is_ended(records: Database) -> None:
    token = signed_in(records)
    assert holds(records, token)
    assert not holds(records, token[:-1])
    assert not holds(records, "")
    with records.transaction() as session:
        end(session, token)
    assert not holds(records, token)


def test_only_a_hash_of_the_cookie_is_kept(records: Database) -> None:
    token = signed_in(records)
    with records.reading() as session:
        assert token not in str(session.scalars(select(SignIn.token_hash)).all())


def test_nobody_stays_signed_in_who_was_idle_too_long(records: Database) -> None:
    token = signed_in(records)
    later(records, seen_at=datetime.now(UTC) - timedelta(minutes=29))
    assert holds(records, token)
    later(records, seen_at=datetime.now(UTC) - timedelta(minutes=29))
    assert holds(records, token), "being seen must start the idle time anew"
    later(records, seen_at=datetime.now(UTC) - timedelta(minutes=31))
    assert not holds(records, token)
    later(records, seen_at=datetime.now(UTC))
    assert not holds(records, token)


def test_nobody_stays_signed_in_longer_than_the_day_however_busy(records: Database) -> None:
    token = signed_in(records)
    later(records, ends_at=datetime.now(UTC) - timedelta(seconds=1))
    assert not holds(records, token)


def test_sign_ins_that_are_over_are_swept_away(records: Database) -> None:
    signed_in(records, hours=-1)
    signed_in(records)
    with records.reading() as session:
        assert len(session.scalars(select(SignIn)).all()) == 1


def test_a_token_is_shown_once_hashed_at_rest_and_revocable(records: Database) -> None:
    with records.transaction() as session:
        account = find_account(session, "nurse")
        other = find_account(session, "clinician")
        assert account
        assert other
        token = issue_token(session, account, " the archive ")
        assert token.startswith(TOKEN_PREFIX)
        session.flush()
        (row,) = tokens_of(session, account)
        assert (row.label, token in row.token_hash) == ("the archive", False)
        assert bearer(session, token) is account
        assert bearer(session, token + "x") is None
        with pytest.raises(NotFound):
            revoke_token(session, other, row.id)
        revoke_token(session, account, row.id)
        assert bearer(session, token) is None


@pytest.mark.parametrize("label", ["", "  ", "x" * 201, "a\nb"])
def test_a_token_says_what_it_is_for(records: Database, label: str) -> None:
    with records.transaction() as session:
        account = find_account(session, "nurse")
        assert account
        with pytest.raises(Invalid):
            issue_token(session, account, label)
        assert session.scalars(select(ApiToken)).all() == []


def fail(records: Database, times: int, name: str = "nurse", address: str = "10.0.0.1") -> None:
    for _ in range(times):
        with records.transaction() as session:
            note_failure(session, name, address)


def wait(records: Database, name: str = "nurse", address: str = "10.0.0.1") -> int:
    try:
        with records.transaction() as session:
            demand_patience(session, name, address)
    except TooSoon as error:
        return error.seconds
    return 0


def test_a_few_failures_are_free_then_the_wait_doubles_and_is_bounded(records: Database) -> None:
    waits = []
    for _ in range(16):
        fail(records, 1)
        waits.append(wait(records))
    assert waits[:8] == [0, 0, 0, 1, 2, 4, 8, 16]
    assert waits[-1] == FOR_NAME_AND_ADDRESS.longest.total_seconds()


def test_names_nobody_has_are_treated_alike(records: Database) -> None:
    fail(records, 6, "nurse")
    fail(records, 6, "nobody-here")
    assert wait(records, "nurse") == wait(records, "nobody-here") > 0


def test_somebody_elsewhere_cannot_lock_a_person_out(records: Database) -> None:
    fail(records, 40, address="10.9.9.9")
    assert wait(records, address="10.0.0.1") <= FOR_NAME.longest.total_seconds()
    assert wait(records, "clinician", "10.9.9.9") == 0


def test_a_spelling_of_the_name_is_no_way_round(records: Database) -> None:
    fail(records, 6, "nurse")
    assert wait(records, " NURSE ") > 0


def test_a_right_password_forgets_the_failures_from_there(records: Database) -> None:
    fail(records, 6)
    with records.transaction() as session:
        forget_failures(session, "nurse", "10.0.0.1")
    assert wait(records) == 0


def test_failures_are_forgotten_after_an_hour(records: Database) -> None:
    fail(records, 12)
    with records.transaction() as session:
        session.execute(update(SignInFailure).values(last_at=datetime.now(UTC) - timedelta(hours=2)))
    fail(records, 1)
    assert wait(records) == 0


def test_failures_at_once_are_all_counted(records: Database) -> None:
    ready = Barrier(8)

    def try_it() -> None:
        ready.wait()
        with records.transaction() as session:
            try:
                demand_patience(session, "nurse", "10.0.0.1")
            except TooSoon:
                refused.append(1)
                return
            note_failure(session, "nurse", "10.0.0.1")

    refused: list[int] = []
    threads = [Thread(target=try_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with records.reading() as session:
        counted = [row.failures for row in session.scalars(select(SignInFailure))]
    assert counted == [8 - len(refused)] * 2
    assert counted[0] == 4, "the fourth failure makes the others wait"

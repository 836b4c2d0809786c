"""Passwords."""

import argon2
import pytest

from app.records.passwords import check_password, hash_password, outdated
from tests.people import PASSWORD


def test_the_hash_is_argon2id_and_salted() -> None:
    one, other = hash_password(PASSWORD), hash_password(PASSWORD)
    assert one.startswith("$argon2id$")
    assert one != other


def test_only_the_password_is_the_password() -> None:
    stored = hash_password(PASSWORD)
    assert check_password(stored, PASSWORD)
    assert not check_password(stored, PASSWORD + " ")
    assert not check_password(stored, "")


def test_a_hash_that_is_none_is_never_matched() -> None:
    assert not check_password(None, "nobody has this password")


@pytest.mark.parametrize("stored", [None, argon2.PasswordHasher().hash(PASSWORD)], ids=["nobody", "somebody"])
def test_argon2_is_asked_exactly_once_whether_there_is_an_account_or_not(
    stored: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_password(None, "warm")
    asked: list[str] = []
    real = argon2.PasswordHasher.verify

    def verify(self: argon2.PasswordHasher, hash: str, password: str) -> bool:
        asked.append(argon2.extract_parameters(hash).type.name)
        return real(self, hash, password)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", verify)
    check_password(stored, "wrong")
    assert asked == ["ID"]


def test_a_hash_of_weaker_settings_is_outdated(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not outdated(hash_password(PASSWORD))
    assert outdated(argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD))

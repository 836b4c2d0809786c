"""Passwords: argon2id, and the same time for names nobody has."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from app.errors import Invalid
from app.message import message

LEAST = 12
MOST = 200
_HASHER = PasswordHasher()


def hash_password(password: str, name: str = "") -> str:
    """The hash of a password that is fit to be one."""
    fault = _fault(password, name)
    if fault:
        raise Invalid("Please mend the marked fields.", fields={"password": fault})
    return _HASHER.hash(password)


def check_password(stored: str | None, password: str) -> bool:
    """Whether it is the password; takes as long when there is none to compare with."""
    try:
        matched = _HASHER.verify(stored or _nobodys_hash(), password[:MOST])
    except VerificationError:
        return False
    return matched and stored is not None


def outdated(stored: str) -> bool:
    """Whether a hash was made with weaker settings than today's."""
    return _HASHER.check_needs_rehash(stored)


def _fault(password: str, name: str) -> str | None:
    if not LEAST <= len(password) <= MOST:
        return message("A password has at least 12 signs. A short sentence is a good one.")
    if name and name.casefold() in password.casefold():
        return message("A password must not hold the name it belongs to.")
    if len(set(password)) < 5:
        return message("This password repeats too few signs. A short sentence is a good one.")
    return None


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash("nobody has this password")

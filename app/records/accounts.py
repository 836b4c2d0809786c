"""Accounts: add, find, change; whatever makes old sign-ins void ends them."""

import re
from datetime import UTC, datetime
from uuid import UUID

import pyotp
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.person import Person
from app.domain.role import Role
from app.errors import Conflict, Invalid, NotFound
from app.message import message
from app.records.passwords import check_password, hash_password
from app.records.tables import Account, ApiToken, SignIn, Site

NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
LANGUAGES = ("", "en", "zh")
THEMES = ("", "system", "light", "dark", "room")


def add_account(session: Session, *, name: str, full_name: str, role: Role, site: Site, password: str) -> Account:
    """Add somebody who can sign in."""
    name, full_name = name.strip().lower(), full_name.strip()
    faults = {}
    if not NAME.fullmatch(name):
        faults["name"] = message("A sign-in name has 2 to 64 letters, digits, dots, dashes or @.")
    if not 1 <= len(full_name) <= 200 or not full_name.isprintable():
        faults["full_name"] = message("Please give the full name: it stands under signatures.")
    try:
        password_hash = hash_password(password, name)
    except Invalid as invalid:
        faults |= invalid.fields
    if faults:
        raise Invalid("Please mend the marked fields.", fields=faults)
    account = Account(
        name=name,
        full_name=full_name,
        role=role,
        site_id=site.id,
        site=site,
        password_hash=password_hash,
        created_at=datetime.now(UTC),
    )
    session.add(account)
    try:
        session.flush()
    except IntegrityError:
        raise Conflict("This sign-in name is taken.", fields={"name": message("This sign-in name is taken.")}) from None
    return account


def find_account(session: Session, name: str) -> Account | None:
    return session.scalar(select(Account).where(Account.name == name.strip().lower()))


def get_account(session: Session, account_id: UUID) -> Account:
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound("There is no such account.")
    return account


def person_of(account: Account) -> Person:
    """The account as a value."""
    return Person(
        id=account.id,
        name=account.name,
        full_name=account.full_name,
        role=account.role,
        site_id=account.site_id,
        site_name=account.site.name,
        zone=account.site.zone,
        language=account.language,
        theme=account.theme,
        second_factor=account.totp_secret is not None,
        toured=account.toured_at is not None,
    )


def all_accounts(session: Session) -> list[Account]:
    return list(session.scalars(select(Account).order_by(Account.name)))


def nobody_yet(session: Session) -> bool:
    """Whether the very first account has still to be made."""
    return not session.scalar(select(func.count()).select_from(Account))


def set_password(session: Session, account: Account, password: str) -> None:
    """A new password ends every sign-in of the old one."""
    account.password_hash = hash_password(password, account.name)
    end_sign_ins(session, account)


def change_own_password(session: Session, account: Account, current: str, password: str) -> None:
    if not check_password(account.password_hash, current):
        raise Invalid(
            "Please mend the marked fields.", fields={"current": message("This is not your current password.")}
        )
    set_password(session, account, password)


def set_disabled(session: Session, account: Account, disabled: bool) -> None:
    """A disabled account is signed out everywhere at once; the last administrator stays."""
    if disabled:
        _keep_an_administrator(session, account)
        end_sign_ins(session, account)
    account.disabled = disabled


def set_role(session: Session, account: Account, role: Role) -> None:
    if role is not Role.ADMINISTRATOR:
        _keep_an_administrator(session, account)
    account.role = role


def check_preferences(language: str, theme: str) -> None:
    """Refuse what is not on offer; empty means no choice."""
    if language not in LANGUAGES or theme not in THEMES:
        raise Invalid("Please choose one of the languages and themes on offer.")


def set_toured(account: Account, *, toured: bool) -> None:
    """Note that somebody was shown around, or wishes it once more."""
    account.toured_at = datetime.now(UTC) if toured else None


def set_second_factor(account: Account, secret: str | None) -> None:
    account.totp_secret, account.totp_last_step = secret, 0


def check_code(account: Account, code: str) -> bool:
    """Whether a six-digit code is right; none works twice."""
    if account.totp_secret is None:
        return True
    step = accepted_step(account.totp_secret, code, account.totp_last_step)
    if step is None:
        return False
    account.totp_last_step = step
    return True


def accepted_step(secret: str, code: str, after: int = 0) -> int | None:
    """The time step, later than one used before, that a code belongs to: now, or 30 seconds to either side."""
    totp = pyotp.TOTP(secret)
    now = totp.timecode(datetime.now(UTC))
    typed = code.replace(" ", "")
    steps = (step for step in (now - 1, now, now + 1) if step > after)
    return next((step for step in steps if pyotp.utils.strings_equal(totp.generate_otp(step), typed)), None)


def end_sign_ins(session: Session, account: Account) -> None:
    session.execute(delete(SignIn).where(SignIn.account_id == account.id))


def tokens_of(session: Session, account: Account) -> list[ApiToken]:
    return list(
        session.scalars(select(ApiToken).where(ApiToken.account_id == account.id).order_by(ApiToken.created_at.desc()))
    )


def _keep_an_administrator(session: Session, account: Account) -> None:
    others = session.scalar(
        select(func.count())
        .select_from(Account)
        .where(Account.role == Role.ADMINISTRATOR, Account.disabled.is_(False), Account.id != account.id)
    )
    if account.role is Role.ADMINISTRATOR and not account.disabled and not others:
        raise Conflict("This is the last administrator. Please make somebody else one first.")

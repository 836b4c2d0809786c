"""One's own account: password, second factor, tokens, language and theme."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID

import pyotp
import segno
from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response
from markupsafe import Markup

from app.errors import Invalid, NeoscreenError
from app.message import message
from app.records.accounts import (
    accepted_step,
    change_own_password,
    check_preferences,
    get_account,
    set_second_factor,
    tokens_of,
)
from app.records.audit import record
from app.records.passwords import check_password
from app.records.sign_ins import begin, issue_token, revoke_token
from app.records.tables import Account, ApiToken
from app.web.respond import go, inside, page, set_cookie
from app.web.templates import View
from app.web.visit import Member, Records, SignedIn, Visitor, from_our_own_page

router = APIRouter(include_in_schema=False, dependencies=[Depends(from_our_own_page)])
YEAR = 365 * 24 * 3600
SECRET = re.compile("[A-Z2-7]{32}")


@dataclass(frozen=True, slots=True)
class AccountView(View):
    template = "account.html"
    tokens: Sequence[ApiToken]
    done: str = ""
    """What was just done: password, factor, token, preferences."""
    fresh_token: str = ""
    """Shown this once."""
    faults: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SecondFactorView(View):
    template = "second_factor.html"
    secret: str
    picture: Markup
    """A QR code, drawn as SVG."""
    fault: str = ""


def own_account(visit: SignedIn, session: Records) -> Account:
    return get_account(session, visit.account.id)


Mine = Annotated[Account, Depends(own_account)]


@router.get("/account")
def show_account(visit: SignedIn, session: Records, mine: Mine, done: str = "") -> Response:
    return page(visit, AccountView(tokens_of(session, mine), done))


@router.post("/account/password")
def change_password(
    visit: SignedIn,
    session: Records,
    mine: Mine,
    current: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
) -> Response:
    """A new password ends every sign-in but the one it was changed from, which gets a new cookie."""
    try:
        change_own_password(session, mine, current, password)
    except Invalid as error:
        return _again(visit, session, mine, error)
    record(session, visit.actor, "password changed", "account", visit.account.name)
    response = go("/account?done=password")
    set_cookie(visit.request, response, "neoscreen", begin(session, mine, visit.clinic.settings.session_hours))
    return response


@router.get("/account/second-factor")
def show_second_factor(visit: SignedIn) -> Response:
    return page(visit, _second_factor(visit, pyotp.random_base32()))


@router.post("/account/second-factor")
def add_second_factor(
    visit: SignedIn,
    session: Records,
    mine: Mine,
    secret: Annotated[str, Form()] = "",
    code: Annotated[str, Form()] = "",
) -> Response:
    """Kept only once a code made with it was typed."""
    if not SECRET.fullmatch(secret) or mine.totp_secret:
        raise Invalid("This set-up has gone stale. Please begin again from your account page.")
    if accepted_step(secret, code) is None:
        fault = visit.language.say(message("The code does not fit. Please check the clock of your phone."))
        return page(visit, _second_factor(visit, secret, fault), 422)
    set_second_factor(mine, secret)
    record(session, visit.actor, "second factor added", "account", visit.account.name)
    return go("/account?done=factor")


@router.post("/account/second-factor/remove")
def remove_second_factor(
    visit: SignedIn, session: Records, mine: Mine, current: Annotated[str, Form()] = ""
) -> Response:
    try:
        _confirm(mine, current)
    except Invalid as error:
        return _again(visit, session, mine, error)
    set_second_factor(mine, None)
    record(session, visit.actor, "second factor removed", "account", visit.account.name)
    return go("/account?done=factor")


@router.post("/account/tokens")
def add_token(visit: SignedIn, session: Records, mine: Mine, label: Annotated[str, Form()] = "") -> Response:
    try:
        token = issue_token(session, mine, label)
    except Invalid as error:
        return _again(visit, session, mine, error)
    record(session, visit.actor, "token issued", "account", visit.account.name)
    session.flush()
    return page(visit, AccountView(tokens_of(session, mine), "token", token))


@router.post("/account/tokens/{token_id}/revoke")
def revoke(visit: SignedIn, session: Records, mine: Mine, token_id: UUID) -> Response:
    revoke_token(session, mine, token_id)
    record(session, visit.actor, "token revoked", "account", visit.account.name)
    return go("/account?done=token")


@router.post("/preferences")
def prefer(
    visit: Visitor,
    session: Records,
    language: Annotated[str, Form()] = "",
    theme: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "/",
) -> Response:
    """Language and theme: kept in this browser, and with the account of whoever is signed in."""
    check_preferences(language, theme)
    response = go(inside(back))
    if visit.account:
        mine = get_account(session, visit.account.id)
        mine.language, mine.theme = language or mine.language, theme or mine.theme
    for name, value in (("language", language), ("theme", theme)):
        if value:
            response.set_cookie(name, value, max_age=YEAR, httponly=True, samesite="lax")
    return response


def _confirm(mine: Account, current: str) -> None:
    if not check_password(mine.password_hash, current):
        raise Invalid(
            "Please mend the marked fields.", fields={"factor": message("This is not your current password.")}
        )


def _second_factor(visit: Member, secret: str, fault: str = "") -> SecondFactorView:
    address = pyotp.TOTP(secret).provisioning_uri(name=visit.account.name, issuer_name="Neoscreen")
    picture = segno.make(address, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff", title="QR")
    return SecondFactorView(secret, Markup(picture), fault)  # noqa: S704 (drawn by us, holds no markup of others)


def _again(visit: Member, session: Records, mine: Account, error: NeoscreenError) -> Response:
    said = {name: visit.language.say(fault) for name, fault in error.fields.items()}
    return page(visit, AccountView(tokens_of(session, mine), faults=said), error.status)

"""Signing in and out, and the first account of all."""

from dataclasses import dataclass
from typing import Annotated
from zoneinfo import available_timezones

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response
from pydantic import AfterValidator, BaseModel

from app.domain.role import Role
from app.errors import Forbidden, Invalid, NeoscreenError, TooSoon
from app.message import message
from app.records.accounts import add_account, check_code, find_account, nobody_yet
from app.records.audit import Actor, record
from app.records.passwords import check_password, hash_password, outdated
from app.records.sign_ins import begin, demand_patience, end, forget_failures, note_failure
from app.records.sites import add_site
from app.records.tables import Account
from app.web.respond import drop_cookie, go, inside, page, set_cookie
from app.web.templates import View
from app.web.visit import Records, SignedIn, Visit, Visitor, cookie_name, from_our_own_page

router = APIRouter(include_in_schema=False, dependencies=[Depends(from_our_own_page)])


@dataclass(frozen=True, slots=True)
class SignInView(View):
    template = "sign_in.html"
    name: str = ""
    next: str = "/"
    fault: str = ""
    wants_code: bool = False


@dataclass(frozen=True, slots=True)
class WelcomeView(View):
    template = "welcome.html"
    values: "Welcome"
    faults: dict[str, str]
    zones: list[str]


class Credentials(BaseModel):
    name: Annotated[str, AfterValidator(lambda typed: typed.replace("\x00", ""))] = ""
    password: str = ""
    code: str = ""
    next: str = "/"


class Welcome(BaseModel):
    """What the first person says: the setup code, the site, and who they are."""

    code: str = ""
    site: str = ""
    zone: str = "UTC"
    name: str = ""
    full_name: str = ""
    password: str = ""


@router.get("/sign-in")
def show_sign_in(visit: Visitor, session: Records, next: str = "/") -> Response:
    if nobody_yet(session):
        return go("/welcome")
    if visit.account:
        return go(inside(next))
    return page(visit, SignInView(next=inside(next)))


@router.post("/sign-in")
def sign_in(visit: Visitor, form: Annotated[Credentials, Form()], session: Records) -> Response:
    try:
        demand_patience(session, form.name, visit.address)
    except TooSoon as error:
        record(session, visit.actor, "sign-in refused", "account", form.name[:64].lower())
        response = _again(visit, form, visit.language.say_error(error), 429)
        response.headers["Retry-After"] = str(error.seconds)
        return response
    account = find_account(session, form.name)
    stored = account.password_hash if account and not account.disabled else None
    if not check_password(stored, form.password) or account is None:
        return _refuse(visit, form, session, message("Name or password is wrong. Please try again."))
    if account.totp_secret and not form.code:
        return _again(visit, form, "", 200, wants_code=True)
    if not check_code(account, form.code):
        return _refuse(
            visit, form, session, message("The code is wrong or was used before. Please wait for the next one.")
        )
    return _let_in(visit, form, session, account)


@router.post("/sign-out")
def sign_out(visit: SignedIn, session: Records) -> Response:
    end(session, visit.request.cookies.get(cookie_name(visit.request, "neoscreen"), ""))
    record(session, visit.actor, "signed out", "account", visit.account.name)
    response = go("/sign-in")
    drop_cookie(visit.request, response, "neoscreen")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@router.get("/welcome")
def show_welcome(visit: Visitor, session: Records, code: str = "") -> Response:
    if not nobody_yet(session):
        return go("/sign-in")
    return page(visit, WelcomeView(Welcome(code=code), {}, sorted(available_timezones())))


@router.post("/welcome")
def welcome(visit: Visitor, form: Annotated[Welcome, Form()], session: Records) -> Response:
    """Make the first administrator: only once, and only for whoever can read the console."""
    if not nobody_yet(session):
        raise Forbidden("The first account is already made. Please sign in.")
    try:
        if not visit.clinic.setup_code.matches(form.code):
            raise Invalid(
                "Please mend the marked fields.",
                fields={"code": message("This is not the code on the server's console.")},
            )
        with session.begin_nested():
            site = add_site(session, form.site, form.zone)
            account = add_account(
                session,
                name=form.name,
                full_name=form.full_name,
                role=Role.ADMINISTRATOR,
                site=site,
                password=form.password,
            )
    except NeoscreenError as error:
        faults = {field: visit.language.say(said) for field, said in error.fields.items()}
        values = form.model_copy(update={"password": ""})
        return page(visit, WelcomeView(values, faults, sorted(available_timezones())), error.status)
    record(session, Actor(account.name, site.id, visit.actor.request_id), "account added", "account", account.name)
    visit.clinic.setup_code.forget()
    return _let_in(visit, Credentials(name=account.name), session, account)


def _let_in(visit: Visit, form: Credentials, session: Records, account: Account) -> Response:
    if outdated(account.password_hash) and form.password:
        account.password_hash = hash_password(form.password)
    forget_failures(session, form.name, visit.address)
    token = begin(session, account, visit.clinic.settings.session_hours)
    actor = Actor(account.name, account.site_id, visit.actor.request_id)
    record(session, actor, "signed in", "account", account.name)
    response = go(inside(form.next))
    set_cookie(visit.request, response, "neoscreen", token)
    return response


def _refuse(visit: Visit, form: Credentials, session: Records, sentence: str) -> Response:
    note_failure(session, form.name, visit.address)
    record(session, visit.actor, "sign-in failed", "account", form.name[:64].lower())
    return _again(visit, form, visit.language.say(sentence), 401)


def _again(visit: Visit, form: Credentials, fault: str, status: int, *, wants_code: bool = False) -> Response:
    view = SignInView(form.name, inside(form.next), fault, wants_code or bool(form.code))
    return page(visit, view, status)

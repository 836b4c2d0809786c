"""Users: for administrators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID
from zoneinfo import available_timezones

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response
from pydantic import BaseModel

from app.domain.role import Role
from app.errors import Conflict, Invalid, NeoscreenError, NotFound
from app.message import message
from app.records.accounts import (
    add_account,
    all_accounts,
    get_account,
    set_disabled,
    set_password,
    set_role,
    set_second_factor,
)
from app.records.audit import record
from app.records.sites import add_site, all_sites, get_site
from app.records.tables import Account, Site
from app.web.respond import go, page
from app.web.templates import View
from app.web.visit import Member, Records, UserManager, from_our_own_page

router = APIRouter(include_in_schema=False, dependencies=[Depends(from_our_own_page)])


class UserForm(BaseModel):
    """Somebody new, as typed."""

    name: str = ""
    full_name: str = ""
    role: str = Role.NURSE.value
    site: str = ""
    password: str = ""


@dataclass(frozen=True, slots=True)
class UsersView(View):
    template = "users.html"
    accounts: Sequence[Account]
    sites: Sequence[Site]
    form: UserForm
    faults: Mapping[str, str] = field(default_factory=dict)
    site_faults: Mapping[str, str] = field(default_factory=dict)
    done: str = ""
    roles: Sequence[Role] = tuple(Role)
    zones: Sequence[str] = tuple(sorted(available_timezones()))


@dataclass(frozen=True, slots=True)
class UserView(View):
    template = "user.html"
    user: Account
    fault: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)
    done: str = ""
    roles: Sequence[Role] = tuple(Role)


@router.get("/users")
def show_users(visit: UserManager, session: Records, done: str = "") -> Response:
    return page(visit, UsersView(all_accounts(session), all_sites(session), UserForm(), done=done))


@router.post("/users")
def add(visit: UserManager, form: Annotated[UserForm, Form()], session: Records) -> Response:
    try:
        with session.begin_nested():
            account = add_account(
                session,
                name=form.name,
                full_name=form.full_name,
                role=_role(form.role),
                site=get_site(session, form.site),
                password=form.password,
            )
    except (Invalid, Conflict, NotFound) as error:
        values = form.model_copy(update={"password": ""})
        view = UsersView(all_accounts(session), all_sites(session), values, _said(visit, error))
        return page(visit, view, error.status)
    record(session, visit.actor, "account added", "account", account.name, role=account.role.value)
    return go("/users?done=added")


@router.post("/sites")
def add_a_site(
    visit: UserManager, session: Records, site: Annotated[str, Form()] = "", zone: Annotated[str, Form()] = "UTC"
) -> Response:
    try:
        with session.begin_nested():
            added = add_site(session, site, zone)
    except (Invalid, Conflict) as error:
        view = UsersView(all_accounts(session), all_sites(session), UserForm(), site_faults=_said(visit, error))
        return page(visit, view, error.status)
    record(session, visit.actor, "site added", "site", added.id)
    return go("/users?done=site")


@router.get("/users/{user_id}")
def show_user(visit: UserManager, session: Records, user_id: UUID, done: str = "") -> Response:
    return page(visit, UserView(get_account(session, user_id), done=done))


@router.post("/users/{user_id}/role")
def change_role(visit: UserManager, session: Records, user_id: UUID, role: Annotated[str, Form()] = "") -> Response:
    user = get_account(session, user_id)
    try:
        set_role(session, user, _role(role))
    except (Invalid, Conflict) as error:
        return _again(visit, user, error)
    record(session, visit.actor, "role changed", "account", user.name, role=user.role.value)
    return go(f"/users/{user.id}?done=role")


@router.post("/users/{user_id}/password")
def give_password(
    visit: UserManager, session: Records, user_id: UUID, password: Annotated[str, Form()] = ""
) -> Response:
    user = get_account(session, user_id)
    try:
        set_password(session, user, password)
    except Invalid as error:
        return _again(visit, user, error)
    record(session, visit.actor, "password given", "account", user.name)
    return go(f"/users/{user.id}?done=password")


@router.post("/users/{user_id}/second-factor/remove")
def remove_second_factor(visit: UserManager, session: Records, user_id: UUID) -> Response:
    user = get_account(session, user_id)
    set_second_factor(user, None)
    record(session, visit.actor, "second factor removed", "account", user.name)
    return go(f"/users/{user.id}?done=factor")


@router.post("/users/{user_id}/{state}")
def change_state(visit: UserManager, session: Records, user_id: UUID, state: str) -> Response:
    """Disable or enable: a disabled person is signed out everywhere at once."""
    if state not in {"disable", "enable"}:
        raise NotFound("There is no such page. Please check the address.")
    user = get_account(session, user_id)
    try:
        set_disabled(session, user, state == "disable")
    except Conflict as error:
        return _again(visit, user, error)
    record(session, visit.actor, f"account {state}d", "account", user.name)
    return go(f"/users/{user.id}?done={state}")


def _role(text: str) -> Role:
    if text not in set(Role):
        raise Invalid("Please mend the marked fields.", fields={"role": message("Please choose one of these.")})
    return Role(text)


def _said(visit: Member, error: NeoscreenError) -> dict[str, str]:
    fields = error.fields or {"": error.message}
    return {name: visit.language.say(fault) for name, fault in fields.items()}


def _again(visit: Member, user: Account, error: NeoscreenError) -> Response:
    return page(visit, UserView(user, visit.language.say_error(error), _said(visit, error)), error.status)

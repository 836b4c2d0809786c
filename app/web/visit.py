"""One request by one visitor: who it is, in which language and theme, and what they may do."""

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Request

from app.domain.person import Person
from app.domain.role import Permission, may
from app.errors import Forbidden, SignedOut
from app.records.accounts import THEMES, person_of
from app.records.audit import Actor
from app.records.database import Session
from app.records.sign_ins import bearer, resume
from app.web.clinic import Clinic
from app.web.messages import NAMES, Language, choose
from app.web.tour import Step, tour_for

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def the_clinic(request: Request) -> Clinic:
    clinic: Clinic = request.app.state.clinic
    return clinic


Here = Annotated[Clinic, Depends(the_clinic)]


def one_transaction(clinic: Here) -> Iterator[Session]:
    """Committed when the route returns, before its answer is sent."""
    with clinic.database.transaction() as session:
        yield session


Records = Annotated[Session, Depends(one_transaction, scope="function")]


@dataclass(frozen=True, slots=True)
class Visit:
    """Who asks, and how to answer them."""

    request: Request
    clinic: Clinic
    account: Person | None
    form_token: str

    @property
    def language(self) -> Language:
        return self.clinic.languages[language_of(self.request, self.account)]

    @property
    def theme(self) -> str:
        chosen = self.account.theme if self.account else self.request.cookies.get("theme", "")
        return chosen if chosen in THEMES else ""

    @property
    def actor(self) -> Actor:
        request_id = str(self.request.state.request_id)
        if self.account is None:
            return Actor("nobody", request_id=request_id)
        return Actor(self.account.name, self.account.site_id, request_id)

    @property
    def address(self) -> str:
        return self.request.client.host if self.request.client else ""

    @property
    def path(self) -> str:
        return self.request.url.path

    @property
    def tour(self) -> Sequence[Step]:
        """The way around, for whoever is here for the first time."""
        return tour_for(self.account.role) if self.account and not self.account.toured else ()

    @property
    def by_program(self) -> bool:
        """Asked with a token, not by somebody's browser."""
        return self.account is not None and not self.form_token

    def may(self, permission: str) -> bool:
        return self.account is not None and may(self.account.role, Permission(permission))

    def local(self, moment: datetime) -> str:
        """A time as it is on the site's wall, ISO."""
        zone = ZoneInfo(self.account.zone) if self.account else ZoneInfo("UTC")
        return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")


@dataclass(frozen=True, slots=True)
class Member(Visit):
    """A visit by somebody who is signed in."""

    account: Person


def is_secure(request: Request) -> bool:
    """People reach the server through TLS."""
    return the_clinic(request).settings.secure or request.url.scheme == "https"


def cookie_name(request: Request, name: str) -> str:
    return f"__Host-{name}" if is_secure(request) else name


def language_of(request: Request, account: Person | None) -> str:
    """A person's own choice, else this browser's, else the site's."""
    chosen = account.language if account else request.cookies.get("language", "")
    if chosen in NAMES:
        return chosen
    return choose(request.headers.get("accept-language", ""), the_clinic(request).settings.language)


def form_token(secret: str) -> str:
    """The token a form must carry: known only to pages of the browser that holds the cookie."""
    return hashlib.sha256(f"form\n{secret}".encode()).hexdigest()


def visitor(request: Request, clinic: Here, session: Records) -> Visit:
    """Anybody, signed in or not."""
    return _recognise(request, clinic, session, attended=True)


def _recognise(request: Request, clinic: Clinic, session: Session, *, attended: bool) -> Visit:
    """Who asks; what a page asks by itself does not keep its person signed in."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        account = bearer(session, token.strip())
        if account is None:
            raise SignedOut("This token is not valid. Please ask for a new one.")
        return _noted(Visit(request, clinic, person_of(account), ""))
    cookie = request.cookies.get(cookie_name(request, "neoscreen"), "")
    idle = timedelta(minutes=clinic.settings.session_idle_minutes)
    account = resume(session, cookie, idle, attended=attended) if cookie else None
    secret = cookie if account else request.cookies.get(cookie_name(request, "visitor"), "")
    person = person_of(account) if account else None
    return _noted(Visit(request, clinic, person, form_token(secret) if secret else ""))


def _noted(visit: Visit) -> Visit:
    """Who asks is kept on the request, so that a refusal can name them."""
    visit.request.state.visit = visit
    return visit


Visitor = Annotated[Visit, Depends(visitor)]


def member(visit: Visitor) -> Member:
    """Somebody signed in."""
    if visit.account is None:
        raise SignedOut("Please sign in first.")
    return Member(visit.request, visit.clinic, visit.account, visit.form_token)


SignedIn = Annotated[Member, Depends(member)]


class Allowed:
    """A route's demand: signed in, and of a role that may do this."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    def __call__(self, visit: SignedIn) -> Member:
        if not visit.may(self.permission):
            raise Forbidden("Your role does not allow this. Please ask an administrator.")
        return visit


class AllowedBriefly:
    """The same before a long answer: no transaction stays open while it lasts."""

    def __init__(self, permission: Permission, *, attended: bool = True) -> None:
        self.allowed = Allowed(permission)
        self.attended = attended

    def __call__(self, request: Request, clinic: Here) -> Member:
        with clinic.database.transaction() as session:
            visit = _recognise(request, clinic, session, attended=self.attended)
        return self.allowed(member(visit))


PatientViewer = Annotated[Member, Depends(Allowed(Permission.SEE_PATIENTS))]
PatientEditor = Annotated[Member, Depends(Allowed(Permission.EDIT_PATIENTS))]
VisitRecorder = Annotated[Member, Depends(Allowed(Permission.RECORD_VISITS))]
ExamReader = Annotated[Member, Depends(Allowed(Permission.READ_EXAMS))]
Signer = Annotated[Member, Depends(Allowed(Permission.SIGN))]
SiteChooser = Annotated[Member, Depends(Allowed(Permission.CHOOSE))]
UserManager = Annotated[Member, Depends(Allowed(Permission.MANAGE_USERS))]
Auditor = Annotated[Member, Depends(Allowed(Permission.SEE_AUDIT))]
ExamSender = Annotated[Member, Depends(AllowedBriefly(Permission.ADD_EXAMS))]
ExamViewer = Annotated[Member, Depends(AllowedBriefly(Permission.SEE_PATIENTS))]
Watcher = Annotated[Member, Depends(AllowedBriefly(Permission.SEE_PATIENTS, attended=False))]


async def from_our_own_page(request: Request) -> None:
    """Refuse changes that another site's page asked this browser for."""
    if request.method in SAFE or request.headers.get("authorization", "").lower().startswith("bearer "):
        return
    if not _same_origin(request):
        raise Forbidden("This form came from another site. Please open the page here and try again.")
    sent = request.headers.get("x-form-token", "")
    if not sent and "form" in request.headers.get("content-type", ""):
        sent = str((await request.form()).get("form_token", ""))
    ours = (request.cookies.get(cookie_name(request, name), "") for name in ("neoscreen", "visitor"))
    if not any(secret and secrets.compare_digest(sent.encode(), form_token(secret).encode()) for secret in ours):
        raise Forbidden("This form is too old, or cookies are switched off. Please reload the page and try again.")


def _same_origin(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return origin is None or origin.partition("://")[2] == request.headers.get("host", "")

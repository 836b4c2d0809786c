"""Help in place: how to take each picture, what an answer means and does not, and the tour once more."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response

from app.domain.task import Task
from app.records.accounts import get_account, set_toured
from app.tasks import TASKS
from app.web.respond import go, inside, page
from app.web.templates import View
from app.web.visit import Records, SignedIn, from_our_own_page

router = APIRouter(prefix="/help", include_in_schema=False, dependencies=[Depends(from_our_own_page)])


@dataclass(frozen=True, slots=True)
class HelpView(View):
    template = "help.html"
    tasks: Sequence[Task]


@router.get("")
def show_help(visit: SignedIn) -> Response:
    return page(visit, HelpView(tuple(TASKS.values())))


@router.post("/tour")
def tour(
    visit: SignedIn,
    session: Records,
    again: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "/",
) -> Response:
    """The tour is over, or wished for once more; the account keeps it, whatever browser is used next."""
    set_toured(get_account(session, visit.account.id), toured=not again)
    return go(inside(back))

"""Models: which answer here, on what, how fast, and what each says of itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response
from markdown_it import MarkdownIt
from markupsafe import Markup

from app.domain.backend import Capacity, ModelState
from app.domain.task import Task
from app.errors import NotFound
from app.inference.manifest import Role
from app.tasks import TASKS
from app.web.respond import page
from app.web.templates import View
from app.web.visit import SignedIn

router = APIRouter(include_in_schema=False)
CARDS = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "link", "autolink"])
"""No markup of the card's own, no addresses: it comes from whoever made the bundle."""
EMPTY_HEAD = re.compile(r"<thead>\s*<tr>(\s*<th[^>]*></th>)+\s*</tr>\s*</thead>")


@dataclass(frozen=True, slots=True)
class Row:
    """One task and its model."""

    task: Task
    state: ModelState


@dataclass(frozen=True, slots=True)
class ModelsView(View):
    template = "models.html"
    rows: Sequence[Row]
    capacity: Capacity


@dataclass(frozen=True, slots=True)
class ModelView(View):
    template = "model.html"
    row: Row
    card: Markup | None
    """None where the bundle is not served: what is not verified is not shown."""


@router.get("/models")
def show_models(visit: SignedIn) -> Response:
    rows = [Row(TASKS[state.task], state) for state in visit.clinic.engine.health()]
    return page(visit, ModelsView(rows, visit.clinic.engine.capacity()))


@router.get("/models/{task}")
def show_model(visit: SignedIn, task: str) -> Response:
    states = {state.task: state for state in visit.clinic.engine.health()}
    if task not in states:
        raise NotFound("There is no such task.")
    state = states[task]
    card = draw(visit.clinic.engine.bundle(task).part(Role.CARD)) if state.ready else None
    return page(visit, ModelView(Row(TASKS[task], state), card))


def draw(card: bytes) -> Markup:
    """A model's card as HTML, below the page's own heading; whatever markup it holds is shown as text."""
    tokens = CARDS.parse(card.decode("utf-8", "replace"))
    for token in tokens:
        if token.type.startswith("heading"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
    html = CARDS.renderer.render(tokens, CARDS.options, {})
    return Markup(EMPTY_HEAD.sub("", html))  # noqa: S704 -- the renderer escapes

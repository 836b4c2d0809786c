"""About: what this is, which version, and what it is not."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response

import app
from app.web.readiness import Check
from app.web.respond import page
from app.web.templates import View
from app.web.visit import Visitor

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class AboutView(View):
    template = "about.html"
    version: str
    checks: Sequence[Check]


@router.get("/about")
def show_about(visit: Visitor) -> Response:
    checks = visit.clinic.readiness.look() if visit.account else ()
    return page(visit, AboutView(app.__version__, checks))

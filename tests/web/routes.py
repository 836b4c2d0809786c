"""Every route there is, as the application itself lists them, with something to fill its address with."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Mount, Route

from app.domain.exam import Ear, ReadingMode
from app.domain.treatment import PeriodFacts, VisitFacts
from app.main import ROOMS
from app.records.accounts import find_account
from app.records.choices import Choice, choose
from app.records.database import Database
from app.records.pictures import PictureStore
from app.records.treatment import add_period, add_visit
from tests.exams import answer, drawn, somebody, take_drawn
from tests.people import NURSE, site_id

NOBODY = UUID("01920000-0000-7000-8000-000000000000")


def list_routes(app: FastAPI) -> list[str]:
    """`METHOD /path` of all, the framework's own too."""
    found = []
    for room in ROOMS:
        for route in room.router.routes:
            assert isinstance(route, APIRoute)
            found += [f"{method} {route.path}" for method in route.methods or ()]
    included = 0
    for entry in app.routes:
        if isinstance(entry, Route):
            found += [f"{method} {entry.path}" for method in entry.methods or ()]
        elif isinstance(entry, Mount):
            found.append(f"GET {entry.path}")
        else:
            included += 1
    assert included == len(ROOMS), "a router is included that ROOMS does not name"
    return sorted(set(found))


@dataclass(frozen=True, slots=True)
class Places:
    """Things of the northern hospital that addresses can name."""

    patient: UUID
    user: UUID
    exam: UUID
    visit: UUID
    period: UUID

    def fill(self, route: str) -> tuple[str, str]:
        method, _, path = route.partition(" ")
        named = {
            "patient_id": str(self.patient),
            "user_id": str(self.user),
            "token_id": str(NOBODY),
            "state": "disable",
            "task": "cleft",
            "exam_id": str(self.exam),
            "visit_id": str(self.visit),
            "period_id": str(self.period),
            "number": "0",
            "frame": "0",
            "identifier": "N-1",
        }
        for name, value in named.items():
            path = path.replace(f"{{{name}}}", value)
        assert "{" not in path, f"please say what {route} is filled with"
        return method, f"{path}/neoscreen.css" if path == "/static" else path


def settle_places(records: Database) -> Places:
    """A patient with one answered exam, which everybody of the hospital may see at once."""
    store = PictureStore(records.head.path.parent / "pictures")
    with records.transaction() as session:
        patient = somebody(session, records)
        user = find_account(session, NURSE.name)
        assert user
        choose(session, site_id(records), "auricular", Choice(reading_mode=ReadingMode.CONCURRENT))
        exam = take_drawn(session, records, store, drawn())
        period = add_period(session, patient, PeriodFacts(Ear.LEFT, "EarWell", date(2026, 11, 5)))
        visit = add_visit(session, patient, VisitFacts(Ear.LEFT, datetime(2026, 11, 6, 4, tzinfo=UTC)), user.id)
    answer(records, store)
    return Places(patient.id, user.id, exam, visit.id, period.id)

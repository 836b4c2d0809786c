"""Where the parts are joined."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

import app
from app.analysis.analysis import Analysis
from app.analysis.reception import Reception, Room
from app.inference.engine import Engine
from app.records.audit_head import AuditHead
from app.records.database import Database, open_database
from app.records.pictures import PictureStore
from app.settings import Settings
from app.web import (
    about,
    account,
    audit,
    choices,
    exams,
    health,
    helping,
    models,
    new_exam,
    patients,
    readings,
    refusals,
    severity,
    sign_in,
    treatments,
    users,
    visits,
    worklist,
    worklist_csv,
)
from app.web.api import exam_events, exam_files, exam_sending
from app.web.api import exams as exams_api
from app.web.api import models as models_api
from app.web.api import patients as patients_api
from app.web.api import severity as severity_api
from app.web.api import treatments as treatments_api
from app.web.api import visits as visits_api
from app.web.body_limit import BodyLimit
from app.web.clinic import Clinic
from app.web.frames import FrameShelf
from app.web.leaving import when_told_to_leave
from app.web.logs import start_logging
from app.web.looks import Looks
from app.web.messages import read_languages
from app.web.outer import Outer
from app.web.readiness import Readiness
from app.web.setup_code import SetupCode
from app.web.templates import read_templates

PICTURES = "pictures"
"""Their folder, beside the database."""
STATIC = Path(__file__).parents[1] / "static"
ROOMS = (
    sign_in,
    worklist,
    worklist_csv,
    new_exam,
    patients,
    exams,
    readings,
    severity,
    visits,
    treatments,
    models,
    choices,
    account,
    users,
    audit,
    about,
    helping,
    health,
    patients_api,
    severity_api,
    visits_api,
    treatments_api,
    exam_sending,
    exams_api,
    exam_files,
    exam_events,
    models_api,
)


def open_records(settings: Settings) -> Database:
    """The database of these settings, with its audit head beside the pictures."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return open_database(settings.url, AuditHead(settings.data_dir / "audit-head.json"))


def build_clinic(settings: Settings) -> Clinic:
    """Everything a server holds while it runs."""
    languages = read_languages()
    database = open_records(settings)
    engine = Engine(settings)
    pictures = PictureStore(settings.data_dir / PICTURES)
    analysis = Analysis(database, pictures, engine, settings.exams_at_once, settings.workers)
    room = Room(settings.max_exams_waiting, settings.max_exams_waiting_mb * 1_000_000, settings.max_seconds_waiting)
    return Clinic(
        settings=settings,
        database=database,
        pictures=pictures,
        templates=read_templates(languages, release=_release()),
        languages=languages,
        setup_code=SetupCode(settings.data_dir / "setup-code"),
        engine=engine,
        reception=Reception(pictures, room, analysis.pace),
        analysis=analysis,
        frames=FrameShelf(pictures),
        looks=Looks(),
        readiness=Readiness(database, engine, settings.data_dir, settings.min_free_mb),
    )


@asynccontextmanager
async def serving(served: FastAPI) -> AsyncIterator[None]:
    """From the first request to the last."""
    clinic: Clinic = served.state.clinic
    clinic.engine.start()
    clinic.analysis.start()
    with when_told_to_leave(clinic.analysis.bulletin.close):
        yield
    clinic.analysis.stop()
    clinic.engine.close()
    clinic.database.engine.dispose()


def create_app(settings: Settings | None = None) -> FastAPI:
    """The web application."""
    settings = settings or Settings()
    served = FastAPI(
        title="Neoscreen",
        version=app.__version__,
        summary="Screening newborns and fetuses with pictures. For research; not a cleared device.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=serving,
    )
    served.state.clinic = build_clinic(settings)
    for room in ROOMS:
        served.include_router(room.router)
    served.mount("/static", StaticFiles(directory=STATIC), name="static")
    refusals.install(served)
    served.add_middleware(BodyLimit, limit=settings.max_body)
    served.add_middleware(Outer)
    return served


def serve_app() -> FastAPI:
    """What each server process runs."""
    settings = Settings()
    start_logging(settings.log_level)
    return create_app(settings)


def _release() -> str:
    """Changes with our own css and js, so that browsers fetch them anew."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.suffix in {".css", ".js"}:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]

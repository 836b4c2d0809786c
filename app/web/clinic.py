"""What a running server holds: its settings, records and pages."""

from dataclasses import dataclass

from app.analysis.analysis import Analysis
from app.analysis.reception import Reception
from app.inference.engine import Engine
from app.records.database import Database
from app.records.pictures import PictureStore
from app.settings import Settings
from app.web.frames import FrameShelf
from app.web.looks import Looks
from app.web.messages import Language
from app.web.readiness import Readiness
from app.web.setup_code import SetupCode
from app.web.templates import Templates


@dataclass(frozen=True, slots=True)
class Clinic:
    """One place for what every request needs."""

    settings: Settings
    database: Database
    pictures: PictureStore
    templates: Templates
    languages: dict[str, Language]
    setup_code: SetupCode
    engine: Engine
    reception: Reception
    analysis: Analysis
    frames: FrameShelf
    looks: Looks
    readiness: Readiness

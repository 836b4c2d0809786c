"""One exam as it is analysed: what the records say of it, and what becomes of it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from app.domain.age import Age, age_on
from app.domain.assessment import Outcome
from app.domain.backend import Backend
from app.domain.picture import OpenPicture, Pixels
from app.domain.subject import outgrown
from app.imaging.heatmap import encode_map
from app.imaging.intake import open_picture
from app.inference.bundle import MANIFEST, Bundle
from app.pipeline.presented import Policy, Presented
from app.pipeline.screen import screen
from app.records.choices import Choice, choice_of
from app.records.database import Session
from app.records.exams import overrides_of, pictures_of
from app.records.outcomes import KeptMap, Terms
from app.records.pictures import PictureStore
from app.records.tables import Exam, Site
from app.tasks import TASKS

SECONDS = 300.0
"""Within which the network must have answered."""


class Models(Backend, Protocol):
    """Runs networks, and knows which bundle it serves for a task."""

    def bundle(self, task: str) -> Bundle:
        """`Unserved` with the reason where nothing is."""


@dataclass(frozen=True, slots=True)
class Case:
    """An exam, read from the records."""

    exam: Exam
    pictures: tuple[str, ...]
    """Their hashes, in order."""
    overrides: frozenset[str]
    choice: Choice
    age: Age | None = None
    """Of the child when the pictures were taken."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What is to be kept."""

    outcome: Outcome
    terms: Terms
    maps: tuple[KeptMap, ...]


@dataclass(frozen=True, slots=True)
class Watched:
    """A picture that tells when a frame of it is looked at."""

    opened: OpenPicture
    tell: Callable[[], None]

    @property
    def media_type(self) -> str:
        return self.opened.media_type

    @property
    def width(self) -> int:
        return self.opened.width

    @property
    def height(self) -> int:
        return self.opened.height

    @property
    def frames(self) -> int:
        return self.opened.frames

    @property
    def frame_seconds(self) -> float | None:
        return self.opened.frame_seconds

    @property
    def spacing_mm(self) -> tuple[float, float] | None:
        return self.opened.spacing_mm

    def frame(self, index: int = 0, least: int = 0) -> Pixels:
        self.tell()
        return self.opened.frame(index, least)


def read_case(session: Session, exam_id: UUID) -> Case:
    """Everything an analysis needs to know, so that no transaction stays open while it runs."""
    exam = session.get_one(Exam, exam_id)
    return Case(
        exam=exam,
        pictures=tuple(picture.sha256 for picture in pictures_of(session, exam_id)),
        overrides=frozenset(override.code for override in overrides_of(session, exam_id)),
        choice=choice_of(session, exam.site_id, exam.task),
        age=_age(session, exam),
    )


def _age(session: Session, exam: Exam) -> Age | None:
    if exam.patient.birth_date is None:
        return None
    zone = ZoneInfo(session.get_one(Site, exam.site_id).zone)
    return age_on(exam.patient.birth_date, exam.patient.gestation_days, exam.taken_at.astimezone(zone).date())


def answer(case: Case, store: PictureStore, models: Models, tell: Callable[[int], None]) -> Answered:
    """Screen the exam and store its heat maps; `tell` hears how many frames there are, at each one looked at."""
    exam, bundle = case.exam, models.bundle(case.exam.task)
    opened = [open_picture(store.get(sha256)) for sha256 in case.pictures]
    frames = sum(picture.frames for picture in opened)
    terms = agree(case, bundle)
    presented = Presented(
        task=exam.task,
        pictures=[Watched(picture, lambda: tell(frames)) for picture in opened],
        laterality=exam.laterality,
        gestation_days=exam.gestation_days,
        age=case.age,
        consent=exam.consent,
        overrides=case.overrides,
    )
    policy = Policy(terms.point, terms.prevalence)
    outcome = screen(presented, bundle, models, policy, deadline=time.monotonic() + SECONDS)
    keep_manifest(bundle, store)
    return Answered(outcome, terms, store_maps(outcome, store))


def agree(case: Case, bundle: Bundle) -> Terms:
    """What the site has chosen; where it has not, the model's first operating point and the sources' first share."""
    points, chosen = [point.name for point in bundle.manifest.operating_points], case.choice.operating_point
    point, missed = (chosen, "") if chosen in points else (points[0], chosen)
    prevalence = case.choice.prevalence or TASKS[case.exam.task].facts.prevalences[0].share
    old = case.age if case.age and outgrown(TASKS[case.exam.task].subject, case.age) else None
    return Terms(point, prevalence, case.overrides, case.exam.consent, missed, old.days if old else None)


def keep_manifest(bundle: Bundle, store: PictureStore) -> None:
    """What a model said of itself outlives it: a later page still knows where its normal ears lay."""
    manifest = bundle.folder / MANIFEST
    if manifest.is_file():
        store.put(manifest.read_bytes())


def store_maps(outcome: Outcome, store: PictureStore) -> tuple[KeptMap, ...]:
    kept = []
    for drawn in outcome.assessment.maps if outcome.assessment else ():
        content, scale = encode_map(drawn.values)
        kept.append(KeptMap.of(drawn, store.put(content), scale))
    return tuple(kept)

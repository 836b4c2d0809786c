"""What the site chooses for each task: operating point, prevalence, reading mode."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response
from pydantic import BaseModel

from app.domain.exam import ReadingMode
from app.domain.task import Task
from app.errors import Invalid, NotFound, Unavailable
from app.inference.manifest import OperatingPoint
from app.message import message
from app.records.audit import record
from app.records.choices import Choice, choice_of, choose
from app.records.database import Session
from app.tasks import TASKS
from app.web.form import Reader, decimal
from app.web.respond import go, page
from app.web.templates import View
from app.web.visit import Member, Records, SiteChooser, from_our_own_page

router = APIRouter(prefix="/choices", include_in_schema=False, dependencies=[Depends(from_our_own_page)])
NO_SUCH_POINT = message("The model served now has no such operating point. Please choose one of those listed.")
UNKNOWN_POINTS = message(
    "The model of this task is not served now, so its operating points are not known. Please choose once it is back."
)
SHARE = message("Please give a number between 0 and 100, such as 5.8; or leave it empty.")


class ChoiceForm(BaseModel):
    """One task's choices, as typed."""

    operating_point: str = ""
    prevalence: str = ""
    reading_mode: str = ReadingMode.SECOND_READER.value

    def choice(self, points: Sequence[OperatingPoint], before: Choice) -> Choice:
        """What was typed, understood; or all that is wrong with it, at once."""
        reader = Reader(self)
        share = reader.read("prevalence", _share, SHARE)
        if fault := _point_fault(self.operating_point, points, before):
            reader.faults["operating_point"] = fault
        if self.reading_mode not in set(ReadingMode):
            reader.faults["reading_mode"] = message("Please choose one of these.")
        return reader.build(lambda: Choice(self.operating_point, share, ReadingMode(self.reading_mode)))


def _point_fault(wanted: str, points: Sequence[OperatingPoint], before: Choice) -> str:
    """Only what the model has can be chosen; while nobody knows what it has, an earlier choice may stay."""
    if not wanted or wanted in {point.name for point in points}:
        return ""
    if points:
        return NO_SUCH_POINT
    return "" if wanted == before.operating_point else UNKNOWN_POINTS


def _share(text: str) -> float:
    percent = decimal(text.rstrip("% "))
    if not 0 < percent < 100:
        raise ValueError(text[:20])
    return round(percent / 100, 9)


@dataclass(frozen=True, slots=True)
class Row:
    """One task, what was chosen, and what there is to choose from."""

    task: Task
    form: ChoiceForm
    points: Sequence[OperatingPoint]
    """Of the model served now."""
    chosen: str = ""
    """The operating point chosen here, whether or not the model has it."""
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> bool:
        """What was chosen is none of the model's points, as far as anybody knows now."""
        return bool(self.chosen) and self.chosen not in {point.name for point in self.points}


@dataclass(frozen=True, slots=True)
class ChoicesView(View):
    template = "choices.html"
    rows: Sequence[Row]
    done: str = ""
    modes: Sequence[ReadingMode] = tuple(ReadingMode)


@router.get("")
def show_choices(visit: SiteChooser, session: Records, done: str = "") -> Response:
    return page(visit, ChoicesView(_rows(visit, session), done if done in TASKS else ""))


@router.post("/{task}")
def choose_for(visit: SiteChooser, session: Records, task: str, form: Annotated[ChoiceForm, Form()]) -> Response:
    """Holds for analyses and readings from now on; answers that were given stay as they are."""
    if task not in TASKS:
        raise NotFound("There is no such task.")
    before, points = choice_of(session, visit.account.site_id, task), _points(visit, task)
    try:
        choice = form.choice(points, before)
    except Invalid as error:
        faults = {name: visit.language.say(said) for name, said in error.fields.items()}
        wrong = Row(TASKS[task], form, points, before.operating_point, faults)
        rows = [wrong if row.task.slug == task else row for row in _rows(visit, session)]
        return page(visit, ChoicesView(rows), error.status)
    choose(session, visit.account.site_id, task, choice)
    record(
        session,
        visit.actor,
        "site chose",
        "task",
        task,
        operating_point=choice.operating_point,
        prevalence=str(choice.prevalence or ""),
        reading_mode=choice.reading_mode.value,
    )
    return go(f"/choices?done={task}")


def _rows(visit: Member, session: Session) -> list[Row]:
    return [_row(visit, session, task) for task in TASKS.values()]


def _row(visit: Member, session: Session, task: Task) -> Row:
    chosen = choice_of(session, visit.account.site_id, task.slug)
    form = ChoiceForm(
        operating_point=chosen.operating_point,
        prevalence="" if chosen.prevalence is None else f"{chosen.prevalence * 100:.6g}",
        reading_mode=chosen.reading_mode.value,
    )
    return Row(task, form, _points(visit, task.slug), chosen.operating_point)


def _points(visit: Member, task: str) -> Sequence[OperatingPoint]:
    try:
        return visit.clinic.engine.bundle(task).manifest.operating_points
    except (Unavailable, NotFound):
        return ()

"""An entry of a child's record on its page: tried, mended; two people on one entry are told and choose."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, TypeVar
from uuid import UUID

from fastapi.responses import Response

from app.domain.exam import Ear
from app.errors import Conflict, Invalid, NeoscreenError, Stale
from app.records.database import Session
from app.records.tables import Patient
from app.web.ages import Ages
from app.web.form import Difference, Earlier, EntryForm, differences
from app.web.respond import page
from app.web.templates import View
from app.web.visit import Member

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView(View):
    """What the form of every entry is given."""

    parts: ClassVar[Mapping[str, Sequence[str]]] = {}
    """Fields of the entry that are typed in parts, by the fields of the form."""
    form: EntryForm
    patient: Patient
    ages: Ages
    entry: UUID | None = None
    """None while it is new."""
    withdrawn: bool = False
    fault: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)
    conflict: bool = False
    differences: Sequence[Difference] = ()
    earlier: Sequence[Earlier] = ()
    ears: Sequence[Ear] = tuple(Ear)


def attempt(session: Session, act: Callable[[], Made]) -> Made | NeoscreenError:
    """What acting makes; or why it cannot be, with nothing of it kept."""
    try:
        with session.begin_nested():
            return act()
    except (Stale, Invalid, Conflict) as error:
        return error


def mend(visit: Member, view: EntryView, error: NeoscreenError, typed: EntryForm | None = None) -> Response:
    """The entry's form again, with everything typed still in it; what a colleague changed meanwhile beside it."""
    if typed and isinstance(error, Stale):
        view = _beside(view, typed)
    elif typed:
        view = replace(view, form=typed)
    faults = {_first_part(view, name): visit.language.say(fault) for name, fault in error.fields.items()}
    return page(visit, replace(view, fault=visit.language.say_error(error), faults=faults), error.status)


def _beside(view: EntryView, typed: EntryForm) -> EntryView:
    """What the record says now, and what was typed; saved once more, it replaces that."""
    shown = {parts[0]: parts for parts in view.parts.values()}
    found = tuple(differences(view.form, typed, shown))
    return replace(view, form=typed.model_copy(update={"version": view.form.version}), conflict=True, differences=found)


def _first_part(view: EntryView, name: str) -> str:
    return view.parts[name][0] if name in view.parts else name

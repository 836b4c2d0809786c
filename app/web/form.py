"""Understanding what was typed: every field is text until it is understood, and all faults are told at once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from app.errors import Invalid
from app.message import message
from app.records.tables import TreatmentPeriodVersion, VisitVersion
from app.web.visit import Visit

Value = TypeVar("Value")
A_DATE = message("A date looks like 2026-11-03.")
A_TIME = message("A time looks like 09:40.")
ONE_OF_THESE = message("Please choose one of these.")


class EntryForm(BaseModel):
    """A form of an entry that has versions: each field is text, by the name it has there."""

    version: int = 0
    """The one that was opened."""


@dataclass(slots=True)
class Reader:
    """Reads the fields of one form, and remembers what could not be read."""

    form: BaseModel
    faults: dict[str, str] = field(default_factory=dict)

    def read(self, name: str, parse: Callable[[str], Value], fault: str) -> Value | None:
        """The field's value; None where it is empty, or cannot be read."""
        text = str(getattr(self.form, name)).strip()
        try:
            return parse(text) if text else None
        except (ValueError, OverflowError):
            self.faults[name] = fault
            return None

    def demand(self, name: str, parse: Callable[[str], Value], fault: str, stand_in: Value) -> Value:
        """The value of a field that must not be empty; a stand-in where it is wrong, for the other checks."""
        value = self.read(name, parse, fault)
        if value is None:
            self.faults.setdefault(name, fault)
        return stand_in if value is None else value

    def moment(self, day: str, clock: str, zone: ZoneInfo) -> datetime:
        """A day and a time on the site's wall, in UTC."""
        today = datetime.now(zone)
        on = self.demand(day, date.fromisoformat, A_DATE, today.date())
        at = self.demand(clock, time.fromisoformat, A_TIME, time())
        try:
            return datetime.combine(on, at.replace(second=0, microsecond=0, tzinfo=None), zone).astimezone(UTC)
        except OverflowError:  # at either end of the calendar
            self.faults[day] = A_DATE
            return today.astimezone(UTC)

    def build(self, make: Callable[[], Value]) -> Value:
        """The value made of what was read; or all that is wrong, at once."""
        try:
            made = make()
        except Invalid as invalid:
            raise Invalid(invalid.message, fields=invalid.fields | self.faults) from None
        if self.faults:
            raise Invalid("Please mend the marked fields.", fields=self.faults)
        return made


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that says one thing on record and another in the form."""

    field: str
    theirs: str
    mine: str
    inputs: Sequence[tuple[str, str]]
    """What to put into which input to take theirs."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an entry said before it was changed."""

    replaced: str
    by: str
    said: Sequence[tuple[str, str]]

    @classmethod
    def of(cls, version: VisitVersion | TreatmentPeriodVersion, visit: Visit) -> "Earlier":
        said = []
        for name, value in version.content.items():
            if value not in (None, "", False):
                moment = name == "seen_at"
                said.append((name, visit.local(datetime.fromisoformat(value)) if moment else typed(value)))
        return cls(visit.local(version.replaced_at), version.replaced_by.full_name, said)


def decimal(text: str) -> float:
    """A number as people type it, with a comma or a point."""
    number = float(text.replace(",", "."))
    if not abs(number) < 1e6:
        raise ValueError(text[:20])
    return number


def typed(value: object) -> str:
    """A value as a form shows it."""
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else str(value)


def differences(
    theirs: BaseModel, mine: BaseModel, together: Mapping[str, Sequence[str]] | None = None, sign: str = " "
) -> Iterator[Difference]:
    """Every field in which two forms differ; fields that make one thing together are told as one."""
    grouped = dict(together or {})
    held = {name for names in grouped.values() for name in names}
    for name in type(mine).model_fields:
        if name not in held and name not in {"version", "then"}:
            grouped[name] = (name,)
    for name, fields in grouped.items():
        on_record = [(each, str(getattr(theirs, each)).strip()) for each in fields]
        typed_here = [str(getattr(mine, each)).strip() for each in fields]
        said = [value for _, value in on_record]
        if said != typed_here:
            yield Difference(name, sign.join(filter(None, said)), sign.join(filter(None, typed_here)), on_record)

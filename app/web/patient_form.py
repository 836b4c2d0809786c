"""A patient as typed into the form: every field is text until it is understood."""

from collections.abc import Callable
from datetime import date, time
from typing import TypeVar

from pydantic import BaseModel

from app.domain.patient import PatientFacts, Sex
from app.errors import Invalid
from app.message import message

Value = TypeVar("Value")


class PatientForm(BaseModel):
    """The fields of the form, by the names they have there."""

    identifier: str = ""
    name: str = ""
    sex: str = "unknown"
    birth_date: str = ""
    birth_time: str = ""
    due_date: str = ""
    gestation_weeks: str = ""
    gestation_days: str = ""
    birth_group: str = ""
    note: str = ""
    version: int = 0
    then: str = ""
    """Where to go on after a patient is added: exam, or nowhere in particular."""

    @classmethod
    def of(cls, facts: PatientFacts, version: int) -> "PatientForm":
        weeks, days = divmod(facts.gestation_days, 7) if facts.gestation_days is not None else ("", "")
        return cls(
            identifier=facts.identifier,
            name=facts.name,
            sex=facts.sex,
            birth_date=str(facts.birth_date or ""),
            birth_time=facts.birth_time.strftime("%H:%M") if facts.birth_time else "",
            due_date=str(facts.due_date or ""),
            gestation_weeks=str(weeks),
            gestation_days=str(days),
            birth_group=facts.birth_group,
            note=facts.note,
            version=version,
        )

    def facts(self) -> PatientFacts:
        """The value; or all that is wrong with it, at once."""
        faults: dict[str, str] = {}

        def read(field: str, parse: Callable[[str], Value], fault: str) -> Value | None:
            text: str = getattr(self, field).strip()
            try:
                return parse(text) if text else None
            except ValueError:
                faults[field] = fault
                return None

        whole = message("Please give whole numbers, such as 38 and 4.")
        weeks = read("gestation_weeks", _whole(0, 60), whole)
        days = read("gestation_days", _whole(0, 6), whole)
        sex = read("sex", Sex, message("Please choose one of these.")) or Sex.UNKNOWN
        birth_date = read("birth_date", date.fromisoformat, message("A date looks like 2026-11-03."))
        birth_time = read("birth_time", time.fromisoformat, message("A time looks like 09:40."))
        due_date = read("due_date", date.fromisoformat, message("A date looks like 2026-11-03."))
        try:
            facts = PatientFacts(
                identifier=self.identifier,
                name=self.name,
                sex=sex,
                birth_date=birth_date,
                birth_time=birth_time.replace(tzinfo=None) if birth_time else None,
                due_date=due_date,
                gestation_days=None if weeks is None else weeks * 7 + (days or 0),
                birth_group=self.birth_group,
                note=self.note.replace("\r\n", "\n"),
            )
        except Invalid as invalid:
            raise Invalid(invalid.message, fields=invalid.fields | faults) from None
        if faults:
            raise Invalid("Please mend the marked fields.", fields=faults)
        return facts


def _whole(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        number = int(text)
        if not least <= number <= most:
            raise ValueError(number)
        return number

    return parse

"""A patient as typed into the form: every field is text until it is understood."""

from collections.abc import Callable
from datetime import date, time

from app.domain.patient import PatientFacts, Sex
from app.message import message
from app.web.form import A_DATE, A_TIME, ONE_OF_THESE, EntryForm, Reader

WHOLE = message("Please give whole numbers, such as 38 and 4.")


class PatientForm(EntryForm):
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
        reader = Reader(self)
        weeks = reader.read("gestation_weeks", _whole(0, 60), WHOLE)
        days = reader.read("gestation_days", _whole(0, 6), WHOLE)
        sex = reader.read("sex", Sex, ONE_OF_THESE) or Sex.UNKNOWN
        birth_date = reader.read("birth_date", date.fromisoformat, A_DATE)
        birth_time = reader.read("birth_time", _clock, A_TIME)
        due_date = reader.read("due_date", date.fromisoformat, A_DATE)
        return reader.build(
            lambda: PatientFacts(
                identifier=self.identifier,
                name=self.name,
                sex=sex,
                birth_date=birth_date,
                birth_time=birth_time,
                due_date=due_date,
                gestation_days=None if weeks is None else weeks * 7 + (days or 0),
                birth_group=self.birth_group,
                note=self.note.replace("\r\n", "\n"),
            )
        )


def _clock(text: str) -> time:
    return time.fromisoformat(text).replace(tzinfo=None)


def _whole(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        number = int(text)
        if not least <= number <= most:
            raise ValueError(number)
        return number

    return parse

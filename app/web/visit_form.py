"""A visit as typed into the form."""

from datetime import date
from zoneinfo import ZoneInfo

from app.domain.exam import Ear, Skin
from app.domain.treatment import VisitFacts
from app.message import message
from app.web.form import A_DATE, ONE_OF_THESE, EntryForm, Reader, decimal, typed

A_NUMBER = message("Please give a number, such as 22 or 31.5.")


class VisitForm(EntryForm):
    """The fields of the form, by the names they have there."""

    ear: str = ""
    seen_on: str = ""
    seen_time: str = ""
    device: str = ""
    hours_worn: str = ""
    skin: str = ""
    length_mm: str = ""
    width_mm: str = ""
    grade: str = ""
    satisfaction: str = ""
    next_visit_on: str = ""
    note: str = ""
    then: str = ""
    """Where to go when it is kept."""

    @classmethod
    def of(cls, facts: VisitFacts, version: int, zone: ZoneInfo) -> "VisitForm":
        local = facts.seen_at.astimezone(zone)
        return cls(
            ear=facts.ear,
            seen_on=str(local.date()),
            seen_time=local.strftime("%H:%M"),
            device=facts.device,
            hours_worn=typed(facts.hours_worn),
            skin=typed(facts.skin),
            length_mm=typed(facts.length_mm),
            width_mm=typed(facts.width_mm),
            grade=typed(facts.grade),
            satisfaction=typed(facts.satisfaction),
            next_visit_on=typed(facts.next_visit_on),
            note=facts.note,
            version=version,
        )

    def facts(self, zone: ZoneInfo) -> VisitFacts:
        """The value; or all that is wrong with it, at once."""
        reader = Reader(self)
        ear = reader.demand("ear", Ear, message("Please choose the ear."), Ear.LEFT)
        seen_at = reader.moment("seen_on", "seen_time", zone)
        hours_worn = reader.read("hours_worn", decimal, A_NUMBER)
        skin = reader.read("skin", Skin, ONE_OF_THESE)
        length_mm = reader.read("length_mm", decimal, A_NUMBER)
        width_mm = reader.read("width_mm", decimal, A_NUMBER)
        grade = reader.read("grade", int, ONE_OF_THESE)
        satisfaction = reader.read("satisfaction", int, ONE_OF_THESE)
        next_visit_on = reader.read("next_visit_on", date.fromisoformat, A_DATE)
        return reader.build(
            lambda: VisitFacts(
                ear=ear,
                seen_at=seen_at,
                device=self.device,
                hours_worn=hours_worn,
                skin=skin,
                length_mm=length_mm,
                width_mm=width_mm,
                grade=grade,
                satisfaction=satisfaction,
                next_visit_on=next_visit_on,
                note=self.note.replace("\r\n", "\n"),
            )
        )

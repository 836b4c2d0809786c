"""Ear moulding as a nurse writes it down: a device worn from a day to a day, and what was seen at each visit."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from app.domain.exam import Ear, Skin
from app.domain.patient import UNPRINTABLE
from app.errors import Invalid
from app.message import message

STEPS = range(1, 6)
"""A clinician's grade (1 no deformity seen, 5 severe) and a caregiver's satisfaction (1 not at all, 5 very)."""
MILLIMETRES = (5.0, 120.0)
LONGEST = {"device": 200, "size": 200, "end_reason": 1000, "note": 4000}
AHEAD = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """One ear in one device."""

    ear: Ear
    device: str
    began_on: date
    ended_on: date | None = None
    size: str = ""
    end_reason: str = ""
    withdrawn: bool = False
    """Entered by mistake: kept, and shown nowhere but in its history."""

    def __post_init__(self) -> None:
        _tidy(self, "device", "size", "end_reason")
        _refuse(dict(self._faults()))

    def _faults(self) -> Iterator[tuple[str, str]]:
        yield from _text_faults(self, "device", "size", "end_reason")
        if not self.device:
            yield "device", message("Please name the device, such as its brand.")
        if self.began_on > _tomorrow():
            yield "began_on", message("A treatment begins today or earlier.")
        if self.ended_on and self.ended_on < self.began_on:
            yield "ended_on", message("The last day lies on or after the first.")
        if self.ended_on and self.ended_on > _tomorrow():
            yield "ended_on", message("The last day is today or earlier; leave it empty while the device is worn.")
        if self.end_reason and not self.ended_on:
            yield "ended_on", message("A reason to end needs the last day.")


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """One ear at one visit; whatever was not looked at stays empty."""

    ear: Ear
    seen_at: datetime
    device: str = ""
    hours_worn: float | None = None
    skin: Skin | None = None
    length_mm: float | None = None
    width_mm: float | None = None
    grade: int | None = None
    satisfaction: int | None = None
    next_visit_on: date | None = None
    note: str = ""
    withdrawn: bool = False

    def __post_init__(self) -> None:
        if self.seen_at.tzinfo is None:
            raise ValueError(f"a visit's moment needs a time zone, got {self.seen_at!r}")
        _tidy(self, "device", "note")
        _refuse(dict(self._faults()))

    def _faults(self) -> Iterator[tuple[str, str]]:
        yield from _text_faults(self, "device", "note")
        if self.seen_at > datetime.now(UTC) + timedelta(hours=1):
            yield "seen_at", message("A visit is written down when it has happened, not before.")
        if self.hours_worn is not None and not 0 <= self.hours_worn <= 24:
            yield "hours_worn", message("A day has 0 to 24 hours.")
        for field in ("length_mm", "width_mm"):
            size: float | None = getattr(self, field)
            if size is not None and not MILLIMETRES[0] <= size <= MILLIMETRES[1]:
                yield field, message("An ear measures 5 to 120 mm. Please check the unit.")
        for field in ("grade", "satisfaction"):
            step: int | None = getattr(self, field)
            if step is not None and step not in STEPS:
                yield field, message("Please choose one of these.")
        if self.next_visit_on and not timedelta() <= self.next_visit_on - self.seen_at.date() <= AHEAD:
            yield "next_visit_on", message("The next visit comes after this one, within a year.")


def _tidy(facts: PeriodFacts | VisitFacts, *fields: str) -> None:
    for field in fields:
        object.__setattr__(facts, field, unicodedata.normalize("NFC", getattr(facts, field)).strip())


def _text_faults(facts: PeriodFacts | VisitFacts, *fields: str) -> Iterator[tuple[str, str]]:
    for field in fields:
        text: str = getattr(facts, field)
        if len(text) > LONGEST[field]:
            yield field, message("This is too long.")
        if any(unicodedata.category(sign) in UNPRINTABLE and sign not in "\n\t" for sign in text):
            yield field, message("This holds signs that cannot be printed. Please type it again.")


def _refuse(faults: dict[str, str]) -> None:
    if faults:
        raise Invalid("Please mend the marked fields.", fields=faults)


def _tomorrow() -> date:
    """Somewhere it is already the next day."""
    return (datetime.now(UTC) + timedelta(hours=14)).date()

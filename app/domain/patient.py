"""Who a patient is, as a value that is valid once built."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from app.errors import Invalid
from app.message import message

GESTATION = range(20 * 7, 45 * 7 + 1)
"""Days of gestation at which a child can be born."""
LENGTHS = {"identifier": (1, 64), "name": (1, 200), "birth_group": (0, 64), "note": (0, 4000)}
UNPRINTABLE = frozenset({"Cc", "Cs", "Co", "Cn"})


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"
    UNDETERMINED = "undetermined"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PatientFacts:
    """What a hospital says of a patient; a mother stands for her fetus, with its due date."""

    identifier: str
    name: str
    sex: Sex
    birth_date: date | None = None
    birth_time: time | None = None
    due_date: date | None = None
    gestation_days: int | None = None
    birth_group: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        for field in LENGTHS:
            object.__setattr__(self, field, unicodedata.normalize("NFC", getattr(self, field)).strip())
        faults = dict(self._faults())
        if faults:
            raise Invalid("Please mend the marked fields.", fields=faults)

    @property
    def search_text(self) -> str:
        return fold(f"{self.identifier} {self.name}")

    def _faults(self) -> Iterator[tuple[str, str]]:
        for field, limits in LENGTHS.items():
            fault = _text_fault(getattr(self, field), limits, also="\n\t" if field == "note" else "")
            if fault:
                yield field, fault
        today = datetime.now(UTC).date()
        if self.birth_date is None and self.due_date is None:
            yield "birth_date", message("Please give the date of birth, or the due date of a fetus.")
        if self.birth_date and not date(1900, 1, 1) <= self.birth_date <= today + timedelta(days=1):
            yield "birth_date", message("A date of birth lies between 1900 and today.")
        if self.birth_time and not self.birth_date:
            yield "birth_time", message("A time of birth needs a date of birth.")
        if self.due_date and not date(2000, 1, 1) <= self.due_date <= today + timedelta(days=GESTATION.stop):
            yield "due_date", message("A due date lies at most 45 weeks ahead.")
        if self.gestation_days is not None and self.gestation_days not in GESTATION:
            yield "gestation_days", message("Gestational age at birth lies between 20 and 45 weeks.")


def fold(text: str) -> str:
    """Text as search compares it: case, width and accents of input methods do not matter."""
    return unicodedata.normalize("NFKC", text).casefold().replace("\x00", "").strip()


def _text_fault(text: str, limits: tuple[int, int], also: str) -> str | None:
    least, most = limits
    if len(text) < least:
        return message("Please fill this in.")
    if len(text) > most:
        return message("This is too long.")
    if any(unicodedata.category(sign) in UNPRINTABLE and sign not in also for sign in text):
        return message("This holds signs that cannot be printed. Please type it again.")
    return None

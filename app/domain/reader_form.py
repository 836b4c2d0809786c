"""What only a person may write down of an exam, as data: choices, numbers, days, and what follows from them."""

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from app.errors import Invalid

Value: TypeAlias = str | float
"""A choice's slug, a day as ISO, or a number."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several answers."""

    slug: str
    label: str
    """Marked by `message`."""


@dataclass(frozen=True, slots=True)
class ChoiceField:
    """One of a few."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    hint: str = ""
    kind = "choice"

    def read(self, typed: str) -> Value:
        if typed not in {choice.slug for choice in self.choices}:
            raise Invalid("Please choose one of these.")
        return typed


@dataclass(frozen=True, slots=True)
class NumberField:
    """A measurement, in its unit, within what can be."""

    name: str
    label: str
    unit: str
    least: float
    most: float
    hint: str = ""
    kind = "number"

    def read(self, typed: str) -> Value:
        try:
            value = float(typed.replace(",", "."))
        except ValueError:
            value = math.nan
        if not self.least <= value <= self.most:
            raise Invalid("Please give a number within the limits beside it.")
        return value


@dataclass(frozen=True, slots=True)
class DayField:
    """A day."""

    name: str
    label: str
    hint: str = ""
    kind = "day"

    def read(self, typed: str) -> Value:
        try:
            return date.fromisoformat(typed).isoformat()
        except ValueError:
            raise Invalid("A date looks like 2026-11-03. Please type it again.") from None


Field: TypeAlias = ChoiceField | NumberField | DayField


@dataclass(frozen=True, slots=True)
class Derived:
    """What follows from the entries; None where they do not suffice."""

    name: str
    label: str
    formula: str
    """In words, so that the reader can check it."""
    follow: Callable[[Mapping[str, Value]], float | None]


@dataclass(frozen=True, slots=True)
class ReaderForm:
    """The entries of one task, and what follows from them."""

    fields: tuple[Field, ...] = ()
    derived: tuple[Derived, ...] = ()

    def read(self, typed: Mapping[str, str]) -> dict[str, Value]:
        """What was typed, checked; what was left empty is not there."""
        entries: dict[str, Value] = {}
        faults: dict[str, str] = {}
        for field in self.fields:
            text = typed.get(field.name, "").strip()
            try:
                if text:
                    entries[field.name] = field.read(text)
            except Invalid as error:
                faults[field.name] = error.message
        if faults:
            raise Invalid("Please mend the marked fields.", fields=faults)
        return entries

    def glance(self, typed: Mapping[str, str]) -> dict[str, Value]:
        """What can be read so far, while somebody is still typing."""
        entries: dict[str, Value] = {}
        for field in self.fields:
            with suppress(Invalid):
                entries[field.name] = field.read(typed.get(field.name, "").strip())
        return entries

    def follow(self, entries: Mapping[str, Value]) -> Iterator[tuple[Derived, float]]:
        """Everything that can be derived."""
        for derived in self.derived:
            value = derived.follow(entries)
            if value is not None:
                yield derived, value


def numbers(entries: Mapping[str, Value], *names: str) -> tuple[float, ...] | None:
    """These entries as numbers, if all are there."""
    found = [entries.get(name) for name in names]
    return tuple(value for value in found if isinstance(value, float)) if all(map(_is_number, found)) else None


def _is_number(value: object) -> bool:
    return isinstance(value, float)

"""An exam as it is handed to the pipeline, and what its site has chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.age import Age
from app.domain.exam import Laterality
from app.domain.picture import OpenPicture


@dataclass(frozen=True, slots=True)
class Presented:
    """The pictures of one exam, opened, and what is known beside them."""

    task: str
    pictures: Sequence[OpenPicture]
    laterality: Laterality = Laterality.NONE
    gestation_days: int | None = None
    age: Age | None = None
    """Of the child on that day, where it is known."""
    consent: bool = False
    """A guardian's, recorded."""
    overrides: frozenset[str] = frozenset()
    """Codes of soft complaints that a clinician overruled."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What a site has chosen for a task."""

    point: str
    """The operating point by which an exam is called suspected."""
    prevalence: float
    """How common findings are among its exams."""

    def __post_init__(self) -> None:
        if not 0 < self.prevalence < 1:
            raise ValueError(f"a prevalence lies between 0 and 1, got {self.prevalence}")

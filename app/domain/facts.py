"""What is known of a task beside its pictures: its use, its hazards, its paper, each with its source."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PaperFigure:
    """A figure of the paper that a task follows: the paper's, never ours."""

    name: str
    value: str
    words: str = "as stated in the paper"


@dataclass(frozen=True, slots=True)
class Prevalence:
    """How common the finding is somewhere, and who says so."""

    share: float
    words: str

    def __post_init__(self) -> None:
        if not 0 < self.share < 1:
            raise ValueError(f"a prevalence lies between 0 and 1, got {self.share}")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a reader must know before trusting an answer."""

    paper: str = ""
    """The paper that the task follows, by title."""
    intended: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()
    hazards: tuple[str, ...] = ()
    negative: str = ""
    """What may be said where nothing was found; never 'normal'."""
    weights: str = ""
    """What the shares say of frames that were judged together."""
    figures: tuple[PaperFigure, ...] = ()
    prevalences: tuple[Prevalence, ...] = ()
    views: tuple[str, ...] = ()
    """Only pictures of these views enter an answer; empty for all."""

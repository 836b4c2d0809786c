"""How a network is trained: one frozen value per preset."""

from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.preparation import Preparation


class Region(StrEnum):
    """Which part of a picture the network sees."""

    WHOLE = "whole"
    BOX = "box"
    """The box of labels.csv, or what the task's locator finds when serving."""
    FACE = "face"
    """A face, turned and scaled by its five landmarks; the margin is the context around it."""


class Target(StrEnum):
    """What the network learns to tell."""

    FINDING = "finding"
    """One finding a picture or a bag."""
    FINDINGS = "findings"
    """Any number of findings a picture."""
    IDENTITY = "identity"
    """Whose picture it is: the pretext of face recognition."""


@dataclass(frozen=True, slots=True)
class Augmentation:
    """How much a picture may vary while training; zero means not at all."""

    flip: bool = True
    degrees: float = 10.0
    scale: float = 0.1
    shift: float = 0.06
    light: float = 0.2
    noise: float = 0.02


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything a training run needs to know beside its pictures."""

    name: str
    preparation: Preparation
    epochs: int
    batch: int
    """Pictures a step, or exams a step where the network reads bags."""
    learning_rate: float
    weight_decay: float = 0.05
    warmup_epochs: int = 1
    patience: int = 5
    phantom_count: int = 600
    """Exams in the phantom set that `--data phantoms` trains on."""
    seed: int = 0
    target: Target = Target.FINDING
    frames: int | None = None
    """The most frames of an exam that make a bag; None where a picture stands alone."""
    region: Region = Region.WHOLE
    margin: float = 0.1
    """Added around the region, as a share of its longer side."""
    first: str | None = None
    """The preset trained before this one, whose weights this one starts from."""
    augmentation: Augmentation = field(default_factory=Augmentation)

    def __post_init__(self) -> None:
        for name in ("epochs", "batch", "patience", "phantom_count"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, got {getattr(self, name)}")
        if self.learning_rate <= 0:
            raise ValueError(f"learning_rate must be positive, got {self.learning_rate}")
        if self.frames is not None and self.frames < 1:
            raise ValueError(f"frames must be at least 1, got {self.frames}")

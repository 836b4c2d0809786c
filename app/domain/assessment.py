"""What a model answered to an exam, and what of it was seen where."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from app.domain.box import Box
from app.domain.complaint import Complaint


class Verdict(StrEnum):
    """A suspicion, none, or neither; never a diagnosis, never 'normal'."""

    SUSPECTED = "suspected"
    UNCERTAIN = "uncertain"
    """Inside the zone where the model leaves the answer open."""
    NOT_SUSPECTED = "not_suspected"


@dataclass(frozen=True, slots=True)
class Interval:
    """A share with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Chance:
    """One finding's calibrated probability, and whether it is suspected at the chosen operating point.

    The absence of all findings is never positive: nothing is ever called normal.
    """

    finding: str
    probability: float
    positive: bool


@dataclass(frozen=True, slots=True)
class Call:
    """One operating point applied to this exam, with what it achieved where it was measured."""

    name: str
    threshold: float
    positive: bool
    sensitivity: Interval | None
    specificity: Interval | None
    achieved_on: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one picture, or one frame of it, brought to the answer."""

    picture: int
    frame: int
    weight: float
    """Its share of the answer; all shares add up to one."""
    chances: tuple[Chance, ...]
    """Of this picture alone; empty where the network answers for all frames together."""
    region: Box | None
    """The ear or face that was judged, in pixels of the picture as shown."""
    landmarks: tuple[tuple[float, float], ...] = ()


ANY = "any"
"""Stands for a finding's slug where a map explains that there is some finding, whichever it is."""


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Where evidence for a finding lies; raw and never below nought, coloured by whoever shows it."""

    picture: int
    frame: int
    finding: str
    """Its slug, or ANY."""
    method: str
    """Such as Grad-CAM, HiResCAM, segmentation."""
    values: NDArray[np.float32]
    """Rows x columns."""
    box: Box
    """The part of the picture, as shown, that the values cover; upright."""


@dataclass(frozen=True, slots=True)
class GradedPicture:
    """One picture's severity: a likeness to normal ears, not a clinical grade."""

    picture: int
    score: float
    percentile: float
    """Share of normal ears that are less deformed, in percent."""
    low: float | None
    high: float | None
    """The band of repeated pictures."""
    detectable: float | None
    """The least difference of two scores that is more than the spread of repeated pictures."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """One model's answer to one exam."""

    task: str
    verdict: Verdict
    probability: float
    """That there is any finding, calibrated, of the whole exam."""
    chances: tuple[Chance, ...]
    """Every label of the task in its order, the absent one first, of the whole exam."""
    point: str
    """The operating point the verdict stands on."""
    calls: tuple[Call, ...]
    uncertain: tuple[float, float]
    prevalence: float
    """How common findings are at the site; the predictive values below hold for it."""
    ppv: Interval | None
    npv: Interval | None
    evidence: tuple[Evidence, ...]
    maps: tuple[HeatMap, ...]
    severity: tuple[GradedPicture, ...]
    """Empty where the task grades nothing."""
    embedding: NDArray[np.float32] | None
    """One row a picture or frame that was judged, in the order of the evidence; one for all where they are read
    together."""


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """Which model spoke."""

    task: str
    version: str
    sha256: str
    preset: str
    synthetic: bool
    """Trained on phantoms: whatever shows its answer says so."""
    preparation: int


@dataclass(frozen=True, slots=True)
class Timings:
    """Where the time went, in milliseconds."""

    decode: float
    gate: float
    locate: float
    network: float
    assess: float
    whole: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an exam: an answer or a refusal, with every complaint."""

    model: ModelIdentity
    complaints: tuple[Complaint, ...]
    assessment: Assessment | None
    """None where no picture was fit to be judged: a refusal, which is an answer too."""
    timings: Timings
    provider: str = ""
    """What ran the networks, such as OpenVINO bf16; empty where none was asked."""

    @property
    def accepted(self) -> bool:
        return self.assessment is not None

    @property
    def soft(self) -> frozenset[str]:
        """Codes of the complaints that a clinician may overrule."""
        return frozenset(said.code for said in self.complaints if not said.hard and not said.note)

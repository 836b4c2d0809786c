"""The record of an evaluation: typed, frozen, written as JSON beside the report."""

from pydantic import BaseModel, ConfigDict

from app.lab.statistics.estimate import Estimate


class Record(BaseModel):
    """A frozen part of the record that takes nothing it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Figure(Record):
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, estimate: Estimate | None) -> "Figure | None":
        """The figure of an estimate, None of None."""
        return None if estimate is None else cls(value=estimate.value, low=estimate.low, high=estimate.high)


class Place(Record):
    """A point of a curve."""

    x: float
    y: float


class Counts(Record):
    """How much was judged."""

    pictures: int
    exams: int
    patients: int
    cases: int
    """Answers: pictures, exams or patients, as the task's level says."""
    with_finding: int


class FoldArea(Record):
    """One fold's own area; None where its test part holds one side only."""

    name: str
    cases: int
    auroc: float | None
    temperature: float


class Discrimination(Record):
    """How well the score tells cases with a finding from those without."""

    auroc: Figure
    """DeLong."""
    auroc_clustered: Figure | None
    """Bootstrap over patients."""
    average_precision: Figure | None
    """Bootstrap over patients; chance is the share of cases with a finding."""
    accuracy: Figure
    """The likeliest answer against the truth, exact interval."""
    roc: tuple[Place, ...]
    precision_recall: tuple[Place, ...]
    folds: tuple[FoldArea, ...]


class Predictive(Record):
    """What an answer is worth at a prevalence."""

    prevalence: float
    words: str
    ppv: Figure | None
    npv: Figure | None


class Point(Record):
    """An operating point: chosen on validation cases, achieved on test cases."""

    name: str
    thresholds: tuple[float, ...]
    """One a fold."""
    chosen_on: str
    true_positive: int
    false_positive: int
    false_negative: int
    true_negative: int
    sensitivity: Figure | None
    """Achieved, with the exact interval."""
    specificity: Figure | None
    sensitivity_clustered: Figure | None
    """Achieved, with the bootstrap interval over patients."""
    specificity_clustered: Figure | None
    predictive: tuple[Predictive, ...]


class FindingArea(Record):
    """One finding against the rest."""

    finding: str
    cases: int
    auroc: Figure | None


class Several(Record):
    """Where more than one finding can be named."""

    among: str
    """Which cases were judged, in words."""
    findings: tuple[FindingArea, ...]
    macro: Figure | None
    micro: Figure | None
    labels: tuple[str, ...]
    matrix: tuple[tuple[int, ...], ...]
    """Cases by true finding (rows) and likeliest answer (columns)."""
    accuracy: Figure | None


class ReliabilityBin(Record):
    """Cases of like probability: what was said and how often it was so."""

    said: float
    seen: float
    cases: int


class Calibration(Record):
    """Whether the probability of a finding means what it says."""

    error_before: float
    error_after: Figure | None
    brier_before: float
    brier_after: float
    before: tuple[ReliabilityBin, ...]
    after: tuple[ReliabilityBin, ...]


class Uncertainty(Record):
    """The zone of scores that leaves the answer open (class-conditional conformal prediction)."""

    miss: float
    """At most this share of either side should fall on the wrong side of the zone."""
    zones: tuple[Place, ...]
    """Low and high end, one a fold."""
    uncertain: Figure
    missed: Figure | None
    """Cases with a finding below the zone."""
    alarmed: Figure | None
    """Cases without a finding above the zone."""


class Group(Record):
    """A part of the cases; its figures are left out where it is too small to say."""

    attribute: str
    value: str
    cases: int
    with_finding: int
    auroc: Figure | None
    sensitivity: Figure | None
    specificity: Figure | None
    accuracy: Figure | None


class Stressed(Record):
    """What is left of the figures when pictures are made worse."""

    kind: str
    level: int
    cases: int
    auroc: float | None
    sensitivity: float | None
    specificity: float | None


class Moved(Record):
    """Ears seen at more than one visit: the first against the last, medians."""

    pairs: int
    before: float
    after: float
    change: float
    fell: int
    p: float | None
    """Wilcoxon's signed-rank test, two-sided; None where no score changed."""


class Grading(Record):
    """How well the severity score follows the true severity."""

    cases: int
    spearman: Figure | None
    spearman_deformed: Figure | None
    """Among ears with a deformity alone."""
    ordered: Figure | None
    """Pairs of visits of one ear, of different true severity, that the scores order rightly."""
    moved: Moved | None
    sem: float | None
    detectable: float | None
    scatter: tuple[Place, ...]


class Locating(Record):
    """Whether the heat map lies on the lesion, where a mask says where that is."""

    pictures: int
    energy: Figure | None
    """The share of the map inside the mask; None for too few patients."""
    mostly: Figure
    """Pictures with at least half of the map inside."""
    peak: Figure
    """Pictures with the hottest cell inside."""


class Baseline(Record):
    """What a logistic regression on 32×32 thumbnails reaches on the same cases."""

    auroc: float
    network: float


class Angles(Record):
    """Each picture answered alone: the likeliest answer is the true one."""

    views: tuple[str, ...]
    """The only ones that enter a patient's answer."""
    asked: Figure
    mixed: Figure
    """Of all pictures, whatever the angle."""


class Stranger(Record):
    """Pictures of another task."""

    task: str
    cases: int
    refused: float


class Acquaintance(Record):
    """Whether the embedding distance knows its own kind."""

    accepted: Figure
    """The share of the task's own unseen pictures (or exams) within the threshold."""
    refused: Figure
    """The share of pictures of other tasks beyond it."""
    strangers: tuple[Stranger, ...]


class Evaluation(Record):
    """Everything that was found out about a network on a set of pictures."""

    format: int = 1
    task: str
    title: str
    level: str
    protocol: str
    data: str
    synthetic: bool
    """The pictures are phantoms: the figures say nothing of patients."""
    counts: Counts
    discrimination: Discrimination
    points: tuple[Point, ...]
    several: Several | None
    calibration: Calibration
    uncertainty: Uncertainty
    groups: tuple[Group, ...]
    fewest: int
    """Cases of either side that a group needs before anything is said of it."""
    stress: tuple[Stressed, ...] = ()
    grading: Grading | None = None
    locating: Locating | None = None
    baseline: Baseline | None = None
    angles: Angles | None = None
    acquaintance: Acquaintance | None = None

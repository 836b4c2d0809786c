"""The contract between lab and clinic: everything a bundle says of itself, typed and versioned."""

from datetime import datetime
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from app.domain.preparation import Fit, Preparation
from app.domain.recipe import Region
from app.errors import Invalid

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Share = Annotated[float, Field(ge=0, le=1)]


class Part(BaseModel):
    """A frozen record that knows all of its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Role(StrEnum):
    """What a file of a bundle is for."""

    NETWORK = "network"
    LOCATOR = "locator"
    ORGAN = "organ"
    DETECTOR_P = "detector_p"
    DETECTOR_R = "detector_r"
    DETECTOR_O = "detector_o"
    CARD = "card"
    GOLDEN = "golden"


class File(Part):
    """One file of the bundle."""

    role: Role
    sha256: Sha256
    bytes: Annotated[int, Field(ge=0)]


class Input(Part):
    """How a picture becomes the network's input."""

    size: Annotated[int, Field(ge=1)]
    channels: Literal[1, 3]
    fit: Fit
    mean: tuple[float, ...]
    std: tuple[float, ...]
    version: int
    region: Region
    margin: Annotated[float, Field(ge=0)]
    mirrored: str | None
    """Pictures of this view are mirrored first."""
    frames: int | None
    """The most frames of an exam seen at once in training; None where a picture stands alone."""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        self.value()
        return self

    def value(self) -> Preparation:
        """The value that `imaging.prepare` takes."""
        return Preparation(self.size, self.channels, self.fit, self.mean, self.std, self.version)


class Output(Part):
    """One named answer of the network."""

    meaning: str
    shape: str


class Measured(Part):
    """A share with its 95 % interval."""

    value: Share
    low: Share
    high: Share


class OperatingPoint(Part):
    """A probability at or above the threshold is called positive."""

    name: str
    threshold: float
    chosen_on: str
    sensitivity: Measured | None
    specificity: Measured | None
    achieved_on: str


class Zone(Part):
    """Probabilities strictly between low and high leave the answer open."""

    low: float
    high: float


class SeverityAnchors(Part):
    """What a severity is measured against; valid for this model version only."""

    prototype: tuple[float, ...]
    """The mean direction of normal embeddings, of length one."""
    zero: float
    one: float
    normals: tuple[float, ...]
    """Distances of normal ears, from the 0th to the 100th percentile."""
    sem: float | None
    """Standard error of measurement, in severity."""


class Familiar(Part):
    """Where training embeddings lie: a mean, main directions with their variances, one variance for the rest."""

    mean: tuple[float, ...]
    directions: tuple[tuple[float, ...], ...]
    variances: tuple[float, ...]
    rest: float
    threshold: float
    """A Mahalanobis distance above this is unlike what the network has seen."""


class Training(Part):
    """What the network learnt from."""

    data: str
    pictures: int
    exams: int
    patients: int
    seed: int
    epochs: int
    minutes: float


class Metric(Part):
    """A figure of ours, from an evaluation that was run."""

    name: str
    value: float
    low: float | None
    high: float | None
    on: str


class PaperFigure(Part):
    """A figure of the paper, never ours."""

    name: str
    value: str
    words: str


class Organ(Part):
    """The organ check: a small network that says which task's organ a picture shows, if any."""

    labels: Annotated[tuple[str, ...], Field(min_length=2)]
    """Slugs of tasks, and one for what none of them reads."""
    size: Annotated[int, Field(ge=1)]
    channels: Literal[1, 3]
    fit: Fit
    mean: tuple[float, ...]
    std: tuple[float, ...]
    version: int
    synthetic: bool
    """It never saw a real picture."""
    training: str
    """What it learned from, in words, with whom to thank."""
    metrics: tuple[Metric, ...]

    @model_validator(mode="after")
    def _possible(self) -> Self:
        self.value()
        return self

    def value(self) -> Preparation:
        """The value that `imaging.prepare` takes."""
        return Preparation(self.size, self.channels, self.fit, self.mean, self.std, self.version)


class Manifest(Part):
    """`manifest.json`."""

    format: Literal[1] = 1
    task: str
    version: str
    preset: Literal["demo", "reference"]
    synthetic: bool
    """Trained on phantoms: whatever shows an answer must say so."""
    created: datetime
    commit: str
    labels: Annotated[tuple[str, ...], Field(min_length=2)]
    files: dict[str, File]
    preparation: Input
    outputs: dict[str, Output]
    operating_points: tuple[OperatingPoint, ...]
    temperature: Annotated[float, Field(gt=0)]
    subtype_temperature: Annotated[float, Field(gt=0)]
    uncertain: Zone
    severity: SeverityAnchors | None
    ood: Familiar | None
    """How far from the training pictures an embedding may lie; None where that was not measured."""
    organ: Organ | None = None
    """None where the bundle brings no organ check."""
    training: Training
    metrics: tuple[Metric, ...]
    paper: tuple[PaperFigure, ...]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if len(set(self.labels)) < len(self.labels):
            raise ValueError("a label is named twice")
        for name in self.files:
            path = PurePosixPath(name)
            if path.is_absolute() or ".." in path.parts or "\\" in name or str(path) != name:
                raise ValueError(f"the file name {name!r} leaves the bundle")
        if sum(file.role is Role.NETWORK for file in self.files.values()) != 1:
            raise ValueError("a bundle holds exactly one network")
        if len(self.named(Role.ORGAN)) != (self.organ is not None):
            raise ValueError("an organ check is a file and its description, both or neither")
        return self

    def named(self, role: Role) -> tuple[str, ...]:
        """The names of the files with this role."""
        return tuple(sorted(name for name, file in self.files.items() if file.role is role))

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.bytes for file in self.files.values())

    @property
    def network(self) -> str:
        return self.named(Role.NETWORK)[0]


def write_manifest(manifest: Manifest) -> bytes:
    """The bytes of manifest.json: what is hashed and signed."""
    return manifest.model_dump_json(indent=2).encode() + b"\n"


def read_manifest(content: bytes) -> Manifest:
    """A checked manifest; `Invalid` tells the first field that is wrong."""
    try:
        return Manifest.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        where = ".".join(str(step) for step in first["loc"]) or "manifest.json"
        raise Invalid(
            "The bundle's manifest is wrong at {where}: {fault}. Export or fetch the bundle again.",
            where=where,
            fault=first["msg"],
        ) from error

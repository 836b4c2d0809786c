"""An outcome as rows, and back again: what is queried in columns, the rest in one document."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

import numpy as np
from pydantic import TypeAdapter

from app.domain.assessment import (
    Assessment,
    Call,
    Chance,
    Evidence,
    GradedPicture,
    HeatMap,
    Interval,
    ModelIdentity,
    Outcome,
    Timings,
)
from app.domain.box import Box
from app.domain.complaint import Complaint
from app.records import tables

Value: TypeAlias = str | int | float | bool | None
FLOATS = np.dtype("<f4")


@dataclass(frozen=True, slots=True)
class Terms:
    """What an answer depends on beside the pictures and the model."""

    point: str
    prevalence: float
    overrides: frozenset[str] = frozenset()
    consent: bool = False
    missed: str = ""
    """The operating point that the site has chosen, where the model has none of that name and `point` was used."""
    outgrown: int | None = None
    """Days of age, where the child was older than those the model is made for, and the answer says so."""

    @property
    def sha256(self) -> str:
        said = asdict(self) | {"overrides": sorted(self.overrides)}
        for since, unsaid in (("missed", ""), ("outgrown", None)):
            if said[since] == unsaid:
                del said[since]  # terms are the same terms as before there was such a thing
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class KeptMap:
    """A heat map whose values lie in the picture store, as an 8-bit picture."""

    picture: int
    frame: int
    finding: str
    method: str
    box: Box
    rows: int
    columns: int
    sha256: str
    scale: float
    """The value of white."""

    @classmethod
    def of(cls, drawn: HeatMap, sha256: str, scale: float) -> "KeptMap":
        rows, columns = drawn.values.shape
        return cls(drawn.picture, drawn.frame, drawn.finding, drawn.method, drawn.box, rows, columns, sha256, scale)


@dataclass(frozen=True, slots=True)
class KeptOutcome:
    """An outcome as it was kept; its maps are named by their hashes."""

    id: UUID
    created_at: datetime
    terms: Terms
    outcome: Outcome
    maps: tuple[KeptMap, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """The part of an answer that no query looks into."""

    chances: tuple[Chance, ...] = ()
    calls: tuple[Call, ...] = ()
    ppv: Interval | None = None
    npv: Interval | None = None
    evidence: tuple[Evidence, ...] = ()
    maps: tuple[KeptMap, ...] = ()
    severity: tuple[GradedPicture, ...] = ()
    overrides: tuple[str, ...] = ()
    consent: bool = False
    missed: str = ""
    outgrown: int | None = None
    provider: str = ""


SHOWN = TypeAdapter(Shown)
BOXES = TypeAdapter(tuple[Box, ...])


def row_of(
    exam: tables.Exam, outcome: Outcome, terms: Terms, maps: tuple[KeptMap, ...], now: datetime
) -> tables.Assessment:
    """The row, with its complaints, that keeps an outcome."""
    model, answer = outcome.model, outcome.assessment
    shown = Shown(
        maps=maps,
        overrides=tuple(sorted(terms.overrides)),
        consent=terms.consent,
        missed=terms.missed,
        outgrown=terms.outgrown,
        provider=outcome.provider,
    )
    row = tables.Assessment(
        exam_id=exam.id,
        model_sha256=model.sha256,
        model_version=model.version,
        preset=model.preset,
        synthetic=model.synthetic,
        preparation_version=model.preparation,
        terms_sha256=terms.sha256,
        point=terms.point,
        prevalence=terms.prevalence,
        accepted=outcome.accepted,
        timings=asdict(outcome.timings),
        created_at=now,
        complaints=[_complaint_row(position, said) for position, said in enumerate(outcome.complaints)],
    )
    if answer is not None:
        shown = _show(answer, shown)
        row.verdict, row.probability = answer.verdict, answer.probability
        row.uncertain_low, row.uncertain_high = answer.uncertain
        if answer.embedding is not None:
            rows = np.ascontiguousarray(np.atleast_2d(answer.embedding), FLOATS)
            row.embedding, row.embedding_width = rows.tobytes(), rows.shape[1]
    row.answer = SHOWN.dump_python(shown, mode="json")
    return row


def outcome_of(row: tables.Assessment, task: str) -> KeptOutcome:
    """The outcome that a row was made from."""
    shown = SHOWN.validate_python(row.answer)
    model = ModelIdentity(
        task=task,
        version=row.model_version,
        sha256=row.model_sha256,
        preset=row.preset,
        synthetic=row.synthetic,
        preparation=row.preparation_version,
    )
    outcome = Outcome(
        model=model,
        complaints=tuple(_complaint_of(complaint) for complaint in row.complaints),
        assessment=_assessment_of(row, shown, task) if row.accepted else None,
        timings=Timings(**row.timings),
        provider=shown.provider,
    )
    terms = Terms(row.point, row.prevalence, frozenset(shown.overrides), shown.consent, shown.missed, shown.outgrown)
    return KeptOutcome(row.id, row.created_at, terms, outcome, shown.maps)


def _show(answer: Assessment, shown: Shown) -> Shown:
    return replace(
        shown,
        chances=answer.chances,
        calls=answer.calls,
        ppv=answer.ppv,
        npv=answer.npv,
        evidence=answer.evidence,
        severity=answer.severity,
    )


def _assessment_of(row: tables.Assessment, shown: Shown, task: str) -> Assessment:
    assert row.verdict is not None and row.probability is not None
    assert row.uncertain_low is not None and row.uncertain_high is not None
    embedding = None
    if row.embedding is not None and row.embedding_width:
        embedding = np.frombuffer(row.embedding, FLOATS).reshape(-1, row.embedding_width)
    return Assessment(
        task=task,
        verdict=row.verdict,
        probability=row.probability,
        chances=shown.chances,
        point=row.point,
        calls=shown.calls,
        uncertain=(row.uncertain_low, row.uncertain_high),
        prevalence=row.prevalence,
        ppv=shown.ppv,
        npv=shown.npv,
        evidence=shown.evidence,
        maps=(),
        severity=shown.severity,
        embedding=embedding,
    )


def _complaint_row(position: int, said: Complaint) -> tables.Complaint:
    return tables.Complaint(
        position=position,
        code=said.code,
        hard=said.hard,
        note=said.note,
        picture=said.picture,
        frame=said.frame,
        said={
            "message": said.message,
            "values": _plain(said.values),
            "outlines": BOXES.dump_python(said.outlines, mode="json"),
        },
    )


def _complaint_of(row: tables.Complaint) -> Complaint:
    return Complaint(
        code=row.code,
        message=row.said["message"],
        hard=row.hard,
        picture=row.picture,
        frame=row.frame,
        values=row.said["values"],
        outlines=BOXES.validate_python(row.said["outlines"]),
        note=row.note,
    )


def _plain(values: Mapping[str, object]) -> dict[str, Value]:
    """Values of a sentence as JSON keeps them."""
    kept = (str, int, float, bool, type(None))
    return {name: value if isinstance(value, kept) else str(value) for name, value in values.items()}

"""Severity scores of a patient's ears for programs: by ear and by model, for scores of two models are never joined."""

from datetime import datetime
from itertools import groupby
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from app.domain.exam import Ear
from app.domain.trend import Scorer
from app.message import message
from app.records.audit import record
from app.records.severity import Score, scores_of, shown_scores
from app.web.api.exam_answer import DEMONSTRATION, RESEARCH
from app.web.api.exam_representation import place_of
from app.web.api.patient_named import Identifier, find_named
from app.web.api.problems import PROBLEMS
from app.web.api.token import TOKEN
from app.web.visit import PatientViewer, Records

router = APIRouter(prefix="/api/v1/patients", tags=["patients"], dependencies=[Depends(TOKEN)], responses=PROBLEMS)

CAUTIONS = (
    message("A score is a learned likeness to normal ears, not a clinical grade."),
    message("Many ears correct themselves: a falling score is not proof that treatment worked."),
)


class ScoreSaid(BaseModel):
    """One ear in one picture."""

    exam: UUID
    href: str
    taken_at: datetime
    score: float
    low: float | None
    """Where another picture of the same ear would lie in 95 of 100 cases."""
    high: float | None
    detectable: float | None
    """The least difference of two scores that is more than the spread of repeated pictures, if compared once."""
    percentile: float


class Series(BaseModel):
    """The scores that one model gave to one ear, in order of time; comparable with each other, and with no others."""

    ear: Ear
    model_sha256: str
    model_version: str
    synthetic: bool
    caution: str
    scores: list[ScoreSaid]


class SeverityRepresentation(BaseModel):
    """Every score there is of a patient."""

    patient: str
    series: list[Series]
    cautions: list[str]


@router.get("/{identifier}/severity", response_model=SeverityRepresentation)
def read_severity(
    visit: PatientViewer,
    session: Records,
    identifier: Identifier,
) -> SeverityRepresentation:
    """Severity over time, of both ears, by every model that scored them."""
    patient = find_named(session, visit, identifier)
    every = scores_of(session, patient.id)
    scores = every if visit.by_program else shown_scores(session, every, visit.account)
    record(session, visit.actor, "severity read", "patient", patient.id)
    say = visit.language.say
    return SeverityRepresentation(
        patient=patient.identifier,
        series=[
            Series(
                ear=ear,
                model_sha256=scorer.sha256,
                model_version=scorer.version,
                synthetic=scorer.synthetic,
                caution=say(DEMONSTRATION if scorer.synthetic else RESEARCH),
                scores=[_score(score) for score in group],
            )
            for (ear, scorer), group in groupby(sorted(scores, key=_place), _series)
        ],
        cautions=[say(caution) for caution in CAUTIONS],
    )


def _place(score: Score) -> tuple[Ear, str, datetime]:
    return score.point.ear, score.point.scorer.sha256, score.point.taken_at


def _series(score: Score) -> tuple[Ear, Scorer]:
    return score.point.ear, score.point.scorer


def _score(score: Score) -> ScoreSaid:
    point = score.point
    return ScoreSaid(
        exam=point.exam,
        href=place_of(point.exam),
        taken_at=point.taken_at,
        score=point.score,
        low=point.low,
        high=point.high,
        detectable=point.detectable,
        percentile=point.percentile,
    )

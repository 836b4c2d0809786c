"""Models for programs: which are served, where, and how fast."""

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from app.domain.backend import ModelState
from app.web.api.problems import PROBLEMS
from app.web.api.token import TOKEN
from app.web.visit import SignedIn

router = APIRouter(prefix="/api/v1/models", tags=["models"], dependencies=[Depends(TOKEN)], responses=PROBLEMS)


class ModelRepresentation(BaseModel):
    """One task's model as it is served."""

    task: str
    version: str
    sha256: str
    """Of the bundle's manifest, and through its hashes of every file; empty where there is no bundle."""
    preset: str
    synthetic: bool
    """Trained on synthetic pictures: whatever shows its answers must say so."""
    ready: bool
    fault: str
    """Why it is not served."""
    remark: str
    """Why it runs as it does."""
    device: str
    provider: str
    latency_ms: float | None
    """Median of the network's last runs."""


class ModelList(BaseModel):
    """Every task of the product, with or without a model."""

    models: list[ModelRepresentation]


@router.get("", response_model=ModelList)
def list_models(visit: SignedIn) -> ModelList:
    """Every task's model: served, or why it is not."""
    return ModelList(models=[represent(state) for state in visit.clinic.engine.health()])


def represent(state: ModelState) -> ModelRepresentation:
    return ModelRepresentation(
        task=state.task,
        version=state.version,
        sha256=state.sha256,
        preset=state.preset,
        synthetic=state.synthetic,
        ready=state.ready,
        fault=state.sentence if state.fault else "",
        remark="" if state.fault else state.sentence,
        device=state.device,
        provider=state.provider,
        latency_ms=None if state.latency_ms is None else round(state.latency_ms, 2),
    )

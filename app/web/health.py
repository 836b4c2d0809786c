"""For machines that watch: alive, ready, measured."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from app.web.readiness import Check
from app.web.visit import Here

router = APIRouter(tags=["health"])


@router.get("/healthz")
def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@router.get("/readyz")
def ready(clinic: Here) -> JSONResponse:
    """Database, disk and models: 200 when work can be sent here, else 503. A model that fails is named."""
    checks = clinic.readiness.look()
    status = all(check.ready or not check.vital for check in checks)
    content = {"ready": status, "checks": [_say(check) for check in checks]}
    return JSONResponse(content, 200 if status else 503)


def _say(check: Check) -> dict[str, object]:
    return {"name": check.name, "ready": check.ready, "sentence": check.sentence}


@router.get("/metrics")
def metrics() -> Response:
    """Counts for Prometheus; nothing of patients."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

"""The models as a table for a console: what `neoscreen check` prints."""

from collections.abc import Iterator

from app.domain.backend import ModelState
from app.inference.engine import ABSENT, Engine

HEAD = ("task", "version", "preset", "device", "provider", "golden", "ms", "verdict")


def verdict(state: ModelState) -> str:
    if state.fault == ABSENT:
        return "not installed"
    return "served" if state.ready else "FAILS"


def holds(engine: Engine) -> bool:
    """There is a model, and none of those installed fails."""
    said = [verdict(state) for state in engine.health()]
    return "served" in said and "FAILS" not in said


def lines(engine: Engine) -> Iterator[str]:
    """The table, and below it what is to be said of each model."""
    rows = [HEAD, *(cells(engine, state) for state in engine.health())]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
    for state in engine.health():
        if state.sentence:
            yield f"{state.task}: {state.sentence}"


def cells(engine: Engine, state: ModelState) -> tuple[str, ...]:
    """The golden difference is a share of what is allowed: fine up to 1."""
    difference = engine.difference(state.task)
    return (
        state.task,
        state.version or "–",
        state.preset or "–",
        state.device or "–",
        state.provider or "–",
        "–" if difference is None else f"{difference:.2g}",
        "–" if state.latency_ms is None else f"{state.latency_ms:.1f}",
        verdict(state),
    )

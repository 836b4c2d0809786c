"""Pictures of the asked view, and of any view, each answered alone."""

from dataclasses import replace

import numpy as np

from app.lab.angles import angles
from app.lab.cases import Cases
from app.lab.trial import Aims, Trial

FRONTAL = Aims(draws=50, views=("frontal",))


def faces(seed: int) -> Cases:
    """Sixty patients, each from the front and from the side; the side always says the contrary."""
    random = np.random.default_rng(seed)
    there = np.repeat(random.random(60) < 0.5, 2)
    truth = np.stack([~there, there], axis=1)
    view = np.tile(["frontal", "oblique"], 60)
    logits = np.where(truth, 2.0, -2.0) * np.where(view == "frontal", 1.0, -1.0)[:, None]
    patient = np.repeat([f"p{seed}-{number}" for number in range(60)], 2)
    empty = np.full(120, "")
    return Cases(
        findings=("none", "there"),
        absent=0,
        truth=truth,
        logits=logits + random.normal(0, 0.01, truth.shape),
        subtype=None,
        patient=patient,
        exam=patient,
        site=empty,
        view=view,
        skin_tone=empty,
        device=empty,
        gestational_age=empty,
        severity=np.full(120, np.nan),
    )


TRIAL = Trial("holdout", faces(1), faces(2))


def test_the_asked_view_is_told_apart_from_mixed_angles() -> None:
    found = angles([TRIAL], FRONTAL)
    assert found is not None
    assert found.views == ("frontal",)
    assert {found.asked.value, found.mixed.value} == {1.0, 0.5}


def test_nothing_is_said_where_every_view_enters_an_answer() -> None:
    assert angles([TRIAL], replace(FRONTAL, views=())) is None


def test_nothing_is_said_of_a_view_that_nobody_pictured() -> None:
    assert angles([TRIAL], replace(FRONTAL, views=("from above",))) is None

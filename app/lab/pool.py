"""The test answers of all folds laid end to end."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.lab.cases import Words
from app.lab.statistics.bootstrap import Floats
from app.lab.trial import Verdict


@dataclass(frozen=True, slots=True)
class Pool:
    """Each answer under its own fold's calibration and thresholds."""

    truth: NDArray[np.bool_]
    probabilities: Floats
    subtype: Floats | None
    found: NDArray[np.bool_]
    score: Floats
    plain: Floats
    """The score before calibration."""
    called: NDArray[np.bool_]
    """Operating points × answers."""
    below: NDArray[np.bool_]
    above: NDArray[np.bool_]
    """Outside the uncertain zone, and on which side."""
    patient: Words


def pool(verdicts: Sequence[Verdict]) -> Pool:
    """All folds; a patient is tested in one fold alone, but for sites left out one by one."""
    answers = [verdict.answers for verdict in verdicts]
    second = [one.subtype for one in answers if one.subtype is not None]
    zones = [verdict.choice.zone for verdict in verdicts]
    sides = list(zip(answers, zones, strict=True))
    return Pool(
        truth=np.concatenate([one.truth for one in answers]),
        probabilities=np.concatenate([one.probabilities for one in answers]),
        subtype=np.concatenate(second) if second else None,
        found=np.concatenate([one.found for one in answers]),
        score=np.concatenate([one.score for one in answers]),
        plain=np.concatenate([verdict.plain.score for verdict in verdicts]),
        called=np.concatenate([verdict.called for verdict in verdicts], axis=1),
        below=np.concatenate([one.score <= zone.low for one, zone in sides]),
        above=np.concatenate([(one.score >= zone.high) & (one.score > zone.low) for one, zone in sides]),
        patient=np.concatenate([one.patient for one in answers]),
    )

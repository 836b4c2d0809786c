"""Pictures of the asked views against pictures of any angle, each answered alone."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from app.domain.task import Level
from app.lab.discrimination import right
from app.lab.evaluation import Angles, Figure
from app.lab.pool import pool
from app.lab.statistics.intervals import proportion
from app.lab.trial import Aims, Trial, judge


def angles(trials: Sequence[Trial], aims: Aims) -> Angles | None:
    """None where every view enters an answer, or none of them was pictured."""
    if not aims.views:
        return None
    every = replace(aims, views=())
    hits = right(pool([judge(trial, Level.PICTURE, every) for trial in trials]))
    asked = np.isin(np.concatenate([trial.test.view for trial in trials]), aims.views)
    of_asked = Figure.of(proportion(int(hits[asked].sum()), int(asked.sum())))
    of_all = Figure.of(proportion(int(hits.sum()), len(hits)))
    if of_asked is None or of_all is None:
        return None
    return Angles(views=aims.views, asked=of_asked, mixed=of_all)

"""The figures of parts of the cases, never of parts too small to say."""

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from app.lab.cases import Words
from app.lab.evaluation import Figure, Group
from app.lab.statistics.bootstrap import Floats
from app.lab.statistics.confusion import table
from app.lab.statistics.delong import interval
from app.lab.statistics.intervals import proportion

FEWEST = 10
WEEKS = (14, 28, 32, 37)
"""Trimesters before birth, degrees of prematurity after it."""


def groups(
    attribute: str,
    values: Words,
    *,
    found: NDArray[np.bool_],
    score: Floats,
    called: NDArray[np.bool_],
    fewest: int = FEWEST,
) -> tuple[Group, ...]:
    """One line a value; none where the attribute is nowhere filled in or everywhere the same."""
    named = sorted({str(value) for value in values} - {""}, key=natural)
    if len(named) < 2:
        return ()
    return tuple(
        one_group(attribute, value, found=found[part], score=score[part], called=called[part], fewest=fewest)
        for value, part in ((value, values == value) for value in named)
    )


def one_group(
    attribute: str,
    value: str,
    *,
    found: NDArray[np.bool_],
    score: Floats,
    called: NDArray[np.bool_],
    fewest: int,
) -> Group:
    """Each side's figure needs the fewest cases of that side, the area needs them of both."""
    cells = table(found, called)
    enough = cells.positives >= fewest, cells.negatives >= fewest
    right = proportion(int((found == called).sum()), len(found))
    hits = proportion(cells.true_positive, cells.positives)
    passed = proportion(cells.true_negative, cells.negatives)
    return Group(
        attribute=attribute,
        value=value,
        cases=len(found),
        with_finding=cells.positives,
        auroc=Figure.of(interval(found, score)) if all(enough) else None,
        sensitivity=Figure.of(hits) if enough[0] else None,
        specificity=Figure.of(passed) if enough[1] else None,
        accuracy=Figure.of(right) if len(found) >= fewest else None,
    )


def weeks(ages: Words) -> Words:
    """Bands of gestational age from weeks such as 29, 29.5 or 29w2d; empty where it is not a number."""
    return np.array([_band(str(age)) for age in ages])


def _band(age: str) -> str:
    said = re.match(r"\s*(\d+)", age)
    if not said:
        return ""
    above = sum(int(said[1]) >= week for week in WEEKS)
    if above == 0:
        return f"0 to {WEEKS[0] - 1} weeks"
    if above == len(WEEKS):
        return f"{WEEKS[-1]} weeks or more"
    return f"{WEEKS[above - 1]} to {WEEKS[above] - 1} weeks"


def natural(value: str) -> tuple[tuple[int, int | str], ...]:
    """Sorts 2 before 10."""
    return tuple(_parts(value))


def _parts(value: str) -> Iterator[tuple[int, int | str]]:
    for part in re.findall(r"\d+|\D+", value):
        yield (0, int(part)) if part.isdigit() else (1, part)

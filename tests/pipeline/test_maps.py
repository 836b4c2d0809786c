"""Heat maps of the committed bundles lie on the lesions of phantoms, mirrored ears and turned faces included."""

from collections.abc import Iterator

import numpy as np
import pytest

from app.domain.assessment import HeatMap
from app.domain.phantom import Phantom
from app.tasks import TASKS
from tests.screening import exams, outcome

COUNT = 8


def clear(slug: str) -> Iterator[tuple[Phantom, HeatMap]]:
    """Maps of suspected findings that are truly there, on pictures that show the lesion."""
    for exam in exams(slug, 5 if slug == "vcfs" else COUNT):
        found = outcome(slug, exam).assessment
        named = {chance.finding for chance in found.chances if chance.positive} if found else set()
        for heat in found.maps if found else ():
            phantom = exam[heat.picture]
            if heat.finding in named & set(phantom.findings) and phantom.mask is not None and phantom.mask.any():
                yield phantom, heat


def peak_is_inside(phantom: Phantom, heat: HeatMap) -> bool:
    """Whether the hottest place, as large as a cell of the network's map, touches the lesion."""
    assert phantom.mask is not None
    row, column = np.unravel_index(int(heat.values.argmax()), heat.values.shape)
    across = heat.box.left + (column + 0.5) * heat.box.width / heat.values.shape[1]
    down = heat.box.top + (row + 0.5) * heat.box.height / heat.values.shape[0]
    reach = max(heat.box.width, heat.box.height) / 28
    top, left = max(int(down - reach), 0), max(int(across - reach), 0)
    return bool(phantom.mask[top : int(down + reach) + 1, left : int(across + reach) + 1].any())


@pytest.mark.parametrize("slug", TASKS)
def test_the_peak_lies_inside_the_lesion(slug: str) -> None:
    inside = [peak_is_inside(phantom, heat) for phantom, heat in clear(slug)]
    assert inside
    assert np.mean(inside) >= 0.8


def test_a_right_ear_is_explained_where_its_deformity_is_and_not_at_its_mirror_image() -> None:
    right = [(phantom, heat) for phantom, heat in clear("auricular") if phantom.view == "right"]
    assert right
    assert all(peak_is_inside(phantom, heat) for phantom, heat in right)

"""From a bundle's files to networks that have answered its golden cases."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import structlog

from app.errors import Unavailable
from app.inference.bundle import Bundle
from app.inference.card import Card
from app.inference.golden import replay
from app.inference.graph import Floats, Graph, Network
from app.inference.manifest import Role
from app.inference.organ import replay_organ
from app.message import message

log = structlog.get_logger()

WRONG = message("The model does not answer its golden cases as it did when it was made: {times} times what is allowed.")
ROLES = (Role.NETWORK, Role.LOCATOR, Role.DETECTOR_P, Role.DETECTOR_R, Role.DETECTOR_O, Role.ORGAN)
SIDE = 96
"""Of a picture for networks that take any."""


class Shaped(Network, Protocol):
    """A network that says what it takes."""

    shape: tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """The networks of one bundle, warm and proven."""

    networks: dict[str, Network]
    """By their role in the bundle."""
    difference: float
    """Of the golden cases, as a share of what is allowed."""


def open_networks(bundle: Bundle, card: bool) -> Opened:
    """On the graphics card where there is one and it answers as it should, else on the processor."""
    if card:
        try:
            return prove(bundle, Card)
        except Exception as error:  # noqa: BLE001 -- whatever a driver raises, the processor can do the work
            log.warning("processor instead of graphics card", task=bundle.manifest.task, reason=str(error)[:300])
    return prove(bundle, Graph)


def prove(bundle: Bundle, network: Callable[[bytes], Shaped]) -> Opened:
    """Every network opened and run once, the golden cases answered before anybody else's."""
    files = bundle.manifest.files
    opened = {file.role.value: network(bundle.read(name)) for name, file in files.items() if file.role in ROLES}
    for one in opened.values():
        one.answer(blank(one.shape))
    difference = replay(bundle, opened[Role.NETWORK])
    if Role.ORGAN in opened:
        difference = max(difference, replay_organ(bundle, opened[Role.ORGAN]))
    if not difference <= 1:
        raise Unavailable(WRONG, times=f"{difference:.3g}")
    return Opened(dict(opened), difference)


def blank(shape: tuple[int | str, ...]) -> Floats:
    """One empty picture of the shape that a network takes."""
    _, *rest = shape
    return np.zeros((1, *(side if isinstance(side, int) else SIDE for side in rest)), np.float32)

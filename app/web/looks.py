"""Who has just looked at what: a cine of many frames, played or wound, is one look and one entry of the trail."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from uuid import UUID

ONE_LOOK = 600.0
"""Seconds."""
MOST = 10_000


@dataclass
class Looks:
    """Remembered for a while in this process; what it forgets is only written down once more."""

    clock: Callable[[], float] = monotonic
    _seen: OrderedDict[tuple[UUID, UUID], float] = field(default_factory=OrderedDict, init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    def lasts(self, account: UUID, picture: UUID) -> bool:
        """This look has begun before."""
        with self._lock:
            begun = self._seen.get((account, picture))
            return begun is not None and self.clock() - begun < ONE_LOOK

    def begin(self, account: UUID, picture: UUID) -> None:
        """Once it is written down."""
        with self._lock:
            self._seen[account, picture] = self.clock()
            self._seen.move_to_end((account, picture))
            while len(self._seen) > MOST:
                self._seen.popitem(last=False)

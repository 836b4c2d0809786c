"""The engine: every bundle opened and proven, one line of callers before the device."""

from pathlib import Path
from threading import Lock, Thread

import structlog

from app.domain.backend import Capacity, Floats, ModelState
from app.errors import NeoscreenError, NotFound
from app.inference import threads
from app.inference.bundle import MANIFEST, Bundle, open_bundle
from app.inference.card import cards
from app.inference.line import Job, Line
from app.inference.manifest import Role
from app.inference.memory import give_back
from app.inference.opening import open_networks
from app.inference.quickening import choose, first_line, worth_joining
from app.inference.served import Served
from app.message import message
from app.settings import Settings
from app.tasks import TASKS

log = structlog.get_logger()

ABSENT = message("No model is installed for this task. Run `make bundles`, or fetch one.")
BROKEN = message("The model cannot be opened: {fault}")


class Engine:
    """Runs networks in this process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._cores = max(threads.cores() // settings.workers, 1)
        self._at_once = settings.networks_at_once or default_at_once(self._cores)
        self._line = Line(self._at_once, settings.max_waiting, settings.max_waiting_mb * 1_000_000)
        self._served = {task: Served(task) for task in TASKS}
        self._opening = Lock()
        self._closed = False
        self._starter: Thread | None = None
        for task, served in self._served.items():
            if not (settings.models_dir / task / MANIFEST).is_file():
                served.fail(ABSENT)

    def open(self, *tasks: str) -> None:
        """Opens the bundles of these tasks, or all there are; one that fails is not served, the others are."""
        with self._opening:
            wanted = tasks or tuple(self._served)
            starting = [served for task, served in self._served.items() if task in wanted and served.starting]
            if not starting:
                return
            threads.share(max(self._cores - self._at_once + 1, 1))
            card = self._settings.device == "auto" and cards() > 0
            log.info("opening models", device="graphics card" if card else "processor", at_once=self._at_once)
            for served in starting:
                if not self._closed:
                    self._open(served, card)
                    give_back()

    def quicken(self) -> None:
        """Goes over to bf16 where that is faster and says the same; the models are served all the while."""
        with self._opening:
            for served in self._served.values():
                if not served.fault and self._settings.precision == "auto" and not self._closed:
                    self._quicken(served)
                    give_back()

    def start(self) -> None:
        """Opens and quickens beside whatever else goes on."""
        self._starter = Thread(target=self._start, name="engine", daemon=True)
        self._starter.start()

    def _start(self) -> None:
        self.open()
        self.quicken()

    def close(self) -> None:
        """Ends what is still being opened, soon."""
        self._closed = True
        if self._starter is not None:
            self._starter.join()

    def bundle(self, task: str) -> Bundle:
        """What is served; `Unserved` with the reason where nothing is."""
        return self._of(task).whole()

    def infer(self, task: str, part: str, pictures: Floats, *, deadline: float | None = None) -> dict[str, Floats]:
        served = self._of(task)
        served.network(part)
        most = served.together if part == Role.NETWORK else 1
        job = Job((task, part), lambda given, until: served.answer(part, given, until), pictures, deadline, most)
        return self._line.pass_through(job)

    def health(self) -> tuple[ModelState, ...]:
        return tuple(served.state() for served in self._served.values())

    def difference(self, task: str) -> float | None:
        """Of its golden cases, as a share of what is allowed: fine up to 1; None where they were not answered."""
        return self._of(task).difference

    def capacity(self) -> Capacity:
        return self._line.capacity()

    def _of(self, task: str) -> Served:
        if task not in self._served:
            raise NotFound("There is no such task.")
        return self._served[task]

    def _open(self, served: Served, card: bool) -> None:
        folder = self._settings.models_dir / served.task
        try:
            served.bundle = open_bundle(folder, task=served.task, public_key=self._key())
            opened = open_networks(served.bundle, card)
        except NeoscreenError as error:
            served.fail(error.message, **error.values)
        except Exception as error:  # noqa: BLE001 -- whatever a runtime raises over one file, the other models serve
            served.fail(BROKEN, fault=first_line(error))
        else:
            served.networks, served.difference = opened.networks, opened.difference
            served.together = worth_joining(served.bundle, opened.networks[Role.NETWORK]) if card else 1
            served.fault = ""
            served.warm()
        state = served.state()
        if state.ready:
            log.info("model served", task=state.task, version=state.version, provider=state.provider)
        else:
            log.error("model not served", task=state.task, fault=state.sentence)

    def _quicken(self, served: Served) -> None:
        exact = served.networks[Role.NETWORK]
        if exact.device != "cpu":
            return
        choice = choose(served.whole(), exact, self._at_once, self._cores, lambda: not self._closed)
        served.remark, served.values = choice.remark, dict(choice.values)
        if choice.network is not None:
            served.networks = served.networks | {Role.NETWORK.value: choice.network}
            served.together = choice.together
            served.warm()
        log.info("precision chosen", task=served.task, reason=served.state().sentence)

    def _key(self) -> bytes | None:
        return Path(self._settings.bundle_key).read_bytes() if self._settings.bundle_key else None


def open_engine(settings: Settings, *tasks: str) -> Engine:
    """An engine whose bundles, all or those of these tasks, are open, proven and warm."""
    engine = Engine(settings)
    engine.open(*tasks)
    return engine


def default_at_once(cores: int) -> int:
    """Two runs on two processors answer more a second than one that takes both; many processors run more."""
    return 1 if cores == 1 else max(cores // 2, 2)

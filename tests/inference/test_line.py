"""Nobody waits without end, nobody is forgotten, and what waits together may run together."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from app.domain.backend import Floats
from app.errors import Unavailable
from app.inference.line import Job, Line

MANY = 10**9


class Device:
    """Doubles pictures; runs only when told to, and remembers how many it was given at once."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.begun = threading.Semaphore(0)
        self.sizes: list[int] = []

    def run(self, pictures: Floats, _deadline: float | None) -> dict[str, Floats]:
        self.sizes.append(len(pictures))
        self.begun.release()
        assert self.go.wait(10)
        return {"logits": pictures * 2}


def job(device: Device, value: float, *, most: int = 1, deadline: float | None = None, kind: str = "spot") -> Job:
    return Job(kind, device.run, np.full((1, 3), value, np.float32), deadline, most)


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.001)


@pytest.fixture
def callers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(40)


def test_each_gets_its_own_answer_however_many_come(callers: ThreadPoolExecutor) -> None:
    line, device = Line(2, 40, MANY), Device()
    device.go.set()
    answers = list(callers.map(lambda value: line.pass_through(job(device, value)), map(float, range(40))))
    assert [float(answer["logits"][0, 0]) for answer in answers] == [2.0 * value for value in range(40)]
    assert set(device.sizes) == {1}
    assert line.capacity().waiting == 0


def test_no_more_run_at_once_than_the_device_takes(callers: ThreadPoolExecutor) -> None:
    line, device = Line(2, 40, MANY), Device()
    calls = [callers.submit(line.pass_through, job(device, 1.0)) for _ in range(5)]
    until(lambda: line.capacity().waiting == 3 and len(device.sizes) == 2)
    assert line.capacity().waiting_bytes == 3 * 12
    device.go.set()
    assert all(call.result(10)["logits"].shape == (1, 3) for call in calls)


def test_what_waits_together_runs_together_and_is_handed_out_apart(callers: ThreadPoolExecutor) -> None:
    line, device = Line(1, 40, MANY), Device()
    calls = []
    for value in range(8):
        calls.append(callers.submit(line.pass_through, job(device, float(value), most=4)))
        until(lambda value=value: line.capacity().waiting == value)  # type: ignore[misc]
    other = callers.submit(line.pass_through, job(device, 50.0, most=4, kind="line"))
    until(lambda: line.capacity().waiting == 8)
    device.go.set()
    assert [float(call.result(10)["logits"][0, 0]) for call in calls] == [2.0 * value for value in range(8)]
    assert float(other.result(10)["logits"][0, 0]) == 100
    assert device.sizes == [1, 4, 3, 1]


def test_a_full_line_says_when_to_come_back(callers: ThreadPoolExecutor) -> None:
    line, device = Line(1, 2, MANY), Device()
    calls = [callers.submit(line.pass_through, job(device, 1.0)) for _ in range(3)]
    until(lambda: line.capacity().waiting == 2)
    with pytest.raises(Unavailable, match="busy") as refused:
        line.pass_through(job(device, 1.0))
    assert refused.value.seconds
    device.go.set()
    assert all(call.result(10) for call in calls)


def test_a_line_is_bounded_in_bytes_too_but_one_may_always_wait(callers: ThreadPoolExecutor) -> None:
    line, device = Line(1, 40, 10), Device()
    calls = [callers.submit(line.pass_through, job(device, 1.0)) for _ in range(2)]
    until(lambda: line.capacity().waiting == 1)
    with pytest.raises(Unavailable):
        line.pass_through(job(device, 1.0))
    device.go.set()
    assert all(call.result(10) for call in calls)


def test_whoever_waits_past_their_deadline_leaves_and_the_line_goes_on(callers: ThreadPoolExecutor) -> None:
    line, device = Line(1, 40, MANY), Device()
    first = callers.submit(line.pass_through, job(device, 1.0))
    assert device.begun.acquire(timeout=10)
    with pytest.raises(Unavailable, match="in time"):
        line.pass_through(job(device, 2.0, deadline=time.monotonic() + 0.05))
    last = callers.submit(line.pass_through, job(device, 3.0))
    device.go.set()
    assert first.result(10) and last.result(10)
    assert device.sizes == [1, 1]


def test_a_device_that_fails_fails_those_it_ran_and_nobody_else(callers: ThreadPoolExecutor) -> None:
    line, device = Line(1, 40, MANY), Device()

    def broken(pictures: Floats, deadline: float | None) -> dict[str, Floats]:
        raise RuntimeError("out of memory")

    first = callers.submit(line.pass_through, job(device, 1.0))
    assert device.begun.acquire(timeout=10)
    bad = [
        callers.submit(line.pass_through, Job("bad", broken, np.ones((1, 3), np.float32), None, 4)) for _ in range(2)
    ]
    until(lambda: line.capacity().waiting == 2)
    last = callers.submit(line.pass_through, job(device, 3.0))
    device.go.set()
    for call in bad:
        with pytest.raises(RuntimeError, match="out of memory"):
            call.result(10)
    assert first.result(10) and last.result(10)
    assert line.capacity().waiting == 0

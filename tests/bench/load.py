"""An open-loop generator: arrivals by chance at a given rate, each timed from the moment it was meant to be sent."""

import asyncio
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass

SLO = 1.0
"""Seconds within which 99 of 100 answers must come."""
PATIENCE = 15.0
RESET, SLOW = 0, -1
"""In place of a status: the connection broke; no answer in time."""

Say = Callable[[int], bytes]
"""The request of this number: head and body."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One request's end."""

    seconds: float
    status: int


@dataclass(frozen=True, slots=True)
class Result:
    """Many requests at one rate."""

    rate: float
    sent: int
    answered: int
    goodput: float
    """Answers within the SLO a second."""
    p50: float
    p99: float
    """Milliseconds, of those that were answered."""
    statuses: dict[str, int]

    @property
    def resets(self) -> int:
        return self.statuses.get(str(RESET), 0) + self.statuses.get(str(SLOW), 0)

    @property
    def keeps_up(self) -> bool:
        return self.answered == self.sent and self.p99 <= SLO * 1000

    def record(self) -> dict[str, object]:
        return asdict(self)


async def ask(port: int, request: bytes, began: float) -> Answer:
    """One request on a connection of its own."""
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(request)
                await writer.drain()
                status = int((await reader.readline()).split()[1])
                await reader.read()
            finally:
                writer.close()
    except TimeoutError:
        return Answer(time.perf_counter() - began, SLOW)
    except (OSError, IndexError, ValueError):
        return Answer(time.perf_counter() - began, RESET)
    return Answer(time.perf_counter() - began, status)


async def arrive(port: int, say: Say, rate: float, seconds: float, seed: int) -> list[Answer]:
    chance, tasks = random.Random(seed), []
    due = time.perf_counter()
    end, number = due + seconds, 0
    while due < end:
        await asyncio.sleep(max(due - time.perf_counter(), 0))
        tasks.append(asyncio.create_task(ask(port, say(number), due)))
        due += chance.expovariate(rate)
        number += 1
    return await asyncio.gather(*tasks)


def load(port: int, say: Say, rate: float, seconds: float, seed: int = 0) -> Result:
    """Poisson arrivals at this rate, all waited for."""
    return summarise(asyncio.run(arrive(port, say, rate, seconds, seed)), rate, seconds)


def summarise(answers: list[Answer], rate: float, seconds: float) -> Result:
    good = sorted(answer.seconds for answer in answers if answer.status in (200, 201))
    cuts = statistics.quantiles(good, n=100, method="inclusive") if len(good) > 1 else [*good, PATIENCE][:1] * 99
    statuses = Counter(str(answer.status) for answer in answers)
    fast = sum(value <= SLO for value in good)
    return Result(
        rate=rate,
        sent=len(answers),
        answered=len(good),
        goodput=fast / seconds,
        p50=cuts[49] * 1000,
        p99=cuts[98] * 1000,
        statuses=dict(statuses),
    )


def one_by_one(port: int, say: Say, count: int) -> list[float]:
    """Seconds of each, asked as soon as the one before is answered; all must be answered."""
    seen = []
    for number in range(count):
        answer = asyncio.run(ask(port, say(2 * 10**5 + number), time.perf_counter()))
        if answer.status not in (200, 201):
            raise RuntimeError(f"asked alone, the server answered with status {answer.status}")
        seen.append(answer.seconds)
    return seen


async def flood(port: int, say: Say, crowd: int, seconds: float) -> float:
    """Answers a second where so many ask again as soon as they are answered: what a server can do at most."""
    end, done, number = time.perf_counter() + seconds, 0, iter(range(10**9))

    async def caller() -> None:
        nonlocal done
        while time.perf_counter() < end:
            answer = await ask(port, say(10**6 + next(number)), time.perf_counter())
            done += answer.status in (200, 201)

    began = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(crowd)))
    return done / (time.perf_counter() - began)


def peak(port: int, say: Say, crowd: int = 3, seconds: float = 6) -> float:
    return asyncio.run(flood(port, say, crowd, seconds))

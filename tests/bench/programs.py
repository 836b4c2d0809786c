"""Servers of the bench, each a process of its own, started, asked and stopped alike."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.bench.places import ROOT
from tests.postgres import free_port

START_SECONDS = 120
QUIET = {"BENTOML_DO_NOT_TRACK": "True", "PYTHONUNBUFFERED": "1"}


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers."""

    port: int
    process: int

    def resident(self) -> int:
        """Bytes in memory, of the whole family of processes."""
        return sum(resident(process) for process in family(self.process))

    def worked(self) -> float:
        """Seconds of processor time so far, of all: what else the machine does hardly counts."""
        return sum(worked(process) for process in family(self.process))


@contextmanager
def running(
    words: list[str], ready: str, log: Path, port: int, environment: dict[str, str] | None = None
) -> Iterator[Running]:
    """This command, until it answers at `ready`; ended afterwards with all it started."""
    with log.open("wb") as file:
        process = subprocess.Popen(
            words,
            cwd=ROOT,
            env=os.environ | QUIET | (environment or {}),
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    try:
        wait(f"http://127.0.0.1:{port}{ready}", process, log)
        yield Running(port, process.pid)
    finally:
        end(process)


def wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while not answers(address):
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"it did not start:\n{log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.2)


def answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def end(process: subprocess.Popen[bytes]) -> None:
    """Asked first, then made to; its children too."""
    known = family(process.pid)
    for signal in (15, 9):
        if process.poll() is None:
            os.killpg(process.pid, signal)
            with suppress(subprocess.TimeoutExpired):
                process.wait(15)
    for child in known:
        if status(child):
            with suppress(OSError):
                os.kill(child, 9)


def family(leader: int) -> list[int]:
    """A process and all that descend from it."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := status(int(entry.name))) and fields[0] != "Z":
            parents[int(entry.name)] = int(fields[1])
    found = [leader] if leader in parents else []
    for parent in found:
        found += [child for child, theirs in parents.items() if theirs == parent]
    return found


def status(process: int) -> list[str]:
    """Fields of its status after its name; empty where it has ended."""
    try:
        return (Path("/proc") / str(process) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def resident(process: int) -> int:
    try:
        return int((Path("/proc") / str(process) / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def worked(process: int) -> float:
    fields = status(process)
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0.0


@contextmanager
def naive(folder: Path) -> Iterator[Running]:
    port = free_port()
    words = [sys.executable, "-m", "uvicorn", "tests.bench.naive:app", "--port", str(port), "--log-level", "error"]
    with running(words, "/healthz", folder / "naive.log", port) as started:
        yield started


@contextmanager
def litserve(folder: Path) -> Iterator[Running]:
    port = free_port()
    words = [sys.executable, "-m", "tests.bench.lit", str(port)]
    with running(words, "/health", folder / "litserve.log", port) as started:
        yield started


@contextmanager
def bentoml(folder: Path) -> Iterator[Running]:
    port = free_port()
    program = str(Path(sys.executable).with_name("bentoml"))
    words = [program, "serve", "tests.bench.bento:Screening", "--port", str(port), "--host", "127.0.0.1"]
    with running(words, "/readyz", folder / "bentoml.log", port, {"BENTOML_HOME": str(folder / "bentoml")}) as started:
        yield started

"""What the Dockerfile promises: two small images, an ordinary user, nothing but what is named."""

import re
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import app

ROOT = Path(__file__).parents[2]
SOURCE = (ROOT / "Dockerfile").read_text()


def stage(name: str) -> str:
    """A stage's own lines."""
    found = re.search(rf"^FROM \S+ AS {name}$(.*?)(?=^FROM |\Z)", SOURCE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def pinned(name: str) -> str:
    found = re.search(rf"^{name}==(\S+)", (ROOT / "constraints.txt").read_text(), re.MULTILINE)
    assert found is not None
    return found[1]


def test_every_stage_grows_from_the_one_base_that_may_be_chosen() -> None:
    bases = re.findall(r"^FROM (\S+) AS", SOURCE, re.MULTILINE)
    names = re.findall(r"^FROM \S+ AS (\S+)$", SOURCE, re.MULTILINE)
    assert bases[0] == "${BASE}"
    assert set(bases[1:]) <= set(names)
    assert "ARG BASE=" in SOURCE


def test_the_image_for_processors_is_the_default() -> None:
    assert re.findall(r"^FROM \S+ AS (\S+)$", SOURCE, re.MULTILINE)[-1] == "cpu"


@pytest.mark.parametrize("target", ["cpu", "cuda"])
def test_what_runs_holds_neither_builder_nor_installer(target: str) -> None:
    assert "FROM house AS " + target in SOURCE
    assert "FROM python AS house" in SOURCE
    served = stage("python") + stage("house") + stage(target)
    for tool in ("pip install", "npm", "venv --", "make ", "curl", "--extra lab"):
        assert tool not in served
    assert f"COPY --from={target}-libraries /opt/venv /opt/venv" in served


def test_the_label_says_the_version() -> None:
    assert f"ARG VERSION={app.__version__}\n" in SOURCE


def test_it_runs_as_a_numbered_user_that_owns_its_data_alone() -> None:
    house = stage("house")
    assert "USER 10001:10001" in house
    assert "--mode 0700 /var/lib/neoscreen" in house
    assert house.index("USER 10001") > house.rindex("RUN ")


def test_it_tells_how_it_is_and_stops_when_asked() -> None:
    house = stage("house")
    assert "/readyz" in house.split("HEALTHCHECK")[1]
    assert "STOPSIGNAL SIGTERM" in house
    assert "EXPOSE 8000" in house
    assert "VOLUME /var/lib/neoscreen" in house


def test_the_image_without_a_gpu_swaps_one_runtime_for_the_other_of_the_same_version() -> None:
    override = Requirement((ROOT / "deploy" / "cpu.txt").read_text().splitlines()[-1])
    assert override.name == "onnxruntime-gpu"
    assert override.marker is not None
    assert not override.marker.evaluate()
    assert pinned("onnxruntime") == pinned("onnxruntime-gpu")


def needed(name: str, extras: frozenset[str] = frozenset()) -> Iterator[str]:
    """The names of everything that installing this brings, here."""
    yield canonicalize_name(name)
    for line in distribution(name).requires or ():
        requirement = Requirement(line)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield from needed(requirement.name, frozenset(requirement.extras))


def test_serving_needs_no_pytorch() -> None:
    serving = set(needed("neoscreen"))
    assert "fastapi" in serving
    assert not serving & {"torch", "torchvision", "timm", "ultralytics", "grad-cam"}


def test_nothing_enters_the_build_but_what_is_named() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
    assert lines[0] == "*"
    assert {line for line in lines if line.startswith("!")} >= {"!app", "!migrations", "!static", "!templates"}
    for never in (".git", ".env", "secrets", "data", "tests", ".venv"):
        assert not any(line.lstrip("!/").startswith(never) for line in lines if line.startswith("!"))

"""Bundles of the papers' size with random weights, exported once: time does not depend on what a network knows."""

import shutil
from pathlib import Path

import numpy as np
import torch

from app.inference.bundle import MANIFEST, Bundle, open_bundle, record, seal
from app.inference.golden import RECORD, Golden, GoldenCase, read_golden, shown
from app.inference.graph import Graph
from app.inference.manifest import Manifest, SeverityAnchors
from app.lab.bundling import describe_input
from app.lab.export import export, freeze
from app.lab.network import Network
from app.lab.outputs import describe_outputs
from app.lab.training import build, recipe
from app.tasks import TASKS
from tests.bench.places import CACHE, PRESET, ROOT


def reference_bundles() -> Path:
    """The folder of all five, made where they are not there yet."""
    for task in TASKS:
        if not (CACHE / task / MANIFEST).is_file():
            make(task, CACHE / task)
    return CACHE


def network(task: str) -> Network:
    """The same weights every time."""
    torch.manual_seed(0)
    return freeze(build(TASKS[task], PRESET, pretrained=False))


def make(task: str, folder: Path) -> Bundle:
    """The committed bundle with another network in it."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "models" / task, folder)
    committed = open_bundle(folder, task=task)
    given = recipe(TASKS[task], PRESET)
    name = committed.manifest.network
    export(network(task), given.preparation.size, folder / name)
    graph = Graph(folder / name)
    changed = committed.manifest.model_copy(
        update={
            "preset": PRESET,
            "version": f"bench-{PRESET}",
            "preparation": describe_input(TASKS[task], given),
            "outputs": describe_outputs(graph),
            "ood": None,
        }
    )
    golden = answered(committed, changed, graph)
    (folder / RECORD).write_text(golden.model_dump_json())
    files = record(folder, {name: file.role for name, file in committed.manifest.files.items()})
    width = len(golden.cases[0].outputs["embedding"])
    return seal(folder, changed.model_copy(update={"files": files, "severity": anchors(changed, width)}))


def answered(committed: Bundle, changed: Manifest, graph: Graph) -> Golden:
    """The golden cases with the new network's answers."""
    bundle = Bundle(committed.folder, changed, "")
    old = read_golden(committed)
    cases = [answer(bundle, case, graph) for case in old.cases]
    return old.model_copy(update={"cases": tuple(cases)})


def answer(bundle: Bundle, case: GoldenCase, graph: Graph) -> GoldenCase:
    said = graph.answer(shown(bundle, case))
    outputs = {name: tuple(map(float, values.ravel())) for name, values in said.items()}
    return case.model_copy(update={"outputs": outputs})


def anchors(manifest: Manifest, width: int) -> SeverityAnchors | None:
    if manifest.severity is None:
        return None
    direction = np.ones(width) / np.sqrt(width)
    return manifest.severity.model_copy(update={"prototype": tuple(map(float, direction))})

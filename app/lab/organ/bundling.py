"""An organ check put into a bundle that is whole: its file, golden cases, a part of the card, sealed anew."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from app.inference.bundle import Bundle, open_bundle, record, seal
from app.inference.golden import read_golden
from app.inference.graph import Graph
from app.inference.manifest import Organ, Role
from app.inference.organ import CHANCES, ORGAN_RECORD, OrganCase, OrganGolden, see_organ
from app.lab.card import rows
from app.lab.organ.judge import title
from app.tasks import TASKS

ORGAN_FILE = "organ.onnx"
CASES = 4
DIGITS = 7
TOLERANCE = 1e-3
HEADING = "## Which organ a picture shows"


@dataclass(frozen=True, slots=True)
class Check:
    """A trained organ check: its ONNX file and what is to be said of it."""

    network: bytes
    known: Organ


def give_organ(folder: Path, check: Check, key: bytes | None = None) -> Bundle:
    """Made beside the bundle and put in its place whole; signed where a key is given."""
    old = open_bundle(folder)
    with TemporaryDirectory(prefix=".", dir=folder.parent) as beside:
        fresh = Path(beside) / folder.name
        shutil.copytree(folder, fresh)
        add_organ(fresh, old, check, key)
        shutil.rmtree(folder)
        fresh.rename(folder)
    return open_bundle(folder, task=old.manifest.task)


def bring_organ(old: Path, folder: Path, key: bytes | None = None) -> None:
    """The organ check of a bundle's earlier making, into its new one."""
    if (old / ORGAN_FILE).is_file():
        earlier = open_bundle(old)
        if earlier.manifest.organ is not None:
            check = Check(earlier.part(Role.ORGAN), earlier.manifest.organ)
            add_organ(folder, open_bundle(folder), check, key)


def add_organ(folder: Path, old: Bundle, check: Check, key: bytes | None) -> None:
    """Into the folder of an opened bundle."""
    (folder / ORGAN_FILE).write_bytes(check.network)
    golden = golden_of(old, check)
    (folder / ORGAN_RECORD).write_text(golden.model_dump_json() + "\n", encoding="utf-8")
    card = folder / old.manifest.named(Role.CARD)[0]
    facts = card.read_text(encoding="utf-8").split(f"\n{HEADING}")[0]
    card.write_text(facts + "\n".join(["", *part(check.known)]) + "\n", encoding="utf-8")
    roles = {name: file.role for name, file in old.manifest.files.items()}
    files = record(folder, roles | {ORGAN_FILE: Role.ORGAN, ORGAN_RECORD: Role.GOLDEN})
    seal(folder, old.manifest.model_copy(update={"files": files, "organ": check.known}), key)


def golden_of(bundle: Bundle, check: Check) -> OrganGolden:
    """Some of the bundle's golden pictures, and what the check says of them."""
    graph = Graph(check.network, threads=1)
    files = dict.fromkeys(picture.file for case in read_golden(bundle).cases for picture in case.pictures)
    cases = tuple(case_of(bundle, file, check.known, graph) for file in list(files)[:CASES])
    return OrganGolden(tolerance=TOLERANCE, cases=cases)


def case_of(bundle: Bundle, file: str, known: Organ, graph: Graph) -> OrganCase:
    (chances,) = graph.answer(see_organ(bundle.read(file), known)[None])[CHANCES]
    return OrganCase(file=file, chances=tuple(float(f"{chance:.{DIGITS}g}") for chance in chances))


def part(known: Organ) -> Iterator[str]:
    """Of the card: what the check learned from, and what it takes and leaves out."""
    yield HEADING
    yield ""
    yield (
        "A small network of its own looks at every picture first. Where it is sure that the picture shows what another "
        "task reads, or nothing that any task reads, the picture is left out unless a clinician gives a reason."
    )
    yield ""
    yield f"It learned from {known.training}"
    yield ""
    yield "Share of pictures that the check of each task takes:"
    yield ""
    places = dict.fromkeys(one.on for one in known.metrics)
    tasks = [label for label in known.labels if label in TASKS]
    told = {(one.on, one.name): f"{100 * one.value:.1f} %" for one in known.metrics}
    yield from rows(
        ("Pictures", *map(title, tasks)),
        [(place, *(told.get((place, f"taken by {slug}"), "") for slug in tasks)) for place in places],
    )

"""The organ check from phantoms and folders of frames to the bundles that use it: what `neoscreen organ` runs."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import torch

from app.domain.preparation import Fit
from app.errors import Invalid
from app.inference.bundle import MANIFEST
from app.inference.graph import Graph
from app.inference.manifest import Organ
from app.lab.organ.bundling import Check, give_organ
from app.lab.organ.export import export_organ
from app.lab.organ.fit import OrganRecipe, Tell, fit
from app.lab.organ.frames import LABELS, Frame, Split, load_frames, phantom_frames, read_frames, save_frames, split
from app.lab.organ.judge import Judged, judge, metrics, tasks, title, words
from app.lab.report.words import plural


@dataclass(frozen=True, slots=True)
class Order:
    """The options of `organ`."""

    run: Path
    models: Path
    pictures: tuple[tuple[str, Path], ...] = ()
    """What each folder of real frames shows."""
    credits: str = ""
    recipe: OrganRecipe = field(default_factory=OrganRecipe)
    key: bytes | None = None


def make_organ(order: Order, tell: Tell = lambda _: None) -> Sequence[str]:
    """Trains, or goes on where it was cut off, exports, judges, and puts the check into every bundle there is."""
    torch.set_num_threads(1)
    parts = split([*drawn(order, tell), *given(order)])
    network = fit(order.recipe, parts.training, order.run / "state.safetensors", tell)
    file = order.run / "organ.onnx"
    export_organ(network, file, order.recipe.size)
    known = describe(order, parts)
    judged = judge(Graph(file, threads=1), known, parts.held_out)
    check = Check(file.read_bytes(), known.model_copy(update={"metrics": tuple(metrics(judged))}))
    bundles = [slug for slug in tasks() if (order.models / slug / MANIFEST).is_file()]
    for slug in bundles:
        give_organ(order.models / slug, check, order.key)
    return [*map(line, judged), f"{file.stat().st_size / 1e3:.0f} kB, put into: {', '.join(bundles) or 'no bundle'}."]


def drawn(order: Order, tell: Tell = lambda _: None) -> list[Frame]:
    """The phantoms, drawn once a label."""
    frames: list[Frame] = []
    for slug in LABELS:
        file = order.run / f"phantoms-{slug}-{order.recipe.phantom_seed}-{order.recipe.phantoms}.npz"
        if not file.is_file():
            tell(f"drawing {order.recipe.phantoms} phantoms: {slug}")
            save_frames(phantom_frames(slug, order.recipe.phantoms, order.recipe.phantom_seed), file)
        frames += load_frames(file)
    return frames


def given(order: Order) -> list[Frame]:
    """The real frames."""
    return [frame for label, folder in order.pictures for frame in read_frames(label, folder)]


def describe(order: Order, parts: Split) -> Organ:
    """How a picture is prepared for it, and what it learned from."""
    real = [frame for frame in parts.training if frame.real]
    return Organ(
        labels=LABELS,
        size=order.recipe.size,
        channels=1,
        fit=Fit.STRETCH,
        mean=(0.0,),
        std=(1.0,),
        version=1,
        synthetic=not real,
        training=learned(parts.training, order.credits),
        metrics=(),
    )


def learned(frames: Sequence[Frame], thanks: str) -> str:
    """For the card."""
    said = []
    for real, kind in ((False, "synthetic"), (True, "real")):
        counts = [(title(label), *count(frames, label, real)) for label in LABELS]
        told = [
            f"{name} ({plural(pictures, 'frame')} of {plural(exams, 'examination')})"
            for name, pictures, exams in counts
            if pictures
        ]
        said += [f"{kind} frames: {', '.join(told)}"] if told else []
    if not any(frame.real for frame in frames):
        said.append("no real frame")
    return f"{'; '.join(said)}. {thanks}".strip()


def count(frames: Sequence[Frame], label: str, real: bool) -> tuple[int, int]:
    groups = [frame.group for frame in frames if LABELS[frame.label] == label and frame.real is real]
    return len(groups), len(set(groups))


def line(one: Judged) -> str:
    taken = ", ".join(f"{slug} {100 * share:.1f} %" for slug, share in one.taken.items())
    return f"{words(one)}; taken by {taken}"


def read_pictures(given: Sequence[str]) -> tuple[tuple[str, Path], ...]:
    """LABEL=FOLDER, as a person writes it."""
    pairs = [one.partition("=") for one in given]
    for label, _, folder in pairs:
        if label not in LABELS or not folder:
            raise Invalid(f"Write LABEL=FOLDER, with one of these labels: {', '.join(LABELS)}.")
    return tuple((label, Path(folder)) for label, _, folder in pairs)


def shorter(recipe: OrganRecipe, steps: int | None, phantoms: int | None) -> OrganRecipe:
    """The recipe with other numbers where they are given."""
    return replace(recipe, steps=steps or recipe.steps, phantoms=phantoms or recipe.phantoms)

"""Screening in tests: the committed bundles, a plain backend in this process, phantoms as opened files."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image

from app.domain.assessment import Outcome
from app.domain.backend import Capacity, Floats, ModelState
from app.domain.exam import Laterality
from app.domain.phantom import Phantom
from app.domain.picture import OpenPicture
from app.imaging.intake import open_picture
from app.inference.bundle import Bundle, open_bundle
from app.inference.graph import Graph
from app.lab.phantoms import draw_phantoms
from app.pipeline.presented import Policy, Presented
from app.pipeline.screen import screen
from app.tasks import TASKS

MODELS = Path(__file__).parents[1] / "models"
POLICY = Policy("youden", 0.1)


class Direct:
    """Every network of one bundle, run at once by whoever asks."""

    def __init__(self, bundle: Bundle) -> None:
        self.task = bundle.manifest.task
        networks = {file.role.value: name for name, file in bundle.manifest.files.items() if name.endswith(".onnx")}
        self.graphs = {part: Graph(bundle.read(name), threads=1) for part, name in networks.items()}
        self.asked: list[tuple[str, int]] = []
        """Part and number of pictures of every run."""

    def infer(self, task: str, part: str, pictures: Floats, *, deadline: float | None = None) -> dict[str, Floats]:
        assert task == self.task
        self.asked.append((part, len(pictures)))
        return self.graphs[part].answer(pictures, deadline)

    def health(self) -> tuple[ModelState, ...]:
        return (ModelState(self.task, "", "", "demo", True, True, "", "cpu", "CPUExecutionProvider", None),)

    def capacity(self) -> Capacity:
        return Capacity(0, 1, 0, 1)


@cache
def bundle(slug: str) -> Bundle:
    return open_bundle(MODELS / slug, task=slug)


@cache
def backend(slug: str) -> Direct:
    return Direct(bundle(slug))


class Exam(tuple[Phantom, ...]):
    """Pictures of one exam; known again by being the same, not by holding the same."""

    __slots__ = ()
    __eq__ = object.__eq__
    __hash__ = object.__hash__


@cache
def exams(slug: str, count: int, seed: int = 22_000) -> tuple[Exam, ...]:
    """Phantom exams, each with its pictures."""
    found: dict[str, list[Phantom]] = defaultdict(list)
    for phantom in draw_phantoms(TASKS[slug])(count, seed):
        found[phantom.exam].append(phantom)
    return tuple(Exam(exam) for exam in found.values())


def written(phantom: Phantom) -> bytes:
    """As the lab writes phantoms: photographs as JPEG, ultrasound as PNG."""
    content = BytesIO()
    picture = Image.fromarray(phantom.pixels)
    if phantom.pixels.ndim == 3:
        picture.save(content, "JPEG", quality=90)
    else:
        picture.save(content, "PNG", compress_level=1)
    return content.getvalue()


def opened(phantom: Phantom) -> OpenPicture:
    return open_picture(written(phantom))


def presented(slug: str, exam: Sequence[Phantom]) -> Presented:
    return Presented(
        task=slug,
        pictures=[opened(phantom) for phantom in exam],
        laterality=Laterality(exam[0].view) if TASKS[slug].lateral else Laterality.NONE,
        consent=True,
    )


@cache
def outcome(slug: str, exam: Exam, policy: Policy = POLICY) -> Outcome:
    return screen(presented(slug, exam), bundle(slug), backend(slug), policy)

"""What a person orders on the command line, made ready: phantoms drawn, rows read, the plan drawn up."""

from dataclasses import dataclass
from pathlib import Path

from app.domain.task import Task
from app.lab.checkpoint import Progress
from app.lab.device import choose_device
from app.lab.fit import Course
from app.lab.folder import read_folder
from app.lab.folds import holdout
from app.lab.identities import read_identities
from app.lab.phantoms import are_synthetic, write_phantoms
from app.lab.row import Row
from app.lab.run import PHANTOMS, Run, describe, write_run
from app.lab.show import Show
from app.lab.training import Plan, learn, recipe


@dataclass(frozen=True, slots=True)
class Order:
    """The options of `train` and `evaluate`."""

    task: Task
    preset: str
    data: str
    """A folder, or 'phantoms'."""
    folder: Path
    seed: int = 0
    epochs: int | None = None
    faces: Path | None = None
    precise: bool = False

    @property
    def drawn(self) -> bool:
        """Phantoms are drawn for this run."""
        return self.data == PHANTOMS

    @property
    def synthetic(self) -> bool:
        return self.drawn or are_synthetic(self.pictures)

    @property
    def pictures(self) -> Path:
        return self.folder / PHANTOMS if self.drawn else Path(self.data)

    @property
    def words(self) -> str:
        if not self.drawn:
            return f"pictures of the folder {self.pictures.name!r}"
        count = recipe(self.task, self.preset).phantom_count
        return f"phantoms: {count} synthetic exams, seed {self.seed}"


def train_order(order: Order) -> Run:
    """Trains on the training part of a holdout and leaves run.json."""
    plan = draw_up(order)
    course, progress = learn(plan, holdout(plan.rows, order.seed), order.folder)
    run = describe_run(order, course, progress)
    write_run(order.folder, run)
    return run


def describe_run(order: Order, course: Course, progress: Progress) -> Run:
    return describe(course, progress, data=order.pictures, words=order.words, synthetic=order.synthetic)


def draw_up(order: Order) -> Plan:
    """The rows checked, phantoms drawn where asked, and a device chosen."""
    show = Show()
    if order.drawn:
        draw(order, show)
    rows: tuple[Row, ...] = read_folder(order.pictures, order.task)
    return Plan(
        task=order.task,
        preset=order.preset,
        rows=rows,
        seed=order.seed,
        device=choose_device(order.precise),
        cache=order.folder / "cache",
        show=show,
        epochs=order.epochs,
        faces=read_identities(order.faces, order.task) if order.faces else (),
    )


def draw(order: Order, show: Show) -> None:
    """The preset's phantoms, drawn once."""
    if (order.pictures / "labels.csv").is_file():
        return
    count = recipe(order.task, order.preset).phantom_count
    done = 0
    with show.preparing(f"{order.task.slug} phantoms", count) as seen:

        def on_exam(_: str) -> None:
            nonlocal done
            done += 1
            seen(done)

        write_phantoms(order.task, order.pictures, count, order.seed, seen=on_exam)

"""Progress bars of a long run."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.lab import checkpoint
from app.lab.checkpoint import Epoch
from app.lab.fit import Watch


class Show:
    """Draws on a terminal; on anything else, one line an epoch."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(stderr=True)

    def bars(self) -> Progress:
        return Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=self.console,
            transient=True,
            disable=not self.console.is_terminal,
        )

    @contextmanager
    def preparing(self, what: str, count: int) -> Iterator[Callable[[int], None]]:
        """A bar over pictures."""
        with self.bars() as bars:
            bar = bars.add_task(what, total=count)
            yield lambda done: bars.update(bar, completed=done)

    @contextmanager
    def training(self, what: str, epochs: int) -> Iterator[Watch]:
        """A bar over epochs and one over the steps of an epoch."""
        with self.bars() as bars:
            over, within = bars.add_task(what, total=epochs), bars.add_task("step")

            def on_epoch(epoch: Epoch, progress: checkpoint.Progress) -> None:
                bars.update(over, completed=epoch.number)
                self.console.print(
                    f"{what}  epoch {epoch.number}/{epochs}  loss {epoch.loss:.4f}  "
                    f"validation {epoch.score:.4f} (loss {epoch.validation_loss:.4f})  "
                    f"best {progress.best.number}  {epoch.seconds:.0f} s",
                    highlight=False,
                    soft_wrap=True,
                )

            yield Watch(lambda done, steps: bars.update(within, completed=done, total=steps), on_epoch)

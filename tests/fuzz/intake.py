"""The intake under strange files: `python -m tests.fuzz.intake FOLDER -runs=1000000` keeps what it finds in FOLDER."""

import logging
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from time import thread_time
from types import FunctionType

from app.errors import NeoscreenError
from app.imaging.intake import Limits, clean_copy, open_picture
from tests.fuzz.seeds import seeds

SMALL = Limits(pixels=100_000, frames=50)
REPORT = 5_000
"""Runs between two lines of the report."""
LONGEST = 16 * 1024


def outcome(content: bytes) -> str:
    """What became of a file: never anything but pixels or a sentence with a status that blames the file."""
    try:
        picture = open_picture(content, SMALL)
        for index, least in ((0, 8), (picture.frames - 1, 0)):
            pixels = picture.frame(index, least)
            assert pixels.ndim in (2, 3) and pixels.dtype == "uint8"
        copy = clean_copy(content, SMALL)
        assert open_picture(copy.content, SMALL).frames == picture.frames
    except NeoscreenError as refusal:
        return type(refusal).__name__ if 400 <= refusal.status < 500 else f"FAULT {refusal.status}"
    return "read"


class Runs:
    """Counts, and remembers the slowest."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.counts: dict[str, int] = {}
        self.slowest = 0.0

    def __call__(self, content: bytes) -> None:
        start = thread_time()
        try:
            result = outcome(content)
        except Exception as fault:  # noqa: BLE001 - this is what is looked for: kept, and gone on from
            result = f"FAULT {type(fault).__name__}"
            self._keep(f"fault-{type(fault).__name__}-{self.counts.get(result, 0)}", content)
        spent = thread_time() - start
        self.counts[result] = self.counts.get(result, 0) + 1
        if spent > self.slowest:
            self.slowest = spent
            self._keep("slowest", content)
        if sum(self.counts.values()) % REPORT == 0:
            (self.folder / "report").write_text(f"{self.counts}, slowest {self.slowest:.3f} s\n")

    def _keep(self, name: str, content: bytes) -> None:
        if not name.startswith("fault") or int(name.rsplit("-", 1)[1]) < 20:
            (self.folder / name).write_bytes(content)


def main() -> None:
    """By atheris; what libFuzzer understands may follow the folder."""
    import atheris

    logging.disable()
    warnings.simplefilter("ignore")
    folder = Path(sys.argv[1])
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for name, content in seeds().items():
        (corpus / name).write_bytes(content)
    _instrument(atheris.instrument_func)
    options = [f"-max_len={LONGEST}", "-timeout=60", "-rss_limit_mb=4000", f"-artifact_prefix={folder}/"]
    atheris.Setup([sys.argv[0], *sys.argv[2:], *options, str(corpus)], Runs(folder))
    atheris.Fuzz()


def _instrument(instrument: Callable[[FunctionType], object]) -> None:
    """The intake's own functions lead the way; all of the libraries' would take ten times as long."""
    for name, module in list(sys.modules.items()):
        if name.startswith("app.imaging.intake"):
            for function in vars(module).values():
                if isinstance(function, FunctionType) and function.__module__ == name:
                    instrument(function)


if __name__ == "__main__":
    main()

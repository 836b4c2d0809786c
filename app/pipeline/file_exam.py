"""Files of this machine as an exam: opened, screened, or refused where one cannot be read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.domain.assessment import Outcome
from app.domain.backend import Backend
from app.domain.complaint import Complaint
from app.domain.picture import OpenPicture
from app.errors import NeoscreenError
from app.imaging.intake import open_picture
from app.inference.bundle import Bundle
from app.inference.scale import identity
from app.pipeline.clock import Clock
from app.pipeline.glance import unreadable
from app.pipeline.presented import Policy, Presented
from app.pipeline.screen import screen


@dataclass(frozen=True, slots=True)
class FileExam:
    """The files of one exam, and what the pipeline said of them."""

    files: tuple[Path, ...]
    outcome: Outcome


def screen_files(files: Sequence[Path], blank: Presented, model: Bundle, backend: Backend, policy: Policy) -> FileExam:
    """`blank` is the exam without its pictures; a file that cannot be read refuses the exam it is in."""
    clock = Clock()
    opened: list[OpenPicture] = []
    faults: list[Complaint] = []
    for place, file in enumerate(files):
        try:
            with clock.step("decode"):
                opened.append(open_picture(file.read_bytes()))
        except NeoscreenError as error:
            faults.append(unreadable(error, place))
    if faults:
        return FileExam(tuple(files), Outcome(identity(model), tuple(faults), None, clock.read()))
    return FileExam(tuple(files), screen(replace(blank, pictures=opened), model, backend, policy))

"""What an exam must bring before anything of it is looked at, and which of its frames are."""

from collections.abc import Iterator, Sequence

import numpy as np

from app.domain.complaint import Complaint
from app.domain.exam import Laterality
from app.domain.subject import Subject, outgrown
from app.domain.task import Task
from app.message import message
from app.pipeline.presented import Presented

MOST_FRAMES = 200
"""Of an exam: what one run of a network may read together."""

CONSENT = message(
    "No consent is recorded. Please record the guardian's consent to this analysis first; "
    "nothing of the pictures was looked at."
)
SIDE = message("Say whether these pictures show the left or the right ear, and send each ear as an exam of its own.")
EMPTY = message("The exam has no pictures. Please add some.")
OLDER = {
    Subject.NEWBORN: message(
        "The model is made for newborns, up to four weeks after birth or after the due date. "
        "This child was {days} days old; the answer may hold less."
    ),
    Subject.CHILD: message(
        "The model is made for children. This patient was {years} years old; the answer may not hold."
    ),
}
MANY = message("The exam has {frames} frames; {most} of them, evenly spread, were judged.")


def ask(task: Task, exam: Presented) -> Iterator[Complaint]:
    """What is missing, whatever the pictures show."""
    if not exam.pictures:
        yield Complaint("no_pictures", EMPTY, hard=True)
    if task.consent and not exam.consent:
        yield Complaint("no_consent", CONSENT, hard=True)
    if task.lateral and exam.laterality not in (Laterality.LEFT, Laterality.RIGHT):
        yield Complaint("no_side", SIDE, hard=True)


def aged(task: Task, exam: Presented) -> Iterator[Complaint]:
    """A note that the child is older than those the model is made for."""
    if exam.age and outgrown(task.subject, exam.age):
        values = {"days": exam.age.days, "years": exam.age.days * 4 // 1461}
        yield Complaint("age", OLDER[task.subject], hard=False, note=True, values=values)


def frames(exam: Presented) -> list[tuple[int, int]]:
    """Picture and frame of everything that is looked at, evenly thinned where it is too much."""
    every = [(place, frame) for place, opened in enumerate(exam.pictures) for frame in range(opened.frames)]
    if len(every) <= MOST_FRAMES:
        return every
    return [every[place] for place in np.linspace(0, len(every) - 1, MOST_FRAMES).round().astype(int)]


def compared(looked_at: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Of several pictures, what each is held against the others by: the first frame looked at stands for a cine."""
    first: dict[int, int] = {}
    for picture, frame in looked_at:
        first.setdefault(picture, frame)
    return tuple(first.items()) if len(first) > 1 else ()


def thinned(exam: Presented) -> Iterator[Complaint]:
    """A note that not all frames were looked at."""
    count = sum(opened.frames for opened in exam.pictures)
    if count > MOST_FRAMES:
        values = {"frames": count, "most": MOST_FRAMES}
        yield Complaint("many_frames", MANY, hard=False, note=True, values=values)

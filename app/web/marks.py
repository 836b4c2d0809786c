"""Boxes as a reader's form holds them: one a line, picture and frame counted from one, then pixels."""

import re
from collections.abc import Iterable, Sequence

from app.domain.box import Box
from app.domain.reading import Mark
from app.errors import Invalid
from app.message import message
from app.records.tables import Picture

LINE = re.compile(r"(\d{1,4})[, ]+(\d{1,5})((?:[, ]+\d{1,5}){4})")
UNCLEAR = message("Each line is one box inside the picture: picture, frame, left, top, right, bottom.")


def write_marks(marks: Iterable[Mark]) -> str:
    """What `read_marks` reads."""
    return "\n".join(
        f"{mark.picture + 1} {mark.frame + 1} "
        f"{mark.box.left:.0f} {mark.box.top:.0f} {mark.box.right:.0f} {mark.box.bottom:.0f}"
        for mark in marks
    )


def read_marks(typed: str, pictures: Sequence[Picture]) -> tuple[Mark, ...]:
    """Only boxes that lie on pictures of this exam."""
    places = {picture.position: picture for picture in pictures}
    return tuple(_read(line.strip(), places) for line in typed.splitlines() if line.strip())


def _read(line: str, places: dict[int, Picture]) -> Mark:
    found = LINE.fullmatch(line)
    if found is None:
        raise _unclear()
    picture, frame = places.get(int(found[1]) - 1), int(found[2]) - 1
    left, top, right, bottom = (float(number) for number in re.findall(r"\d+", found[3]))
    if picture is None or not 0 <= frame < picture.frames or not (left < right and top < bottom):
        raise _unclear()
    if right > (picture.width or right) or bottom > (picture.height or bottom):
        raise _unclear()
    return Mark(picture.position, frame, Box(left, top, right, bottom))


def _unclear() -> Invalid:
    return Invalid("Please mend the marked fields.", fields={"boxes": UNCLEAR})

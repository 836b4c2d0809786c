"""What is published of ears over time: when moulding works, and how many mend by themselves; each with its source."""

from dataclasses import dataclass

from app.message import message


@dataclass(frozen=True, slots=True)
class Window:
    """Ages, in days from birth, and what one source says of a treatment that begins then."""

    first: int
    until: int
    name: str
    words: str
    source: str


@dataclass(frozen=True, slots=True)
class Published:
    """One sentence of the literature."""

    words: str
    source: str


WINDOWS = (
    Window(0, 7, message("1st week"), message("Moulding works best when it begins in the first week."), "Byrd 2010"),
    Window(7, 21, message("to 3 weeks"), message("After three weeks only about half of ears respond."), "Byrd 2010"),
    Window(21, 42, message("to 6 weeks"), message("Treatment should begin before six weeks."), "Hallac 2021"),
    Window(
        42, 91, message("to 3 months"), message("Moulding is possible until about two to three months."), "BabyEar4k"
    ),
)
"""Bands, not stops: Liu 2022 treated ears from a median age of 39.5 days, 92.1 % of 356 with success."""

MENDING = (
    Published(
        message("Of 237 ears left untreated, 30 % had mended themselves by week 3 and 37 % by week 6."),
        message("prospective study in 12 hospitals"),
    ),
    Published(
        message("Of 1,500 newborns' deformed ears, 31.6 % had mended by 30 days."),
        message("study in the Pearl River Delta"),
    ),
    Published(
        message("Most lop and Stahl ears (84 %) mended within the first year; prominent ears became more frequent."),
        "Matsuo 1990",
    ),
)

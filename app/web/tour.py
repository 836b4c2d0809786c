"""The way around on a first visit: a few steps on the real pages, by what somebody is."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.role import Role
from app.message import message


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to know, beside the thing itself."""

    page: str
    at: str
    """A CSS selector of what is told of."""
    title: str
    text: str


WORKLIST = Step(
    "/",
    ".head h1",
    message("The worklist"),
    message(
        "Every exam stands here, by when its pictures were taken. What a model says hides none and moves none back."
    ),
)
NEW_EXAM = Step(
    "/",
    "main a[href='/exams/new']",
    message("A new exam"),
    message(
        "Choose the patient, what is asked, and the pictures. Drawings show how to take them. "
        "They are kept first and analysed then; nothing is lost if the line breaks."
    ),
)
FIND = Step(
    "/patients",
    "input[data-search]",
    message("Finding a patient"),
    message(
        "Type part of a name or number; the key / leads here from every page. "
        "Exams, and ears over time, stand with the patient."
    ),
)
READING = Step(
    "/",
    "[data-live]",
    message("You read first"),
    message(
        "Open an exam and write down what you see. Then the model's answer is shown; "
        "agree, correct it or disagree, and sign. "
        "No finding never means that a child is healthy."
    ),
)
FOLLOWING = Step(
    "/patients",
    "main section.card",
    message("Following ears"),
    message(
        "On a patient's page, “Ears: severity over time” holds visits, devices and scores. "
        "Take each picture the same way: a score that falls is no proof that a treatment worked."
    ),
)
MODELS = Step(
    "/models",
    "h1",
    message("The models"),
    message(
        "What each model was trained on, what it reached, and what it is not for. "
        "The demonstration models know synthetic pictures alone."
    ),
)
USERS = Step(
    "/users", "h1", message("Users"), message("Give everybody an account of their own, with the role they work in.")
)
CHOICES = Step(
    "/choices",
    "h1",
    message("What your site chooses"),
    message("When readers see a model's answer, at which operating point it speaks, and how common findings are here."),
)
AUDIT = Step(
    "/audit",
    "h1",
    message("The audit trail"),
    message("Who did what and when, in a chain that shows every change to it."),
)
MENU = Step(
    "/",
    "[data-menu] summary",
    message("Language, dark room, help"),
    message(
        "Here you change language and theme. "
        "Help says how to take each picture and what an answer means; the tour can be begun again there."
    ),
)

TOURS: dict[Role, tuple[Step, ...]] = {
    Role.CLINICIAN: (WORKLIST, NEW_EXAM, READING, FIND, MODELS, MENU),
    Role.NURSE: (WORKLIST, NEW_EXAM, FIND, FOLLOWING, MENU),
    Role.ADMINISTRATOR: (WORKLIST, USERS, CHOICES, AUDIT, MODELS, MENU),
}


def tour_for(role: Role) -> Sequence[Step]:
    return TOURS[role]

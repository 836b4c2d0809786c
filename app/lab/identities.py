"""Reading labelled faces: a folder for each person, their pictures in it."""

from pathlib import Path

from app.domain.task import Task
from app.errors import Invalid
from app.lab.row import Row

SUFFIXES = (".jpg", ".jpeg", ".png")
FEWEST = 2


def read_identities(folder: Path, task: Task) -> tuple[Row, ...]:
    """One row a picture; the folder's name is the person. Findings are not known and not used."""
    absent = next(finding.slug for finding in task.findings if finding.absent)
    rows: list[Row] = []
    for person in sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else ():
        files = sorted(file for file in person.iterdir() if file.suffix.lower() in SUFFIXES)
        rows += [face(len(rows) + place + 1, file, person.name, absent) for place, file in enumerate(files)]
    if len({row.patient for row in rows}) < FEWEST:
        raise Invalid(
            f"{folder.name!r} holds pictures of fewer than {FEWEST} people. Make one folder per person, pictures in it."
        )
    return tuple(rows)


def face(line: int, file: Path, person: str, finding: str) -> Row:
    return Row(
        line=line,
        file=file,
        exam=person,
        patient=person,
        site="",
        findings=(finding,),
        severity=None,
        view="",
        box=None,
        mask=None,
        split="",
        group=person,
        skin_tone="",
        device="",
        gestational_age="",
    )

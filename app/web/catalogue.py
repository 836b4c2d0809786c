"""The sentences people read, gathered; `python -m app.web.catalogue` brings every catalogue up to date."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from app.domain.task import Task
from app.errors import NeoscreenError
from app.tasks import TASKS
from app.web import refusals
from app.web.messages import CATALOGUES
from app.web.templates import FOLDER

ROOT = FOLDER.parent
CONSOLE = ROOT / "app" / "lab"
"""The lab speaks on a console, in English."""
MARKS = {"message": None, "_": None, "ngettext": (1, 2)}
assert refusals  # its errors belong to the family too


def family(error: type[NeoscreenError] = NeoscreenError) -> Iterator[str]:
    """The names of all our errors: the first argument of each is a sentence."""
    yield error.__name__
    for kind in error.__subclasses__():
        yield from family(kind)


def gather() -> Catalog:
    """Every sentence there is, with the files it stands in."""
    catalogue = Catalog(project="Neoscreen", charset="utf-8")
    code = (path for path in (ROOT / "app").rglob("*.py") if CONSOLE not in path.parents)
    for path in sorted([*FOLDER.glob("*.html"), *code]):
        for sentence in _sentences(path):
            catalogue.add(sentence, locations=[(path.relative_to(ROOT).as_posix(), 0)])
    for task in TASKS.values():
        for sentence in clinical(task):
            catalogue.add(sentence, locations=[(f"app/tasks/{task.slug}", 0)])
    return catalogue


def clinical(task: Task) -> Iterator[str]:
    """A task's own words: what it asks, what it may find, and what its reader must know."""
    yield from (task.title, task.question, task.facts.negative, *filter(None, [task.facts.weights]))
    for finding in task.findings:
        yield from (finding.title, finding.meaning)
    yield from (*task.facts.intended, *task.facts.not_for, *task.facts.hazards)
    for figure in task.facts.figures:
        yield from (figure.name, figure.words)
    yield from (prevalence.words for prevalence in task.facts.prevalences)


def _sentences(path: Path) -> Iterator[str | tuple[str, ...]]:
    method = "jinja2.ext:babel_extract" if path.suffix == ".html" else "python"
    marks = MARKS if path.suffix == ".html" else MARKS | dict.fromkeys(family())
    options = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"} if path.suffix == ".html" else {}
    for _, sentence, _, _ in extract_from_file(method, path, keywords=marks, options=options):
        if sentence and sentence != ("",):
            yield sentence


def refresh(path: Path) -> None:
    """Add what is new, untranslated; drop what nobody says any more."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem)
    catalogue.update(gather(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    with path.open("wb") as file:
        write_po(file, catalogue, width=120, include_lineno=False, omit_header=True)


if __name__ == "__main__":
    for path in sorted(CATALOGUES.glob("*.po")):
        refresh(path)

"""Reading a folder of pictures with its labels.csv; a mistake is a sentence naming row and column."""

import csv
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from PIL import Image, UnidentifiedImageError

from app.domain.box import Box
from app.domain.task import Task
from app.errors import Invalid
from app.lab.row import Row, unreadable

COLUMNS = ("file", "exam", "patient", "site", "finding", "severity", "view", "box")
SPLITS = ("train", "validation", "test")


def read_folder(folder: Path, task: Task) -> tuple[Row, ...]:
    """Every row of labels.csv, checked; `Invalid` at the first mistake."""
    cells = tuple(read_cells(folder / "labels.csv"))
    rows = tuple(Line(number, values, folder, task).row() for number, values in cells)
    if not rows:
        raise Invalid("labels.csv holds no rows. Add one row per picture below the heading.")
    refuse_repeats(rows)
    refuse_divided(rows)
    return rows


def read_cells(table: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Line numbers (the heading is row 1) and the cells of each."""
    if not table.is_file():
        raise Invalid(
            f"There is no labels.csv in {table.parent.name!r}. Write one with the columns {', '.join(COLUMNS)}."
        )
    try:
        with table.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, restkey="")
            refuse_missing(reader.fieldnames or ())
            for values in reader:
                if "" in values:
                    raise Invalid(
                        f"Row {reader.line_num} has more cells than the heading. Quote any cell that holds a comma."
                    )
                yield reader.line_num, {name: (cell or "").strip() for name, cell in values.items()}
    except (UnicodeDecodeError, csv.Error) as error:
        raise Invalid("labels.csv cannot be read. Save it as comma-separated text in UTF-8.") from error


def refuse_missing(names: Iterable[str]) -> None:
    present = set(names)
    for column in COLUMNS:
        if column not in present:
            raise Invalid(f"Row 1: the column {column} is missing. labels.csv needs: {', '.join(COLUMNS)}.")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of labels.csv on its way to a row."""

    number: int
    values: Mapping[str, str]
    folder: Path
    task: Task

    def row(self) -> Row:
        file = self.picture()
        mask = file.with_name(f"{file.stem}.mask.png")
        return Row(
            line=self.number,
            file=file,
            exam=self.needed("exam", "Give every exam a name of its own"),
            patient=self.needed("patient", "Give every patient a code of their own"),
            site=self.values["site"],
            findings=self.findings(),
            severity=self.severity(),
            view=self.values["view"],
            box=self.box(file),
            mask=mask if mask.is_file() else None,
            split=self.split(),
            group=self.values.get("group", "") or self.values["patient"],
            skin_tone=self.values.get("skin_tone", ""),
            device=self.values.get("device", ""),
            gestational_age=self.values.get("gestational_age", ""),
        )

    def wrong(self, column: str, what: str, advice: str) -> Invalid:
        return Invalid(f"Row {self.number}, column {column}: {what}. {advice}.")

    def needed(self, column: str, advice: str) -> str:
        if not self.values[column]:
            raise self.wrong(column, "the cell is empty", advice)
        return self.values[column]

    def picture(self) -> Path:
        name = self.needed("file", "Name the picture, relative to the folder")
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts:
            raise self.wrong("file", f"{name!r} lies outside the folder", "Use a path within the folder")
        if not (self.folder / path).is_file():
            raise self.wrong("file", f"there is no file {name!r}", "Add the picture or remove the row")
        return self.folder / path

    def findings(self) -> tuple[str, ...]:
        known = [finding.slug for finding in self.task.findings]
        said = self.needed("finding", f"Use one of: {', '.join(known)}").split("+")
        found = tuple(slug.strip() for slug in said)
        for slug in found:
            if slug not in known:
                raise self.wrong("finding", f"{slug!r} is unknown", f"Use one of: {', '.join(known)}")
        if len(set(found)) < len(found):
            raise self.wrong("finding", f"a finding is named twice in {'+'.join(found)!r}", "Name each once")
        for slug in found:
            if self.task.finding(slug).absent and len(found) > 1:
                raise self.wrong("finding", f"{slug!r} stands together with another finding", f"Use {slug!r} alone")
        return found

    def severity(self) -> float | None:
        text = self.values["severity"]
        if not text:
            return None
        advice = "Use a number from 0 to 1, or leave it empty"
        value = number(text)
        if value is None or not 0 <= value <= 1:
            raise self.wrong("severity", f"{text!r} is not between 0 and 1", advice)
        return value

    def box(self, file: Path) -> Box | None:
        width, height = self.size(file)
        text = self.values["box"]
        if not text:
            return None
        advice = "Use 'left top right bottom' in pixels, separated by spaces, or leave it empty"
        edges = [number(part) for part in text.split()]
        if len(edges) != 4 or None in edges:
            raise self.wrong("box", f"{text!r} is not four numbers", advice)
        left, top, right, bottom = (edge for edge in edges if edge is not None)
        if left >= right or top >= bottom:
            raise self.wrong("box", f"{text!r} has no area", advice)
        if left < 0 or top < 0 or right > width or bottom > height:
            raise self.wrong("box", f"{text!r} leaves the picture, which is {width} x {height}", advice)
        return Box(left, top, right, bottom)

    def size(self, file: Path) -> tuple[int, int]:
        try:
            with Image.open(file, formats=("JPEG", "PNG")) as picture:
                return picture.size
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
            raise Invalid(unreadable(self.number, file.name)) from error

    def split(self) -> str:
        said = self.values.get("split", "")
        if said and said not in SPLITS:
            raise self.wrong("split", f"{said!r} is unknown", f"Use one of: {', '.join(SPLITS)}, or leave it empty")
        return said


def number(text: str) -> float | None:
    """A finite number, or None."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def refuse_repeats(rows: Iterable[Row]) -> None:
    """One row a picture."""
    seen: dict[Path, int] = {}
    for row in rows:
        if row.file in seen:
            raise Invalid(
                f"Row {row.line}, column file: {row.file.name!r} stands in row {seen[row.file]} already. "
                "Remove one of the two."
            )
        seen[row.file] = row.line


def refuse_divided(rows: Iterable[Row]) -> None:
    """A patient in two splits or groups, and an exam of two patients, would leak from training into the test."""
    for column, owner, advice in (
        ("split", "patient", "Put all pictures of a patient into one split"),
        ("group", "patient", "Put all pictures of a patient into one group"),
        ("split", "group", "Put twins, and all of a group, into one split"),
        ("patient", "exam", "Give every exam a name of its own"),
    ):
        first: dict[str, tuple[str, int]] = {}
        for row in rows:
            key, value = getattr(row, owner), getattr(row, column)
            before, line = first.setdefault(key, (value, row.line))
            if value != before:
                raise Invalid(
                    f"Row {row.line}, column {column}: {owner} {key!r} has {said(column, value)} here "
                    f"and {said(column, before)} in row {line}. {advice}."
                )


def said(column: str, value: str) -> str:
    return f"{column} {value!r}" if value else f"no {column}"

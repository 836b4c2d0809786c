"""CSV that every spreadsheet opens as it is meant, and none executes."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import TypeAlias

Cell: TypeAlias = str | int | float | date | datetime | None
MARK = "\ufeff"
"""Tells spreadsheets that this is UTF-8, without which Chinese names are garbled."""
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The table, a line at a time."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(MARK)
    for row in (columns, *rows):
        writer.writerow([harmless(cell) if isinstance(cell, str) else _plain(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def harmless(cell: str) -> str:
    """A spreadsheet must not run what somebody typed as a name."""
    return f"'{cell}" if cell.startswith(RISKY) else cell


def _plain(cell: Cell) -> str:
    """Numbers, days and truths as every program reads them; a number may begin with a minus."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return f"{cell:.6g}" if isinstance(cell, float) else str(cell)

"""The worklist as a file: every exam of a shelf, with no more of the model's answer than the page shows."""

from collections.abc import Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from fastapi.responses import Response, StreamingResponse

from app.domain.exam import ExamState
from app.exchange.csv_table import Cell, write_csv
from app.records.audit import record
from app.web.exam_lists import ExamLine, lines_of
from app.web.visit import ExamViewer, Member
from app.web.worklist import Wish, Wished, pick

router = APIRouter(include_in_schema=False)
COLUMNS = (
    *("patient", "name", "task", "side", "date", "time", "state", "urgent", "pictures", "frames"),
    *("withheld", "verdict", "probability", "complaints", "model_version", "model_sha256", "model_is_synthetic"),
    *("signed_at", "exam"),
)
"""Always English, as in every table that leaves the house."""
AT_ONCE = 200


@router.get("/worklist.csv")
def export_worklist(visit: ExamViewer, wished: Wished) -> Response:
    """Every exam of the shelf, the last taken first."""
    with visit.clinic.database.transaction() as session:
        asked = {"shelf": wished.shelf.value, "task": wished.task, "urgent": wished.urgent}
        record(session, visit.actor, "worklist exported", "exam", **asked)
    headers = {"Content-Disposition": 'attachment; filename="worklist.csv"', "Cache-Control": "no-store"}
    lines = write_csv(COLUMNS, tabulate(visit, wished))
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


def tabulate(visit: Member, wished: Wish) -> Iterator[list[Cell]]:
    """A row an exam; read page by page, so that a long list holds up nobody."""
    after: str | None = ""
    while after is not None:
        with visit.clinic.database.reading() as session:
            found = pick(session, visit, replace(wished, after=after), AT_ONCE)
            rows = [_row(visit, line) for line in lines_of(session, visit, found.rows)]
        yield from rows
        after = found.next


def _row(visit: Member, line: ExamLine) -> list[Cell]:
    exam = line.exam
    taken = exam.taken_at.astimezone(ZoneInfo(visit.account.zone))
    known: dict[str, Cell] = {
        "patient": exam.patient.identifier,
        "name": exam.patient.name,
        "task": exam.task,
        "side": exam.laterality.value,
        "date": taken.date(),
        "time": taken.strftime("%H:%M"),
        "state": exam.state.value,
        "urgent": exam.urgent,
        "pictures": line.summary.pictures,
        "frames": line.summary.frames,
        "withheld": withheld(line),
        "signed_at": visit.local(exam.signed_at) if exam.signed_at else None,
        "exam": str(exam.id),
    }
    said = known | _answer(line)
    return [said.get(column) for column in COLUMNS]


def withheld(line: ExamLine) -> bool:
    """There is an answer that whoever asks may not see yet."""
    return line.hidden and line.summary.answer is not None and line.exam.state is not ExamState.REFUSED


def _answer(line: ExamLine) -> dict[str, Cell]:
    """What the model said, as far as it may be seen; why pictures were refused may be seen by everybody."""
    answer = line.summary.answer
    if answer is None or withheld(line):
        return {}
    return {
        "verdict": answer.verdict,
        "probability": answer.probability,
        "complaints": " ".join(dict.fromkeys(each.code for each in answer.complaints if not each.note)),
        "model_version": answer.model_version,
        "model_sha256": answer.model_sha256,
        "model_is_synthetic": answer.synthetic,
    }

"""The audit trail: for administrators, with search and CSV."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel

from app.errors import Malformed
from app.exchange.csv_table import write_csv
from app.message import message
from app.records.audit import record
from app.records.tables import AuditEntry
from app.records.trail import TrailFilter, search_trail, whole_trail
from app.web.respond import page
from app.web.templates import View
from app.web.visit import Auditor, Member, Records

router = APIRouter(include_in_schema=False)

ACTIONS = (
    message("patient added"),
    message("patient changed"),
    message("patient read"),
    message("patients listed"),
    message("patients searched"),
    message("answer shown"),
    message("impression locked"),
    message("reading signed"),
    message("reading amended"),
    message("complaint overruled"),
    message("worklist read"),
    message("worklist exported"),
    message("exam received"),
    message("exam sent again"),
    message("exam read"),
    message("exam answered"),
    message("exam refused"),
    message("exam failed"),
    message("exams watched"),
    message("analysis asked for"),
    message("picture read"),
    message("pictures swept"),
    message("heat map read"),
    message("severity read"),
    message("severity exported"),
    message("visits listed"),
    message("visit added"),
    message("visit changed"),
    message("visit read"),
    message("visit withdrawn"),
    message("treatments listed"),
    message("treatment added"),
    message("treatment changed"),
    message("treatment read"),
    message("treatment withdrawn"),
    message("signed in"),
    message("signed out"),
    message("sign-in failed"),
    message("sign-in refused"),
    message("refused"),
    message("site chose"),
    message("account added"),
    message("account disabled"),
    message("account enabled"),
    message("role changed"),
    message("password changed"),
    message("password given"),
    message("second factor added"),
    message("second factor removed"),
    message("token issued"),
    message("token revoked"),
    message("site added"),
    message("audit read"),
    message("audit exported"),
    message("anchor did not fit"),
)
"""Everything the trail can say was done; the trail itself keeps the English words."""
COLUMNS = ("sequence", "at", "actor", "action", "subject", "subject_id", "site_id", "request_id", "details", "hash")


class AuditQuery(BaseModel):
    """What is asked for, as typed."""

    actor: str = ""
    action: str = ""
    subject_id: str = ""
    since: str = ""
    until: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class AuditView(View):
    template = "audit.html"
    query: AuditQuery
    entries: Sequence[AuditEntry]
    details: Mapping[int, Mapping[str, object]]
    """What each entry says besides, by its number."""
    next: str | None
    actions: Sequence[str] = ACTIONS


@router.get("/audit")
def show_audit(visit: Auditor, session: Records, query: Annotated[AuditQuery, Query()]) -> Response:
    found = search_trail(session, _filter(visit, query), _number(query.before))
    record(session, visit.actor, "audit read", "audit", count=len(found.rows))
    details = {entry.sequence: json.loads(entry.details) for entry in found.rows}
    return page(visit, AuditView(query, found.rows, details, found.next))


@router.get("/audit.csv")
def export_audit(visit: Auditor, session: Records, query: Annotated[AuditQuery, Query()]) -> Response:
    """The whole trail asked for, line by line."""
    wanted = _filter(visit, query)
    record(session, visit.actor, "audit exported", "audit")
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"', "Cache-Control": "no-store"}
    return StreamingResponse(_lines(visit, wanted), media_type="text/csv; charset=utf-8", headers=headers)


def _lines(visit: Member, wanted: TrailFilter) -> Iterator[str]:
    with visit.clinic.database.reading() as session:
        rows = ([getattr(entry, column) for column in COLUMNS] for entry in whole_trail(session, wanted))
        yield from write_csv(COLUMNS, rows)


def _filter(visit: Member, query: AuditQuery) -> TrailFilter:
    return TrailFilter(
        actor=query.actor,
        action=query.action,
        subject_id=query.subject_id,
        since=_midnight(visit, query.since, 0),
        until=_midnight(visit, query.until, 1),
    )


def _midnight(visit: Member, day: str, later: int) -> datetime | None:
    """The start of a day on the site's wall; an end day counts whole."""
    if not day:
        return None
    try:
        begin = datetime.combine(date.fromisoformat(day) + timedelta(days=later), time())
        return begin.replace(tzinfo=ZoneInfo(visit.account.zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Malformed("A date looks like 2026-11-03. Please type it again.") from None


def _number(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or len(text) > 18:
        raise Malformed("This page mark is not one of ours. Please start from the first page.")
    return int(text)

"""Visits to the cot: one ear, one short form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Annotated, ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import Response

from app.domain.exam import Ear, Skin
from app.domain.treatment import STEPS
from app.errors import NeoscreenError
from app.records.audit import record
from app.records.database import Session
from app.records.tables import Patient, Visit
from app.records.treatment import (
    add_visit,
    change_visit,
    find_child,
    find_visit,
    last_device,
    periods_of,
    versions_of_visit,
    visit_facts,
)
from app.web.ages import ages_of
from app.web.entries import EntryView, attempt, mend
from app.web.form import Earlier
from app.web.respond import go, page
from app.web.visit import Member, PatientViewer, Records, VisitRecorder, from_our_own_page
from app.web.visit_form import VisitForm

router = APIRouter(
    prefix="/patients/{patient_id}/visits", include_in_schema=False, dependencies=[Depends(from_our_own_page)]
)
LATER = (7, 14, 28)
"""Days after which the next visit is offered by a button."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFormView(EntryView):
    template = "visit_form.html"
    parts: ClassVar[Mapping[str, Sequence[str]]] = {"seen_at": ("seen_on", "seen_time")}
    later: Sequence[tuple[int, date]]
    skins: Sequence[Skin] = tuple(Skin)
    steps: Sequence[int] = tuple(STEPS)


@router.get("/new")
def show_new(
    visit: VisitRecorder,
    session: Records,
    patient_id: UUID,
    ear: str = "",
    like: Annotated[UUID | None, Query(description="The visit whose moment and device are taken over.")] = None,
) -> Response:
    """An empty form that knows the time, the ear and the device worn last."""
    patient = find_child(session, visit.account.site_id, patient_id)
    record(session, visit.actor, "patient read", "patient", patient.id)
    return page(visit, _new(visit, patient, _fresh(visit, session, patient, ear, like)))


@router.post("")
def add(visit: VisitRecorder, form: Annotated[VisitForm, Form()], session: Records, patient_id: UUID) -> Response:
    patient = find_child(session, visit.account.site_id, patient_id)
    added = attempt(session, lambda: add_visit(session, patient, form.facts(_zone(visit)), visit.account.id))
    if isinstance(added, NeoscreenError):
        return mend(visit, _new(visit, patient, form), added)
    record(session, visit.actor, "visit added", "visit", added.id, patient=str(patient.id))
    if form.then == "other":
        other = Ear.RIGHT if added.ear is Ear.LEFT else Ear.LEFT
        return go(f"/patients/{patient.id}/visits/new?ear={other}&like={added.id}")
    return go(f"/patients/{patient.id}/severity?done=visit")


@router.get("/{visit_id}")
def show_visit(visit: PatientViewer, session: Records, patient_id: UUID, visit_id: UUID) -> Response:
    """What was written down, to be read or changed, and what it said before."""
    patient = find_child(session, visit.account.site_id, patient_id)
    kept = find_visit(session, patient, visit_id)
    record(session, visit.actor, "visit read", "visit", kept.id, patient=str(patient.id))
    return page(visit, _kept(visit, session, patient, kept))


@router.post("/{visit_id}")
def change(
    visit: VisitRecorder, form: Annotated[VisitForm, Form()], session: Records, patient_id: UUID, visit_id: UUID
) -> Response:
    patient = find_child(session, visit.account.site_id, patient_id)
    kept = find_visit(session, patient, visit_id)
    zone, by = _zone(visit), visit.account.id
    changed = attempt(session, lambda: change_visit(session, patient, kept, form.facts(zone), form.version, by))
    if isinstance(changed, NeoscreenError):
        return mend(visit, _kept(visit, session, patient, kept), changed, form)
    record(session, visit.actor, "visit changed", "visit", kept.id, patient=str(patient.id), fields=changed)
    return go(f"/patients/{patient.id}/severity?done=visit")


@router.post("/{visit_id}/withdraw")
def withdraw(
    visit: VisitRecorder, session: Records, patient_id: UUID, visit_id: UUID, version: Annotated[int, Form()] = 0
) -> Response:
    """Entered by mistake: it is kept, and no longer shown."""
    patient = find_child(session, visit.account.site_id, patient_id)
    kept = find_visit(session, patient, visit_id)
    facts, by = replace(visit_facts(kept), withdrawn=True), visit.account.id
    changed = attempt(session, lambda: change_visit(session, patient, kept, facts, version, by))
    if isinstance(changed, NeoscreenError):
        return mend(visit, _kept(visit, session, patient, kept), changed)
    record(session, visit.actor, "visit withdrawn", "visit", kept.id, patient=str(patient.id))
    return go(f"/patients/{patient.id}/severity?done=withdrawn")


def _fresh(visit: Member, session: Session, patient: Patient, ear: str, like: UUID | None) -> VisitForm:
    if like is not None:
        model = find_visit(session, patient, like)
        form = VisitForm.of(visit_facts(model), 0, _zone(visit))
        kept = {"seen_on", "seen_time", "device", "hours_worn", "next_visit_on"}
        return VisitForm(ear=ear if ear in set(Ear) else "", **form.model_dump(include=kept))
    now = datetime.now(_zone(visit))
    worn = [period.ear for period in periods_of(session, patient.id) if period.ended_on is None]
    guess = ear if ear in set(Ear) else (worn[0].value if len(worn) == 1 else "")
    device = last_device(session, patient.id, visit.account.id)
    return VisitForm(ear=guess, seen_on=str(now.date()), seen_time=now.strftime("%H:%M"), device=device)


def _new(visit: Member, patient: Patient, form: VisitForm) -> VisitFormView:
    today = datetime.now(_zone(visit)).date()
    later = [(days, today + timedelta(days=days)) for days in LATER]
    return VisitFormView(form=form, patient=patient, ages=ages_of(visit, patient), later=later)


def _kept(visit: Member, session: Session, patient: Patient, kept: Visit) -> VisitFormView:
    """What the record says now, and what it said before."""
    form = VisitForm.of(visit_facts(kept), kept.version, _zone(visit))
    earlier = [Earlier.of(version, visit) for version in versions_of_visit(session, kept)]
    return replace(_new(visit, patient, form), entry=kept.id, withdrawn=kept.withdrawn, earlier=earlier)


def _zone(visit: Member) -> ZoneInfo:
    return ZoneInfo(visit.account.zone)

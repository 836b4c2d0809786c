"""Visits to the cot: one ear, one short form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import Response

from app.domain.exam import Ear, Skin
from app.domain.treatment import STEPS
from app.errors import Conflict, Invalid, NeoscreenError, Stale
from app.records.audit import record
from app.records.database import Session
from app.records.tables import Patient
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
from app.web.ages import Ages, ages_of
from app.web.form import Earlier, differences
from app.web.patient_changes import Difference
from app.web.respond import go, page
from app.web.templates import View
from app.web.visit import Member, PatientViewer, Records, VisitRecorder, from_our_own_page
from app.web.visit_form import VisitForm

router = APIRouter(
    prefix="/patients/{patient_id}/visits", include_in_schema=False, dependencies=[Depends(from_our_own_page)]
)
WHEN = {"seen_on": ("seen_on", "seen_time")}
LATER = (7, 14, 28)
"""Days after which the next visit is offered by a button."""


@dataclass(frozen=True, slots=True)
class VisitFormView(View):
    template = "visit_form.html"
    form: VisitForm
    patient: Patient
    ages: Ages
    later: Sequence[tuple[int, date]]
    visit_id: UUID | None = None
    fault: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)
    conflict: bool = False
    differences: Sequence[Difference] = ()
    earlier: Sequence[Earlier] = ()
    ears: Sequence[Ear] = tuple(Ear)
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
    return page(visit, _view(visit, patient, _fresh(visit, session, patient, ear, like)))


@router.post("")
def add(
    visit: VisitRecorder,
    form: Annotated[VisitForm, Form()],
    session: Records,
    patient_id: UUID,
) -> Response:
    patient = find_child(session, visit.account.site_id, patient_id)
    try:
        with session.begin_nested():
            added = add_visit(session, patient, form.facts(_zone(visit)), visit.account.id)
    except (Invalid, Conflict) as error:
        return _mend(visit, patient, form, error)
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
    form = VisitForm.of(visit_facts(kept), kept.version, _zone(visit))
    earlier = [Earlier.of(version, visit) for version in versions_of_visit(session, kept)]
    return page(visit, replace(_view(visit, patient, form), visit_id=kept.id, earlier=earlier))


@router.post("/{visit_id}")
def change(
    visit: VisitRecorder, form: Annotated[VisitForm, Form()], session: Records, patient_id: UUID, visit_id: UUID
) -> Response:
    patient = find_child(session, visit.account.site_id, patient_id)
    kept = find_visit(session, patient, visit_id)
    now = VisitForm.of(visit_facts(kept), kept.version, _zone(visit))
    try:
        with session.begin_nested():
            facts = form.facts(_zone(visit))
            changed = change_visit(session, patient, kept, facts, form.version, visit.account.id)
    except Stale as error:
        return _mend(visit, patient, form.model_copy(update={"version": now.version}), error, kept.id, now)
    except (Invalid, Conflict) as error:
        return _mend(visit, patient, form, error, kept.id)
    record(session, visit.actor, "visit changed", "visit", kept.id, patient=str(patient.id), fields=changed)
    return go(f"/patients/{patient.id}/severity?done=visit")


@router.post("/{visit_id}/withdraw")
def withdraw(
    visit: VisitRecorder,
    session: Records,
    patient_id: UUID,
    visit_id: UUID,
    version: Annotated[int, Form()] = 0,
) -> Response:
    """Entered by mistake: it is kept, and no longer shown."""
    patient = find_child(session, visit.account.site_id, patient_id)
    kept = find_visit(session, patient, visit_id)
    facts = replace(visit_facts(kept), withdrawn=True)
    change_visit(session, patient, kept, facts, version, visit.account.id)
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


def _view(visit: Member, patient: Patient, form: VisitForm) -> VisitFormView:
    today = datetime.now(_zone(visit)).date()
    later = [(days, today + timedelta(days=days)) for days in LATER]
    return VisitFormView(form, patient, ages_of(visit, patient), later)


def _mend(
    visit: Member,
    patient: Patient,
    form: VisitForm,
    error: NeoscreenError,
    visit_id: UUID | None = None,
    now: VisitForm | None = None,
) -> Response:
    """The form again, with everything typed still in it."""
    view = replace(
        _view(visit, patient, form),
        visit_id=visit_id,
        fault=visit.language.say_error(error),
        faults={name: visit.language.say(fault) for name, fault in error.fields.items()},
        conflict=now is not None,
        differences=tuple(differences(now, form, WHEN)) if now else (),
    )
    return page(visit, view, error.status)


def _zone(visit: Member) -> ZoneInfo:
    return ZoneInfo(visit.account.zone)

"""Treatment periods: a device worn by one ear, from a day to a day."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response

from app.domain.exam import Ear
from app.errors import NeoscreenError
from app.records.audit import record
from app.records.database import Session
from app.records.tables import Patient, TreatmentPeriod
from app.records.treatment import (
    add_period,
    change_period,
    find_child,
    find_period,
    last_device,
    period_facts,
    versions_of_period,
)
from app.web.ages import ages_of
from app.web.entries import EntryView, attempt, mend
from app.web.form import Earlier
from app.web.respond import go, page
from app.web.treatment_form import TreatmentForm
from app.web.visit import Member, PatientViewer, Records, VisitRecorder, from_our_own_page

router = APIRouter(
    prefix="/patients/{patient_id}/treatments", include_in_schema=False, dependencies=[Depends(from_our_own_page)]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentFormView(EntryView):
    template = "treatment_form.html"
    today: str


@router.get("/new")
def show_new(visit: VisitRecorder, session: Records, patient_id: UUID, ear: str = "") -> Response:
    patient = find_child(session, visit.account.site_id, patient_id)
    record(session, visit.actor, "patient read", "patient", patient.id)
    device = last_device(session, patient.id, visit.account.id)
    form = TreatmentForm(ear=ear if ear in set(Ear) else "", device=device, began_on=_today(visit))
    return page(visit, _new(visit, patient, form))


@router.post("")
def add(visit: VisitRecorder, form: Annotated[TreatmentForm, Form()], session: Records, patient_id: UUID) -> Response:
    patient = find_child(session, visit.account.site_id, patient_id)
    added = attempt(session, lambda: add_period(session, patient, form.facts()))
    if isinstance(added, NeoscreenError):
        return mend(visit, _new(visit, patient, form), added)
    record(session, visit.actor, "treatment added", "treatment", added.id, patient=str(patient.id))
    return go(f"/patients/{patient.id}/severity?done=treatment")


@router.get("/{period_id}")
def show_treatment(visit: PatientViewer, session: Records, patient_id: UUID, period_id: UUID) -> Response:
    """What was written down, to be read, changed or ended, and what it said before."""
    patient = find_child(session, visit.account.site_id, patient_id)
    kept = find_period(session, patient, period_id)
    record(session, visit.actor, "treatment read", "treatment", kept.id, patient=str(patient.id))
    return page(visit, _kept(visit, session, patient, kept))


@router.post("/{period_id}")
def change(
    visit: VisitRecorder,
    form: Annotated[TreatmentForm, Form()],
    session: Records,
    patient_id: UUID,
    period_id: UUID,
) -> Response:
    patient, by = find_child(session, visit.account.site_id, patient_id), visit.account.id
    kept = find_period(session, patient, period_id)
    changed = attempt(session, lambda: change_period(session, patient, kept, form.facts(), form.version, by))
    if isinstance(changed, NeoscreenError):
        return mend(visit, _kept(visit, session, patient, kept), changed, form)
    record(session, visit.actor, "treatment changed", "treatment", kept.id, patient=str(patient.id), fields=changed)
    return go(f"/patients/{patient.id}/severity?done=treatment")


@router.post("/{period_id}/withdraw")
def withdraw(
    visit: VisitRecorder, session: Records, patient_id: UUID, period_id: UUID, version: Annotated[int, Form()] = 0
) -> Response:
    """Entered by mistake: it is kept, and no longer shown."""
    patient, by = find_child(session, visit.account.site_id, patient_id), visit.account.id
    kept = find_period(session, patient, period_id)
    facts = replace(period_facts(kept), withdrawn=True)
    changed = attempt(session, lambda: change_period(session, patient, kept, facts, version, by))
    if isinstance(changed, NeoscreenError):
        return mend(visit, _kept(visit, session, patient, kept), changed)
    record(session, visit.actor, "treatment withdrawn", "treatment", kept.id, patient=str(patient.id))
    return go(f"/patients/{patient.id}/severity?done=withdrawn")


def _new(visit: Member, patient: Patient, form: TreatmentForm) -> TreatmentFormView:
    return TreatmentFormView(form=form, patient=patient, ages=ages_of(visit, patient), today=_today(visit))


def _kept(visit: Member, session: Session, patient: Patient, kept: TreatmentPeriod) -> TreatmentFormView:
    """What the record says now, and what it said before."""
    form = TreatmentForm.of(period_facts(kept), kept.version)
    earlier = [Earlier.of(version, visit) for version in versions_of_period(session, kept)]
    return replace(_new(visit, patient, form), entry=kept.id, withdrawn=kept.withdrawn, earlier=earlier)


def _today(visit: Member) -> str:
    return str(datetime.now(ZoneInfo(visit.account.zone)).date())

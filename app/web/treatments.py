"""Treatment periods: a device worn by one ear, from a day to a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response

from app.domain.exam import Ear
from app.errors import Conflict, Invalid, NeoscreenError, Stale
from app.records.audit import record
from app.records.tables import Patient
from app.records.treatment import (
    add_period,
    change_period,
    find_child,
    find_period,
    last_device,
    period_facts,
    versions_of_period,
)
from app.web.ages import Ages, ages_of
from app.web.form import Earlier, differences
from app.web.patient_changes import Difference
from app.web.respond import go, page
from app.web.templates import View
from app.web.treatment_form import TreatmentForm
from app.web.visit import Member, PatientViewer, Records, VisitRecorder, from_our_own_page

router = APIRouter(
    prefix="/patients/{patient_id}/treatments", include_in_schema=False, dependencies=[Depends(from_our_own_page)]
)


@dataclass(frozen=True, slots=True)
class TreatmentFormView(View):
    template = "treatment_form.html"
    form: TreatmentForm
    patient: Patient
    ages: Ages
    today: str
    period_id: UUID | None = None
    fault: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)
    conflict: bool = False
    differences: Sequence[Difference] = ()
    earlier: Sequence[Earlier] = ()
    ears: Sequence[Ear] = tuple(Ear)


@router.get("/new")
def show_new(visit: VisitRecorder, session: Records, patient_id: UUID, ear: str = "") -> Response:
    patient = find_child(session, visit.account.site_id, patient_id)
    record(session, visit.actor, "patient read", "patient", patient.id)
    device = last_device(session, patient.id, visit.account.id)
    form = TreatmentForm(ear=ear if ear in set(Ear) else "", device=device, began_on=_today(visit))
    return page(visit, _view(visit, patient, form))


@router.post("")
def add(visit: VisitRecorder, form: Annotated[TreatmentForm, Form()], session: Records, patient_id: UUID) -> Response:
    patient = find_child(session, visit.account.site_id, patient_id)
    try:
        with session.begin_nested():
            added = add_period(session, patient, form.facts())
    except (Invalid, Conflict) as error:
        return _mend(visit, patient, form, error)
    record(session, visit.actor, "treatment added", "treatment", added.id, patient=str(patient.id))
    return go(f"/patients/{patient.id}/severity?done=treatment")


@router.get("/{period_id}")
def show_treatment(visit: PatientViewer, session: Records, patient_id: UUID, period_id: UUID) -> Response:
    """What was written down, to be read, changed or ended, and what it said before."""
    patient = find_child(session, visit.account.site_id, patient_id)
    kept = find_period(session, patient, period_id)
    record(session, visit.actor, "treatment read", "treatment", kept.id, patient=str(patient.id))
    form = TreatmentForm.of(period_facts(kept), kept.version)
    earlier = [Earlier.of(version, visit) for version in versions_of_period(session, kept)]
    return page(visit, replace(_view(visit, patient, form), period_id=kept.id, earlier=earlier))


@router.post("/{period_id}")
def change(
    visit: VisitRecorder,
    form: Annotated[TreatmentForm, Form()],
    session: Records,
    patient_id: UUID,
    period_id: UUID,
) -> Response:
    patient = find_child(session, visit.account.site_id, patient_id)
    kept = find_period(session, patient, period_id)
    now = TreatmentForm.of(period_facts(kept), kept.version)
    try:
        with session.begin_nested():
            changed = change_period(session, patient, kept, form.facts(), form.version, visit.account.id)
    except Stale as error:
        return _mend(visit, patient, form.model_copy(update={"version": now.version}), error, kept.id, now)
    except (Invalid, Conflict) as error:
        return _mend(visit, patient, form, error, kept.id)
    record(session, visit.actor, "treatment changed", "treatment", kept.id, patient=str(patient.id), fields=changed)
    return go(f"/patients/{patient.id}/severity?done=treatment")


@router.post("/{period_id}/withdraw")
def withdraw(
    visit: VisitRecorder,
    session: Records,
    patient_id: UUID,
    period_id: UUID,
    version: Annotated[int, Form()] = 0,
) -> Response:
    """Entered by mistake: it is kept, and no longer shown."""
    patient = find_child(session, visit.account.site_id, patient_id)
    kept = find_period(session, patient, period_id)
    facts = replace(period_facts(kept), withdrawn=True)
    change_period(session, patient, kept, facts, version, visit.account.id)
    record(session, visit.actor, "treatment withdrawn", "treatment", kept.id, patient=str(patient.id))
    return go(f"/patients/{patient.id}/severity?done=withdrawn")


def _view(visit: Member, patient: Patient, form: TreatmentForm) -> TreatmentFormView:
    return TreatmentFormView(form, patient, ages_of(visit, patient), _today(visit))


def _mend(
    visit: Member,
    patient: Patient,
    form: TreatmentForm,
    error: NeoscreenError,
    period_id: UUID | None = None,
    now: TreatmentForm | None = None,
) -> Response:
    """The form again, with everything typed still in it."""
    view = replace(
        _view(visit, patient, form),
        period_id=period_id,
        fault=visit.language.say_error(error),
        faults={name: visit.language.say(fault) for name, fault in error.fields.items()},
        conflict=now is not None,
        differences=tuple(differences(now, form)) if now else (),
    )
    return page(visit, view, error.status)


def _today(visit: Member) -> str:
    return str(datetime.now(ZoneInfo(visit.account.zone)).date())

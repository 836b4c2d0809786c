"""Patients: search, one patient, add and edit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response

from app.domain.patient import Sex
from app.errors import NeoscreenError, Stale
from app.records.audit import record
from app.records.patients import (
    add_patient,
    change_patient,
    facts_of,
    find_patient,
    plain,
    search_patients,
    siblings_of,
    versions_of,
)
from app.records.tables import Patient
from app.records.worklist import list_exams
from app.web.ages import Ages, ages_of
from app.web.entries import attempt
from app.web.exam_lists import ExamLine, lines_of
from app.web.form import Difference
from app.web.patient_changes import Change, compare, list_changes
from app.web.patient_form import PatientForm
from app.web.respond import go, page
from app.web.templates import View
from app.web.visit import PatientEditor, PatientViewer, Records, Visit, from_our_own_page

router = APIRouter(prefix="/patients", include_in_schema=False, dependencies=[Depends(from_our_own_page)])


@dataclass(frozen=True, slots=True)
class PatientsView(View):
    template = "patients.html"
    query: str
    patients: Sequence[Patient]
    next: str | None
    ages: Mapping[UUID, Ages]


@dataclass(frozen=True, slots=True)
class FoundView(PatientsView):
    """The rows alone, for instant search."""

    template = "_patient_rows.html"


@dataclass(frozen=True, slots=True)
class PatientView(View):
    template = "patient.html"
    patient: Patient
    ages: Ages
    siblings: Sequence[Patient]
    exams: Sequence[ExamLine]
    next: str | None
    """Where older exams begin."""
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class PatientFormView(View):
    template = "patient_form.html"
    form: PatientForm
    patient: Patient | None = None
    ages: Ages | None = None
    fault: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)
    conflict: bool = False
    """Somebody else changed the record meanwhile."""
    differences: Sequence[Difference] = ()
    sexes: Sequence[Sex] = tuple(Sex)


@router.get("")
def show_patients(visit: PatientViewer, session: Records, q: str = "", after: str | None = None) -> Response:
    """The page, or with htmx only the rows found."""
    found = search_patients(session, visit.account.site_id, q[:200], after=after)
    shown = [str(patient.id) for patient in found.rows]
    record(session, visit.actor, "patients searched" if q else "patients listed", "patient", shown=shown)
    kind = FoundView if visit.request.headers.get("hx-request") else PatientsView
    ages = {patient.id: ages_of(visit, patient) for patient in found.rows}
    response = page(visit, kind(q, found.rows, found.next, ages))
    response.headers["Vary"] = "HX-Request"
    return response


@router.get("/new")
def show_new(visit: PatientEditor, identifier: str = "", then: str = "") -> Response:
    return page(visit, PatientFormView(PatientForm(identifier=identifier[:64], then=then[:10])))


@router.post("")
def add(visit: PatientEditor, form: Annotated[PatientForm, Form()], session: Records) -> Response:
    patient = attempt(session, lambda: add_patient(session, visit.account.site_id, form.facts()))
    if isinstance(patient, NeoscreenError):
        return _mend(visit, form, patient)
    record(session, visit.actor, "patient added", "patient", patient.id)
    return go(f"/exams/new?patient={patient.id}" if form.then == "exam" else f"/patients/{patient.id}")


@router.get("/{patient_id}")
def show_patient(visit: PatientViewer, session: Records, patient_id: UUID, after: str | None = None) -> Response:
    patient = find_patient(session, visit.account.site_id, patient_id)
    record(session, visit.actor, "patient read", "patient", patient.id)
    exams = list_exams(session, patient.site_id, patient_id=patient.id, after=after)
    view = PatientView(
        patient=patient,
        ages=ages_of(visit, patient),
        siblings=siblings_of(session, patient),
        exams=lines_of(session, visit, exams.rows),
        next=exams.next,
        changes=tuple(list_changes(plain(facts_of(patient)), versions_of(session, patient))),
    )
    return page(visit, view)


@router.get("/{patient_id}/edit")
def show_edit(visit: PatientEditor, session: Records, patient_id: UUID) -> Response:
    patient = find_patient(session, visit.account.site_id, patient_id)
    record(session, visit.actor, "patient read", "patient", patient.id)
    return page(
        visit, PatientFormView(PatientForm.of(facts_of(patient), patient.version), patient, ages_of(visit, patient))
    )


@router.post("/{patient_id}")
def change(visit: PatientEditor, form: Annotated[PatientForm, Form()], session: Records, patient_id: UUID) -> Response:
    patient = find_patient(session, visit.account.site_id, patient_id)
    by = visit.account.id
    changed = attempt(session, lambda: change_patient(session, patient, form.facts(), form.version, by))
    if isinstance(changed, NeoscreenError):
        return _mend(visit, form, changed, patient)
    record(session, visit.actor, "patient changed", "patient", patient.id, fields=changed)
    return go(f"/patients/{patient.id}")


def _mend(visit: Visit, form: PatientForm, error: NeoscreenError, patient: Patient | None = None) -> Response:
    """The form again, with everything typed still in it."""
    said = {name: visit.language.say(fault) for name, fault in error.fields.items()}
    ages = ages_of(visit, patient) if patient else None
    view = PatientFormView(form, patient, ages, visit.language.say_error(error), said)
    if patient and isinstance(error, Stale):
        now = PatientForm.of(facts_of(patient), patient.version)
        again = form.model_copy(update={"version": now.version})
        view = replace(view, form=again, conflict=True, differences=tuple(compare(now, form)))
    return page(visit, view, error.status)

"""Who may ask for what: every route of the application, by everybody."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI

from app.records.audit_check import verify
from app.web.clinic import Clinic
from app.web.visit import form_token
from tests.browsing import Browser
from tests.people import ADMINISTRATOR, CLINICIAN, FAR_CLINICIAN, NURSE, Someone
from tests.web.routes import list_routes, settle_places

VISITORS = (None, NURSE, CLINICIAN, FAR_CLINICIAN, ADMINISTRATOR)
EXPECTED: dict[str, tuple[int, int, int, int, int]] = {
    # nobody, nurse, clinician, clinician of another site, administrator
    "GET /": (303, 200, 200, 200, 200),
    "GET /about": (200, 200, 200, 200, 200),
    "GET /account": (303, 200, 200, 200, 200),
    "GET /account/second-factor": (303, 200, 200, 200, 200),
    "GET /api/v1/events": (401, 200, 200, 200, 200),
    "GET /api/v1/exams": (401, 200, 200, 200, 200),
    "GET /api/v1/exams/{exam_id}": (401, 200, 200, 404, 200),
    "GET /api/v1/exams/{exam_id}/events": (401, 200, 200, 404, 200),
    "GET /api/v1/exams/{exam_id}/maps/{number}": (401, 200, 200, 404, 200),
    "GET /api/v1/exams/{exam_id}/pictures/{number}": (401, 200, 200, 404, 200),
    "GET /api/v1/exams/{exam_id}/pictures/{number}/frames/{frame}": (401, 200, 200, 404, 200),
    "GET /api/v1/models": (401, 200, 200, 200, 200),
    "GET /api/v1/openapi.json": (200, 200, 200, 200, 200),
    "GET /api/v1/patients": (401, 200, 200, 200, 200),
    "GET /api/v1/patients/{identifier}/severity": (401, 200, 200, 404, 200),
    "GET /api/v1/patients/{identifier}/treatments": (401, 200, 200, 404, 200),
    "GET /api/v1/patients/{identifier}/treatments/{period_id}": (401, 200, 200, 404, 200),
    "GET /api/v1/patients/{identifier}/visits": (401, 200, 200, 404, 200),
    "GET /api/v1/patients/{identifier}/visits/{visit_id}": (401, 200, 200, 404, 200),
    "GET /api/v1/patients/{patient_id}": (401, 200, 200, 404, 200),
    "GET /audit": (303, 403, 403, 403, 200),
    "GET /audit.csv": (303, 403, 403, 403, 200),
    "GET /choices": (303, 403, 403, 403, 200),
    "GET /exams/new": (303, 200, 200, 200, 200),
    "GET /exams/{exam_id}": (303, 200, 200, 404, 200),
    "GET /exams/{exam_id}/waiting": (303, 200, 200, 404, 200),
    "GET /help": (303, 200, 200, 200, 200),
    "GET /healthz": (200, 200, 200, 200, 200),
    "GET /metrics": (200, 200, 200, 200, 200),
    "GET /models": (303, 200, 200, 200, 200),
    "GET /models/{task}": (303, 200, 200, 200, 200),
    "GET /patients": (303, 200, 200, 200, 200),
    "GET /patients/new": (303, 200, 200, 200, 200),
    "GET /patients/{patient_id}": (303, 200, 200, 404, 200),
    "GET /patients/{patient_id}/edit": (303, 200, 200, 404, 200),
    "GET /patients/{patient_id}/severity": (303, 200, 200, 404, 200),
    "GET /patients/{patient_id}/severity.csv": (303, 200, 200, 404, 200),
    "GET /patients/{patient_id}/severity.svg": (303, 200, 200, 404, 200),
    "GET /patients/{patient_id}/treatments/new": (303, 200, 200, 404, 403),
    "GET /patients/{patient_id}/treatments/{period_id}": (303, 200, 200, 404, 200),
    "GET /patients/{patient_id}/visits/new": (303, 200, 200, 404, 403),
    "GET /patients/{patient_id}/visits/{visit_id}": (303, 200, 200, 404, 200),
    "GET /readyz": (200, 200, 200, 200, 200),
    "GET /sign-in": (200, 303, 303, 303, 303),
    "GET /static": (200, 200, 200, 200, 200),
    "GET /users": (303, 403, 403, 403, 200),
    "GET /users/{user_id}": (303, 403, 403, 403, 200),
    "GET /welcome": (303, 303, 303, 303, 303),
    "GET /worklist.csv": (303, 200, 200, 200, 200),
    "GET /worklist/rows": (303, 200, 200, 200, 200),
    "HEAD /api/v1/openapi.json": (200, 200, 200, 200, 200),
    "POST /account/password": (401, 422, 422, 422, 422),
    "POST /account/second-factor": (401, 422, 422, 422, 422),
    "POST /account/second-factor/remove": (401, 422, 422, 422, 422),
    "POST /account/tokens": (401, 422, 422, 422, 422),
    "POST /account/tokens/{token_id}/revoke": (401, 404, 404, 404, 404),
    "POST /api/v1/exams": (401, 422, 422, 422, 422),
    "POST /api/v1/exams/{exam_id}/analyses": (401, 422, 422, 422, 422),
    "POST /api/v1/patients": (401, 409, 409, 201, 409),
    "POST /api/v1/patients/{identifier}/treatments": (401, 422, 422, 422, 403),
    "POST /api/v1/patients/{identifier}/visits": (401, 422, 422, 422, 403),
    "POST /choices/{task}": (401, 403, 403, 403, 303),
    "POST /exams/new": (401, 422, 422, 422, 422),
    "POST /exams/{exam_id}/again": (401, 403, 409, 404, 403),
    "POST /exams/{exam_id}/derived": (401, 403, 200, 404, 403),
    "POST /exams/{exam_id}/impression": (401, 403, 409, 404, 403),
    "POST /exams/{exam_id}/overrides": (401, 403, 422, 404, 403),
    "POST /exams/{exam_id}/readings": (401, 403, 412, 404, 403),
    "POST /help/tour": (401, 303, 303, 303, 303),
    "POST /patients": (401, 422, 422, 422, 422),
    "POST /patients/{patient_id}": (401, 422, 422, 404, 422),
    "POST /patients/{patient_id}/treatments": (401, 422, 422, 404, 403),
    "POST /patients/{patient_id}/treatments/{period_id}": (401, 422, 422, 404, 403),
    "POST /patients/{patient_id}/treatments/{period_id}/withdraw": (401, 412, 412, 404, 403),
    "POST /patients/{patient_id}/visits": (401, 422, 422, 404, 403),
    "POST /patients/{patient_id}/visits/{visit_id}": (401, 422, 422, 404, 403),
    "POST /patients/{patient_id}/visits/{visit_id}/withdraw": (401, 412, 412, 404, 403),
    "POST /preferences": (303, 303, 303, 303, 303),
    "POST /sign-in": (401, 401, 401, 401, 401),
    "POST /sign-out": (401, 303, 303, 303, 303),
    "POST /sites": (401, 403, 403, 403, 422),
    "POST /users": (401, 403, 403, 403, 422),
    "POST /users/{user_id}/password": (401, 403, 403, 403, 422),
    "POST /users/{user_id}/role": (401, 403, 403, 403, 422),
    "POST /users/{user_id}/second-factor/remove": (401, 403, 403, 403, 303),
    "POST /users/{user_id}/{state}": (401, 403, 403, 403, 303),
    "POST /welcome": (403, 403, 403, 403, 403),
    "PUT /api/v1/patients/{identifier}/treatments/{period_id}": (401, 422, 422, 422, 403),
    "PUT /api/v1/patients/{identifier}/visits/{visit_id}": (401, 422, 422, 422, 403),
    "PUT /api/v1/patients/{patient_id}": (401, 200, 412, 404, 412),
}


def ask(browser: Browser, method: str, path: str) -> int:
    browser.get("/about")
    headers = {"accept": "text/html", "x-form-token": form_token(browser.secret)}
    if not path.startswith("/api/"):
        data = {"name": browser.secret[:8]} if method == "POST" else None
        return browser.client.request(method, path, headers=headers, data=data, follow_redirects=False).status_code
    headers |= {"accept": "application/json", "if-match": '"1"'}
    body = {"identifier": "N-1", "name": "Somebody", "birth_date": "2026-11-03"} if method in {"POST", "PUT"} else None
    return browser.client.request(method, path, headers=headers, json=body).status_code


def test_every_route_is_in_the_table_and_nothing_else(app: FastAPI) -> None:
    assert set(list_routes(app)) == set(EXPECTED)


@pytest.mark.parametrize("route", EXPECTED)
def test_a_route_answers_everybody_as_the_clinic_decided(
    route: str, clinic: Clinic, stranger: Browser, sign_in: Callable[[Someone], Browser]
) -> None:
    method, path = settle_places(clinic.database).fill(route)
    answers = tuple(ask(sign_in(who) if who else stranger, method, path) for who in VISITORS)
    assert answers == EXPECTED[route]
    with clinic.database.reading() as session:
        assert list(verify(session, clinic.database.head)) == []

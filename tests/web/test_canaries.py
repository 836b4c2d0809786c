"""What patients are called, and what people type, is in no log, metric, address or error."""

import io
import re
from collections.abc import Callable
from functools import partial

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.web.clinic import Clinic
from tests.browsing import Browser
from tests.exams import drawn
from tests.people import ADMINISTRATOR, CLINICIAN, NURSE, Someone
from tests.web.routes import list_routes, settle_places

CANARY = "Kanarie"
FIELDS = (
    *("identifier", "name", "note", "birth_group", "birth_date", "sex", "gestation_weeks", "password", "code"),
    *("site", "zone", "full_name", "label", "current", "secret", "role", "language", "theme", "back", "next"),
)


def everything(app: FastAPI, browser: Browser, route: str, path: str) -> list[str]:
    """One route with the marker in its query, headers, cookies and fields, well and badly; returns where it leads."""
    method = route.split()[0]
    marked = {
        "q": CANARY,
        "identifier": CANARY,
        "actor": CANARY,
        "since": CANARY,
        "after": CANARY,
        "next": f"/{CANARY}",
    }
    headers = {"user-agent": CANARY, "referer": f"http://{CANARY}/", "x-forwarded-for": CANARY, "x-request-id": CANARY,
               "accept-language": CANARY, "idempotency-key": CANARY, "if-match": CANARY}  # fmt: skip
    answers = []
    if method == "POST" and not path.startswith("/api/"):
        form = dict.fromkeys(FIELDS, CANARY)
        answers.append(browser.post(path, headers=headers, **form))
        answers.append(browser.post(path, headers=headers, **(form | {"birth_date": "2026-11-03", "sex": "male"})))
    body = {"identifier": CANARY, "name": CANARY, "birth_date": "2026-11-03", "note": CANARY}
    ask = partial(browser.client.request, params=marked, headers=headers, follow_redirects=False)
    answers += [ask(method, path, json=sent) for sent in (body, body | {CANARY: CANARY}, [CANARY])]
    answers.append(browser.client.request("BREW", path, params=marked, headers=headers))
    answers.append(browser.client.get(f"{path}/{CANARY}", params=marked))
    return [answer.headers.get("location", "") for answer in answers]


def send_exams(program: TestClient) -> None:
    """An exam of the marked patient, well and badly: the marker names files, fields and what is in them."""
    fields = {"task": "auricular", "patient": CANARY, "laterality": "left", "device": CANARY, "reason": CANARY}
    for number, content in enumerate((drawn(7), CANARY.encode(), b"")):
        files = [("pictures", (f"{CANARY}.png", content)), (CANARY, (CANARY, content))]
        for more in ({}, {"override": "dark"}, {"override": CANARY}, {"task": CANARY}, {"taken_at": CANARY}):
            program.post(
                "/api/v1/exams", data=fields | more, files=files, headers={"idempotency-key": f"{CANARY}{number}"}
            )
    assert program.get("/api/v1/exams", params={"patient": CANARY}).json()["exams"], "no marked exam was kept"


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_a_marker_put_in_everywhere_comes_out_nowhere(
    app: FastAPI,
    clinic: Clinic,
    stranger: Browser,
    sign_in: Callable[[Someone], Browser],
    program: TestClient,
    log: io.StringIO,
    capfd: pytest.CaptureFixture[str],
) -> None:
    places = settle_places(clinic.database)
    locations = []
    for route in list_routes(app):
        _, path = places.fill(route)
        for who in (None, NURSE, CLINICIAN, ADMINISTRATOR):
            locations += everything(app, sign_in(who) if who else stranger, route, path)
    locations += everything(app, Browser(program), "POST /api/v1/patients", "/api/v1/patients")
    send_exams(program)
    metrics = stranger.get("/metrics").text
    out, err = capfd.readouterr()
    err += log.getvalue()
    assert err.count('"event": "request"') > 100, "the log was not looked at"
    assert CANARY.lower() not in (out + err).lower()
    assert CANARY.lower() not in metrics.lower()
    leaks = [place for place in locations if CANARY in place and not re.fullmatch(rf"/{CANARY}|{CANARY}", place)]
    assert [place for place in leaks if "next=" not in place] == []


def test_metrics_count_routes_and_never_addresses(clinician: Browser, clinic: Clinic) -> None:
    patient = settle_places(clinic.database).patient
    clinician.get(f"/patients/{patient}")
    metrics = clinician.get("/metrics").text
    assert 'route="/patients/{patient_id}"' in metrics
    assert str(patient) not in metrics
    assert "neoscreen_request_seconds_bucket" in metrics

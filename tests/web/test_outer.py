"""What is on every answer: security headers, request ids; and what a surprise looks like."""

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.web.clinic import Clinic
from tests.browsing import PAGE, Browser
from tests.people import CLINICIAN, PASSWORD
from tests.web.routes import list_routes, settle_places

ASKED = (
    *("/about", "/nowhere", "/patients", "/audit", "/patients/zz"),
    *("/static/neoscreen.css", "/static/nothing.css", "/healthz", "/readyz", "/metrics"),
    *("/api/v1/openapi.json", "/api/v1/patients", "/api/v1/nowhere"),
)


@pytest.mark.parametrize("path", ASKED)
def test_every_answer_has_the_security_headers(stranger: Browser, path: str) -> None:
    answer = stranger.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "*" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["x-request-id"])
    assert "strict-transport-security" not in answer.headers
    assert "server" not in answer.headers
    assert len(answer.headers.get_list("content-security-policy")) == 1


def test_pages_are_kept_by_no_cache(clinician: Browser, clinic: Clinic) -> None:
    patient = settle_places(clinic.database).patient
    for path in ("/", "/patients", f"/patients/{patient}", "/account", "/about", "/nowhere", "/patients/zz"):
        assert clinician.get(path).headers["cache-control"] == "no-store", path


def test_two_requests_have_two_ids_and_nobody_brings_their_own(stranger: Browser) -> None:
    ids = {stranger.get("/about", headers={"x-request-id": "mine"}).headers["x-request-id"] for _ in range(2)}
    assert len(ids) == 2
    assert "mine" not in ids


def test_the_id_stands_on_an_error_page_and_in_a_problem(stranger: Browser) -> None:
    page = stranger.get("/nowhere")
    assert page.headers["x-request-id"] in page.text
    problem = stranger.client.get("/api/v1/nowhere")
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json()["request_id"] == problem.headers["x-request-id"]


@pytest.fixture
def broken(app: FastAPI) -> TestClient:
    def fail() -> None:
        raise RuntimeError("CANARY of a patient")

    app.add_api_route("/fails", fail)
    app.add_api_route("/api/v1/fails", fail)
    return TestClient(app)


def test_a_surprise_is_a_page_with_a_number_and_no_stack(broken: TestClient, capfd: pytest.CaptureFixture[str]) -> None:
    answer = broken.get("/fails", headers=PAGE)
    assert answer.status_code == 500
    assert answer.headers["x-request-id"] in answer.text
    assert "content-security-policy" in answer.headers
    problem = broken.get("/api/v1/fails")
    assert (problem.status_code, problem.json()["status"]) == (500, 500)
    said = answer.text + problem.text + "".join(capfd.readouterr())
    assert "RuntimeError" in said
    assert "CANARY" not in said


@pytest.fixture
def behind_tls(settings: Settings) -> Iterator[TestClient]:
    served = create_app(settings.model_copy(update={"public_url": "https://neoscreen.hospital.example"}))
    yield TestClient(served, base_url="https://neoscreen.hospital.example")
    served.state.clinic.database.engine.dispose()


def flags(answer_cookie: str) -> set[str]:
    return {part.strip().lower() for part in answer_cookie.split(";")[1:]}


def test_behind_tls_cookies_belong_to_this_host_alone_and_browsers_stay_with_tls(behind_tls: TestClient) -> None:
    browser = Browser(behind_tls)
    page = browser.get("/sign-in")
    assert "max-age=31536000" in page.headers["strict-transport-security"]
    assert page.headers["set-cookie"].startswith("__Host-visitor=")
    answer = browser.post("/sign-in", name=CLINICIAN.name, password=PASSWORD)
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-neoscreen=")
    assert {"secure", "httponly", "samesite=lax", "path=/"} <= flags(cookie)
    assert not any(flag.startswith("domain") for flag in flags(cookie))
    assert browser.get("/patients").status_code == 200
    assert "strict-transport-security" in browser.get("/nowhere").headers


def test_a_cookie_without_the_prefix_is_not_taken_behind_tls(behind_tls: TestClient) -> None:
    browser = Browser(behind_tls)
    browser.get("/sign-in")
    browser.post("/sign-in", name=CLINICIAN.name, password=PASSWORD)
    secret = browser.secret
    behind_tls.cookies.clear()
    behind_tls.cookies.set("neoscreen", secret)
    assert browser.get("/patients").status_code == 303


def test_without_tls_cookies_are_out_of_reach_of_scripts_and_other_sites(stranger: Browser) -> None:
    cookie = stranger.get("/sign-in").headers["set-cookie"]
    assert {"httponly", "samesite=lax", "path=/"} <= flags(cookie)
    for path in ("/preferences",):
        for chosen in stranger.post(path, theme="dark", language="zh").headers.get_list("set-cookie"):
            assert {"httponly", "samesite=lax"} <= flags(chosen)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_answers_in_the_language_chosen(
    app: FastAPI, clinic: Clinic, administrator: Browser, language: str
) -> None:
    places = settle_places(clinic.database)
    administrator.post("/preferences", language=language)
    pages = 0
    for route in list_routes(app):
        method, path = places.fill(route)
        answer = administrator.get(path)
        whole = answer.text.startswith("<!doctype html>")
        if method != "GET" or not whole:
            continue
        assert answer.status_code < 400 or answer.status_code == 403, route  # some are not an administrator's
        assert f'<html lang="{language}' in answer.text, route
        pages += 1
    assert pages >= 9

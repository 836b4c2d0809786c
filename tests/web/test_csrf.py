"""Changes that another site's page asks this browser for."""

from uuid import uuid4

import pytest

from app.web.clinic import Clinic
from app.web.visit import form_token
from tests.browsing import PAGE, Browser
from tests.web.routes import settle_places

FORM = {"identifier": "N-7", "name": "Baby Zhou", "birth_date": "2026-11-03"}


def test_a_form_of_our_own_page_is_taken(clinician: Browser) -> None:
    assert clinician.post("/patients", **FORM).status_code == 303


@pytest.mark.parametrize("token", [None, "", "0" * 64, form_token("another browser's secret"), "ü", "\x00"])
def test_a_form_without_our_token_is_refused(clinician: Browser, token: str | None) -> None:
    data = FORM if token is None else FORM | {"form_token": token}
    answer = clinician.client.post("/patients", data=data, headers=PAGE)
    assert answer.status_code == 403
    assert "reload the page" in answer.text
    assert "N-7" not in clinician.get("/patients").text


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://testserver.evil.example"},
        {"origin": "http://["},
        {"origin": ""},
    ],
)
def test_a_form_from_elsewhere_is_refused_even_with_the_token(clinician: Browser, headers: dict[str, str]) -> None:
    assert clinician.post("/patients", headers=headers, **FORM).status_code == 403


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "same-origin"}, {"origin": "http://testserver"}])
def test_a_browser_that_says_it_comes_from_here_is_believed(clinician: Browser, headers: dict[str, str]) -> None:
    assert clinician.post("/patients", headers=headers, **FORM).status_code == 303


def test_the_cookie_alone_changes_nothing_through_the_api(clinician: Browser, clinic: Clinic) -> None:
    places = settle_places(clinic.database)
    body = {"identifier": "N-1", "name": "X", "birth_date": "2026-11-03"}
    put = clinician.client.put(f"/api/v1/patients/{places.patient}", json=body, headers={"if-match": '"1"'})
    post = clinician.client.post("/api/v1/patients", json=body | {"identifier": str(uuid4())})
    assert (put.status_code, post.status_code) == (403, 403)


def test_a_token_that_is_no_cookie_needs_no_form_token_and_a_false_one_does_not_lend_the_cookies_rights(
    clinician: Browser,
) -> None:
    body = {"identifier": "N-9", "name": "X", "birth_date": "2026-11-03"}
    answer = clinician.client.post("/api/v1/patients", json=body, headers={"authorization": "Bearer neo_false"})
    assert answer.status_code == 401


def test_signing_in_needs_the_token_of_the_page_too(stranger: Browser) -> None:
    answer = stranger.client.post("/sign-in", data={"name": "nurse", "password": "x" * 12}, headers=PAGE)
    assert answer.status_code == 403

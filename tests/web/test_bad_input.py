"""What people and programs get wrong, or send to do harm: a clear sentence, the right status, never a failure."""

import json
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.web.clinic import Clinic
from tests.browsing import PAGE, Browser, raw
from tests.people import SOUTH, baby
from tests.web.routes import NOBODY, Places, settle_places

FORM = {"identifier": "N-7", "name": "Baby Zhou", "birth_date": "2026-11-03"}
BODY = FORM
PART = b"--x\r\nContent-Disposition: form-data; %s\r\n\r\n\xff\r\n--x--"
BOTH = pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])


@pytest.fixture
def places(clinic: Clinic) -> Places:
    return settle_places(clinic.database)


@BOTH
@pytest.mark.parametrize(
    "more",
    [
        {"identifier": ""},
        {"identifier": "N-1"},
        {"identifier": "a\x00b"},
        {"name": "\x00"},
        {"name": "x" * 100_000},
        {"sex": "other"},
        {"birth_date": "3.11.2026"},
        {"birth_date": "2026-02-30"},
        {"birth_date": "9999-12-31"},
        {"birth_date": ""},
        {"birth_time": "25:00"},
        {"due_date": "soon"},
        {"gestation_weeks": "-1"},
        {"gestation_weeks": "1e9"},
        {"gestation_weeks": "9" * 5000},
        {"gestation_weeks": "28", "gestation_days": "7"},
        {"note": "\x00"},
        {"birth_group": "\x01"},
    ],
)
def test_a_form_that_cannot_be_taken_comes_back_with_what_was_typed(
    clinician: Browser, places: Places, more: dict[str, str]
) -> None:
    answer = clinician.post("/patients", **(FORM | more))
    assert answer.status_code in {409, 422}
    assert "Please" in answer.text
    if "identifier" not in more:
        assert "N-7" in answer.text


@BOTH
def test_sql_and_html_in_names_are_just_names(clinician: Browser) -> None:
    evil = "<script>alert('1')</script>'; DROP TABLE patient; --"
    made = clinician.post("/patients", **(FORM | {"name": evil, "note": "<img src=x onerror=alert(1)>"}))
    shown = clinician.get(made.headers["location"])
    assert "<script>alert" not in shown.text
    assert "<img src=x" not in shown.text
    assert "&lt;script&gt;" in shown.text
    assert "<script>alert" not in clinician.get("/patients", params={"q": "drop table"}).text
    assert "N-7" in clinician.get("/patients", params={"q": "'; DROP"}).text


@BOTH
@pytest.mark.parametrize("query", ["\x00", "%", "_", "'", '"', "\\", "🦻", "a" * 10_000, "\ufeff", "٣", "x " * 100])
def test_any_search_is_answered(clinician: Browser, program: TestClient, query: str) -> None:
    assert clinician.get("/patients", params={"q": query}).status_code == 200
    assert program.get("/api/v1/patients", params={"q": query}).status_code == (422 if len(query) > 200 else 200)


@pytest.mark.parametrize("raw", ["%ff", "%ed%a0%80", "%c0%af", "%", "%zz", "%00"])
@BOTH
def test_bad_encodings_in_an_address_are_answered(clinician: Browser, program: TestClient, raw: str) -> None:
    assert clinician.get(f"/patients?q={raw}").status_code == 200
    assert clinician.get(f"/patients/{raw}").status_code == 404
    assert program.get(f"/api/v1/patients/{raw}").status_code == 404
    assert clinician.get(f"/audit?actor={raw}").status_code == 403


@BOTH
@pytest.mark.parametrize("cursor", ["x", "=", "%00", "W10=", "W251bGwsbnVsbF0=", "a" * 300, "🦻"])
def test_a_malformed_cursor_is_said_to_be_one(clinician: Browser, program: TestClient, cursor: str) -> None:
    for path in ("/patients", "/"):
        answer = clinician.get(path, params={"after": cursor})
        assert answer.status_code == 400
        assert "first page" in answer.text
    assert program.get("/api/v1/patients", params={"after": cursor}).status_code in {400, 422}


@BOTH
@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("before", "x", 400),
        ("before", "9" * 30, 400),
        ("before", "-1", 400),
        ("since", "yesterday", 400),
        ("since", "0001-01-01", 400),
        ("until", "9999-12-31", 400),
        ("actor", "\x00", 422),
        ("action", "' OR 1=1", 200),
        ("subject_id", "x" * 5000, 200),
    ],
)
def test_the_audit_page_takes_no_nonsense(administrator: Browser, name: str, value: str, status: int) -> None:
    for path in ("/audit",) if name == "before" else ("/audit", "/audit.csv"):
        answer = administrator.get(path, params={name: value})
        assert answer.status_code in {status, 200 if value == "\x00" else status}, answer.text


@pytest.mark.parametrize("path", ["/patients/{}", "/patients/{}/edit", "/api/v1/patients/{}", "/users/{}"])
@pytest.mark.parametrize("name", [str(NOBODY), "zz", "1", "x" * 5000, "%2e%2e", quote("张三"), str(NOBODY).upper()])
@BOTH
def test_an_id_nobody_has_is_not_found(administrator: Browser, path: str, name: str) -> None:
    assert administrator.get(path.format(name)).status_code == 404


def test_a_stranger_learns_nothing_from_an_id_and_leaves_none_in_the_trail(
    stranger: Browser, administrator: Browser
) -> None:
    assert stranger.get("/patients/" + "9" * 500).status_code in {303, 404}
    assert "999" not in administrator.get("/audit").text


@BOTH
def test_another_sites_patient_is_not_found_and_the_try_is_in_the_trail(
    clinician: Browser, program: TestClient, administrator: Browser, clinic: Clinic
) -> None:
    from app.records.patients import add_patient
    from tests.people import site_id

    with clinic.database.transaction() as session:
        theirs = add_patient(session, site_id(clinic.database, SOUTH), baby("S-1")).id
    assert clinician.get(f"/patients/{theirs}").status_code == 404
    assert clinician.post(f"/patients/{theirs}", **FORM, version=1).status_code == 404
    assert program.get(f"/api/v1/patients/{theirs}").status_code == 404
    assert program.put(f"/api/v1/patients/{theirs}", json=BODY, headers={"if-match": '"1"'}).status_code == 404
    trail = administrator.get("/audit", params={"action": "refused"}).text
    assert trail.count(str(theirs)) >= 4


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
def test_a_wrong_method_is_405(clinician: Browser, method: str) -> None:
    for path in ("/patients", "/about", "/healthz"):
        answer = clinician.client.request(method, path)
        assert answer.status_code == 405, path


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("application/json", b"{"),
        ("application/json", b""),
        ("application/json", b"\xff\xfe"),
        ("application/json", b'{"identifier": "\\ud800", "name": "x", "birth_date": "2026-11-03"}'),
        ("application/json", b'{"\\ud800": 1}'),
        ("application/json", b"[" * 100_000),
        ("application/json", b"null"),
        ("application/json", b'{"identifier": NaN}'),
        ("application/json", b"1" * 10_000),
        ("text/plain", b"{}"),
        ("", b"{}"),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("application/x-www-form-urlencoded", b"%ff=%ff"),
        ("application/xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"),
    ],
)
def test_the_api_says_what_it_cannot_read(program: TestClient, kind: str, content: bytes) -> None:
    headers = {"content-type": kind} if kind else {}
    answer = program.post("/api/v1/patients", content=content, headers=headers)
    assert answer.status_code in {400, 415, 422}, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("multipart/form-data; boundary=x; charset=idna", PART % b'name="a"'),
        ("multipart/form-data; boundary=x", PART % b'name="name"; filename="x"'),
        ("application/x-www-form-urlencoded", b"%"),
        ("application/x-www-form-urlencoded", b"a=" + b"&a=" * 5000),
        ("application/json", b"{}"),
    ],
)  # fmt: skip
def test_a_page_says_what_it_cannot_read(clinician: Browser, kind: str, content: bytes) -> None:
    from app.web.visit import form_token

    headers = PAGE | {"content-type": kind, "x-form-token": form_token(clinician.secret)}
    for path in ("/patients", "/sign-out", "/sign-in", "/preferences"):
        answer = clinician.client.post(path, content=content, headers=headers, follow_redirects=False)
        assert answer.status_code < 500, (path, answer.text)


@pytest.mark.parametrize(
    ("if_match", "status"),
    [(None, 428), ('"1"', 200), ("1", 200), ('"2"', 412), ("*", 412), ("", 412), ('W/"1"', 412), ("٣", 412),
     ('"' + "9" * 30 + '"', 412), ("-1", 412)],
)  # fmt: skip
def test_a_change_names_the_version_it_was_made_from(
    program: TestClient, places: Places, if_match: str | None, status: int
) -> None:
    headers = {} if if_match is None else raw(if_match=if_match)
    answer = program.put(f"/api/v1/patients/{places.patient}", json=BODY, headers=headers)
    assert answer.status_code == status, answer.text


@BOTH
@pytest.mark.parametrize("key", ["x" * 201, "", "ü".encode(), b"\x01", b"\xff"])
def test_an_odd_idempotency_key_is_taken_or_refused(program: TestClient, key: str | bytes) -> None:
    answer = program.post("/api/v1/patients", json=BODY, headers=raw(idempotency_key=key))
    assert answer.status_code in {201, 422}


@pytest.mark.parametrize("authorization", ["Bearer", "Bearer ", "bearer x", "Basic eDp4", "Bearer \x01", "ü".encode()])
def test_a_false_token_is_refused(stranger: Browser, authorization: str | bytes) -> None:
    answer = stranger.client.get("/api/v1/patients", headers=raw(authorization=authorization))
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "cookie", ["x", "ü".encode(), "a" * 8000, "neoscreen=", "neoscreen=\x01", "theme=nothing; language=xx"]
)
def test_any_cookie_is_answered(stranger: Browser, cookie: str | bytes) -> None:
    answer = stranger.client.get("/about", headers=raw(cookie=cookie, accept="text/html"))
    assert answer.status_code == 200


@pytest.mark.parametrize("accepted", ["", "xx", "zh-CN,zh;q=0.9", ";;;", "ü".encode(), "," * 5000])
def test_any_language_header_is_answered(stranger: Browser, accepted: str | bytes) -> None:
    answer = stranger.client.get("/about", headers=raw(accept_language=accepted, accept="text/html"))
    assert answer.status_code == 200
    assert ('<html lang="zh' in answer.text) is (accepted == "zh-CN,zh;q=0.9")


@pytest.mark.parametrize("chosen", [{"language": "xx"}, {"theme": "pink"}, {"theme": "张"}, {"language": "en;x"}])
def test_a_language_or_theme_not_on_offer_is_refused(stranger: Browser, chosen: dict[str, str]) -> None:
    stranger.get("/sign-in")
    assert stranger.post("/preferences", **chosen).status_code == 422


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from([*BODY, "sex", "note", "birth_time", "due_date", "gestation_days", "birth_group", "more"])


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(FIELDS, JSON, max_size=4))
def test_no_json_whatever_makes_it_fail(program: TestClient, more: dict[str, object]) -> None:
    answer = program.post(
        "/api/v1/patients", content=json.dumps(BODY | more), headers={"content-type": "application/json"}
    )
    assert answer.status_code in {201, 400, 409, 422}, answer.text

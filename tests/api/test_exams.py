"""Exams for programs."""

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest
from fastapi import FastAPI
from httpx2 import Response
from PIL import Image
from sqlalchemy import func, select
from starlette.testclient import TestClient

from app.analysis.bulletin import Bulletin, Hint
from app.domain.exam import ExamState, ReadingMode
from app.imaging.heatmap import decode_map
from app.records.audit_check import verify
from app.records.choices import Choice, choose
from app.records.database import Session
from app.records.exams import find_exam
from app.records.tables import Assessment, AuditEntry, Exam, Override, Picture
from app.settings import Settings
from app.web.api import exam_events
from app.web.clinic import Clinic
from app.web.visit import form_token
from tests.browsing import Browser
from tests.exams import answer, answered, complaint, drawn, refused, somebody
from tests.people import CLINICIAN, FAR_CLINICIAN, NURSE, Someone, site_id

pytestmark = pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
EXAMS = "/api/v1/exams"
EAR = {"task": "auricular", "patient": "N-1", "laterality": "left", "taken_at": "2026-11-04T16:00:00+08:00"}


@pytest.fixture(autouse=True)
def _patient(clinic: Clinic) -> None:
    with clinic.database.transaction() as session:
        somebody(session, clinic.database)


def files(*contents: bytes) -> list[tuple[str, tuple[str, bytes]]]:
    return [("pictures", (f"{number}.png", content)) for number, content in enumerate(contents)]


def send(program: TestClient, *contents: bytes, key: str = "", **more: object) -> Response:
    headers = {"idempotency-key": key} if key else {}
    return program.post(EXAMS, data=EAR | more, files=files(*(contents or (drawn(),))), headers=headers)


def count(clinic: Clinic, table: Any) -> int:
    with clinic.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_an_exam_is_acknowledged_kept_analysed_and_read(program: TestClient, clinic: Clinic) -> None:
    sent = send(program, drawn(1), drawn(2), device="Ward phone")
    assert sent.status_code == 202
    place = sent.headers["location"]
    said = sent.json()
    assert (said["state"], said["answer"], len(said["pictures"])) == ("received", None, 2)
    assert answer(clinic.database, clinic.pictures, answered(complaint(note=True), pictures=2)) == 1
    read = program.get(place)
    assert read.headers["cache-control"] == "no-store"
    exam = read.json()
    assert (exam["state"], exam["device"], exam["patient"]) == ("done", "Ward phone", "N-1")
    assert (exam["pictures"][1]["width"], exam["pictures"][1]["frames"]) == (64, 1)
    given = exam["answer"]
    assert given["model"]["caution"].startswith("Demonstration model.")
    assert given["hazards"]
    assert given["complaints"][0]["sentence"].startswith("The picture is too dark.")
    found = given["assessment"]
    assert (found["verdict"], found["findings"][0]["title"]) == ("suspected", "Lop ear")
    assert "normal" not in {finding["finding"] for finding in found["findings"]}
    assert found["words"].startswith("Suspected: Lop ear.")
    assert (found["ppv"]["value"], found["npv"]) == (0.5, None)
    assert len(found["severity"]) == len(found["maps"]) == 2


def test_sentences_come_in_the_askers_language(program: TestClient, clinic: Clinic) -> None:
    place = send(program).headers["location"]
    answer(clinic.database, clinic.pictures)
    said = program.get(place, headers={"accept-language": "zh"}).json()
    assert "Demonstration" not in said["answer"]["model"]["caution"]


def test_a_refusal_names_its_complaints(program: TestClient, clinic: Clinic) -> None:
    place = send(program).headers["location"]
    answer(clinic.database, clinic.pictures, refused(complaint(code="no_ear", hard=True), complaint()))
    exam = program.get(place).json()
    assert (exam["state"], exam["answer"]["accepted"], exam["answer"]["assessment"]) == ("refused", False, None)
    assert [(one["code"], one["hard"]) for one in exam["answer"]["complaints"]] == [("no_ear", True), ("dark", False)]


def test_pictures_frames_and_maps_are_files_that_need_not_be_sent_twice(program: TestClient, clinic: Clinic) -> None:
    place = send(program).headers["location"]
    answer(clinic.database, clinic.pictures)
    exam = program.get(place).json()
    stored = program.get(exam["pictures"][0]["href"])
    assert hashlib.sha256(stored.content).hexdigest() == exam["pictures"][0]["sha256"]
    assert stored.headers["content-disposition"].startswith("attachment")
    frame = program.get(exam["pictures"][0]["frames_href"].format(frame=0))
    assert (frame.headers["content-type"], frame.headers["cache-control"]) == ("image/png", "private, no-cache")
    (drawn_map,) = exam["answer"]["assessment"]["maps"]
    coded = program.get(drawn_map["href"])
    values = decode_map(coded.content, drawn_map["scale"])
    np.testing.assert_allclose(values, np.linspace(0, 1, 12).reshape(3, 4), atol=1 / 500)
    for answer_ in (stored, frame, coded):
        again = program.get(answer_.url.path, headers={"if-none-match": answer_.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    for missing in ("pictures/1", "pictures/0/frames/1", "maps/1", f"maps/0?answer={uuid4()}"):
        assert program.get(f"{place}/{missing}").status_code == 404


def test_frames_are_one_look_whichever_is_seen_first_and_a_file_is_written_down_each_time(
    program: TestClient, clinic: Clinic
) -> None:
    place = send(program, drawn(1), drawn(2)).headers["location"]

    def looked() -> list[str]:
        with clinic.database.reading() as session:
            return list(session.scalars(select(AuditEntry.details).where(AuditEntry.action == "picture read")))

    for address in ("pictures/1/frames/0", "pictures/1/frames/0?least=8", "pictures/0/frames/0", "pictures/1/frames/0"):
        assert program.get(f"{place}/{address}").status_code == 200
    assert [json.loads(one) for one in looked()] == [{"picture": 1}, {"picture": 0}]
    for _ in range(2):
        program.get(f"{place}/pictures/0")
    assert len(looked()) == 4


def test_the_same_key_and_the_same_pictures_are_one_exam(program: TestClient, clinic: Clinic) -> None:
    first = send(program, drawn(1), drawn(2), key="k-1")
    replayed = send(program, drawn(1), drawn(2), key="k-1")
    again = send(program, drawn(2), drawn(1))
    assert first.json()["id"] == replayed.json()["id"] == again.json()["id"]
    assert replayed.headers["idempotency-replayed"] == "true"
    assert send(program, drawn(3), key="k-1").status_code == 422
    assert count(clinic, Exam) == 1


def test_what_moves_on_while_a_stream_begins_is_heard(
    program: TestClient, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    bulletin, place = Bulletin(), send(program).headers["location"]
    monkeypatch.setattr(clinic.analysis, "bulletin", bulletin)
    monkeypatch.setattr(exam_events, "LONGEST", 0.5)

    def read_and_then_it_moves(session: Session, site: UUID, exam_id: UUID) -> Exam:
        exam = find_exam(session, site, exam_id)
        bulletin.tell(Hint(exam.id, exam.site_id, ExamState.DONE, exam.changed_at))
        return exam

    monkeypatch.setattr(exam_events, "find_exam", read_and_then_it_moves)
    heard = program.get(f"{place}/events").text
    assert heard.index('"received"') < heard.index('"done"')
    assert not bulletin.heard, "who has gone listens no longer"


def test_16_posts_at_once_make_one_exam(
    app: FastAPI, program: TestClient, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.analysis.reception.PATIENCE", 60.0)
    headers = {"authorization": program.headers["authorization"]}

    def post(number: int) -> str:
        key = {"idempotency-key": "k-1"} if number % 2 else {}
        client = TestClient(app, headers=headers | key)
        said: str = client.post(EXAMS, data=EAR, files=files(drawn(1))).json()["id"]
        return said

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(post, range(16)))) == 1
    assert count(clinic, Exam) == count(clinic, Picture) == 1
    with clinic.database.reading() as session:
        assert session.scalar(select(func.count()).where(AuditEntry.action == "exam received")) == 1
        assert list(verify(session, clinic.database.head)) == []


def test_of_two_ears_sent_at_once_with_one_picture_the_later_is_asked_about(
    app: FastAPI, program: TestClient, clinic: Clinic
) -> None:
    headers = {"authorization": program.headers["authorization"], "prefer": "respond-async"}

    def post(side: str) -> Response:
        return TestClient(app, headers=headers).post(EXAMS, data=EAR | {"laterality": side}, files=files(drawn(1)))

    with ThreadPoolExecutor(2) as pool:
        kept, asked = sorted(pool.map(post, ("left", "right")), key=lambda answer_: answer_.status_code)
    assert (kept.status_code, asked.status_code, count(clinic, Exam)) == (202, 409, 1)
    (complaint_,) = asked.json()["complaints"]
    assert (complaint_["code"], complaint_["href"]) == ("same_other_ear", f"/exams/{kept.json()['id']}")


def test_of_a_mixed_batch_every_bad_file_is_named_and_nothing_is_kept(program: TestClient, clinic: Clinic) -> None:
    refusal = send(program, drawn(1), b"%PDF-1.7 no picture", drawn(2), b"")
    assert (refusal.status_code, refusal.headers["content-type"]) == (422, "application/problem+json")
    assert [(file["position"], file["name"]) for file in refusal.json()["files"]] == [(1, "1.png"), (3, "3.png")]
    assert all(file["detail"].endswith(".") for file in refusal.json()["files"])
    assert count(clinic, Exam) == 0
    assert not list(clinic.pictures.root.rglob("*"))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"patient": "N-9"}, "patient"),
        ({"laterality": "both"}, "laterality"),
        ({"task": "vcfs", "laterality": "none"}, "consent"),
        ({"taken_at": "2100-01-01T00:00:00Z"}, "taken_at"),
        ({"taken_at": "2026-11-03T00:00:00"}, "taken_at"),
        ({"override": "dark"}, "reason"),
        ({"task": "cleft", "laterality": "none"}, "task"),
        ({"taken_at": "2026-11-02T12:00:00+08:00"}, "taken_at"),
        ({"gestation_days": 200}, "gestation_days"),
    ],
)
def test_what_cannot_be_used_is_refused_by_field(
    program: TestClient, clinic: Clinic, more: dict[str, str], field: str
) -> None:
    refusal = send(program, **more)
    assert refusal.status_code == 422
    assert set(refusal.json()["fields"]) == {field}
    assert count(clinic, Exam) == 0


def test_another_answer_is_added_and_a_clinician_overrules_soft_complaints_only(
    program: TestClient, clinic: Clinic
) -> None:
    place = send(program).headers["location"]
    again = f"{place}/analyses"
    assert program.post(again, json={}).status_code == 409
    answer(clinic.database, clinic.pictures, refused(complaint(code="dark"), complaint(code="no_ear", hard=True)))
    assert program.post(again, json={"overrides": ["no_ear"], "reason": "I see one."}).status_code == 422
    assert program.post(again, json={"overrides": ["dark"]}).status_code == 422
    asked = program.post(
        again, json={"overrides": ["dark"], "reason": "It is plain."}, headers={"idempotency-key": "a"}
    )
    assert (asked.status_code, asked.json()["state"]) == (202, "received")
    assert asked.json()["overrides"][0]["reason"] == "It is plain."
    answer(clinic.database, clinic.pictures, answered(model="b" * 64))
    exam = program.get(place).json()
    assert (exam["state"], exam["answer"]["accepted"], [one["accepted"] for one in exam["earlier"]]) == (
        "done",
        True,
        [False],
    )
    assert (count(clinic, Assessment), count(clinic, Override)) == (2, 1)


def test_the_same_pictures_again_overrule_a_complaint_and_nothing_earlier_is_lost(
    program: TestClient, clinic: Clinic
) -> None:
    place = send(program).headers["location"]
    answer(clinic.database, clinic.pictures, refused(complaint(code="dark")))
    assert send(program).json()["state"] == "refused"
    asked = send(program, override="dark", reason="It is plain.", consent="true", key="anew")
    assert (asked.status_code, asked.headers["location"], asked.json()["state"]) == (202, place, "received")
    assert send(program, override="dark", reason="It is plain.", consent="true", key="anew").status_code == 202
    assert answer(clinic.database, clinic.pictures, answered(model="b" * 64)) == 1
    exam = program.get(place).json()
    assert (exam["state"], exam["overrides"][0]["reason"]) == ("done", "It is plain.")
    assert not exam["consent"], "no consent is asked for an ear"
    assert [one["accepted"] for one in (exam["answer"], *exam["earlier"])] == [True, False]
    with clinic.database.reading() as session:
        actions = list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.sequence)))
    assert (actions.count("exam sent again"), actions.count("complaint overruled")) == (1, 1)
    assert count(clinic, Exam) == 1


def test_a_nurse_may_send_but_not_overrule(sign_in: Callable[[Someone], Browser], clinic: Clinic) -> None:
    nurse = sign_in(NURSE)
    headers = {"x-form-token": form_token(nurse.secret)}
    refusal = nurse.client.post(
        EXAMS, data=EAR | {"override": "dark", "reason": "plain"}, files=files(drawn()), headers=headers
    )
    assert refusal.status_code == 403
    assert nurse.client.post(EXAMS, data=EAR, files=files(drawn()), headers=headers).status_code == 202


def test_an_exam_of_another_site_is_not_there(
    program: TestClient, clinic: Clinic, sign_in: Callable[[Someone], Browser]
) -> None:
    place = send(program).headers["location"]
    far = sign_in(FAR_CLINICIAN)
    for path in ("", "/pictures/0", "/pictures/0/frames/0", "/events"):
        assert far.client.get(f"{place}{path}").status_code == 404
    assert far.client.get(EXAMS).json()["exams"] == []


def test_a_reader_sees_the_answer_when_the_sites_mode_lets_them(
    program: TestClient, clinic: Clinic, sign_in: Callable[[Someone], Browser]
) -> None:
    place = send(program).headers["location"]
    answer(clinic.database, clinic.pictures)
    reader = sign_in(CLINICIAN).client
    blind = reader.get(place).json()
    assert (blind["state"], blind["answer"], blind["earlier"]) == ("done", None, [])
    assert blind["withheld"]
    assert reader.get(f"{place}/maps/0").status_code == 404
    with clinic.database.reading() as session:
        assert session.scalar(select(func.count()).where(AuditEntry.action == "answer shown")) == 0
    assert program.get(place).json()["answer"]
    with clinic.database.transaction() as session:
        choose(session, site_id(clinic.database), "auricular", Choice(reading_mode=ReadingMode.CONCURRENT))
    assert reader.get(place).json()["answer"]
    assert reader.get(f"{place}/maps/0").status_code == 200


def test_lists_hold_every_exam_once_and_narrow(program: TestClient, clinic: Clinic) -> None:
    for number in range(5):
        send(program, drawn(number), urgent=number == 3)
    seen, after = [], None
    while True:
        page = program.get(EXAMS, params={"limit": 2} | ({"after": after} if after else {})).json()
        seen += [exam["id"] for exam in page["exams"]]
        after = page["next"]
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 5
    assert len(program.get(EXAMS, params={"urgent": True}).json()["exams"]) == 1
    assert len(program.get(EXAMS, params={"state": "received"}).json()["exams"]) == 5
    for narrowed in ({"task": "cleft"}, {"state": "done"}, {"patient": "N-9"}):
        assert program.get(EXAMS, params=narrowed).json()["exams"] == []
    assert len(program.get(EXAMS, params={"patient": "N-1"}).json()["exams"]) == 5


def test_every_look_and_every_change_is_in_the_trail(program: TestClient, clinic: Clinic) -> None:
    place = send(program).headers["location"]
    answer(clinic.database, clinic.pictures)
    for path in ("", "/pictures/0", "/maps/0", "/events"):
        assert program.get(f"{place}{path}").status_code == 200
    program.post(f"{place}/analyses", json={})
    with clinic.database.reading() as session:
        exam_id = place.rpartition("/")[2]
        actions = set(session.scalars(select(AuditEntry.action).where(AuditEntry.subject_id == exam_id)))
    assert actions >= {
        *("exam received", "exam read", "exam answered", "picture read", "heat map read", "exams watched"),
        *("analysis asked for", "answer shown"),
    }


def test_a_photograph_is_shown_upright_and_small_enough(program: TestClient, clinic: Clinic) -> None:
    from io import BytesIO

    written = BytesIO()
    turned = Image.Exif()
    turned[0x0112] = 6
    Image.new("RGB", (400, 200), (200, 120, 80)).save(written, "JPEG", exif=turned)
    place = send(program, written.getvalue()).headers["location"]
    frame = program.get(f"{place}/pictures/0/frames/0", params={"least": 50})
    with Image.open(BytesIO(frame.content)) as shown:
        assert shown.format == "JPEG"
        assert shown.height > shown.width >= 50


class TestFull:
    """More waits than can be done soon."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"max_exams_waiting": 2})

    def test_whoever_comes_then_is_told_when_to_come_again(self, program: TestClient, clinic: Clinic) -> None:
        assert [send(program, drawn(number)).status_code for number in range(3)] == [202, 202, 503]
        refusal = send(program, drawn(9))
        assert int(refusal.headers["retry-after"]) > 0
        answer(clinic.database, clinic.pictures)
        assert send(program, drawn(9)).status_code == 202

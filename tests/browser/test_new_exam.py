"""Pictures on their way from a browser to the server: none is lost, none comes twice."""

import re
from uuid import UUID

import pytest
from playwright.sync_api import FilePayload, Page, Route, expect
from sqlalchemy import func, select

from app.main import open_records
from app.records.tables import Exam
from tests.browser.conftest import Complaints, Open, Ward, wait
from tests.browser.looks import faults
from tests.exams import drawn
from tests.people import CLINICIAN, NURSE

pytestmark = pytest.mark.browser
EXAM = re.compile("/exams/[0-9a-f-]{36}$")


def file(seed: int) -> FilePayload:
    return FilePayload(name=f"frame-{seed}.png", mimeType="image/png", buffer=drawn(seed))


def choose(page: Page, ward: Ward, *seeds: int) -> None:
    page.goto(f"/exams/new?patient={ward.newborn}&task=hemorrhage")
    page.set_input_files("#pictures", [file(seed) for seed in seeds])
    expect(page.locator(".files li")).to_have_count(len(seeds))


LEFT = """new Promise((resolve) => {
  const request = indexedDB.open("neoscreen", 1);
  request.onsuccess = () => {
    const stores = request.result;
    if (!stores.objectStoreNames.length) return resolve(0);
    const counted = stores.transaction("drafts").objectStore("drafts").count();
    counted.onsuccess = () => { stores.close(); resolve(counted.result); };
  };
})"""
"""How many exams that were not sent this browser keeps."""


def left(page: Page, enough: int) -> None:
    wait(page, LEFT, lambda count: count == enough)


def send(page: Page) -> None:
    page.click("button.go")


def count(ward: Ward) -> int:
    records = open_records(ward.server.settings)
    with records.reading() as session:
        counted = session.scalar(select(func.count()).select_from(Exam))
    records.engine.dispose()
    return counted or 0


def test_what_is_chosen_before_the_page_is_ready_is_seen_too(window: Open, ward: Ward) -> None:
    page = window(CLINICIAN)
    held: list[Route] = []
    page.route("**/new-exam.js*", lambda route: held.append(route))
    page.goto(f"/exams/new?patient={ward.newborn}&task=hemorrhage", wait_until="commit")
    page.set_input_files("#pictures", [file(801)])
    while not held:
        page.wait_for_timeout(50)
    held.pop().continue_()
    expect(page.locator(".files li")).to_have_count(1)


def test_chosen_pictures_are_seen_and_sent(window: Open, ward: Ward) -> None:
    page = window(CLINICIAN)
    choose(page, ward, 1, 2)
    page.click("text=Remove >> nth=0")
    expect(page.locator(".files b")).to_have_text("frame-2.png")
    before = count(ward)
    send(page)
    page.wait_for_url(EXAM)
    assert count(ward) == before + 1


def test_a_closed_tab_loses_nothing(window: Open, ward: Ward) -> None:
    page = window(CLINICIAN)
    choose(page, ward, 3)
    left(page, 1)
    page.close()
    again = page.context.new_page()
    again.goto("/")
    expect(again.locator("[data-drafts] li")).to_contain_text("Pictures of Baby Zhou A")
    again.click("[data-drafts] a")
    expect(again.locator(".files b")).to_have_text("frame-3.png")
    expect(again.locator("[data-left-behind]")).to_contain_text("have not been sent")
    expect(again.locator("[name=task][value=hemorrhage]")).to_be_checked()
    send(again)
    again.wait_for_url(EXAM)
    again.goto("/")
    expect(again.locator("[data-drafts]")).to_be_hidden()


def test_nobody_else_at_this_browser_hears_of_them(window: Open, ward: Ward) -> None:
    page = window(CLINICIAN)
    choose(page, ward, 9)
    left(page, 1)
    page.goto("/")
    expect(page.locator("[data-drafts] li")).to_have_count(1)
    page.context.add_cookies([{"name": "neoscreen", "value": ward.token(NURSE), "url": ward.url}])
    page.goto("/")
    expect(page.locator("h1")).to_have_text("Worklist")
    page.wait_for_timeout(500)
    expect(page.locator("[data-drafts] li")).to_have_count(0)
    page.goto(f"/exams/new?patient={ward.newborn}&task=hemorrhage")
    expect(page.locator(".of-task.chosen")).to_have_count(1)  # set once what was left has been looked at
    expect(page.locator(".files li")).to_have_count(0)


def test_what_is_thrown_away_is_not_offered_again(window: Open, ward: Ward) -> None:
    page = window(CLINICIAN)
    choose(page, ward, 4)
    left(page, 1)
    page.goto("/exams/new")
    page.click("text=Throw away")
    left(page, 0)
    expect(page.locator("[data-drafts]")).to_be_hidden()
    page.reload()
    page.wait_for_timeout(500)
    expect(page.locator("[data-drafts]")).to_be_hidden()


def test_a_broken_line_is_mended_by_itself(window: Open, ward: Ward, complaints: Complaints) -> None:
    page = window(CLINICIAN)
    choose(page, ward, 5)
    before = count(ward)
    page.context.set_offline(True)
    send(page)
    expect(page.locator("[data-progress]")).to_contain_text("The connection broke.")
    page.context.set_offline(False)
    page.wait_for_url(EXAM)
    assert count(ward) == before + 1
    complaints.said = [said for said in complaints.said if "ERR_INTERNET_DISCONNECTED" not in said]


def test_another_side_asked_for_opens_without_what_was_left_of_this_one(window: Open, ward: Ward) -> None:
    page = window(CLINICIAN)
    address = f"/exams/new?patient={ward.newborn}&task=auricular"
    page.goto(f"{address}&side=right")
    page.set_input_files("#pictures", file(91))
    left(page, 1)
    page.goto(f"{address}&side=left")
    expect(page.locator(".of-task.chosen")).to_have_count(1)
    expect(page.locator(".files li")).to_have_count(0)
    expect(page.locator("[name=laterality][value=left]")).to_be_checked()
    page.goto(f"{address}&side=right")
    expect(page.locator(".files b")).to_have_text("frame-91.png")
    page.click("[data-left-behind] button")
    left(page, 0)


def test_what_is_mended_while_the_line_is_down_is_sent_as_it_then_is(
    window: Open, ward: Ward, complaints: Complaints
) -> None:
    page = window(CLINICIAN)
    page.goto(f"/exams/new?patient={ward.newborn}&task=auricular&side=left")
    page.set_input_files("#pictures", file(92))
    page.context.set_offline(True)
    send(page)
    expect(page.locator("[data-progress]")).to_contain_text("The connection broke.")
    page.locator("label:has([name=laterality][value=right])").click()
    page.context.set_offline(False)
    page.wait_for_url(EXAM)
    expect(page.locator("main, .identity").first).to_be_visible()
    assert side_of(ward, page.url.rsplit("/", 1)[1]) == "right"
    complaints.said = [said for said in complaints.said if "ERR_INTERNET_DISCONNECTED" not in said]


def side_of(ward: Ward, exam: str) -> str | None:
    records = open_records(ward.server.settings)
    with records.reading() as session:
        kept = session.get_one(Exam, UUID(exam)).laterality
    records.engine.dispose()
    return kept


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (503, '{"detail": "The disk is nearly full."}', "The disk is nearly full. Trying again in 600 s"),
        (504, "<h1>Gateway Timeout</h1>", "The server does not answer. Trying again in 600 s"),
    ],
)
def test_a_server_that_cannot_take_it_now_says_why_and_is_asked_again(
    window: Open, ward: Ward, complaints: Complaints, status: int, body: str, said: str
) -> None:
    page = window(CLINICIAN)
    choose(page, ward, 900 + status)
    page.route(
        "**/exams/new",
        lambda route: route.fulfill(status=status, headers={"Retry-After": "600"}, body=body),
        times=1,
    )
    send(page)
    expect(page.locator("[data-progress]")).to_contain_text(said)
    page.click("[data-progress] button")
    page.wait_for_url(EXAM)
    complaints.said = [line for line in complaints.said if f"status of {status}" not in line]


def test_sent_in_a_hurry_it_is_one_exam(window: Open, ward: Ward) -> None:
    page = window(CLINICIAN)
    choose(page, ward, 6)
    before = count(ward)
    page.dblclick("button.go")
    page.wait_for_url(EXAM)
    choose(page, ward, 6)
    send(page)
    page.wait_for_url(EXAM)
    assert count(ward) == before + 1


def test_a_file_that_cannot_be_used_says_so_beside_it(window: Open, ward: Ward) -> None:
    page = window(CLINICIAN)
    choose(page, ward, 7)
    page.set_input_files("#pictures", FilePayload(name="letter.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7"))
    send(page)
    expect(page.locator(".files .wrong b")).to_have_text("letter.pdf")
    expect(page.locator(".files .wrong button")).to_be_focused()
    page.keyboard.press("Enter")
    send(page)
    page.wait_for_url(EXAM)


def test_the_same_picture_as_the_other_ear_is_asked_about(window: Open, ward: Ward) -> None:
    page = window(NURSE)
    before = count(ward)
    for side in ("left", "right"):
        page.goto(f"/exams/new?patient={ward.newborn}&task=auricular&side={side}")
        page.set_input_files("#pictures", file(70))
        expect(page.locator(".files li")).to_have_count(1)
        send(page)
        if side == "left":
            page.wait_for_url(EXAM)
    asked = page.locator("[data-doubts]")
    expect(asked.locator("[name=override]")).to_be_focused()
    expect(asked).to_contain_text("other ear as well")
    assert faults(page) == []
    page.keyboard.press("Space")
    send(page)
    expect(page.locator("[data-progress]")).to_contain_text("Please say briefly why")
    expect(asked.locator("[name=override]")).to_be_checked()
    page.fill("#reason", "The first one was sent as the wrong ear.")
    send(page)
    page.wait_for_url(EXAM)
    assert count(ward) == before + 2
    expect(page.locator("main")).to_contain_text("The first one was sent as the wrong ear.")


def test_what_was_asked_about_is_void_when_the_side_is_mended(window: Open, ward: Ward) -> None:
    page = window(CLINICIAN)
    page.goto(f"/exams/new?patient={ward.newborn}&task=auricular&side=right")
    page.set_input_files("#pictures", file(71))
    send(page)
    page.wait_for_url(EXAM)
    page.goto(f"/exams/new?patient={ward.newborn}&task=auricular&side=left")
    page.set_input_files("#pictures", file(71))
    send(page)
    expect(page.locator("[data-doubts]")).to_be_visible()
    page.locator("[name=laterality][value=left]").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-doubts]")).to_be_hidden()
    before = count(ward)
    send(page)
    page.wait_for_url(EXAM)
    assert count(ward) == before, "it is the exam that was there"


def test_a_fetus_is_offered_what_a_fetus_can_have(window: Open, ward: Ward) -> None:
    page = window(CLINICIAN)
    page.goto(f"/exams/new?patient={ward.fetus}")
    expect(page.locator("[name=task]")).to_have_count(2)
    expect(page.locator("main")).to_contain_text("This patient is recorded as a fetus.")
    page.goto(f"/exams/new?patient={ward.newborn}")
    page.click("text=Pictures from before birth")
    page.check("[name=task][value=cleft]")
    expect(page.locator("[data-of=cleft]")).to_be_visible()


def test_the_worklist_shows_an_exam_when_it_comes_in(window: Open, ward: Ward) -> None:
    watching = window(CLINICIAN)
    with watching.expect_response("**/api/v1/events"):
        watching.goto("/?task=hemorrhage")
    rows = watching.locator("[data-live] tbody tr")
    before = rows.count()
    page = window(CLINICIAN)
    choose(page, ward, 8)
    send(page)
    expect(rows).to_have_count(before + 1)


def test_the_camera_takes_pictures_with_the_outline_over_them(window: Open, ward: Ward) -> None:
    page = window(CLINICIAN, permissions=["camera"])
    page.goto(f"/exams/new?patient={ward.newborn}&task=auricular&side=left")
    page.click("[data-open-camera]")
    expect(page.locator(".overlay .outline")).to_be_visible()
    page.click("[data-shutter]")
    expect(page.locator("[data-taken]")).to_have_text("Pictures taken: 1")
    page.keyboard.press("Escape")
    expect(page.locator(".viewfinder")).to_be_hidden()
    expect(page.locator(".files li img")).to_be_visible()
    wait(page, "document.querySelector('.viewfinder video').srcObject === null", bool)

"""A worklist that is left open: it misses no exam, and shows nothing that is not a list."""

from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page, Route, expect

from tests import sending
from tests.browser.conftest import Complaints, Open, Ward
from tests.exams import drawn
from tests.people import CLINICIAN

pytestmark = pytest.mark.browser
ROWS = "**/worklist/rows*"
EVENTS = "**/api/v1/events"


def read_anew(page: Page) -> None:
    """As when somebody comes back to the window."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def a_moment_later(page: Page) -> str:
    """What the list says once the page has had time to change it."""
    page.wait_for_timeout(500)
    return page.locator("[data-live]").inner_text()


def test_an_exam_that_comes_before_anybody_listens_is_shown(window: Open, ward: Ward, tmp_path: Path) -> None:
    page = window(CLINICIAN)
    held: list[Route] = []
    page.route(EVENTS, lambda route: held.append(route))
    with page.expect_request(EVENTS):
        page.goto("/?task=hemorrhage")
    rows = page.locator("[data-live] tbody tr")
    before = rows.count()
    picture = tmp_path / "frame.png"
    picture.write_bytes(drawn(901))
    sending.send(ward.server, CLINICIAN.name, "N-1", "hemorrhage", [picture])
    assert rows.count() == before
    held[0].continue_()
    expect(rows).to_have_count(before + 1)


def test_whoever_was_signed_out_keeps_the_list_and_sees_no_page_inside_it(window: Open) -> None:
    page = window(CLINICIAN)
    with page.expect_response(ROWS):
        page.goto("/")
    page.context.clear_cookies()
    with page.expect_response(lambda answer: "/sign-in" in answer.url):
        read_anew(page)
    assert "Sign in" not in a_moment_later(page)
    expect(page.locator("h1")).to_have_text("Worklist")


def test_rows_that_come_late_hide_no_later_ones(window: Open) -> None:
    page = window(CLINICIAN)
    with page.expect_response(ROWS):
        page.goto("/")
    held: list[Route] = []
    page.route(ROWS, lambda route: held.append(route))
    for number in (1, 2):
        read_anew(page)
        while len(held) < number:
            page.wait_for_timeout(50)
    early, late = held[:2]
    late.fulfill(body="<p>late</p>", content_type="text/html")
    expect(page.locator("[data-live]")).to_have_text("late")
    with page.expect_response(ROWS):
        early.fulfill(body="<p>early</p>", content_type="text/html")
    assert a_moment_later(page) == "late"


def test_rows_that_are_the_same_stay_for_whoever_presses_one(window: Open, brain: UUID) -> None:
    page = window(CLINICIAN)
    with page.expect_response(ROWS) as first:
        page.goto("/")
    rows = first.value.text()
    page.route(ROWS, lambda route: route.fulfill(body=rows, content_type="text/html"))
    with page.expect_response(ROWS):
        read_anew(page)
    a_moment_later(page)
    row = page.locator("[data-live] tbody tr").first.element_handle()
    with page.expect_response(ROWS):
        read_anew(page)
    a_moment_later(page)
    assert row.evaluate("row => row.isConnected")


def test_a_line_that_is_down_leaves_the_list_and_is_tried_again(window: Open, complaints: Complaints) -> None:
    page = window(CLINICIAN)
    with page.expect_response(ROWS):
        page.goto("/")
    page.route(ROWS, lambda route: route.fulfill(status=200, body="<p>back</p>", content_type="text/html"))
    page.route(ROWS, lambda route: route.abort(), times=1)
    with page.expect_event("requestfailed"):
        read_anew(page)
    read_anew(page)
    expect(page.locator("[data-live]")).to_have_text("back")
    complaints.said = [said for said in complaints.said if "ERR_FAILED" not in said]

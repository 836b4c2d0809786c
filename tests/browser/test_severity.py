"""The nurses' page in a real browser: drawn, reached by keyboard and finger, printed; forms that survive."""

import itertools
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete

from app.domain.exam import Ear
from app.domain.treatment import PeriodFacts, VisitFacts
from app.main import open_records
from app.records.accounts import find_account
from app.records.patients import add_patient
from app.records.tables import SignIn
from app.records.treatment import add_period, add_visit, find_child
from app.settings import Settings
from tests.browser.conftest import Open, Ward, wait
from tests.browser.looks import faults
from tests.ears import follow, follow_daily
from tests.people import CLINICIAN, NURSE, PASSWORD, baby, site_id
from tests.serving import Server

pytestmark = pytest.mark.browser
TODAY = datetime.now(UTC).date()
WIDTHS = (390, 820, 1440)
DRAWN = "[data-spec][data-drawn]"
DAYS = itertools.count(2, 2)
SAVE = "form.card .actions .btn.go"
SIGN_IN = "main a.btn.go[href^='/sign-in?next=']"
"""Once it leads back to what was typed."""


@pytest.fixture(scope="module")
def ward(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    """A ward with one child of sixteen scores (`newborn`) and one of two hundred (`fetus`)."""
    folder = tmp_path_factory.mktemp("ears")
    shutil.copytree(sqlite_template, folder / "data")
    settings = Settings(data_dir=folder / "data", models_dir=folder / "models", min_free_mb=0)
    few, many, by = _fill(settings)
    server = Server(settings, folder / "server.log").start()
    yield Ward(server, few, many, by)
    server.stop()


def _fill(settings: Settings) -> tuple[UUID, UUID, UUID]:
    records = open_records(settings)
    site = site_id(records)
    with records.transaction() as session:
        account = find_account(session, CLINICIAN.name)
        assert account
        few = add_patient(session, site, baby("N-7", "Baby Wang", birth_date=TODAY - timedelta(60), gestation_days=250))
        many = add_patient(session, site, baby("N-8", "Baby Many", birth_date=TODAY - timedelta(110)))
        session.flush()
        follow(session, few, account.id)
        follow_daily(session, many, account.id)
        found = few.id, many.id, account.id
    records.engine.dispose()
    return found


def blank_exams(page: Page) -> None:
    """The pictures of these scores are not there, so their exams are not shown."""
    page.route("**/exams/*", lambda route: route.fulfill(body="an exam", content_type="text/plain"))


def show(page: Page, child: UUID, more: str = "") -> None:
    page.goto(f"/patients/{child}/severity{more}")
    page.wait_for_selector(DRAWN)


def enter(page: Page, child: UUID) -> None:
    """A visit, as a nurse taps and types it."""
    page.goto(f"/patients/{child}/visits/new?ear=right")
    page.tap(".excoriation")
    page.fill("#hours_worn", "20")
    page.fill("#length_mm", "35")
    page.fill("#width_mm", "22")
    page.tap("#grade label:nth-child(2)")
    page.tap("#satisfaction label:nth-child(4)")
    page.tap("[data-quick] button:first-child")


@pytest.mark.parametrize("theme", ["light", "dark", "room"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_axe_finds_nothing_and_nothing_sticks_out(window: Open, ward: Ward, language: str, theme: str) -> None:
    page = window(CLINICIAN, language=language, theme=theme)
    found = {}
    places = ("severity", "severity?corrected=true", "visits/new", "treatments/new")
    for place in places:
        page.goto(f"/patients/{ward.newborn}/{place}")
        if place.startswith("severity"):
            page.wait_for_selector(DRAWN)
            page.evaluate("document.querySelectorAll('details.table').forEach((table) => { table.open = true; })")
        found[place] = faults(page)
    page.goto(f"/patients/{ward.newborn}/visits/new")
    page.fill("#length_mm", "3400")
    page.click("form.visit .btn.go")
    page.wait_for_selector("[data-summary]")
    found["wrong"] = faults(page)
    assert not any(found.values()), found


def test_two_hundred_scores_are_all_drawn(window: Open, ward: Ward) -> None:
    page = window(NURSE, viewport={"width": 1280, "height": 900})
    show(page, ward.fetus)
    assert page.locator("[data-mark=score]").count() == 200


def test_marks_are_reached_by_keyboard_heard_and_opened(window: Open, ward: Ward) -> None:
    page = window(NURSE)
    blank_exams(page)
    show(page, ward.newborn)
    page.locator("[data-mark][tabindex='0']").focus()
    focused = page.locator(":focus")
    expect(focused).to_have_attribute("role", "link")
    expect(focused).to_have_attribute("aria-label", re.compile("right ear, day 56"))
    page.keyboard.press("ArrowLeft")
    expect(focused).to_have_attribute("aria-label", re.compile("right ear, day 49"))
    page.keyboard.press("ArrowUp")
    expect(focused).to_have_attribute("aria-label", re.compile("left ear, day 49"))
    page.keyboard.press("Home")
    expect(focused).to_have_attribute("aria-label", re.compile("left ear, day 6: score 1.15"))
    expect(page.locator("[data-readout]")).to_contain_text("left ear, day 6")
    exam = page.locator("[data-readout] a").get_attribute("href")
    with page.expect_navigation(url=re.compile(f"{exam}$")):
        page.keyboard.press("Enter")


def test_only_one_mark_is_a_stop_for_tab(window: Open, ward: Ward) -> None:
    page = window(NURSE)
    show(page, ward.fetus)
    assert page.locator(".chart [tabindex='0']").count() == 1


def test_a_mouse_shows_and_opens_a_finger_shows_first(window: Open, ward: Ward) -> None:
    page = window(NURSE)
    blank_exams(page)
    show(page, ward.newborn)
    mark = page.locator("[data-mark=score]").first
    mark.hover()
    expect(page.locator("[data-readout] a")).to_have_attribute("href", re.compile("/exams/"))
    with page.expect_navigation(url=re.compile("/exams/")):
        mark.click()
    phone = window(NURSE, has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    show(phone, ward.newborn)
    phone.locator("[data-mark=score]").first.tap()
    expect(phone.locator("[data-readout] a")).to_be_visible()
    assert phone.url.endswith("/severity")


def test_lines_are_never_joined_across_models(window: Open, ward: Ward) -> None:
    page = window(NURSE)
    show(page, ward.newborn)
    lines = page.evaluate("[...document.querySelectorAll('.mark-line path')].map((line) => line.getAttribute('d'))")
    assert len([line for line in lines if line]) == 4


def test_the_chart_follows_the_window_and_paper_is_light_and_whole(window: Open, ward: Ward) -> None:
    page = window(NURSE, viewport={"width": 1280, "height": 900}, theme="room")
    show(page, ward.newborn)
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator(".chart svg")).to_have_attribute("width", re.compile("^3[0-9]{2}$"))
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator(".chart svg")).to_have_attribute("width", re.compile("^6[0-9]{2}$"))
    expect(page.locator("details.table:not([open])")).to_have_count(0)
    assert page.evaluate("getComputedStyle(document.querySelector('.mark-line path')).stroke") == "rgb(11, 95, 196)"
    note = page.locator("[data-printed]")
    expect(note).to_be_visible()
    expect(note).to_contain_text(
        re.compile(r"Printed by Nara Okafor 20\d\d-\d\d-\d\d \d\d:\d\d · North Hospital · as it stood on")
    )
    margins = page.evaluate("document.adoptedStyleSheets.map((sheet) => sheet.cssRules[0].cssText).join()")
    for said in ("Baby Wang", "N-7", "Printed by Nara Okafor on 20"):
        assert said in margins
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(note).to_be_hidden()
    expect(page.locator("details.table:not([open])")).to_have_count(2)


def test_without_javascript_the_chart_is_a_picture_and_the_form_works(window: Open, ward: Ward) -> None:
    page = window(NURSE, java_script_enabled=False)
    page.goto(f"/patients/{ward.newborn}/severity")
    picture = page.locator("img.chart")
    expect(picture).to_be_visible()
    assert picture.bounding_box()["height"] > 200  # type: ignore[index]
    page.goto(f"/patients/{ward.newborn}/treatments/new?ear=right")
    page.fill("#device", "Tape")
    page.click("form.card .btn.go")
    expect(page.locator("[role=status]")).to_contain_text("saved")


def test_a_visit_is_entered_on_a_phone_in_a_dozen_touches(window: Open, ward: Ward) -> None:
    page = window(NURSE, has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    enter(page, ward.newborn)
    page.tap("form.visit .btn.go")
    expect(page.locator("[role=status]")).to_contain_text("The visit is saved.")
    expect(page.locator("#story-right").locator("..")).to_contain_text("Excoriation")


def test_every_target_of_the_form_is_big_enough_for_a_finger(window: Open, ward: Ward) -> None:
    page = window(NURSE, has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    page.goto(f"/patients/{ward.newborn}/visits/new")
    targets = page.locator("form.visit :is(.btn, .big label, input:not([type=radio], [type=hidden]), summary):visible")
    small = [box for target in targets.all() if (box := target.bounding_box()) and box["height"] < 44]
    assert small == []


def test_what_was_typed_survives_a_session_that_ended(window: Open, ward: Ward) -> None:
    page = window(NURSE, has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    enter(page, ward.newborn)
    page.fill("#seen_time", "00:01")
    end_every_session(ward)
    page.tap("form.visit .btn.go")
    expect(page.locator("h1")).to_have_text("Please sign in")
    sign_in_again(page)
    page.wait_for_url(f"**/patients/{ward.newborn}/visits/new?ear=right")
    expect(page.locator("main [role=status]")).to_contain_text("What you typed")
    expect(page.locator("#length_mm")).to_have_value("35")
    assert page.is_checked("[name=skin][value=excoriation]")
    assert page.is_checked("[name=grade][value='2']")
    page.tap("form.visit .btn.go")
    expect(page.locator("[role=status]")).to_contain_text("The visit is saved.")
    wait(page, "sessionStorage.getItem('typed') === null", bool)


def test_a_treatment_typed_survives_a_session_that_ended(window: Open, ward: Ward) -> None:
    page = window(NURSE)
    page.goto(f"/patients/{ward.fetus}/treatments/new?ear=left")
    page.fill("#device", "Splint of wax")
    page.fill("#size", "M")
    end_every_session(ward)
    page.click(SAVE)
    sign_in_again(page)
    page.wait_for_url(f"**/patients/{ward.fetus}/treatments/new?ear=left")
    expect(page.locator("#device")).to_have_value("Splint of wax")
    assert page.is_checked("[name=ear][value=left]")
    page.click(SAVE)
    expect(page.locator("[role=status]")).to_contain_text("The treatment is saved.")


@pytest.mark.parametrize("kind", ["visits", "treatments"])
def test_a_change_survives_a_session_that_ended_and_still_meets_what_a_colleague_saved(
    window: Open, ward: Ward, kind: str
) -> None:
    page, path = window(NURSE), entry(ward, kind)
    page.goto(path)
    page.fill("#device", "Tape of the nurse")
    change(window(CLINICIAN), path, "Tape of the clinician")
    end_every_session(ward)
    page.click(SAVE)
    sign_in_again(page)
    page.wait_for_url(f"**{path}")
    expect(page.locator("#device")).to_have_value("Tape of the nurse")
    page.click(SAVE)
    expect(page.locator(".conflict")).to_contain_text("Tape of the clinician")
    expect(page.locator("#device")).to_have_value("Tape of the nurse")


@pytest.mark.parametrize("kind", ["visits", "treatments"])
def test_of_two_people_on_one_entry_the_later_sees_both_and_chooses(window: Open, ward: Ward, kind: str) -> None:
    nurse, clinician, path = window(NURSE), window(CLINICIAN), entry(ward, kind)
    nurse.goto(path)
    change(clinician, path, "Clinician's clip")
    nurse.fill("#device", "Nurse's clip")
    nurse.click(SAVE)
    row = nurse.locator(".conflict tbody tr")
    expect(row).to_contain_text("Clinician's clip")
    expect(row).to_contain_text("Nurse's clip")
    expect(nurse.locator("#history")).to_be_visible()
    row.get_by_role("button", name="Use this").click()
    expect(nurse.locator("#device")).to_have_value("Clinician's clip")
    nurse.fill("#device", "Clip of both")
    nurse.click(SAVE)
    expect(nurse.locator("[role=status]")).to_contain_text("is saved.")
    nurse.goto(path)
    expect(nurse.locator("#device")).to_have_value("Clip of both")
    expect(nurse.locator("[aria-labelledby=history]")).to_contain_text("Clinician's clip")


@pytest.mark.parametrize("kind", ["visits", "treatments"])
def test_withdrawing_survives_a_session_that_ended(window: Open, ward: Ward, kind: str) -> None:
    page, path = window(NURSE), entry(ward, kind)
    page.goto(path)
    page.get_by_text("Entered by mistake?").click()
    end_every_session(ward)
    page.get_by_role("button", name="Withdraw this entry").click()
    sign_in_again(page)
    page.wait_for_url(f"**{path}")
    page.get_by_role("button", name="Withdraw this entry").click()
    expect(page.locator("[role=status]")).to_contain_text("The entry is withdrawn")


def test_what_one_person_typed_is_never_shown_to_another(window: Open, ward: Ward) -> None:
    page = window(NURSE)
    page.goto(f"/patients/{ward.newborn}/visits/new?ear=left")
    page.fill("#length_mm", "33")
    end_every_session(ward)
    page.click("form.visit .btn.go")
    page.click(SIGN_IN)
    page.fill("#name", CLINICIAN.name)
    page.fill("#password", PASSWORD)
    page.click("form.card .btn.go")
    page.wait_for_url("**/visits/new?ear=left")
    expect(page.locator("#length_mm")).to_have_value("")
    wait(page, "sessionStorage.getItem('typed') === null", bool)


def test_a_form_that_must_be_mended_is_kept_for_its_own_page(window: Open, ward: Ward) -> None:
    page = window(NURSE)
    page.goto(f"/patients/{ward.newborn}/visits/new?ear=left")
    page.fill("#length_mm", "3300")
    page.click("form.visit .btn.go")
    page.wait_for_selector("[data-summary]")
    end_every_session(ward)
    page.fill("#length_mm", "33")
    page.click("form.visit .btn.go")
    expect(page.locator("main .btn.go")).to_have_attribute("href", re.compile("visits%2Fnew%3Fear%3Dleft"))


def entry(ward: Ward, kind: str) -> str:
    """An entry of this test's own."""
    records = open_records(ward.server.settings)
    with records.transaction() as session:
        child = find_child(session, site_id(records), ward.fetus)
        by = find_account(session, CLINICIAN.name)
        assert by and child.birth_date
        day = child.birth_date + timedelta(days=next(DAYS))
        if kind == "visits":
            seen_at = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=4)
            made = add_visit(session, child, VisitFacts(Ear.RIGHT, seen_at, "Clip"), by.id).id
        else:
            made = add_period(session, child, PeriodFacts(Ear.RIGHT, "Clip", day, day)).id
    records.engine.dispose()
    return f"/patients/{ward.fetus}/{kind}/{made}"


def change(page: Page, path: str, device: str) -> None:
    page.goto(path)
    page.fill("#device", device)
    page.click(SAVE)
    expect(page.locator("[role=status]")).to_contain_text("is saved.")


def sign_in_again(page: Page) -> None:
    page.click(SIGN_IN)
    page.fill("#name", NURSE.name)
    page.fill("#password", PASSWORD)
    page.click("form.card .btn.go")


def end_every_session(ward: Ward) -> None:
    records = open_records(ward.server.settings)
    with records.transaction() as session:
        session.execute(delete(SignIn))
    records.engine.dispose()

"""Without a mouse, and without JavaScript: everything can still be done."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Open, Ward
from tests.browser.keys import tab_to
from tests.people import CLINICIAN, PASSWORD

pytestmark = pytest.mark.browser


def test_a_patient_is_added_with_the_keyboard_alone(window: Open, ward: Ward) -> None:
    page = window()
    page.goto("/")
    expect(page.locator("#name")).to_be_focused()
    page.keyboard.type(CLINICIAN.name)
    tab_to(page, "#password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{ward.url}/")
    tab_to(page, "main a[href='/patients/new']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/patients/new")
    tab_to(page, "#identifier")
    page.keyboard.type("K-1")
    tab_to(page, "#name")
    page.keyboard.type("Baby Keys")
    tab_to(page, "[name=sex]")
    page.keyboard.press("ArrowUp")
    tab_to(page, "#birth_date")
    page.keyboard.type("20261103")
    expect(page.locator("#birth_date")).to_have_value("2026-11-03")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/patients/[0-9a-f-]{36}$"))
    expect(page.locator("h1")).to_have_text("Baby Keys")


def test_the_first_tab_skips_to_the_content(window: Open) -> None:
    page = window(CLINICIAN)
    page.goto("/patients")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_stroke_searches_and_escape_clears(window: Open) -> None:
    page = window(CLINICIAN)
    page.goto("/patients")
    page.keyboard.press("/")
    page.keyboard.type("okonkwo")
    expect(page.locator("#found tbody tr")).to_have_count(1)
    expect(page.locator("[data-announce]")).to_have_text("1 patient found.")
    expect(page).to_have_url(re.compile("q=okonkwo"))
    page.keyboard.press("Escape")
    expect(page.locator("#q")).to_have_value("")
    expect(page.locator("#found tbody tr").nth(1)).to_be_visible()


def test_what_is_typed_before_the_page_is_ready_is_searched_too(window: Open) -> None:
    page = window(CLINICIAN)
    held: list[Route] = []
    page.route("**/htmx.min.js*", lambda route: held.append(route))
    page.goto("/patients", wait_until="commit")
    page.fill("#q", "okonkwo")
    while not held:
        page.wait_for_timeout(50)
    held.pop().continue_()
    expect(page.locator("#found tbody tr")).to_have_count(1)


def test_escape_closes_the_menu_and_gives_the_focus_back(window: Open) -> None:
    page = window(CLINICIAN)
    page.goto("/")
    page.click("[data-menu] summary")
    expect(page.locator(".sheet")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".sheet")).to_be_hidden()
    expect(page.locator("[data-menu] summary")).to_be_focused()


def test_what_is_wrong_gets_the_focus_and_leads_to_its_field(window: Open) -> None:
    page = window(CLINICIAN)
    page.goto("/patients/new")
    page.fill("#name", "Baby Kept")
    page.click("form.card .btn.go")
    expect(page.locator("[data-summary]")).to_be_focused()
    expect(page.locator("#name")).to_have_value("Baby Kept")
    expect(page.locator("#identifier")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#identifier")).to_have_accessible_description(re.compile("Please fill this in"))
    page.click("[data-summary] a[href='#identifier']")
    expect(page.locator("#identifier")).to_be_focused()


def test_the_patient_stays_in_sight_while_scrolling(window: Open, ward: Ward) -> None:
    page = window(CLINICIAN, viewport={"width": 390, "height": 500})
    page.goto(f"/patients/{ward.newborn}")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(page.locator(".identity h1")).to_be_in_viewport()
    expect(page.locator(".identity")).to_contain_text("N-1")


def test_a_conflict_loses_nothing_and_takes_what_is_wanted(window: Open, ward: Ward) -> None:
    page = window(CLINICIAN)
    page.goto(f"/patients/{ward.fetus}/edit")
    page.fill("#name", "Mrs Okonkwo-Lee")
    page.fill("#note", "Typed by me")
    other = window(CLINICIAN)
    other.goto(f"/patients/{ward.fetus}/edit")
    other.fill("#name", "Mrs A. Okonkwo")
    other.click("form.card .btn.go")
    other.wait_for_url(f"**/patients/{ward.fetus}")
    page.click("form.card .btn.go")
    conflict = page.locator(".conflict")
    expect(conflict).to_contain_text("Mrs A. Okonkwo")
    expect(conflict).to_contain_text("Mrs Okonkwo-Lee")
    expect(page.locator("#note")).to_have_value("Typed by me")
    conflict.locator("button").first.click()
    expect(page.locator("#name")).to_have_value("Mrs A. Okonkwo")
    page.click("form.card .btn.go")
    page.wait_for_url(f"**/patients/{ward.fetus}")
    expect(page.locator(".facts")).to_contain_text("Typed by me")
    expect(page.locator("h1")).to_have_text("Mrs A. Okonkwo")


def test_everything_works_without_javascript(window: Open) -> None:
    page = window(java_script_enabled=False)
    page.goto("/")
    page.fill("#name", CLINICIAN.name)
    page.fill("#password", PASSWORD)
    page.click("form.card .btn.go")
    page.fill("#find", "zhou")
    page.keyboard.press("Enter")
    expect(page.locator("#found tbody tr")).to_have_count(2)
    page.click("text=New patient")
    page.fill("#identifier", "J-1")
    page.fill("#name", "Baby Plain")
    page.click("form.card .btn.go")
    expect(page.locator("[data-summary]")).to_contain_text("date of birth")
    page.fill("#birth_date", "2026-11-20")
    page.click("form.card .btn.go")
    expect(page.locator("h1")).to_have_text("Baby Plain")
    page.click("[data-menu] summary")
    page.click(".sheet [name=language][value=zh]")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.click("[data-menu] summary")
    page.click(".sheet [name=language][value=en]")
    page.click("[data-menu] summary")
    page.click("text=Sign out")
    expect(page.locator("h1")).to_have_text("Sign in to Neoscreen")

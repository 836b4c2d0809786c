"""A first visit: shown around on the real pages, left alone at once when wished."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.domain.role import Role
from app.main import open_records
from app.records.accounts import add_account
from app.records.sites import find_site
from app.web.tour import TOURS
from tests.browser.conftest import Open, Ward
from tests.browser.looks import faults
from tests.people import NORTH, PASSWORD, Someone

pytestmark = pytest.mark.browser
CARD = "[data-tour]"


def newcomer(ward: Ward, name: str, role: Role) -> Someone:
    someone = Someone(name, "Nia New", role, NORTH)
    records = open_records(ward.server.settings)
    with records.transaction() as session:
        site = find_site(session, NORTH)
        add_account(session, name=name, full_name=someone.full_name, role=role, site=site, password=PASSWORD)
    records.engine.dispose()
    return someone


def walk(page: Page, role: Role) -> None:
    """Every step in turn, with the keyboard, each beside what it tells of."""
    steps = TOURS[role]
    for number, step in enumerate(steps, 1):
        expect(page.locator(CARD)).to_contain_text(f"Step {number} of {len(steps)}")
        expect(page.locator("#tour-title")).to_have_text(step.title)
        expect(page.locator("#tour-title")).to_be_focused()
        expect(page.locator(".toured")).to_be_in_viewport()
        if number < len(steps):
            page.locator("[data-next]").press("Enter")


@pytest.mark.parametrize("role", list(Role))
def test_a_newcomer_is_shown_around_once(window: Open, ward: Ward, role: Role) -> None:
    someone = newcomer(ward, f"new-{role.value}", role)
    page = window(someone)
    page.goto("/")
    walk(page, role)
    page.click("text=Done")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(CARD)).to_have_count(0)
    other = window(someone)
    other.goto("/")
    expect(other.locator(CARD)).to_have_count(0)
    other.goto("/help")
    other.click("text=Take the tour again")
    expect(other.locator(CARD)).to_contain_text("Step 1 of")


def test_the_tour_is_skipped_at_once_and_keeps_out_of_the_way(window: Open, ward: Ward) -> None:
    page = window(newcomer(ward, "hurried", Role.CLINICIAN), viewport={"width": 390, "height": 844})
    page.goto("/patients/new")
    expect(page.locator(CARD)).to_be_hidden()
    page.goto("/")
    expect(page.locator(CARD)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(CARD)).to_have_count(0)
    expect(page).to_have_url(re.compile("/$"))


def test_the_last_step_covers_no_page_that_it_does_not_speak_of(window: Open, ward: Ward) -> None:
    page = window(newcomer(ward, "at-work", Role.CLINICIAN))
    page.goto("/")
    for number in range(2, len(TOURS[Role.CLINICIAN]) + 1):
        page.click("[data-next]")
        expect(page.locator(CARD)).to_contain_text(f"Step {number} of")
    page.goto("/account")
    expect(page.locator(CARD)).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", "room"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_axe_finds_nothing_on_the_way(window: Open, ward: Ward, language: str, theme: str) -> None:
    page = window(newcomer(ward, f"looker-{language}-{theme}", Role.NURSE), language=language, theme=theme)
    page.goto("/")
    assert page.get_attribute("html", "data-theme") == theme
    found = []
    for _ in TOURS[Role.NURSE]:
        expect(page.locator(".toured")).to_be_visible()
        found += faults(page)
        if page.locator("[data-next]").is_visible():
            page.click("[data-next]")
            page.wait_for_load_state()
    assert found == []

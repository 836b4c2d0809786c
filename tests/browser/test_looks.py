"""Every page, in every theme, language and width: nothing for axe to find, nothing wider than the window."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import Open, Ward
from tests.browser.looks import every_language, every_theme, faults
from tests.people import ADMINISTRATOR

pytestmark = pytest.mark.browser


def visit(path: str) -> Callable[[Page, Ward], object]:
    return lambda page, _ward: page.goto(path)


def visit_somebody(path: str) -> Callable[[Page, Ward], object]:
    return lambda page, ward: page.goto(path.format(newborn=ward.newborn, fetus=ward.fetus, colleague=ward.colleague))


def send_a_wrong_form(page: Page, _ward: Ward) -> None:
    page.goto("/patients/new")
    page.fill("#birth_date", "2031-99-99")
    page.fill("#gestation_weeks", "99")
    page.click("form.card .btn.go")
    page.wait_for_selector("[data-summary]")


def change_what_a_colleague_changed(page: Page, ward: Ward) -> None:
    page.goto(f"/patients/{ward.newborn}/edit")
    page.fill("#name", "Baby Zhou Alpha")
    page.evaluate("document.querySelector('[name=version]').value = '1'")
    page.click("form.card .btn.go")
    page.wait_for_selector(".conflict")


def open_the_menu(page: Page, _ward: Ward) -> None:
    page.goto("/")
    page.click("[data-menu] summary")


def make_a_token(page: Page, _ward: Ward) -> None:
    page.goto("/account")
    page.fill("#label", "Ward import")
    page.click(".form.row .btn")
    page.wait_for_selector(".fresh")


def choose_a_broken_picture(page: Page, ward: Ward) -> None:
    page.goto(f"/exams/new?patient={ward.newborn}&task=auricular&side=left")
    page.set_input_files("#pictures", FilePayload(name="ear.jpg", mimeType="image/jpeg", buffer=b"\xff\xd8\xff broken"))
    page.click("button.go")
    page.wait_for_selector(".files .fault")


PAGES: dict[str, Callable[[Page, Ward], object]] = {
    "worklist": visit("/"),
    "worklist narrowed": visit("/?shelf=signed&task=vcfs"),
    "whose pictures": visit("/exams/new"),
    "new exam of an ear": visit_somebody("/exams/new?patient={newborn}&task=auricular"),
    "new exam of a face": visit_somebody("/exams/new?patient={newborn}&task=vcfs"),
    "new exam of a fetus": visit_somebody("/exams/new?patient={fetus}&task=cleft"),
    "broken picture": choose_a_broken_picture,
    "menu": open_the_menu,
    "patients": visit("/patients"),
    "patients found": visit("/patients?q=zhou"),
    "no patient found": visit("/patients?q=nobody"),
    "patient": visit_somebody("/patients/{newborn}"),
    "fetus": visit_somebody("/patients/{fetus}"),
    "edit patient": visit_somebody("/patients/{newborn}/edit"),
    "new patient": visit("/patients/new"),
    "wrong form": send_a_wrong_form,
    "conflict": change_what_a_colleague_changed,
    "models": visit("/models"),
    "model": visit("/models/auricular"),
    "choices": visit("/choices"),
    "account": visit("/account"),
    "token": make_a_token,
    "second factor": visit("/account/second-factor"),
    "users": visit("/users"),
    "user": visit_somebody("/users/{colleague}"),
    "audit": visit("/audit"),
    "about": visit("/about"),
    "help": visit("/help"),
    "nothing there": visit("/nothing-there"),
}
DOORS = {"sign in": visit("/sign-in"), "about": visit("/about"), "nothing there": visit("/nothing-there")}


def test_what_somebody_prefers_is_kept_with_the_account(window: Open) -> None:
    page = window(ADMINISTRATOR)
    page.goto("/account")
    page.click("main [name=language][value=zh]")
    page.click("main [name=theme][value=room]")
    expect(page.locator("html")).to_have_attribute("data-theme", "room")
    page.context.clear_cookies(name=re.compile("language|theme"))
    page.goto("/account")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.locator("html")).to_have_attribute("data-theme", "room")


@every_theme
@every_language
def test_axe_finds_nothing_on_any_page(window: Open, ward: Ward, language: str, theme: str) -> None:
    page = window(ADMINISTRATOR, language=language, theme=theme)
    found = {}
    for name, show in PAGES.items():
        show(page, ward)
        assert page.get_attribute("html", "data-theme") == theme
        assert page.get_attribute("html", "lang") == {"en": "en", "zh": "zh-CN"}[language]
        found[name] = faults(page)
    assert not any(found.values()), found


@every_theme
@every_language
def test_axe_finds_nothing_before_signing_in(window: Open, ward: Ward, language: str, theme: str) -> None:
    page = window(language=language, theme=theme)
    found = {}
    for name, show in DOORS.items():
        show(page, ward)
        assert page.get_attribute("html", "data-theme") == theme
        found[name] = faults(page)
    assert not any(found.values()), found


def test_the_dark_theme_follows_the_system_where_none_is_chosen(window: Open) -> None:
    page = window(theme="", color_scheme="dark")
    page.goto("/sign-in")
    assert page.get_attribute("html", "data-theme") is None
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 20, 27)"


@every_theme
def test_paper_is_always_light(window: Open, theme: str) -> None:
    page = window(theme=theme)
    page.goto("/about")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 0)"


def test_nothing_is_bright_in_the_dark_room(window: Open, ward: Ward) -> None:
    page = window(ADMINISTRATOR, theme="room")
    page.goto(f"/patients/{ward.newborn}")
    assert page.evaluate(BRIGHTEST) < 0.55


BRIGHTEST = """() => Math.max(...[...document.querySelectorAll("body, body *")].flatMap((element) => {
  const style = getComputedStyle(element);
  return [style.backgroundColor, style.color, style.borderTopColor].map((colour) => {
    const [red, green, blue, alpha = 1] = colour.match(/[\\d.]+/g).map(Number);
    return alpha * (0.2126 * (red / 255) ** 2.2 + 0.7152 * (green / 255) ** 2.2 + 0.0722 * (blue / 255) ** 2.2);
  });
}))"""


@pytest.mark.parametrize("path", ["/", "/patients", "/patients/new", "/account", "/users", "/audit"])
def test_a_finger_hits_every_target(window: Open, path: str) -> None:
    page = window(ADMINISTRATOR, has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    page.goto(path)
    targets = page.locator(
        ":is(.btn, .nav a, .tick, input:not([type=radio], [type=checkbox]), select, textarea, summary, .brand):visible"
    )
    small = [box for target in targets.all() if (box := target.bounding_box()) and box["height"] < 44]
    assert small == []

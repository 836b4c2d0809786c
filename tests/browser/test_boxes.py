"""Boxes that a reader draws on a picture in a real browser, with a mouse, a finger and the keys."""

import re
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Ward, wait
from tests.browser.exam_page import INK, SUM, TOUCHES, impress, sign
from tests.people import CLINICIAN
from tests.sending import golden

pytestmark = pytest.mark.browser


def drag(page: Page, *points: tuple[float, float]) -> None:
    """Over the picture in front, by shares of the stage."""
    box = page.locator("[data-stage=this] .glass").bounding_box()
    assert box
    for number, (across, down) in enumerate(points):
        page.mouse.move(box["x"] + box["width"] * across, box["y"] + box["height"] * down, steps=4)
        if number == 0:
            page.mouse.down()
    page.mouse.up()


def boxes(page: Page) -> list[list[int]]:
    typed = page.locator("[name=boxes]").input_value()
    return [[int(number) for number in line.split()] for line in typed.splitlines()]


def test_a_box_is_drawn_moved_and_deleted_and_kept_with_the_reading(window: Open, ward: Ward) -> None:
    exam = ward.send("hemorrhage", golden("hemorrhage", "ich-0-00005*"))
    page = window(CLINICIAN)
    page.goto(f"/exams/{exam}")
    expect(page.locator("[name=boxes]")).to_be_hidden()
    expect(page.locator("#at-boxes")).to_have_text("Draw a box")
    wait(page, SUM, bool)
    plain = page.evaluate(INK)
    page.click("[data-boxes] > .btn")
    expect(page.locator("[data-box]")).to_have_attribute("aria-pressed", "true")
    drag(page, (0.4, 0.4), (0.6, 0.6))
    (drawn,) = boxes(page)
    assert drawn[:2] == [1, 1] and drawn[2] < drawn[4] and drawn[3] < drawn[5]
    wait(page, INK, lambda seen: seen > plain + 200)
    drag(page, (0.5, 0.5), (0.55, 0.5))
    (moved,) = boxes(page)
    assert moved[2] - drawn[2] == moved[4] - drawn[4] > 0 and moved[3] == drawn[3]
    drag(page, (0.45, 0.4), (0.3, 0.3))
    (larger,) = boxes(page)
    assert larger[2] < moved[2] and larger[3] < moved[3] and larger[4:] == moved[4:]
    page.locator("[data-stage=this]").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+ArrowRight")
    assert len(boxes(page)) == 2
    expect(page.locator("[data-says-box]")).to_contain_text("Box ")
    page.keyboard.press("Delete")
    expect(page.locator("[data-says-box]")).to_have_text("The box is deleted.")
    page.get_by_label("right").fill(str(larger[4] + 3))
    page.keyboard.press("Tab")
    larger[4] += 3
    assert boxes(page) == [larger]
    page.check("[name=verdict][value=suspected]")
    page.click("form[action$='/impression'] .btn.go")
    said = f"{larger[2]}, {larger[3]} – {larger[4]}, {larger[5]}"
    expect(page.locator(".told")).to_contain_text(f"Box on Picture 1 of 4: {said}")
    page.click("[data-table] summary")
    expect(page.locator("[data-table]")).to_contain_text(f"{CLINICIAN.full_name}: {said}")
    assert boxes(page) == [larger]
    page.keyboard.press("Escape")
    expect(page.locator("[data-box]")).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name=re.compile("^Show: ")).focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-stage=this]")).to_be_in_viewport()
    page.locator("[data-boxes]").get_by_role("button", name="Delete").focus()
    page.keyboard.press("Enter")
    assert boxes(page) == []
    expect(page.locator("#at-boxes")).to_be_focused()
    expect(page.locator("[data-says-box]")).to_be_visible()
    expect(page.locator("[data-says-box]")).to_have_text("The box is deleted.")


NAMES = """() => {
  const names = [];
  const write = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (name, ...place) {
    names.push(name);
    write.call(this, name, ...place);
  };
  dispatchEvent(new Event("beforeprint"));
  CanvasRenderingContext2D.prototype.fillText = write;
  return [...new Set(names)];
}"""
"""Whose boxes stand on paper."""


def test_a_box_that_is_not_kept_yet_stays_off_paper_and_opens_its_form(window: Open, ward: Ward) -> None:
    exam = ward.send("hemorrhage", golden("hemorrhage", "ich-0-00005-0[23]*"))
    page = window(CLINICIAN)
    impress(page, exam, "suspected")
    sign(page, "disagree", reason="Echoes beside the ventricle")
    fold = page.locator("details:has([data-boxes])")
    expect(fold).not_to_have_attribute("open", "")
    wait(page, SUM, bool)
    page.click("[data-box]")
    drag(page, (0.01, 0.4), (0.5, 0.6))
    expect(fold).to_have_attribute("open", "")
    (drawn,) = boxes(page)
    assert drawn[2] == 0
    wait(page, NAMES, [].__eq__)
    page.fill("[name=reason]", "The box was missing")
    page.click("form[action$='/readings'] .btn.go")
    expect(page.locator(".told")).to_contain_text("The box was missing")
    wait(page, SUM, bool)
    wait(page, NAMES, [CLINICIAN.full_name].__eq__)


def test_a_finger_draws_a_box(window: Open, brain: UUID) -> None:
    page = window(CLINICIAN, has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    page.goto(f"/exams/{brain}")
    page.tap("[data-box]")
    expect(page.locator("[data-box]")).to_have_attribute("aria-pressed", "true")
    wait(page, TOUCHES, lambda taken: taken == "none")
    page.locator("[data-stage=this]").scroll_into_view_if_needed()
    box = page.locator("[data-stage=this] .glass").bounding_box()
    assert box
    touch = page.context.new_cdp_session(page)
    for step, kind in enumerate(("touchStart", "touchMove", "touchMove", "touchMove", "touchEnd")):
        at = {"x": box["x"] + box["width"] * (0.4 + step / 20), "y": box["y"] + box["height"] * (0.4 + step / 20)}
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [] if kind == "touchEnd" else [at]})
        page.wait_for_timeout(30)
    wait(page, "document.querySelector('[name=boxes]').value", bool)

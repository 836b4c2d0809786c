"""The pictures of an exam in a real browser: walked, measured, compared, laid over with a heat map."""

import json
import re
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import Complaints, Open, Ward, wait
from tests.browser.exam_page import LOOKER, PIXELS, SUM, unveil
from tests.people import CLINICIAN
from tests.sending import golden

pytestmark = pytest.mark.browser


def test_frames_are_walked_by_keys_and_by_weight(window: Open, brain: UUID) -> None:
    page = window(CLINICIAN)
    page.goto(f"/exams/{brain}")
    stage = page.locator("[data-stage=this]")
    stage.focus()
    page.keyboard.press("Home")
    said = page.locator("[data-says-shot]")
    expect(said).to_have_text(re.compile("^Picture 1 of"))
    page.keyboard.press("ArrowRight")
    expect(said).to_have_text(re.compile("^Picture 2 of"))
    expect(page.locator("[data-frame]")).to_have_value("1")
    expect(stage).to_have_attribute("aria-label", re.compile("^This exam: Picture 2 of"))
    page.locator(".strip a").nth(2).click()
    expect(page.locator(".strip a").nth(2)).to_have_attribute("aria-current", "true")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


def test_a_measured_line_says_its_length(window: Open, brain: UUID) -> None:
    page = window(CLINICIAN)
    page.goto(f"/exams/{brain}")
    page.click("[data-measure]")
    length = page.locator("[data-says-length]")
    expect(length).to_have_text(re.compile(r"^\d+ pixels$"))
    before = length.text_content()
    page.locator("[data-stage=this]").focus()
    for _ in range(5):
        page.keyboard.press("Shift+ArrowRight")
    expect(length).not_to_have_text(before or "")


def test_window_and_level_change_the_grays_and_come_back(window: Open, brain: UUID) -> None:
    page = window(CLINICIAN)
    page.goto(f"/exams/{brain}")
    wait(page, SUM, bool)
    before = page.evaluate(SUM)
    page.keyboard.press("w")
    page.locator("[data-width]").fill("60")
    wait(page, SUM, lambda seen: seen != before)
    page.click("[data-gray-reset]")
    wait(page, SUM, lambda seen: seen == before)


SHARPNESS = """() => {
  const asked = [];
  const stage = { covers: [], draw() {} };
  const frames = { fetch: (_, side) => asked.push(side), best: () => null };
  const other = { frames, number: 0, sheet: { width: 4000, height: 3000 }, covers: [], element: new EventTarget() };
  const slide = new Slide(document.querySelector("[data-viewer]"), stage, other);
  slide.on = true;
  const context = new OffscreenCanvas(8, 8).getContext("2d");
  context.scale(2.5, 2.5);
  slide.draw(context, [0, 0, 800, 600]);
  return asked;
}"""
"""How many pixels the earlier picture is asked for with, on a screen of 2.5 to one."""


def test_an_ear_is_laid_beside_its_earlier_picture_and_over_it(window: Open, ears: tuple[UUID, UUID]) -> None:
    then, now = ears
    page = window(CLINICIAN)
    page.goto(f"/exams/{now}")
    page.select_option("#beside", str(then))
    page.click(".beside .btn")
    expect(page.locator("[data-stage]")).to_have_count(2)
    expect(page.locator("[data-stage=other] .burnt").first).to_contain_text("2026-11-10")
    page.click("[data-slide]")
    expect(page.locator("[data-stage=other]")).to_be_hidden()
    expect(page.locator("[data-stage=this] .burnt.then")).to_contain_text("2026-11-10")
    wait(page, SHARPNESS, [1200].__eq__)
    page.locator("[data-split]").fill("80")
    page.click("text=Close the comparison")
    expect(page.locator("[data-stage]")).to_have_count(1)


SHADE = f"""() => {{{PIXELS}
  let dark = 0;
  for (let at = 0; at < pixels.length; at += 4) if (pixels[at] + pixels[at + 1] + pixels[at + 2] < 30) dark += 1;
  return dark / (pixels.length / 4);
}}"""
"""The share of the stage that is black."""


@pytest.mark.usefixtures("colleagues")
def test_a_heat_map_asked_for_several_times_at_once_never_hides_the_picture(
    window: Open, ears: tuple[UUID, UUID]
) -> None:
    page = window(LOOKER)
    unveil(page, ears[0])
    wait(page, SUM, bool)
    plain = page.evaluate(SHADE)
    for key in "hmmm":
        page.keyboard.press(key)
    expect(page.locator("[data-says-map]")).to_contain_text("Grad-CAM")
    page.wait_for_timeout(500)
    assert page.evaluate(SHADE) < plain + 0.05


def test_a_heat_map_that_does_not_come_is_said_and_asked_for_again(window: Open, brain: UUID) -> None:
    page = window(CLINICIAN)
    unveil(page, brain)
    said = page.locator("[data-says-map]")
    gone = re.compile("/maps/")
    page.route(gone, lambda route: route.fulfill(status=404))
    page.keyboard.press("h")
    expect(said).to_contain_text("could not be loaded")
    page.unroute(gone)
    page.keyboard.press("h")
    page.keyboard.press("h")
    expect(said).to_contain_text("Grad-CAM")


def test_a_picture_that_does_not_come_is_said_and_asked_for_again(
    window: Open, brain: UUID, complaints: Complaints
) -> None:
    page = window(CLINICIAN)
    gone = re.compile("/frames/")
    page.route(gone, lambda route: route.fulfill(status=404))
    page.goto(f"/exams/{brain}")
    lost = page.locator("[data-stage=this] [data-lost]")
    expect(lost).to_contain_text("This picture could not be loaded.")
    page.unroute(gone)
    lost.get_by_role("button").click()
    expect(lost).to_be_hidden()
    wait(page, SUM, bool)
    complaints.said[:] = [said for said in complaints.said if not said.startswith("Tile ")]


def test_a_heat_map_below_the_threshold_says_so(window: Open, brain: UUID) -> None:
    page = window(CLINICIAN)
    unveil(page, brain)
    page.keyboard.press("h")
    said = page.locator("[data-says-map]")
    expect(said).to_contain_text("Grad-CAM")
    expect(said).to_have_attribute("role", "status")
    maps = json.loads(page.locator("[data-stage=this]").get_attribute("data-shots") or "")["maps"]
    weakest = min((laid for laid in maps if laid["scale"]), key=lambda laid: laid["scale"])
    page.click(f".strip [data-to='{weakest['shot']}']")
    page.locator("[data-threshold]").fill("95")
    expect(said).to_contain_text("lies below the threshold")
    strongest = max(maps, key=lambda laid: laid["scale"])
    page.click(f".strip [data-to='{strongest['shot']}']")
    expect(said).not_to_contain_text("lies below the threshold")


@pytest.fixture(scope="module")
def photograph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An ear as a telephone takes it: 12 megapixels."""
    with Image.open(golden("auricular", "ear0-00053*")[0]) as ear:
        large = ear.convert("RGB").resize((4000, 3000), Image.Resampling.BICUBIC)
    path = tmp_path_factory.mktemp("ear") / "ear.jpg"
    large.save(path, quality=92)
    return path


def test_a_large_photograph_comes_as_a_copy_until_somebody_looks_closer(
    window: Open, ward: Ward, photograph: Path
) -> None:
    exam = ward.send("auricular", [photograph], laterality="left")
    page = window(CLINICIAN)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/frames/" in request.url else None)
    page.goto(f"/exams/{exam}")
    wait(page, SUM, bool)
    assert asked and all(url.endswith("?least=1024") for url in asked)
    page.locator("[data-stage=this]").focus()
    with page.expect_request(lambda request: request.url.endswith("/frames/0")):
        for _ in range(12):
            page.keyboard.press("+")


def test_frames_that_were_not_seen_for_long_are_forgotten(window: Open, brain: UUID) -> None:
    page = window(CLINICIAN)
    page.goto(f"/exams/{brain}")
    kept = page.evaluate("""() => {
      const sheet = { width: 4000, height: 3000, copies: [1024, 2048] };
      const shots = Array.from({ length: 30 }, (_, picture) => ({ picture, url: "/static/icon.svg" }));
      const frames = new Frames({ shots, sheets: shots.map(() => sheet) }, () => {});
      shots.forEach((_, number) => frames.fetch(number, 3000));
      frames.fetch(0);
      return { pixels: frames.pixels, keys: [...frames.kept.keys()] };
    }""")
    assert kept["pixels"] <= 64e6
    assert kept["keys"] == ["25 0", "26 0", "27 0", "28 0", "29 0", "0 1024"]

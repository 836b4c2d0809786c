"""An exam in a real browser, answered by the committed models: looked at, compared, read, signed."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Route, expect

from app.domain.exam import ExamState
from app.main import open_records
from app.records.tables import Exam
from tests.browser.conftest import Open, Ward, wait
from tests.browser.exam_page import COLLEAGUE, INK, LOOKER, SUM, THIRD, TOUCHES, impress, sign, unveil
from tests.browser.keys import tab_to
from tests.browser.looks import every_language, every_theme, faults
from tests.people import CLINICIAN, NURSE
from tests.sending import golden

pytestmark = pytest.mark.browser


def test_a_cranial_ultrasound_is_looked_at_read_and_signed(window: Open, ward: Ward) -> None:
    exam = ward.send("hemorrhage", golden("hemorrhage", "ich-0-00002-0[0-6]*"))
    page = window(CLINICIAN)
    page.goto(f"/exams/{exam}")
    expect(page.locator("[data-stage] .burnt").first).to_contain_text("N-1")
    expect(page.locator("[data-heat]")).to_have_count(0)
    expect(page.locator("svg.scale")).to_have_count(0)
    impress(page, exam, "suspected")
    expect(page.locator(".finding").first).to_contain_text("A person decides.")
    expect(page.locator("svg.scale")).to_be_visible()
    expect(page.locator(".demo")).to_contain_text("Trained on synthetic pictures")
    expect(page.locator("[data-says-weight]")).to_have_text(re.compile(r"attention 0\.\d\d"))
    wait(page, SUM, bool)
    plain = page.evaluate(INK)
    page.keyboard.press("h")
    expect(page.locator("[data-heat]")).to_have_attribute("aria-pressed", "true")
    wait(page, INK, lambda seen: seen > plain + 200)
    expect(page.locator("[data-says-map]")).to_contain_text("Grad-CAM")
    page.keyboard.press("h")
    wait(page, INK, lambda seen: seen <= plain)
    page.select_option("[name=entry-papile_left]", "2")
    page.fill("[name=entry-next_scan]", "2026-11-30")
    sign(page, "disagree", reason="Echoes in the left ventricle on two frames")
    holds = page.locator(".finding.person")
    expect(holds).to_contain_text(f"What holds, by {CLINICIAN.full_name}")
    expect(page.locator(".told")).to_contain_text("II: in the ventricle, not dilated")
    expect(page.locator(".told")).to_contain_text("Signed by Chen Wei")


def test_ratios_stand_beside_the_fields_while_they_are_typed(window: Open, ward: Ward) -> None:
    exam = ward.send("fetal_cns", golden("fetal_cns", "cns-0-00000*"), gestation_days="170")
    page = window(CLINICIAN)
    impress(page, exam, "uncertain")
    held: list[Route] = []
    page.route("**/htmx.min.js*", lambda route: held.append(route))
    page.goto(f"/exams/{exam}", wait_until="commit")
    page.locator("[name=entry-peak]").press_sequentially("60")
    page.locator("[name=entry-end]").press_sequentially("20")
    while not held:
        page.wait_for_timeout(50)
    held.pop().continue_()  # what was typed before the page was ready counts too
    expect(page.locator("[data-derived]")).to_contain_text("3.00")
    page.locator("[name=entry-mean_peak]").press_sequentially("40")
    expect(page.locator("[data-derived]")).to_contain_text("PI")
    page.locator("[name=entry-end]").fill("")
    expect(page.locator("[data-derived]")).not_to_contain_text("3.00")
    page.locator("[name=entry-end]").fill("20")
    expect(page.locator("[data-derived]")).to_contain_text("3.00")
    page.route("**/derived", lambda route: route.fulfill(status=404, body="<p>No such page</p>"))
    page.locator("[name=entry-end]").fill("30")
    expect(page.locator("[data-derived]")).to_have_text("")


RUNNING = (
    "() => document.adoptedStyleSheets.map((sheet) => [...sheet.cssRules].map((rule) => rule.cssText).join()).join()"
)


def test_a_printed_exam_names_patient_model_and_who_printed_it_on_every_page(
    window: Open, ears: tuple[UUID, UUID]
) -> None:
    page = window(CLINICIAN)
    unveil(page, ears[0])
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    paper = page.locator("body").inner_text()
    for word in ("Baby Zhou A", "N-1", "2026-11-10", "right", "Demonstration model.", "Not signed. This is no report."):
        assert word in paper
    assert re.search(r"Model \S+ \(demo\), [0-9a-f]{8}", paper)
    assert re.search(rf"Printed by {CLINICIAN.full_name} \d{{4}}-\d\d-\d\d \d\d:\d\d", paper)
    assert not page.locator("[data-tools]").is_visible() and not page.locator("form").first.is_visible()
    running = page.evaluate(RUNNING)
    assert "Baby Zhou A · N-1 · born" in running and f"Printed by {CLINICIAN.full_name} on" in running
    assert "counter(pages)" in running
    assert page.pdf().startswith(b"%PDF")


@pytest.mark.usefixtures("colleagues")
def test_two_who_disagree_on_an_ear_are_settled_by_a_third(window: Open, ears: tuple[UUID, UUID]) -> None:
    exam = ears[1]
    first = window(CLINICIAN)
    impress(first, exam, "suspected", "lop")
    first.check("[name=second_wanted]")
    sign(first, "correct")
    expect(first.locator(".veil")).to_contain_text("Waits for a second reader.")
    second = window(COLLEAGUE)
    second.goto(f"/exams/{exam}")
    expect(second.locator(".told")).to_have_count(0)
    impress(second, exam, "not_suspected")
    sign(second, "disagree", reason="Within what is usual on the second day")
    expect(second.locator(".veil")).to_contain_text("Two readers disagree.")
    third = window(THIRD)
    impress(third, exam, "suspected", "lop")
    expect(third.locator(".path [aria-current]")).to_have_text("You settle it")
    sign(third, "correct")
    expect(third.locator(".finding.person")).to_contain_text(f"What holds, by {THIRD.full_name}")
    nurse = window(NURSE)
    nurse.goto(f"/exams/{exam}")
    expect(nurse.locator(".finding.person")).to_contain_text("Lop ear")
    expect(nurse.locator("a[href$='/severity']").first).to_be_visible()


def test_the_later_of_two_readers_loses_nothing(window: Open, ward: Ward, colleagues: None) -> None:
    exam = ward.send("hemorrhage", golden("hemorrhage", "ich-0-00001*"))
    mine, theirs = window(CLINICIAN), window(COLLEAGUE)
    impress(theirs, exam, "not_suspected")
    impress(mine, exam, "uncertain")
    theirs.reload()
    sign(theirs, "agree")
    mine.fill("[name=note]", "Typed by the later one")
    sign(mine, "agree")
    expect(mine.locator("[data-summary]")).to_contain_text("A colleague wrote a reading")
    expect(mine.locator("[name=note]")).to_have_value("Typed by the later one")
    expect(mine.locator(".told")).to_contain_text(COLLEAGUE.full_name)


def test_an_exam_is_read_and_signed_with_the_keyboard_alone(window: Open, ward: Ward) -> None:
    exam = ward.send("hemorrhage", golden("hemorrhage", "ich-0-00000*"))
    page = window(CLINICIAN)
    page.goto(f"/exams/{exam}")
    tab_to(page, "[name=verdict]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    tab_to(page, "form[action$='/impression'] .btn.go")
    page.keyboard.press("Enter")
    expect(page.locator("svg.scale")).to_be_visible()
    page.wait_for_load_state()
    tab_to(page, "[name=agreement]")
    page.keyboard.press("Space")
    tab_to(page, "form[action$='/readings'] .btn.go")
    page.keyboard.press("Enter")
    expect(page.locator(".finding.person")).to_contain_text(CLINICIAN.full_name)


def test_an_exam_is_read_without_javascript(window: Open, ward: Ward) -> None:
    exam = ward.send("cleft", golden("cleft", "cleft-0-00000*"))
    page = window(CLINICIAN, java_script_enabled=False)
    page.goto(f"/exams/{exam}")
    expect(page.locator("[data-stage] > img")).to_be_visible()
    page.click("noscript .btn")
    expect(page.locator("[data-says-shot]")).to_have_text("Picture 2 of 2")
    impress(page, exam, "suspected")
    expect(page.locator("svg.scale")).to_be_visible()
    sign(page, "agree")
    expect(page.locator(".finding.person")).to_be_visible()
    page.click("[data-table] summary")
    expect(page.locator("[data-table] tbody tr")).to_have_count(2)


@every_theme
@every_language
@pytest.mark.usefixtures("colleagues")
def test_axe_finds_nothing_on_an_exam_in_any_state(
    window: Open, ward: Ward, brain: UUID, ears: tuple[UUID, UUID], language: str, theme: str
) -> None:
    page = window(LOOKER, language=language, theme=theme)
    refused = ward.send("auricular", golden("vcfs", "face0-00001*"), laterality="right")
    found = {}
    page.goto(f"/exams/{refused}")
    found["refused"] = faults(page)
    page.goto(f"/exams/{ears[1]}?beside={ears[0]}")
    found["beside"] = faults(page)
    page.goto(f"/exams/{brain}")
    if page.locator("form[action$='/impression']").count():
        found["before the answer"] = faults(page)
        impress(page, brain, "uncertain")
    for key in "hwm?":
        page.keyboard.press(key)
    page.evaluate("document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })")
    found["everything open"] = faults(page)
    assert not any(found.values()), found


def set_state(ward: Ward, exam: UUID, state: ExamState, until: datetime | None) -> None:
    records = open_records(ward.server.settings)
    with records.transaction() as session:
        row = session.get_one(Exam, exam)
        row.state, row.lease_until = state, until
    records.engine.dispose()


def test_a_waiting_page_finds_its_answer_by_itself_and_keeps_what_is_being_typed(window: Open, ward: Ward) -> None:
    exam = ward.send("hemorrhage", golden("hemorrhage", "ich-0-00005-0[01]*"))
    later = datetime.now(UTC) + timedelta(hours=1)
    set_state(ward, exam, ExamState.RECEIVED, later)
    page, typed = window(CLINICIAN), window(CLINICIAN)
    for each in (page, typed):
        each.goto(f"/exams/{exam}")
        expect(each.locator("[data-waiting]")).to_be_visible()
    typed.fill("[name=note]", "Half a word")
    set_state(ward, exam, ExamState.RECEIVED, None)
    expect(page.locator("[data-waiting]")).to_have_count(0)
    expect(page.locator(".veil")).to_contain_text("once you have written down what you see")
    expect(typed.locator("[data-waiting] [role=status]")).to_contain_text("The analysis has ended.")
    expect(typed.locator("[name=note]")).to_have_value("Half a word")


def test_a_finger_hits_every_target_of_an_exam(window: Open, brain: UUID) -> None:
    page = window(CLINICIAN, has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    page.goto(f"/exams/{brain}")
    for tool in ("[data-gray]", "[data-keys]"):
        page.tap(tool)
    targets = page.locator(
        "main :is(.btn, input:not([type=radio], [type=checkbox]), label:has(:checked), select, summary):visible"
    )
    small = [box for target in targets.all() if (box := target.bounding_box()) and box["height"] < 44]
    assert small == []
    assert page.evaluate(TOUCHES) == "pan-x pan-y"

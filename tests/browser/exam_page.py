"""What the tests of an exam's page share: who reads, what they press, what the stage shows."""

from uuid import UUID

from playwright.sync_api import Page, expect

from app.domain.role import Role
from tests.people import NORTH, Someone

COLLEAGUE = Someone("bo", "Bo Berg", Role.CLINICIAN, NORTH)
THIRD = Someone("cai", "Cai Li", Role.CLINICIAN, NORTH)
LOOKER = Someone("dai", "Dai Mu", Role.CLINICIAN, NORTH)
PIXELS = """
  const canvas = document.querySelector("[data-stage] canvas[aria-hidden]");
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const pixels = copy.getImageData(0, 0, canvas.width, canvas.height).data;
"""
INK = f"""() => {{{PIXELS}
  let coloured = 0;
  for (let at = 0; at < pixels.length; at += 4) {{
    const parts = pixels.subarray(at, at + 3);
    if (Math.max(...parts) - Math.min(...parts) > 30) coloured += 1;
  }}
  return coloured;
}}"""
"""How many pixels of the stage have a colour."""
SUM = f"""() => {{{PIXELS}
  return pixels.reduce((sum, value, at) => (at % 400 ? sum : sum + value), 0);
}}"""
TOUCHES = "getComputedStyle(document.querySelector('.openseadragon-canvas')).touchAction"


def impress(page: Page, exam: UUID, verdict: str, *findings: str) -> None:
    page.goto(f"/exams/{exam}")
    page.check(f"[name=verdict][value={verdict}]")
    for finding in findings:
        page.check(f"[name=findings][value={finding}]")
    page.click("form[action$='/impression'] .btn.go")
    expect(page.locator(".finding").first).to_be_visible()
    page.wait_for_load_state()  # its scripts listen now


def unveil(page: Page, exam: UUID) -> None:
    """The exam with its answer: who has not said yet what they see, says so first."""
    page.goto(f"/exams/{exam}")
    if page.locator("form[action$='/impression']").count():
        impress(page, exam, "uncertain")


def sign(page: Page, stance: str, **more: str) -> None:
    page.check(f"[name=agreement][value={stance}]")
    for name, value in more.items():
        page.fill(f"[name={name}]", value)
    page.click("form[action$='/readings'] .btn.go")

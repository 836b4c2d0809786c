"""Draws the pictures of the README from a synthetic ward: `python -m tests.browser.pictures`."""

import os
import tempfile
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from app.domain.patient import PatientFacts, Sex
from app.domain.role import Role
from app.main import open_records
from app.records import migrate
from app.records.accounts import add_account, set_toured
from app.records.database import Database
from app.records.patients import add_patient, change_patient
from app.records.sign_ins import begin
from app.records.sites import add_site
from app.settings import Settings
from tests.conftest import CHROMIUM, QUIET
from tests.ears import follow
from tests.people import PASSWORD
from tests.sending import MODELS, golden, send
from tests.serving import Server

FOLDER = Path(__file__).parents[2] / "docs" / "images"
DESKTOP, PHONE = {"width": 1280, "height": 720}, {"width": 390, "height": 780}
TODAY = date.today()  # noqa: DTZ011 (ages are told from today)


def someone(number: str, name: str, sex: Sex, days: int, gestation: int, group: str = "") -> PatientFacts:
    note = "Born by caesarean section.\nCranial ultrasound asked for on day 7." if group == "M-88231" else ""
    return PatientFacts(number, name, sex, TODAY - timedelta(days), None, None, gestation, group, note)


NEWBORNS = (
    someone("N-2026-01098", "Baby Wang", Sex.MALE, 60, 245),
    someone("N-2026-01102", "Amélie Laurent", Sex.FEMALE, 41, 246),
    someone("N-2026-01125", "赵一诺", Sex.FEMALE, 30, 270),
    someone("N-2026-01131", "Baby Okafor", Sex.MALE, 26, 262),
    someone("N-2026-01148", "Baby Zhou B", Sex.MALE, 18, 200, "M-88231"),
    someone("N-2026-01152", "刘小宝", Sex.FEMALE, 4, 280),
    someone("N-2026-01147", "Baby Zhou", Sex.FEMALE, 18, 199, "M-88231"),
)


def fill(records: Database) -> tuple[UUID, UUID, str]:
    """A site, a clinician, newborns; returns one of them, one whose ears are followed, and a signed-in cookie."""
    with records.transaction() as session:
        site = add_site(session, "Children's Hospital, ward 3", "Asia/Shanghai")
        account = add_account(
            session, name="lin", full_name="Dr Lin Hua", role=Role.CLINICIAN, site=site, password=PASSWORD
        )
        set_toured(account, toured=True)
        added = [add_patient(session, site.id, facts) for facts in NEWBORNS]
        session.flush()
        follow(session, added[0], account.id)
        mended = someone("N-2026-01147", "Baby Zhou A", Sex.FEMALE, 18, 200, "M-88231")
        session.flush()
        change_patient(session, added[-1], mended, 1, account.id)
        return added[-1].id, added[0].id, begin(session, account, 1)


def draw(browser: Browser, server: Server, newborn: UUID, followed: UUID, cookie: str) -> None:
    context = browser.new_context(base_url=server.url, device_scale_factor=1.5)
    context.add_cookies([{"name": "neoscreen", "value": cookie, "url": server.url}])
    page = context.new_page()

    def take(name: str, path: str, size: dict[str, int], language: str, theme: str, key: str = "") -> None:
        page.goto("/account")
        page.click(f"main [name=language][value={language}]")
        page.click(f"main [name=theme][value={theme}]")
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        page.goto(path)
        page.evaluate("document.fonts.ready")
        if page.locator("[data-spec]").count():
            page.wait_for_selector("[data-drawn]")
        if key:
            page.wait_for_load_state("networkidle")
            page.keyboard.press(key)
            page.wait_for_timeout(1000)
        with Image.open(BytesIO(page.screenshot())) as picture:
            if name.endswith(".jpg"):
                picture.convert("RGB").save(FOLDER / name, quality=85)
            else:
                picture.convert("RGB").quantize(128).save(FOLDER / name, optimize=True)

    take("patient.png", f"/patients/{newborn}", DESKTOP, "en", "light")
    take("patients-room.png", "/patients", DESKTOP, "zh", "room")
    take("phone.png", f"/patients/{newborn}", PHONE, "en", "dark")
    ear, brain = read_two(page, server)
    take("exam.jpg", f"/exams/{ear}", DESKTOP | {"height": 1000}, "en", "light", "H")
    take("exam-room.jpg", f"/exams/{brain}", DESKTOP | {"height": 1000}, "zh", "room", "H")
    take("severity.png", f"/patients/{followed}/severity", DESKTOP | {"height": 1000}, "en", "light")
    take("severity-phone.png", f"/patients/{followed}/severity", PHONE | {"height": 1100}, "zh", "room")
    page.goto("/help")
    page.click("form[action='/help/tour'] .btn")
    take("tour.png", "/", DESKTOP, "en", "light")


def read_two(page: Page, server: Server) -> tuple[UUID, UUID]:
    """An ear, and a cranial ultrasound whose reader has said what they see."""
    ear = send(server, "lin", "N-2026-01125", "auricular", golden("auricular", "ear0-00034*"), laterality="right")
    brain = send(server, "lin", "N-2026-01147", "hemorrhage", golden("hemorrhage", "ich-0-00002*"))
    page.goto(f"/exams/{brain}")
    page.check("[name=verdict][value=uncertain]")
    page.click("form[action$='/impression'] .btn.go")
    return ear, brain


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder) / "data", models_dir=MODELS, min_free_mb=0)
        settings.data_dir.mkdir()
        migrate.upgrade(settings.url)
        newborn, followed, cookie = fill(open_records(settings))
        server = Server(settings, Path(folder) / "log").start()
        arguments = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        path = next(path for path in CHROMIUM if Path(path).exists())
        with (
            sync_playwright() as playwright,
            playwright.chromium.launch(executable_path=path, args=arguments) as browser,
        ):
            draw(browser, server, newborn, followed, cookie)
        server.stop()


if __name__ == "__main__":
    main()

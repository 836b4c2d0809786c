"""The way a person goes: pictures chosen in a browser, sent, and the answer seen; two hundred scores drawn."""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID

import numpy as np
from PIL import Image
from playwright.sync_api import Page, Response, sync_playwright

from app.domain.exam import ReadingMode
from app.domain.task import Modality, Task
from app.main import open_records
from app.records import migrate
from app.records.accounts import find_account
from app.records.choices import Choice, choose
from app.records.patients import add_patient
from app.records.sign_ins import begin
from app.settings import Settings
from app.tasks import TASKS
from tests.bench.request import photograph
from tests.conftest import CHROMIUM, QUIET
from tests.ears import follow_daily
from tests.people import CLINICIAN, baby, settle, site_id
from tests.sending import MODELS, golden
from tests.serving import Server

SCAN = (1024, 768)
SHOWN = {"auricular": "ear0-00024*", "cleft": "cleft-0-00000*", "fetal_cns": "cns-0-00001*"} | {
    "hemorrhage": "ich-0-00000*",
    "vcfs": "face0-00000-0*",
}
SEEN = "section[aria-labelledby=answer] svg, section[aria-labelledby=complaints]"
"""The answer, or why there is none."""
PATIENCE = 60_000


@dataclass(frozen=True, slots=True)
class People:
    """Whose pictures are sent; and a child who was followed for long."""

    newborn: UUID
    fetus: UUID
    followed: UUID


@dataclass(slots=True)
class Times:
    """Seconds of one exam, from the click on send; `chosen` from the choice of files."""

    sent: float = 0
    """The server has it."""
    seen: float = 0
    chosen: float = 0
    server: float = 0
    """Processor seconds of the server: they hold on a busy machine too."""
    pages: int = 0
    """Times the exam's page was asked for."""


def shots(task: Task, count: int, folder: Path) -> Iterator[list[Path]]:
    """Files of one exam, as a phone or a scanner makes them, each time with bytes of their own."""
    drawn = [Image.open(path) for path in golden(task.slug, SHOWN[task.slug])]
    if task.modality is Modality.PHOTOGRAPH:
        scene = photograph(drawn[0])
        for number in range(count):
            yield [written(folder / f"{number}.jpg", scene.shot(number + 1))]
        return
    for number in range(count):
        yield [written(folder / f"{place}.png", scan(one, number)) for place, one in enumerate(drawn)]


def written(file: Path, content: bytes) -> Path:
    file.write_bytes(content)
    return file


def scan(drawn: Image.Image, number: int) -> bytes:
    pixels = np.asarray(drawn.convert("L").resize(SCAN, Image.Resampling.BICUBIC)).copy()
    pixels[0, :32] = [(number >> place & 1) * 9 for place in range(32)]
    content = BytesIO()
    Image.fromarray(pixels).save(content, "PNG", compress_level=1)
    return content.getvalue()


def fill(settings: Settings) -> tuple[People, str]:
    """Patients, and a clinician's cookie; answers stand beside the pictures from the start."""
    settings.data_dir.mkdir(parents=True)
    migrate.upgrade(settings.url)
    records = open_records(settings)
    settle(records)
    site, today = site_id(records), date.today()  # noqa: DTZ011
    with records.transaction() as session:
        newborn = add_patient(session, site, baby("N-1", birth_date=today - timedelta(days=9))).id
        due = {"birth_date": None, "gestation_days": None, "due_date": today + timedelta(days=120)}
        fetus = add_patient(session, site, baby("M-1", "Mrs Okonkwo", **due)).id
        followed = add_patient(session, site, baby("N-2", birth_date=today - timedelta(days=110)))
        for slug in TASKS:
            choose(session, site, slug, Choice(reading_mode=ReadingMode.CONCURRENT))
        account = find_account(session, CLINICIAN.name)
        assert account
        follow_daily(session, followed, account.id)
        cookie = begin(session, account, 12)
    records.engine.dispose()
    return People(newborn, fetus, followed.id), cookie


def busy(process: int) -> float:
    """Processor seconds of a process so far."""
    said = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")


def send(page: Page, task: Task, patient: UUID, files: list[Path]) -> Times:
    """One exam, from the choice of files to the answer in sight."""
    times = Times()
    page.goto(f"/exams/new?patient={patient}&task={task.slug}&side=left")
    if task.consent:
        page.check("[name=consent]:visible")

    def note(response: Response) -> None:
        path = response.url.partition("/exams/")[2]
        if response.request.method == "POST":
            times.sent = time.perf_counter()
        elif "/api/" not in response.url and len(path) == 36:
            times.pages += 1

    page.on("response", note)
    chosen = time.perf_counter()
    page.set_input_files("#pictures", files)
    page.wait_for_selector(f".files li:nth-child({len(files)})")
    clicked = time.perf_counter()
    page.click("button.go")
    page.wait_for_url("**/exams/*-*", wait_until="commit")
    page.wait_for_selector(SEEN, timeout=PATIENCE)
    seen = time.perf_counter()
    page.remove_listener("response", note)
    if page.locator("section[aria-labelledby=answer]").count() == 0:
        sys.stderr.write(f"{task.slug}: {page.locator('section[aria-labelledby=complaints]').inner_text()[:200]}\n")
    times.chosen, times.seen, times.sent = seen - chosen, seen - clicked, times.sent - clicked
    return times


def measure(page: Page, people: People, count: int, folder: Path, process: int) -> dict[str, list[Times]]:
    found: dict[str, list[Times]] = {}
    for slug, task in TASKS.items():
        found[slug] = []
        for files in shots(task, count + 1, folder):
            before = busy(process)
            times = send(page, task, people.newborn if task.subject.born else people.fetus, files)
            times.server = busy(process) - before
            found[slug].append(times)
        found[slug].pop(0)
    return found


def draw(page: Page, followed: UUID, count: int) -> list[float]:
    """Milliseconds in which the page drew its chart of two hundred scores, each time anew."""
    found = []
    for _ in range(count):
        page.goto(f"/patients/{followed}/severity")
        page.wait_for_selector("[data-spec][data-drawn]")
        assert page.locator("[data-mark=score]").count() == 200
        found.append(float(page.evaluate("performance.getEntriesByName('severity drawn')[0].duration")))
    return found


def table(found: dict[str, list[Times]]) -> dict[str, dict[str, float]]:
    """Of each task: best and median, in seconds."""
    rows = {}
    for slug, times in found.items():
        row: dict[str, float] = {}
        for name in ("sent", "seen", "chosen", "server"):
            values = [getattr(one, name) for one in times]
            row |= {f"{name} best": min(values), f"{name} median": statistics.median(values)}
        rows[slug] = row | {"pages": float(statistics.median(one.pages for one in times))}
    return rows


def drive(
    server: Server, people: People, cookie: str, count: int, folder: Path
) -> tuple[dict[str, list[Times]], list[float]]:
    """Every task in a real browser, and the chart."""
    arguments = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    path = next(path for path in CHROMIUM if Path(path).exists())
    assert server.process
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=path, args=arguments) as browser:
        context = browser.new_context(base_url=server.url)
        context.add_cookies([{"name": "neoscreen", "value": cookie, "url": server.url}])
        page = context.new_page()
        return measure(page, people, count, folder, server.process.pid), draw(page, people.followed, count)


def main() -> None:
    count = int(os.environ.get("EXAMS", "10"))
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder) / "data", models_dir=MODELS, min_free_mb=0, log_level="error")
        people, cookie = fill(settings)
        server = Server(settings, Path(folder) / "log").start()
        try:
            found, drawn = drive(server, people, cookie, count, Path(folder))
        finally:
            server.stop()
    rows = table(found)
    sys.stdout.write(
        f"{count} exams each, in seconds from the click on send (chosen: from the choice of files; server: processor)\n"
    )
    names = list(next(iter(rows.values())))
    sys.stdout.write(f"{'task':<12}" + "".join(f"{name:>15}" for name in names) + "\n")
    for slug, row in rows.items():
        sys.stdout.write(f"{slug:<12}" + "".join(f"{row[name]:>15.2f}" for name in names) + "\n")
    sys.stdout.write(f"200 scores drawn: best {min(drawn):.0f} ms, median {statistics.median(drawn):.0f} ms\n")
    sys.stdout.write(json.dumps(rows | {"drawn_ms": drawn}) + "\n")


if __name__ == "__main__":
    main()

"""An exam that waits for its model, and a choice that its model does not know: seen, and told by themselves."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from playwright.sync_api import expect

from app.analysis.pace import Pace
from app.analysis.reception import Reception, SentFile
from app.domain.exam import ExamState, Laterality, ReadingMode
from app.errors import NeoscreenError, Unserved
from app.main import PICTURES, open_records
from app.records.choices import Choice, choose
from app.records.claims import UNSERVED, await_model, fail
from app.records.database import Database, Session
from app.records.exams import take_in
from app.records.pictures import PictureStore
from app.tasks import TASKS
from tests.browser.conftest import Open, Ward
from tests.browser.looks import every_theme, faults
from tests.exams import ROOM, by, drawn, ear, found, somebody
from tests.people import ADMINISTRATOR, CLINICIAN, site_id

pytestmark = pytest.mark.browser
OWNER = "somebody"
BRAIN = ear(Laterality.NONE, task=TASKS["hemorrhage"])
ABSENT = "No model is installed for this task. Run `make bundles`, or fetch one."


@pytest.fixture
def records(ward: Ward) -> Iterator[Database]:
    """Of the ward that is being served."""
    opened = open_records(ward.server.settings)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def exam(ward: Ward, records: Database) -> Iterator[UUID]:
    """One that somebody analyses, as far as the server knows."""
    store = PictureStore(ward.server.settings.data_dir / PICTURES)
    kept = Reception(store, ROOM, Pace(1)).store([SentFile("brain.png", lambda: drawn(77))])
    with records.transaction() as session:
        taken = take_in(session, somebody(session, records, "N-3"), BRAIN, kept, by(session))[0].id
        claim(session, taken)
    yield taken
    give_up(records, taken)


def claim(session: Session, taken: UUID) -> None:
    exam = found(session, taken)
    exam.state, exam.lease_owner, exam.lease_until = ExamState.ANALYSING, OWNER, datetime.now(UTC) + timedelta(hours=1)
    session.flush()


def miss_the_model(records: Database, exam: UUID) -> None:
    """It has waited for so long that the server asks again only in minutes."""
    with records.transaction() as session:
        found(session, exam).unserved_since = datetime.now(UTC) - timedelta(hours=10)
        waiting = await_model(session, exam, OWNER, Unserved(ABSENT))
        assert waiting
        assert waiting.state is ExamState.RECEIVED


def give_up(records: Database, exam: UUID) -> None:
    with records.transaction() as session:
        claim(session, exam)
        fail(session, exam, OWNER, NeoscreenError(UNSERVED))


@every_theme
def test_a_page_says_by_itself_that_its_exam_waits_for_a_model(
    window: Open, records: Database, exam: UUID, theme: str
) -> None:
    page = window(ADMINISTRATOR, theme=theme)
    page.goto(f"/exams/{exam}")
    expect(page.locator("[data-waiting] h2")).to_have_text("Being analysed")
    page.locator("[data-waiting] .actions a").focus()
    miss_the_model(records, exam)
    expect(page.locator("[data-waiting] h2")).to_have_text("Waiting for its model")
    expect(page.locator("[data-waiting]")).to_contain_text("No model is installed for this task.")
    expect(page.locator("[data-waiting] .actions a")).to_be_focused()
    expect(page.locator("[data-waiting] + [role=status]")).to_have_text("Waiting for its model")
    assert faults(page) == []
    give_up(records, exam)
    expect(page.locator("#failed")).to_be_visible()
    expect(page.locator("[data-waiting]")).to_have_count(0)


@pytest.fixture
def unseen(records: Database) -> Iterator[None]:
    """Where nobody sees an answer before they sign, what is entered is asked for at once."""
    read_hemorrhage(records, ReadingMode.TRIAGE_BLIND)
    yield
    read_hemorrhage(records, ReadingMode.SECOND_READER)


def read_hemorrhage(records: Database, mode: ReadingMode) -> None:
    with records.transaction() as session:
        choose(session, site_id(records), "hemorrhage", Choice(reading_mode=mode))


@pytest.mark.usefixtures("unseen")
@pytest.mark.parametrize("entered", ["papile_left", "next_scan"])
def test_what_is_entered_while_a_model_is_missed_stays(
    window: Open, records: Database, exam: UUID, entered: str
) -> None:
    miss_the_model(records, exam)
    page = window(CLINICIAN)
    page.goto(f"/exams/{exam}")
    field = page.locator(f"[name=entry-{entered}]")
    if entered == "papile_left":
        field.select_option("2")
    else:
        field.fill("2026-11-30")
    said = field.input_value()
    give_up(records, exam)
    expect(page.locator("[data-waiting] [role=status]")).to_contain_text("The analysis has ended.")
    expect(field).to_have_value(said)


@every_theme
def test_a_choice_that_its_model_does_not_know_is_said_where_it_is_made(
    window: Open, records: Database, theme: str
) -> None:
    with records.transaction() as session:
        choose(session, site_id(records), "vcfs", Choice("of the last model"))
    page = window(ADMINISTRATOR, theme=theme)
    page.goto("/choices")
    expect(page.locator("#vcfs-point")).to_have_value("of the last model")
    expect(page.locator(".fault")).to_contain_text("no operating point of this name")
    assert faults(page) == []
    page.locator("form[action='/choices/vcfs'] .btn").click()
    expect(page.locator(".fault")).to_contain_text("has no such operating point")
    page.select_option("#vcfs-point", "")
    page.locator("form[action='/choices/vcfs'] .btn").click()
    expect(page.locator(".done")).to_be_visible()
    expect(page.locator(".fault")).to_have_count(0)

"""Help, and the way around on a first visit."""

from collections.abc import Callable

import pytest

from app.domain.role import Role
from app.records.accounts import find_account, set_toured
from app.tasks import TASKS
from app.web.clinic import Clinic
from app.web.tour import TOURS
from tests.browsing import Browser
from tests.people import ADMINISTRATOR, CLINICIAN, NURSE, Someone

SignIn = Callable[[Someone], Browser]
CARD = "data-tour"


def arrive(clinic: Clinic, someone: Someone) -> None:
    """As somebody who was never here."""
    with clinic.database.transaction() as session:
        account = find_account(session, someone.name)
        assert account
        set_toured(account, toured=False)


@pytest.mark.parametrize("someone", [CLINICIAN, NURSE, ADMINISTRATOR])
def test_the_tour_is_shown_until_it_is_over_and_again_when_asked_for(
    clinic: Clinic, sign_in: SignIn, someone: Someone
) -> None:
    arrive(clinic, someone)
    browser = sign_in(someone)
    first = browser.get("/").text
    assert first.count('<li data-page="') == len(TOURS[someone.role])
    assert browser.post("/help/tour", back="/models").headers["location"] == "/models"
    assert CARD not in browser.get("/").text
    assert CARD not in sign_in(someone).get("/models").text, "kept with the account"
    browser.post("/help/tour", again="true")
    assert CARD in browser.get("/patients").text


def test_a_tour_has_few_steps_on_pages_that_its_role_may_see(clinic: Clinic, sign_in: SignIn) -> None:
    for someone in (CLINICIAN, NURSE, ADMINISTRATOR):
        steps = TOURS[someone.role]
        assert 4 <= len(steps) <= 6
        assert [sign_in(someone).get(step.page).status_code for step in steps] == [200] * len(steps)


def test_every_role_has_a_tour() -> None:
    assert set(TOURS) == set(Role)


def test_help_says_of_every_task_how_to_take_the_picture_and_what_an_answer_is_not(nurse: Browser) -> None:
    said = nurse.get("/help").text.replace("&#39;", "'")
    for task in TASKS.values():
        assert f'id="{task.slug}"' in said
        for sentence in (*task.picture.guide.steps, task.facts.negative, *task.facts.not_for):
            assert sentence in said
    assert "No finding is no all-clear" in said

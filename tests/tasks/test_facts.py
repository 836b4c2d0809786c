"""Every task tells its use, its limits and its paper, and a negative never says normal."""

import re

import pytest

from app.domain.facts import Facts, Prevalence
from app.tasks import TASKS


def facts(slug: str) -> Facts:
    return TASKS[slug].facts


@pytest.mark.parametrize("slug", TASKS)
def test_a_task_says_what_it_is_for_and_what_not_and_what_may_go_wrong(slug: str) -> None:
    told = facts(slug)
    assert told.intended
    assert told.not_for
    assert len(told.hazards) >= 3
    assert told.prevalences


@pytest.mark.parametrize("slug", TASKS)
def test_a_negative_never_says_normal(slug: str) -> None:
    assert not re.search(r"normal|healthy|excluded", facts(slug).negative, re.IGNORECASE)


@pytest.mark.parametrize("slug", TASKS)
def test_every_figure_of_a_paper_is_called_the_papers_or_unverified(slug: str) -> None:
    for figure in facts(slug).figures:
        assert figure.words.startswith("as stated in the paper") or figure.words == "as summarised, unverified"


def test_a_prevalence_is_a_share() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Prevalence(5.8, "percent by mistake")

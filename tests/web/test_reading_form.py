"""What a reader typed, understood."""

from dataclasses import replace

import pytest

from app.domain.assessment import Verdict
from app.tasks import TASKS
from app.web.reading_form import ReadingForm
from tests.exams import answered


@pytest.mark.parametrize("verdict", [Verdict.UNCERTAIN, Verdict.NOT_SUSPECTED])
def test_of_a_single_finding_a_typed_verdict_and_an_agreement_mean_the_same(verdict: Verdict) -> None:
    task, assessment = TASKS["hemorrhage"], answered().assessment
    assert assessment
    typed = ReadingForm(verdict=verdict).opinion(task, ())
    agreed = ReadingForm().agreed(task, (), replace(assessment, verdict=verdict, chances=()))
    assert typed.findings == ()
    assert not typed.differs(agreed)


def test_a_single_finding_need_not_be_named() -> None:
    assert ReadingForm(verdict=Verdict.SUSPECTED).opinion(TASKS["hemorrhage"], ()).findings == ("hemorrhage",)

"""An exam from the records through the pipeline and back, with the bundle that is committed."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from sqlalchemy import select

from app.analysis.analysis import Analysis
from app.analysis.bulletin import Hint
from app.analysis.case import agree, read_case
from app.analysis.pace import Pace
from app.analysis.reception import Reception, SentFile
from app.domain.age import Age
from app.domain.exam import ExamFacts, ExamState, Laterality
from app.imaging.heatmap import decode_map
from app.inference.bundle import Bundle
from app.records.assessments import outcomes_of
from app.records.choices import Choice, choose
from app.records.database import Database
from app.records.exams import overrule, take_in
from app.records.pictures import PictureStore
from app.records.tables import SeverityScore
from app.tasks import TASKS
from tests.exams import ROOM, TAKEN, by, ear, found, somebody, take
from tests.people import site_id
from tests.screening import POLICY, Direct, bundle, exams, outcome, written


class Models(Direct):
    """One bundle, served."""

    def bundle(self, task: str) -> Bundle:
        return bundle(task)


@pytest.mark.parametrize("slug", ["auricular", "cleft"])
def test_what_is_kept_is_what_the_pipeline_said(records: Database, store: PictureStore, slug: str) -> None:
    exam = next(one for one in exams(slug, 5) if outcome(slug, one).accepted)
    task = TASKS[slug]
    side = Laterality(exam[0].view) if task.lateral else Laterality.NONE
    files = [SentFile("", lambda phantom=phantom: written(phantom)) for phantom in exam]  # type: ignore[misc]
    kept = Reception(store, ROOM, Pace(1)).store(files)
    with records.transaction() as session:
        choose(session, site_id(records), slug, Choice(POLICY.point, POLICY.prevalence))
        facts = ExamFacts(task, side, TAKEN)
        taken = take_in(session, somebody(session, records), facts, kept, by(session))[0].id
    analysis = Analysis(records, store, Models(bundle(slug)), 1, 1)

    async def watch() -> list[Hint]:
        with analysis.bulletin.listen(lambda hint: hint.exam_id == taken) as listener:
            assert await asyncio.to_thread(analysis.worker.work_off) == 1
            return [hint for hint in [await listener.hear(1)] if hint]

    (hint,) = asyncio.run(watch())
    assert (hint.looked_at, hint.frames) == (len(exam), len(exam))
    with records.reading() as session:
        assert found(session, taken).state is ExamState.DONE
        (said,) = outcomes_of(session, found(session, taken))
        scores = session.scalars(select(SeverityScore.score)).all()
    expected = outcome(slug, exam)
    assert said.outcome.provider == expected.provider == "CPUExecutionProvider"
    assert expected.assessment and said.outcome.assessment
    assert said.outcome.model == expected.model
    assert said.outcome.assessment.probability == pytest.approx(expected.assessment.probability, abs=1e-9)
    assert said.outcome.assessment.verdict is expected.assessment.verdict
    assert scores == pytest.approx([graded.score for graded in expected.assessment.severity])
    for drawn, given in zip(said.maps, expected.assessment.maps, strict=True):
        values = decode_map(store.get(drawn.sha256), drawn.scale)
        np.testing.assert_allclose(values, given.values, atol=drawn.scale / 500)


def test_an_analysis_knows_how_old_the_child_was(records: Database) -> None:
    with records.transaction() as session:
        somebody(session, records)
    late = take(records, facts=ear(taken_at=datetime(2026, 11, 20, 17, tzinfo=UTC)))
    with records.reading() as session:
        assert read_case(session, late).age == Age(18, 18 - 80), "counted on the clock of Asia/Shanghai"


def test_what_a_site_has_not_chosen_the_model_and_the_sources_say(records: Database) -> None:
    taken = take(records)
    with records.transaction() as session:
        overrule(session, found(session, taken), ["dark"], "It is plain.", by(session))
        choose(session, site_id(records), "auricular", Choice("no such point", 0.25))
    with records.reading() as session:
        case = read_case(session, taken)
    model = bundle("auricular")
    terms = agree(case, model)
    assert (terms.point, terms.prevalence) == (model.manifest.operating_points[0].name, 0.25)
    assert terms.overrides == {"dark"}
    assert terms.missed == "no such point"
    assert terms.outgrown is None
    assert agree(replace(case, age=Age(200, 200)), model).outgrown == 200
    unsaid = agree(replace(case, choice=Choice()), model)
    assert unsaid.missed == ""
    assert unsaid.prevalence == TASKS["auricular"].facts.prevalences[0].share

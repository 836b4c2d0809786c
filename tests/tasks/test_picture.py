"""Every task says what a usable picture is; its own phantoms are, another task's are not."""

from importlib import import_module
from re import findall
from string import Formatter

import pytest

from app.domain.phantom import Phantom
from app.domain.picture_rules import Measure, Weight
from app.domain.task import Modality
from app.pipeline.gate import Decoded, bars, look
from app.tasks import TASKS

SENT = 12


def drawn(slug: str) -> list[Phantom]:
    found: list[Phantom] = []
    for phantom in import_module(f"app.tasks.{slug}.phantom").phantoms(SENT, 606):
        found.append(phantom)
        if len(found) == SENT:
            break
    return found


def kept(phantom: Phantom, slug: str) -> bool:
    height, width = phantom.pixels.shape[:2]
    return not any(bars(one) for one in look(Decoded(phantom.pixels, width, height, 0), TASKS[slug].picture))


@pytest.mark.parametrize("slug", TASKS)
def test_a_sentence_says_what_to_do_and_names_only_what_is_measured(slug: str) -> None:
    for rule in TASKS[slug].picture.rules:
        names = {name for _, name, _, _ in Formatter().parse(rule.message) if name}
        assert names <= {"value", "least", "most"}
        assert rule.message.endswith(".")
        if rule.weight is not Weight.NOTES:
            assert findall(r"\bPlease\b|\bplease\b", rule.message), rule.code


@pytest.mark.parametrize("slug", TASKS)
def test_a_code_names_one_fault_in_one_place(slug: str) -> None:
    rules = TASKS[slug].picture
    for part in (rules.picture, rules.region, rules.exam, rules.answer):
        graded = {(rule.code, rule.weight, rule.measure) for rule in part}
        assert len(graded) == len(part)


@pytest.mark.parametrize("slug", TASKS)
def test_every_task_tells_how_to_take_the_picture(slug: str) -> None:
    guide = TASKS[slug].picture.guide
    assert guide.outline in {"ear", "face", "fan", "frame"}
    assert 3 <= len(guide.steps) <= 6


@pytest.mark.parametrize("slug", TASKS)
def test_every_task_asks_for_size_kind_light_copies_and_likeness_to_what_was_learnt(slug: str) -> None:
    asked = {rule.measure for rule in TASKS[slug].picture.rules}
    needed = {Measure.SIDE, Measure.ULTRASOUND, Measure.SHARPNESS, Measure.LIGHT, Measure.COPIES, Measure.STRANGENESS}
    assert needed <= asked


@pytest.mark.slow
@pytest.mark.parametrize("slug", TASKS)
def test_phantoms_pass_their_own_gate_and_not_that_of_the_other_kind(slug: str) -> None:
    phantoms = drawn(slug)
    assert sum(kept(phantom, slug) for phantom in phantoms) >= SENT - 1
    for other, task in TASKS.items():
        if task.modality is not TASKS[slug].modality:
            assert sum(kept(phantom, other) for phantom in phantoms) <= 1


def test_turned_faces_are_refused_by_the_task_that_knows_frontal_ones_only() -> None:
    rules = {rule.measure: rule for rule in TASKS["vcfs"].picture.region}
    for pose in (Measure.YAW, Measure.PITCH, Measure.ROLL):
        assert rules[pose].weight is Weight.REFUSES
        assert rules[pose].broken(45)
        assert rules[pose].broken(-45)
        assert not rules[pose].broken(0)


def test_a_modality_is_asked_for_in_its_own_way() -> None:
    for task in TASKS.values():
        kinds = {rule.code for rule in task.picture.picture if rule.measure is Measure.ULTRASOUND}
        assert kinds == {"not_ultrasound" if task.modality is Modality.ULTRASOUND else "not_photograph"}

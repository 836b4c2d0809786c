"""The severity chart: what is drawn, what is never joined, and that both drawers understand it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from app.domain.course import Birth, Course, Period, Reference, Visit
from app.domain.exam import Ear, Skin
from app.domain.treatment import PeriodFacts, VisitFacts
from app.domain.trend import Point, Scorer
from app.exchange.drawing import draw_svg
from app.exchange.severity_chart import SCALE, Drawing, Window, draw_severity
from app.web.severity import PAPER
from tests.ears import BAND, DETECTABLE, eight_weeks

BORN = date(2026, 9, 1)
BIRTH = Birth(BORN, 250, ZoneInfo("Asia/Shanghai"))
SCORERS = {model * 64: Scorer(model * 64, version, True) for model, version in (("a", "0.1.0"), ("b", "0.2.0"))}


def at(day: int) -> datetime:
    return datetime(2026, 9, 1, 4, tzinfo=UTC) + timedelta(days=day)


def course(weeks: int = 8) -> Course:
    points = tuple(
        Point(UUID(int=number), shot.ear, at(shot.day), shot.score, shot.score - BAND, shot.score + BAND, DETECTABLE,
              90, SCORERS[shot.model], seen=number % 2 == 0)
        for number, shot in enumerate(eight_weeks(weeks))
    )  # fmt: skip
    visits = tuple(
        Visit(UUID(int=900 + day), VisitFacts(Ear.LEFT, at(day), skin=skin, grade=grade), 1, "Nara")
        for day, skin, grade in ((6, Skin.INTACT, 4), (13, Skin.ULCER, None))
    )
    period = Period(UUID(int=99), PeriodFacts(Ear.LEFT, "EarWell", date(2026, 9, 7), date(2026, 10, 5)), 1)
    reference = Reference(SCORERS["b" * 64], 0.39, "phantoms")
    return Course(BIRTH, date(2026, 11, 1), points, visits=visits, periods=(period,), references=(reference,))


def say(sentence: str, **values: object) -> str:
    return sentence.format(**values) if values else sentence


def drawing(followed: Course, corrected: bool = False) -> Drawing:
    return Drawing(followed, say, PAPER, (Window(0, 7, "1st week"), Window(7, 500, "later")), corrected)


def layers(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for view in spec["vconcat"]:
        for layer in view["layer"]:
            data = layer.get("data", view.get("data"))
            named = {"values": spec["datasets"][data["name"]]} if "name" in data else data
            yield layer | {"data": named}


def marks(spec: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [layer for layer in layers(spec) if layer["mark"]["type"] == kind]


def rows(layer: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = layer["data"]["values"]
    return found


def test_lines_and_bands_are_told_apart_by_ear_and_model() -> None:
    spec = draw_severity(drawing(course()))
    for kind in ("line", "area"):
        [layer] = marks(spec, kind)
        assert layer["encoding"]["detail"]["field"] == "line"
    [line] = marks(spec, "line")
    lines: dict[str, set[tuple[str, bool]]] = {}
    for row in rows(line):
        lines.setdefault(row["line"], set()).add((row["ear"], row["x"] < 30))
    assert len(lines) == 4
    assert all(len(of) == 1 for of in lines.values())


def test_ears_differ_by_colour_and_dash_and_mark() -> None:
    spec = draw_severity(drawing(course()))
    [line] = marks(spec, "line")
    points = [layer for layer in layers(spec) if layer.get("name") == "filled"]
    left, right = line["encoding"]["strokeDash"]["scale"]["range"]
    assert left != right
    assert points[0]["encoding"]["shape"]["scale"]["range"] == ["circle", "diamond"]
    assert spec["config"]["range"]["category"] == [PAPER.left, PAPER.right]


def test_what_a_person_has_seen_is_filled_and_the_rest_hollow() -> None:
    spec = draw_severity(drawing(course()))
    named = {layer["name"]: layer for layer in layers(spec) if "name" in layer}
    assert named["filled"]["transform"] == [{"filter": "datum.seen"}]
    assert named["filled"]["mark"]["filled"] is True
    assert named["hollow"]["transform"] == [{"filter": "!datum.seen"}]
    assert named["hollow"]["mark"]["fill"] == PAPER.ground


def test_the_scale_is_the_same_for_every_child_and_grows_only_for_what_lies_outside() -> None:
    def domain(followed: Course) -> list[float]:
        [line] = marks(draw_severity(drawing(followed)), "line")
        found: list[float] = line["encoding"]["y"]["scale"]["domain"]
        return found

    mild = Course(BIRTH, date(2026, 11, 1), course().points[-1:])
    assert domain(mild) == domain(course()) == list(SCALE)
    worst = replace(mild.points[0], score=2.7)
    assert domain(replace(mild, points=(worst,))) == [SCALE[0], 2.7]


def test_the_break_stands_between_two_models_and_names_both() -> None:
    spec = draw_severity(drawing(course()))
    cut = next(layer for layer in marks(spec, "rule") if "strokeDash" in layer["mark"])
    [row] = rows(cut)
    assert 27 < row["x"] < 35
    assert "0.1.0" in row["label"]
    assert "0.2.0" in row["label"]


def test_the_band_of_normals_reaches_as_far_as_its_model_and_says_that_it_is_synthetic() -> None:
    [band] = marks(draw_severity(drawing(course())), "rect")
    [row] = rows(band)
    assert row["from"] == pytest.approx(31, abs=1)
    assert row["upper"] == 0.39
    assert "synthetic" in row["label"]


def test_corrected_age_moves_everything_by_the_days_born_early() -> None:
    plain, corrected = (draw_severity(drawing(course(), turned)) for turned in (False, True))
    for one, other in zip(layers(plain), layers(corrected), strict=True):
        for field in ("x", "from"):
            moved = [a[field] - b[field] for a, b in zip(rows(one), rows(other), strict=True) if field in a]
            assert set(moved) <= {30}


def test_a_visit_shows_the_grade_and_rings_broken_skin() -> None:
    spec = draw_severity(drawing(course()))
    found = rows({"data": spec["vconcat"][2]["data"]})
    assert [(row["grade"], row["sore"]) for row in found] == [("4", False), ("·", True)]


def test_words_tell_what_a_mark_tells() -> None:
    [line] = marks(draw_severity(drawing(course())), "line")
    first = next(row for row in rows(line) if row["ear"] == "left")
    assert first["words"] == (
        "left ear, day 6: score 1.15, band 0.85 to 1.45, further off than 90 % of normal ears, seen by a person"
    )


def test_a_child_without_scores_can_be_drawn() -> None:
    spec = draw_severity(drawing(Course(BIRTH, date(2026, 9, 5))))
    assert b"<svg" in draw_svg(spec)


def test_the_server_draws_every_mark_with_its_words() -> None:
    svg = draw_svg(draw_severity(drawing(course()))).decode()
    assert svg.count("left ear, day") + svg.count("right ear, day") >= 16
    assert "EarWell, 29 days" in svg
    assert "http" not in svg.replace("http://www.w3.org", "")


def test_names_that_look_like_markup_stay_text() -> None:
    evil = PeriodFacts(Ear.LEFT, "<script>alert(1)</script>", date(2026, 9, 7))
    followed = replace(course(), periods=(Period(UUID(int=1), evil, 1),))
    assert b"<script" not in draw_svg(draw_severity(drawing(followed)))

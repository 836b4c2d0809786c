"""The severity chart as one Vega-Lite specification: for screen, paper, and tests."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.domain.course import Course, Period, Reference, Visit
from app.domain.exam import Ear, Skin
from app.domain.trend import Break, Point, breaks, series
from app.exchange.severity_layers import SCORES, Palette, Row, Spec, lanes, plot, visits_lane, week_axis
from app.message import message

Say = Callable[..., str]
"""Translates a sentence and fills in its values."""
SCALE = (-0.3, 1.5)
"""The same for every child, so that charts can be laid side by side; it only grows, never shrinks."""
LEAST_DAYS = 28
ROOM = 0.16
"""Free space to the right of the newest score, as a share of the days shown, for its words."""
FONT = 'Inter, "PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", system-ui, sans-serif'
NORMALS = message("95 % of the model's normal ears")
NORMALS_SYNTHETIC = message("95 % of the model's normal ears (synthetic)")
EARS = {Ear.LEFT: message("left"), Ear.RIGHT: message("right")}
SKIN = {
    Skin.INTACT: message("skin intact"),
    Skin.ERYTHEMA: message("erythema"),
    Skin.EXCORIATION: message("excoriation"),
    Skin.ULCER: message("ulcer"),
}


@dataclass(frozen=True, slots=True)
class Window:
    """Ages from birth in days, and the words that stand on them."""

    first: int
    until: int
    name: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn, how wide, in which words and colours."""

    course: Course
    say: Say
    palette: Palette
    windows: Sequence[Window] = ()
    corrected: bool = False
    width: int = 900

    def x(self, point: Point) -> int:
        birth = self.course.birth
        return birth.age(birth.day(point.taken_at), self.corrected)


def draw_severity(drawing: Drawing) -> Spec:
    """The whole figure: lanes of published windows and treatments, the scores, the visits."""
    extent = _extent(drawing)
    visits = [_visit(drawing, visit) for visit in drawing.course.visits]
    days, score = _axis_titles(drawing)
    lines, numbers = week_axis(extent, None), week_axis(extent, days)
    scores = _plot_data(drawing, extent)
    views = [
        lanes(list(_lanes(drawing, extent)), extent, drawing.palette),
        plot(scores, extent, _scale(drawing.course.points), (lines if visits else numbers, score), drawing.palette),
        *([visits_lane(visits, extent, numbers, drawing.palette)] if visits else []),
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": drawing.say(message("Severity of both ears by age; the table below says the same.")),
        "background": None,
        "padding": {"left": 4, "right": 4, "top": 2, "bottom": 2},
        "config": drawing.palette.config(FONT),
        "datasets": {SCORES: scores["points"]},
        "bounds": "flush",
        "spacing": 6,
        "vconcat": [view | {"width": drawing.width} for view in views],
        "resolve": {"scale": {"color": "independent", "y": "independent", "shape": "independent"}},
    }


def _axis_titles(drawing: Drawing) -> tuple[str, str]:
    if drawing.corrected:
        return drawing.say(message("corrected age in days, from the due date")), drawing.say(message("severity score"))
    return drawing.say(message("age in days, from birth")), drawing.say(message("severity score"))


def _extent(drawing: Drawing) -> tuple[int, int]:
    """From birth to the newest of everything, with room for its words; at least four weeks."""
    course, birth = drawing.course, drawing.course.birth
    days = [birth.day(point.taken_at) for point in course.points]
    days += [birth.day(visit.facts.seen_at) for visit in course.visits]
    days += [period.facts.ended_on or min(course.today, period.facts.began_on) for period in course.periods]
    first = birth.age(birth.on, drawing.corrected)
    last = max([first + LEAST_DAYS, *(birth.age(day, drawing.corrected) for day in days)])
    return first, last + max(3, round((last - first) * ROOM))


def _scale(points: Sequence[Point]) -> tuple[float, float]:
    scores = [point.score for point in points]
    return min([SCALE[0], *scores]), max([SCALE[1], *scores])


def _lanes(drawing: Drawing, extent: tuple[int, int]) -> Iterator[Row]:
    birth, say = drawing.course.birth, drawing.say
    for number, window in enumerate(drawing.windows):
        first, until = extent[0] + window.first, extent[0] + window.until
        if first < extent[1]:
            yield {
                "lane": say(message("window")),
                "kind": "window",
                "shade": [0.9, 0.6, 0.35, 0.18][min(number, 3)],
                "from": first,
                "to": min(until, extent[1]),
                "label": say(window.name),
                "wide": 12 + sum(12 if sign > "\u2e80" else 7 for sign in say(window.name)),
            }
    for period in drawing.course.periods:
        facts = period.facts
        end = birth.age(min(facts.ended_on or drawing.course.today, drawing.course.today), drawing.corrected)
        yield {
            "lane": say(EARS[facts.ear]),
            "kind": facts.ear.value,
            "shade": 1.0,
            "from": birth.age(facts.began_on, drawing.corrected),
            "to": min(max(end, birth.age(facts.began_on, drawing.corrected)) + 1, extent[1]),
            "label": _period_words(drawing, period),
        }


def _period_words(drawing: Drawing, period: Period) -> str:
    days = ((period.facts.ended_on or drawing.course.today) - period.facts.began_on).days + 1
    if period.facts.ended_on is None:
        return drawing.say(message("{device}, day {days}, still worn"), device=period.facts.device, days=days)
    return drawing.say(message("{device}, {days} days"), device=period.facts.device, days=days)


def _plot_data(drawing: Drawing, extent: tuple[int, int]) -> dict[str, list[Row]]:
    lines = series(drawing.course.points)
    return {
        "points": [_point(drawing, point, number, len(line)) for number, line in enumerate(lines) for point in line],
        "ends": [_end(drawing, line[-1]) for line in lines if drawing.course.newest(line[-1].ear) == line[-1]],
        "breaks": [_break(drawing, found) for found in breaks(drawing.course.points)],
        "normals": [row for reference in drawing.course.references if (row := _normals(drawing, reference, extent))],
    }


def _point(drawing: Drawing, point: Point, line: int, length: int) -> Row:
    return {
        "ear": point.ear.value,
        "line": f"{point.ear.value}-{line}",
        "x": drawing.x(point),
        "score": round(point.score, 4),
        "low": None if point.low is None else round(point.low, 4),
        "high": None if point.high is None else round(point.high, 4),
        "alone": length == 1,
        "seen": point.seen,
        "exam": str(point.exam),
        "words": describe(drawing, point),
    }


def describe(drawing: Drawing, point: Point) -> str:
    """One score in words: for those who hear the chart, and for whoever points at it."""
    say = drawing.say
    parts = [
        say(
            message("{ear} ear, day {day}: score {score}"),
            ear=say(EARS[point.ear]),
            day=drawing.x(point),
            score=f"{point.score:.2f}",
        )
    ]
    if point.low is not None and point.high is not None:
        parts.append(say(message("band {low} to {high}"), low=f"{point.low:.2f}", high=f"{point.high:.2f}"))
    parts.append(say(message("further off than {percent} % of normal ears"), percent=f"{point.percentile:.0f}"))
    parts.append(say(message("seen by a person")) if point.seen else say(message("model only")))
    return say(message(", ")).join(parts)


def _end(drawing: Drawing, point: Point) -> Row:
    words = drawing.say(message("{ear} {score}"), ear=drawing.say(EARS[point.ear]), score=f"{point.score:.2f}")
    return {"ear": point.ear.value, "x": drawing.x(point), "score": round(point.score, 4), "label": words}


def _break(drawing: Drawing, found: Break) -> Row:
    words = drawing.say(
        message("model {before} | {after}"), before=found.before.scorer.version, after=found.after.scorer.version
    )
    return {"x": (drawing.x(found.before) + drawing.x(found.after)) / 2, "label": words}


def _normals(drawing: Drawing, reference: Reference, extent: tuple[int, int]) -> Row | None:
    """The band of normal ears, as long as the scores of its model reach; the newest model's goes on to the edge."""
    own = [drawing.x(point) for point in drawing.course.points if point.scorer == reference.scorer]
    if not own:
        return None
    cuts = sorted(_break(drawing, found)["x"] for found in breaks(drawing.course.points))
    before = [cut for cut in cuts if cut <= min(own)]
    after = [cut for cut in cuts if cut >= max(own)]
    return {
        "from": max([extent[0], *before]),
        "to": min([extent[1], *after]),
        "upper": round(reference.upper, 4),
        "label": drawing.say(NORMALS_SYNTHETIC if reference.scorer.synthetic else NORMALS),
    }


def _visit(drawing: Drawing, visit: Visit) -> Row:
    facts, birth, say = visit.facts, drawing.course.birth, drawing.say
    day = birth.age(birth.day(facts.seen_at), drawing.corrected)
    parts = [say(message("{ear} ear, visit on day {day}"), ear=say(EARS[facts.ear]), day=day)]
    if facts.grade is not None:
        parts.append(say(message("clinician's grade {grade}"), grade=facts.grade))
    if facts.skin is not None:
        parts.append(say(SKIN[facts.skin]))
    return {
        "lane": say(EARS[facts.ear]),
        "ear": facts.ear.value,
        "x": day,
        "grade": "·" if facts.grade is None else str(facts.grade),
        "sore": facts.skin not in (None, Skin.INTACT),
        "visit": str(visit.id),
        "words": say(message(", ")).join(parts),
    }


def on_paper(drawing: Drawing, palette: Palette) -> Drawing:
    """The same drawing in ink that needs no stylesheet."""
    return replace(drawing, palette=palette)

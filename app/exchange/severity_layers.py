"""The parts of the severity chart: each a Vega-Lite view over rows that are ready to be drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
"""One datum, as JSON has it."""
Spec = dict[str, Any]
"""A part of a Vega-Lite specification."""
LANE = 19
HEIGHT = 300
SCORES = "scores"
"""The data that several layers draw, said once."""
EARS = ["left", "right"]
FROM, TO = "scale('concat_0_x', datum.from)", "scale('concat_0_x', datum.to)"
"""Where a lane's bar begins and ends, in pixels: words that do not fit between are left out, or cut."""
DASHES = [[1, 0], [7, 4]]
SHAPES = ["circle", "diamond"]


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one medium."""

    left: str
    right: str
    ink: str
    quiet: str
    line: str
    band: str
    """Of normal ears."""
    shade: str
    """Of published windows."""
    ground: str
    look: str

    def config(self, font: str) -> Spec:
        """The defaults of every view."""
        axis = {"domain": False, "ticks": False, "labelColor": self.quiet, "titleColor": self.quiet}
        return {
            "font": font,
            "view": {"stroke": None},
            "axis": axis | {"gridColor": self.line, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": 400},
            "range": {"category": [self.left, self.right]},
            "text": {"fontSize": 12, "color": self.ink},
            "rule": {"color": self.quiet},
        }


def _days(extent: tuple[int, int], axis: Spec | None = None) -> Spec:
    scale = {"domain": list(extent), "nice": False, "zero": False}
    return {"type": "quantitative", "scale": scale, "axis": axis}


def week_axis(extent: tuple[int, int], title: str | None) -> Spec:
    """Lines at whole weeks; with their numbers where a title is given."""
    return {
        "title": title,
        "labels": title is not None,
        "values": _weeks(extent),
        "labelOverlap": True,
        "grid": True,
        "gridOpacity": 0.7,
    }


def _weeks(extent: tuple[int, int]) -> list[int]:
    """Whole weeks, a dozen at most."""
    step = next(each for each in (7, 14, 28, 56, 112, 364) if extent[1] - extent[0] <= 12 * each or each == 364)
    return [day for day in range(extent[0], extent[1] + 1) if day % step == 0]


def _ear(field: str = "ear") -> Spec:
    return {"field": field, "type": "nominal", "scale": {"domain": EARS}, "legend": None}


def _rows(values: Sequence[Row]) -> Spec:
    return {"values": list(values)}


def _lane_axis() -> Spec:
    return {"field": "lane", "type": "nominal", "sort": None, "title": None, "axis": {"labelPadding": 8, "grid": False}}


def lanes(rows: Sequence[Row], extent: tuple[int, int], palette: Palette) -> Spec:
    """Bars from a day to a day: published windows above, treatments of each ear below."""
    across = {"x": {"field": "from", **_days(extent)}, "x2": {"field": "to"}}
    shade = {"opacity": {"field": "shade", "type": "quantitative", "scale": None, "legend": None}}
    return {
        "data": _rows(rows),
        "height": {"step": LANE},
        "encoding": {"y": _lane_axis()},
        "layer": [
            _bars("datum.kind == 'window'", {"color": palette.shade}, across | shade),
            _bars("datum.kind != 'window'", {"opacity": 0.28}, across | {"color": _ear("kind")}),
            _lane_words(across["x"]),
        ],
    }


def _bars(which: str, look: Spec, encoding: Spec) -> Spec:
    bar = {"type": "bar", "cornerRadius": 3, "height": LANE - 5, "aria": False}
    return {"transform": [{"filter": which}], "mark": bar | look, "encoding": encoding}


def _lane_words(x: Spec) -> Spec:
    """What a bar stands for: cut where a treatment's is too short, left out where a window's is."""
    fits = {"expr": f"datum.kind != 'window' || {TO} - {FROM} > datum.wide ? 1 : 0"}
    text = {"type": "text", "align": "left", "dx": 5, "baseline": "middle", "aria": False, "opacity": fits}
    limit = {"limit": {"expr": f"width - {FROM} - 6"}}
    return {"mark": text | limit, "encoding": {"x": x, "text": {"field": "label"}}}


def plot(
    data: dict[str, list[Row]],
    extent: tuple[int, int],
    scale: tuple[float, float],
    axes: tuple[Spec, str],
    palette: Palette,
) -> Spec:
    """The scores: normal band, model breaks, repeatability, lines, marks, and the newest value in words."""
    days = _days(extent, axes[0])
    x = {"field": "x", **days}
    values = [value for value in (-0.3, 0, 0.3, 0.6, 0.9, 1.2, 1.5, 2, 3, 4) if scale[0] <= value <= scale[1]]
    axis = {"title": axes[1], "values": values, "format": ".1f", "labelPadding": 8}
    y = {"type": "quantitative", "scale": {"domain": list(scale), "nice": False, "zero": False}, "axis": axis}
    return {
        "height": HEIGHT,
        "layer": [
            *_normal_band(data["normals"], days, y, palette),
            *_breaks(data["breaks"], x, palette),
            *_scores(x, {"field": "score", **y}, palette),
            *_ends(data["ends"], x, {"field": "score", **y}),
        ],
    }


def _normal_band(rows: Sequence[Row], days: Spec, y: Spec, palette: Palette) -> list[Spec]:
    across = {"x": {"field": "from", **days}, "x2": {"field": "to"}}
    upper = {"field": "upper", **y}
    label = {"type": "text", "color": palette.quiet, "align": "left", "dx": 6, "fontSize": 11, "aria": False}
    label |= {"limit": {"expr": f"{TO} - {FROM} - 8".replace("concat_0", "concat_1")}}
    return [
        {
            "data": _rows(rows),
            "mark": {"type": "rect", "color": palette.band, "opacity": 1, "aria": False},
            "encoding": across | {"y": upper, "y2": {"value": HEIGHT}},
        },
        {
            "data": _rows(rows),
            "mark": label,
            "encoding": {"x": across["x"], "y": {"value": HEIGHT - 9}, "text": {"field": "label"}},
        },
    ]


def _breaks(rows: Sequence[Row], x: Spec, palette: Palette) -> list[Spec]:
    text = {"type": "text", "color": palette.quiet, "align": "center", "baseline": "top", "fontSize": 11, "aria": False}
    text |= {"limit": {"expr": "2 * min(scale('concat_1_x', datum.x), width - scale('concat_1_x', datum.x))"}}
    return [
        {
            "data": _rows(rows),
            "mark": {"type": "rule", "color": palette.quiet, "strokeDash": [2, 4], "aria": False},
            "encoding": {"x": x},
        },
        {
            "data": _rows(rows),
            "mark": text,
            "encoding": {"x": x, "y": {"value": 2}, "text": {"field": "label"}},
        },
    ]


def _scores(x: Spec, y: Spec, palette: Palette) -> list[Spec]:
    band = {"x": x, "y": y | {"field": "low"}, "y2": {"field": "high"}, "color": _ear()}
    line = {"field": "line", "type": "nominal"}
    mark = {"type": "point", "size": 90, "strokeWidth": 2, "opacity": 1, "filled": False}
    dash = _ear() | {"scale": {"domain": EARS, "range": DASHES}}
    shape = _ear() | {"scale": {"domain": EARS, "range": SHAPES}}
    words = {"description": {"field": "words"}}
    shared = {"x": x, "y": y, "shape": shape, "color": _ear()} | words
    return [
        {"data": {"name": SCORES}, "mark": {"type": "area", "opacity": 0.1, "clip": True, "aria": False},
         "encoding": band | {"detail": line}},
        {"data": {"name": SCORES}, "transform": [{"filter": "datum.alone && datum.low != null"}],
         "mark": {"type": "rule", "opacity": 0.4, "strokeWidth": 6, "clip": True, "aria": False}, "encoding": band},
        {"data": {"name": SCORES}, "mark": {"type": "line", "strokeWidth": 2.25, "aria": False},
         "encoding": {"x": x, "y": y, "color": _ear(), "strokeDash": dash, "detail": line}},
        {"data": {"name": SCORES}, "name": "hollow", "transform": [{"filter": "!datum.seen"}],
         "mark": mark | {"fill": palette.ground}, "encoding": shared},
        {"data": {"name": SCORES}, "name": "filled", "transform": [{"filter": "datum.seen"}],
         "mark": mark | {"filled": True}, "encoding": shared},
    ]  # fmt: skip


def _ends(rows: Sequence[Row], x: Spec, y: Spec) -> list[Spec]:
    text = {"type": "text", "align": "left", "dx": 10, "baseline": "middle", "fontWeight": 600, "aria": False}
    return [
        {"data": _rows(rows), "mark": text, "encoding": {"x": x, "y": y, "text": {"field": "label"}, "color": _ear()}}
    ]


def visits_lane(rows: Sequence[Row], extent: tuple[int, int], axis: Spec, palette: Palette) -> Spec:
    """A mark for each visit with the clinician's grade in it; ringed where the skin was not intact."""
    x = {"field": "x", **_days(extent, axis)}
    words = {"description": {"field": "words"}}
    disc = {"type": "point", "shape": "square", "size": 300, "strokeWidth": 1.5, "opacity": 1}
    return {
        "data": _rows(rows),
        "height": {"step": 24},
        "encoding": {"x": x, "y": _lane_axis() | {"sort": None}},
        "layer": [
            {
                "mark": disc | {"fill": palette.ground},
                "encoding": {"color": _ear()} | words,
            },
            {
                "transform": [{"filter": "datum.sore"}],
                "mark": disc | {"size": 520, "color": palette.look, "strokeWidth": 2.5, "aria": False},
            },
            {
                "mark": {"type": "text", "baseline": "middle", "fontSize": 11, "aria": False},
                "encoding": {"text": {"field": "grade"}},
            },
        ],
    }

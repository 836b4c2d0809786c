"""Plots as inline SVG that say in words what they show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.lab.evaluation import Figure, Place
from app.lab.report.markup import Html, slug, tag

BLUE, ORANGE, INK, LINE, BAND = "#0b63ce", "#b3540f", "#54607a", "#dfe3ea", "#dfe8f5"
LEFT, TOP, SIDE, BOTTOM = 46, 12, 300, 40
ROW = 26


@dataclass(frozen=True, slots=True)
class Axis:
    """A named range with its marks."""

    name: str
    low: float = 0.0
    high: float = 1.0
    marks: tuple[float, ...] = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Series:
    """Points that belong together; told apart by colour, dash and mark."""

    name: str
    points: tuple[Place, ...]
    colour: str = BLUE
    dash: str | None = None
    line: bool = True
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure with its interval on one line of a forest plot."""

    name: str
    figure: Figure


def plot(title: str, words: str, axes: tuple[Axis, Axis], series: Sequence[Series], diagonal: bool = False) -> Html:
    """Lines or points over two axes."""
    across, down = axes
    drawn = [*grid(across, down)]
    if diagonal:
        drawn.append(path([(0.0, 0.0), (1.0, 1.0)], axes, stroke=INK, stroke_dasharray="2 4", stroke_width="1"))
    for one in series:
        drawn += lines_and_marks(one, axes)
    drawn += legend(series)
    return framed(title, words, LEFT + SIDE + 14, TOP + SIDE + BOTTOM, drawn)


def forest(title: str, words: str, bars: Sequence[Bar], low: float, high: float = 1.0) -> Html:
    """One line a figure: its interval and its point."""
    wide, name = 420, 230
    tall = ROW * len(bars) + 34

    def at(value: float) -> float:
        return name + (min(max(value, low), high) - low) / (high - low) * wide

    marks = [low + step * (high - low) / 5 for step in range(6)]
    drawn = [
        Html(f'<path d="M{at(mark):.1f} 6V{tall - 22}" stroke="{LINE}"/>')
        + tag("text", f"{mark:.2f}", x=round(at(mark), 1), y=tall - 6, text_anchor="middle")
        for mark in marks
    ]
    for row, bar in enumerate(bars):
        y = 6 + ROW * row + ROW / 2
        figure = bar.figure
        drawn.append(tag("text", bar.name, x=name - 10, y=y + 4, text_anchor="end", class_="name"))
        drawn.append(
            Html(
                f'<path d="M{at(figure.low):.1f} {y}H{at(figure.high):.1f}" '
                f'stroke="{BLUE}" stroke-width="3"/>'
                f'<circle cx="{at(figure.value):.1f}" cy="{y}" r="4.5" fill="#fff" stroke="{BLUE}" '
                'stroke-width="2.5"/>'
            )
        )
        drawn.append(tag("text", f"{figure.value:.3f}", x=name + wide + 12, y=y + 4))
    return framed(title, words, name + wide + 60, tall, [Html(one) for one in drawn])


def framed(title: str, words: str, width: float, height: float, drawn: Iterable[Html]) -> Html:
    """The picture with its title, its words for those who do not see it, and its caption."""
    number = slug(title)
    svg = tag(
        "svg",
        tag("title", title, id=f"{number}-title"),
        tag("desc", words, id=f"{number}-words"),
        *drawn,
        viewBox=f"0 0 {width:g} {height:g}",
        role="img",
        aria_labelledby=f"{number}-title {number}-words",
        style=f"max-width:{width:g}px",
    )
    return tag("figure", svg, tag("figcaption", tag("b", title), Html("<br>"), words))


def grid(across: Axis, down: Axis) -> Iterable[Html]:
    """Marks, their lines and the names of the axes."""
    axes = (across, down)
    for mark in across.marks:
        x, _ = place(mark, down.low, axes)
        yield Html(f'<path d="M{x:.1f} {TOP}V{TOP + SIDE}" stroke="{LINE}"/>')
        yield tag("text", f"{mark:g}", x=round(x, 1), y=TOP + SIDE + 15, text_anchor="middle")
    for mark in down.marks:
        _, y = place(across.low, mark, axes)
        yield Html(f'<path d="M{LEFT} {y:.1f}H{LEFT + SIDE}" stroke="{LINE}"/>')
        yield tag("text", f"{mark:g}", x=LEFT - 6, y=round(y + 4, 1), text_anchor="end")
    yield tag("text", across.name, x=LEFT + SIDE / 2, y=TOP + SIDE + 32, text_anchor="middle", class_="name")
    middle = TOP + SIDE / 2
    yield tag(
        "text",
        down.name,
        x=12,
        y=middle,
        text_anchor="middle",
        class_="name",
        transform=f"rotate(-90 12 {middle})",
    )


def lines_and_marks(one: Series, axes: tuple[Axis, Axis]) -> Iterable[Html]:
    """A series as a line, marks, or both."""
    points = [(point.x, point.y) for point in one.points]
    if one.line and len(points) > 1:
        yield path(points, axes, stroke=one.colour, stroke_dasharray=one.dash, stroke_width="2.2")
    if one.mark:
        for x, y in (place(*point, axes) for point in points):
            yield symbol(one.mark, x, y, one.colour)


def legend(series: Sequence[Series]) -> Iterable[Html]:
    """Names of the series, where there is more than one, in the lower right."""
    if len(series) < 2:
        return
    for row, one in enumerate(series):
        y = TOP + SIDE - 14 - 18 * (len(series) - 1 - row)
        x = LEFT + SIDE - 130
        if one.line:
            yield Html(
                f'<path d="M{x} {y}h24" stroke="{one.colour}" stroke-width="2.2"'
                + (f' stroke-dasharray="{one.dash}"/>' if one.dash else "/>")
            )
        if one.mark:
            yield symbol(one.mark, x + 12, y, one.colour)
        yield tag("text", one.name, x=x + 32, y=y + 4, class_="name")


def symbol(mark: str, x: float, y: float, colour: str) -> Html:
    """A small disc, ring or diamond."""
    if mark == "diamond":
        return Html(f'<path d="M{x:.1f} {y - 5:.1f}l5 5-5 5-5-5z" fill="{colour}"/>')
    if mark == "dot":
        return Html(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="{colour}" fill-opacity=".45"/>')
    return Html(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>')


def path(points: Sequence[tuple[float, float]], axes: tuple[Axis, Axis], **look: str | None) -> Html:
    """A line through points of the plot."""
    steps = "L".join(f"{x:.1f} {y:.1f}" for x, y in (place(*point, axes) for point in points))
    said = "".join(f' {key.replace("_", "-")}="{value}"' for key, value in look.items() if value)
    return Html(f'<path d="M{steps}" fill="none"{said}/>')


def place(x: float, y: float, axes: tuple[Axis, Axis]) -> tuple[float, float]:
    """Where a value lies on the drawing; values beyond an axis stay at its end."""
    across, down = axes
    right = (min(max(x, across.low), across.high) - across.low) / (across.high - across.low)
    up = (min(max(y, down.low), down.high) - down.low) / (down.high - down.low)
    return LEFT + right * SIDE, TOP + (1 - up) * SIDE

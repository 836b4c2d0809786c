"""HTML by functions: text is escaped, markup is not."""

import re
from collections.abc import Iterable, Sequence
from html import escape


class Html(str):
    """Markup that is safe as it stands."""

    __slots__ = ()


Content = str | Html | None


def tag(name: str, *children: Content, **attributes: str | float | None) -> Html:
    """An element; `class_` and `for_` lose their underscore, other underscores become hyphens."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Html(f"<{name}{said}>{join(children)}</{name}>")


def join(children: Iterable[Content]) -> Html:
    """Children one after the other."""
    return Html(
        "".join(one if isinstance(one, Html) else escape(one, quote=False) for one in children if one is not None)
    )


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[Content]], note: Content = None) -> Html:
    """A table whose first column names each row."""
    top = tag("tr", *(tag("th", head, scope="col") for head in heads))
    body = (tag("tr", tag("th", row[0], scope="row"), *(tag("td", cell) for cell in row[1:])) for row in rows)
    drawn = tag("table", tag("caption", caption), tag("thead", top), tag("tbody", *body), class_="figures")
    return join([tag("div", drawn, class_="scroll"), tag("p", note, class_="note") if note else None])


def slug(title: str) -> str:
    """A title as a name in an address."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def section(title: str, *children: Content) -> Html:
    """A titled part of the page, reachable by its name."""
    name = slug(title)
    return tag("section", tag("h2", title, id=name), *children, aria_labelledby=name)


def bullets(items: Iterable[Content]) -> Html:
    """A list."""
    return tag("ul", *(tag("li", item) for item in items))

"""Every page's template and its typed values fit each other."""

from collections.abc import Iterator
from dataclasses import fields

import pytest
from jinja2 import Environment, nodes
from jinja2.meta import find_undeclared_variables

from app import main
from app.web.messages import read_languages
from app.web.templates import FOLDER, View, read_templates

assert main.ROOMS  # every page's view is loaded
GIVEN = {"visit"}
ENVIRONMENT: Environment = read_templates(read_languages(), release="0").environments["en"]
GLOBALS = set(ENVIRONMENT.globals)


def views(kind: type[View] = View) -> Iterator[type[View]]:
    """Pages, without what several pages have in common."""
    for view in kind.__subclasses__():
        if hasattr(view, "template"):
            yield view
        yield from views(view)


def parse(name: str) -> nodes.Template:
    return ENVIRONMENT.parse((FOLDER / name).read_text())


def joined(name: str, *kinds: type[nodes.Node]) -> set[str]:
    """Templates that one extends, includes or imports by name."""
    return {node.template.value for kind in kinds for node in parse(name).find_all(kind)}  # type: ignore[attr-defined]


def shown(name: str) -> set[str]:
    """A template and those that see the same values."""
    found = {name}
    for other in joined(name, nodes.Extends, nodes.Include):
        found |= shown(other)
    return found


def own(name: str) -> set[str]:
    """Names a template imports, or sets for its blocks."""
    imported = {each for node in parse(name).find_all(nodes.FromImport) for each in node.names}
    assigned = {node.target.name for node in parse(name).body if isinstance(node, nodes.Assign)}  # type: ignore[attr-defined]
    return {each if isinstance(each, str) else each[1] for each in imported} | assigned


def used(name: str) -> set[str]:
    return find_undeclared_variables(parse(name)) - GLOBALS - own(name)


VIEWS: dict[str, type[View]] = {view.__name__: view for view in views()}
every_view = pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
every_file = pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.iterdir()))


@every_view
def test_a_template_uses_only_what_its_view_declares(view: type[View]) -> None:
    declared = {field.name for field in fields(view)} | GIVEN
    asked = set[str]().union(*(used(name) for name in shown(view.template)))
    assert asked - declared == set()


@every_view
def test_a_view_declares_nothing_in_vain(view: type[View]) -> None:
    declared = {field.name for field in fields(view)}
    asked = set[str]().union(*(used(name) for name in shown(view.template)))
    assert declared - asked == set()


@every_file
def test_macros_take_what_they_need_as_arguments(name: str) -> None:
    for macros in joined(name, nodes.FromImport, nodes.Import):
        assert used(macros) == set()


@every_file
def test_a_template_belongs_to_a_view_or_is_a_part(name: str) -> None:
    assert name in {view.template for view in VIEWS.values()} or name.startswith("_") or name == "base.html"


@every_file
def test_a_template_holds_no_script_no_style_and_no_address_of_others(name: str) -> None:
    source = (FOLDER / name).read_text()
    for banned in (" style=", "<style", "hx-on", "javascript:", "onclick", "onsubmit", 'src="http', 'href="http'):
        assert banned not in source
    assert source.count("<script ") == source.count('<script src="/static/')
    assert "<script>" not in source


@every_file
def test_every_form_that_changes_something_carries_its_token(name: str) -> None:
    source = (FOLDER / name).read_text()
    assert source.count('method="post"') == source.count("token(visit) }}") + source.count('name="form_token"') - (
        name == "_fields.html"
    )

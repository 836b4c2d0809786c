"""Every sentence people read is in every language."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from jinja2 import Environment

import app
from app.web.audit import ACTIONS
from app.web.catalogue import gather, refresh
from app.web.messages import CATALOGUES, NAMES
from app.web.templates import FOLDER

PLACEHOLDERS = re.compile(r"%\(\w+\)s|\{\w+\}")
SPOKEN = frozenset({"alt", "aria-label", "placeholder", "title"})
NEED_NO_WORDS = frozenset({"Neoscreen", "English", "中文", "AGPL-3.0-or-later", "SHA-256", "CSV"})
WORDS = re.compile(r"[^\W\d_]{2,}")
files = pytest.mark.parametrize("path", sorted(CATALOGUES.glob("*.po")), ids=lambda path: path.stem)
pages = pytest.mark.parametrize("path", sorted(FOLDER.glob("*.html")), ids=lambda path: path.stem)


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.stem)


def messages(catalogue: Catalog) -> dict[object, Message]:
    return {message.id: message for message in catalogue if message.id}


def said(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def asked(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[1]


def test_every_language_but_english_has_a_catalogue() -> None:
    assert {path.stem for path in CATALOGUES.glob("*.po")} == set(NAMES) - {"en"}


@files
def test_no_sentence_is_missing_from_the_catalogue_and_none_is_left_over(path: Path) -> None:
    there, wanted = set(messages(read(path))), set(messages(gather()))
    assert not wanted - there, "run: python -m app.web.catalogue"
    assert not there - wanted, "run: python -m app.web.catalogue"
    assert not read(path).obsolete


@files
def test_every_sentence_is_translated_and_none_is_a_guess(path: Path) -> None:
    found = messages(read(path)).values()
    assert [message.id for message in found if not all(said(message))] == []
    assert [message.id for message in found if message.fuzzy] == []


@files
def test_a_translation_keeps_every_placeholder(path: Path) -> None:
    for message in messages(read(path)).values():
        for sentence in said(message):
            assert sorted(PLACEHOLDERS.findall(sentence)) == sorted(PLACEHOLDERS.findall(asked(message))), sentence


def test_refreshing_adds_what_is_new_drops_what_is_gone_and_keeps_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "zh.po"
    path.write_text('msgid "Sign in"\nmsgstr "登录"\n\nmsgid "Nobody says this"\nmsgstr "无"\n')
    refresh(path)
    found = messages(read(path))
    assert said(found["Sign in"]) == ("登录",)
    assert "Nobody says this" not in found
    assert said(found["Sign out"]) == ("",)


class Visible(HTMLParser):
    """Collects what a person would read or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data.strip())

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.extend(value for name, value in attrs if name in SPOKEN and value)


def bare_words(source: str) -> Iterator[str]:
    """Words of a template that no catalogue knows."""
    source = re.sub(r"{% block shape %}.*?{% endblock %}", "", source)  # a class, not a word
    html = "".join(text if kind == "data" else " " for _, kind, text in Environment().lex(source))
    reader = Visible()
    reader.feed(html)
    for text in reader.found:
        if text not in NEED_NO_WORDS and WORDS.search(text.replace("Neoscreen", "")):
            yield text


@pytest.mark.parametrize("source", ["<p>Sign in</p>", '<a title="Help">x</a>', "{% if a %}Hello{% endif %}"])
def test_a_word_outside_the_catalogue_is_found(source: str) -> None:
    assert list(bare_words(source))


@pages
def test_a_template_says_nothing_outside_the_catalogue(path: Path) -> None:
    assert list(bare_words(path.read_text())) == []


def acts(path: Path) -> Iterator[str]:
    """What a module writes into the audit trail."""
    for call in ast.walk(ast.parse(path.read_text())):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name)):
            continue
        if call.func.id == "record" and len(call.args) > 2:
            yield from (text for node in ast.walk(call.args[2]) if len((text := said_in(node)).split()) > 1)


def said_in(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def test_every_act_of_the_audit_trail_can_be_searched_and_said_in_every_language() -> None:
    written = {act for path in Path(app.__file__).parent.rglob("*.py") for act in acts(path)}
    assert "patient read" in written
    assert written - set(ACTIONS) == set()

"""The README tells the truth: its settings, its map, its commands."""

import re
from pathlib import Path

import pytest
import typer.main

from app.cli import cli
from app.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
MADE = {"data", "runs", "build", "node_modules", "issues", "shared"}
CODE = (
    "\n".join(re.findall(r"```.*?\n(.*?)```", README, re.DOTALL)) + "\n" + "\n".join(re.findall(r"`([^`\n]+)`", README))
)

pytestmark = pytest.mark.skipif(len(README) < 1000, reason="THE README IS NOT WRITTEN YET")


def table() -> dict[str, str]:
    """Setting and default, as the README's table has them."""
    rows = re.findall(r"^\|\s*`NEOSCREEN_(\w+)`\s*\|\s*(.*?)\s*\|", README, re.MULTILINE)
    return {name.lower(): default.strip("` ") for name, default in rows}


def test_the_table_names_every_setting_and_nothing_else() -> None:
    assert set(table()) == set(Settings.model_fields)


def test_the_table_gives_every_default() -> None:
    for name, said in table().items():
        default = str(Settings.model_fields[name].default)
        assert said in ({default} if default else {"", "–", "-", "empty"}), name


def test_the_map_names_every_folder_that_exists() -> None:
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.endswith(".egg-info")}
    for folder in {name for name in folders if not name.startswith((".", "_"))} - MADE:
        assert re.search(rf"\b{re.escape(folder)}/", README), folder


def test_every_make_target_named_exists() -> None:
    targets = set(re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z][\w-]*)", CODE))
    assert {"run", "test"} <= named <= targets


def commands(command: object, words: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    inner = getattr(command, "commands", {})
    return {words} | {found for name, one in inner.items() for found in commands(one, (*words, name))}


def test_every_command_named_is_one_there_is() -> None:
    known = commands(typer.main.get_command(cli))
    for line in re.findall(r"\bneoscreen ((?:[a-z]+ ?)+)", CODE):
        words = tuple(line.split())
        assert any(words[: len(one)] == one and one for one in known), f"neoscreen {line}"


def test_it_is_short() -> None:
    assert len(README.splitlines()) <= 120
    assert max(map(len, README.splitlines())) <= 200

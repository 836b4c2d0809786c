"""How every page is looked at: in which themes, languages and widths, and what is wrong with it there."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

THEMES, LANGUAGES, WIDTHS = ("light", "dark", "room"), ("en", "zh-CN"), (390, 820, 1440)
RULES = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
AXE = Axe().axe_script
every_theme = pytest.mark.parametrize("theme", THEMES)
every_language = pytest.mark.parametrize("language", ["en", "zh"])


def faults(page: Page) -> list[str]:
    """What sticks out at any width; what axe finds at half of them, and in the other language at the other half."""
    said = []
    looks = page.evaluate("[document.documentElement.dataset.theme, document.documentElement.lang]")
    turn = THEMES.index(looks[0]) + LANGUAGES.index(looks[1])
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            said.append(f"{width}: the page is wider than the window")
        if (turn := turn + 1) % 2:
            said += [f"{width}: {fault['id']}: {fault['nodes'][0]['html']}" for fault in axe(page)]
    return said


def axe(page: Page) -> list[dict[str, Any]]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate("(rules) => axe.run(rules)", RULES)["violations"]
    return found

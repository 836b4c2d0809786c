"""Going through a page by the keyboard."""

from playwright.sync_api import Page


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until this has the focus; every stop on the way must be seen."""
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate(IS_SEEN), page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never came to {selector}")


IS_SEEN = """() => {
  const element = document.activeElement;
  if (element === document.body) return true;
  const shown = element.closest("tr") || element;
  const box = element.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const outlined = [element, shown].some((each) => getComputedStyle(each).outlineStyle !== "none");
  const uncovered = element.contains(top) || top.contains(element) || Boolean(top.closest("label"));
  return outlined && uncovered && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
}"""

"""What axe says of a page in the browser, and whether the page fits its screen."""

from __future__ import annotations

from collections.abc import Collection

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# WCAG 2.2 AA and what it builds on, and what is good practice besides.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
IMPACTS = ("minor", "moderate", "serious", "critical", None)


def violations(page: Page, impacts: Collection[str | None] = IMPACTS) -> list[str]:
    """What of these impacts breaks RULES: the rule's id and the element."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    bad = [each for each in found.response["violations"] if each["impact"] in impacts]
    return [f"{each['id']}: {node['html'][:160]}" for each in bad for node in each["nodes"]]


def accessible(page: Page, impacts: Collection[str | None] = IMPACTS) -> None:
    """No violation of these impacts, and nothing wider than the screen."""
    told = violations(page, impacts)
    assert told == [], f"{page.url}: {told}"
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"

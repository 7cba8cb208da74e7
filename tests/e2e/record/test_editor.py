"""A recorded call is looked over: by keys alone, in every size and light."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.accessibility import accessible
from tests.e2e.console.conftest import PHONE, WIDE
from tests.e2e.record.conftest import PICTURES
from voicebot.replay.scenario import load


@pytest.mark.parametrize(
    ("name", "size", "dark"), [("wide", WIDE, False), ("phone", PHONE, False), ("dark", WIDE, True)]
)
def test_the_pages_are_accessible(editor, open_page, name, size, dark):
    page = open_page(size, dark=dark)
    page.goto(editor.url + "/")
    page.screenshot(path=PICTURES / f"index-{name}.png", full_page=True)
    accessible(page)
    page.get_by_role("link", name="call", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 of 2 to look over")
    page.screenshot(path=PICTURES / f"call-{name}.png", full_page=True)
    accessible(page)
    page.locator("textarea").first.fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("write what is said")
    expect(page.locator("textarea").first).to_be_focused()
    page.screenshot(path=PICTURES / f"wrong-{name}.png", full_page=True)
    accessible(page)


def test_a_call_is_looked_over_by_keys_alone(editor, open_page):
    page = open_page(WIDE)
    page.goto(editor.url + "/scenario/call")
    first, second = page.locator("textarea").nth(0), page.locator("textarea").nth(1)
    expect(first).to_be_focused()
    page.keyboard.press("Control+Space")
    while page.evaluate("document.querySelectorAll('audio')[0].currentTime") < 0.2:
        page.wait_for_timeout(50)  # the test's own time limit ends it
    page.keyboard.press("Control+Space")
    assert page.evaluate("document.querySelectorAll('audio')[0].paused")
    page.keyboard.press("Control+a")
    page.keyboard.type("Ik wil graag weten waar mijn bestelling blijft.")
    page.keyboard.press("Control+Enter")
    expect(second).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(first).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Control+a")
    page.keyboard.type("Het is ")
    page.get_by_role("button", name="[nummer]").nth(1).press("Enter")
    expect(second).to_have_value("Het is [nummer]")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("status")).to_have_text("Saved.")
    scenario = load(editor.folder / "call.yaml")
    assert [step.draft for step in scenario.steps if step.file] == [False, False]
    assert scenario.steps[1].text == "Ik wil graag weten waar mijn bestelling blijft."
    assert "Het is [nummer]" in (editor.folder / "call.yaml").read_text()
    page.get_by_role("button", name="Save, next call").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("second")


def test_a_name_left_in_the_sound_is_silenced(editor, open_page):
    page = open_page(WIDE)
    page.goto(editor.url + "/scenario/call")
    page.evaluate("document.querySelector('audio').currentTime = 0.5")
    page.get_by_role("button", name="from here").first.click()
    page.locator("input[name=to-1]").fill("1.5")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("Saved.")
    step = next(step for step in load(editor.folder / "call.yaml").steps if step.file)
    assert step.audio[4800:12000].strip(b"\xff") == b""
    assert step.audio[12000:].strip(b"\xff") != b""

"""The recording of a past call, heard in the browser: a real stereo WAV, served by a real server."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.console.conftest import PHONE, WIDE
from tests.e2e.console.test_pages import MOST_BYTES

HEARD = "() => document.getElementById('recording').currentTime"


def noted(site, call: str) -> list[str]:
    return [entry.rule_id for entry in site.world.app_parts.calls.ledger(call) if entry.rule_id == "A-20"]


@pytest.mark.parametrize(
    ("name", "size", "dark"), [("wide", WIDE, False), ("phone", PHONE, False), ("dark", WIDE, True)]
)
def test_a_past_call_is_found_and_heard(site, open_screen, name, size, dark):
    world = site.world
    world.agent("anna")
    call = world.recorded_call("+31612345678")
    screen = open_screen(size, dark=dark)
    screen.log_in("anna")
    screen.go("/calls?number=5678")
    screen.page.locator("main tbody a").click()
    player = screen.page.locator("#recording")
    expect(player).to_have_accessible_name(
        "Opname van dit gesprek (0:30). Links hoort u de beller, rechts de assistent."
    )
    assert noted(site, call) == []

    # By keyboard alone: the player begins to play.
    player.focus()
    screen.page.keyboard.press("Space")
    screen.page.wait_for_function(f"{HEARD} > 0.3")
    assert 29 < screen.page.evaluate("document.getElementById('recording').duration") < 31

    # From a turn: it goes on there, sooner than playing could have come so far.
    turn = screen.page.get_by_role("button", name="Speel vanaf hier 0:20")
    turn.focus()
    screen.page.keyboard.press("Enter")
    screen.page.wait_for_function(f"{HEARD} > 20.3")
    expect(player).to_be_in_viewport()  # wherever one reads, it can be stopped
    at = screen.page.evaluate("scrollY")
    player.focus()
    assert screen.page.evaluate("scrollY") == at  # and one goes on reading where one was
    screen.page.keyboard.press("Space")
    screen.page.wait_for_function("() => document.getElementById('recording').paused")
    screen.picture(f"recording-{name}-heard", whole=False)
    screen.accessible()
    screen.page.evaluate("scrollTo(0, 0)")
    screen.picture(f"recording-{name}")
    screen.accessible()
    assert noted(site, call) == ["A-20"]  # one opening, however often the player asked


def test_play_from_here_begins_what_nobody_started(site, open_screen):
    site.world.agent("anna")
    call = site.world.recorded_call()
    screen = open_screen(language="en-GB")
    screen.log_in("anna")
    screen.go(f"/calls/{call}")
    screen.page.get_by_role("button", name="Play from here 0:12").click()
    screen.page.wait_for_function(f"{HEARD} > 12.3")  # waits for less than that
    screen.picture("recording-english")


def test_the_page_fetches_no_sound_before_somebody_listens(site, open_screen):
    site.world.agent("anna")
    call = site.world.recorded_call()
    screen = open_screen()
    screen.log_in("anna")
    asked: list[str] = []
    weight: list[int] = []
    session = screen.page.context.new_cdp_session(screen.page)
    session.send("Network.enable")
    session.on("Network.dataReceived", lambda data: weight.append(data["dataLength"]))
    session.send("Network.clearBrowserCache")
    screen.page.on("request", lambda request: asked.append(request.url))
    screen.go(f"/calls/{call}")
    screen.page.wait_for_load_state("networkidle")
    assert [url for url in asked if "/recording/" in url] == []
    assert sum(weight) <= MOST_BYTES
    assert noted(site, call) == []


def test_a_recording_that_went_meanwhile(site, open_screen):
    site.world.agent("anna")
    call = site.world.recorded_call()
    screen = open_screen()
    screen.log_in("anna")
    screen.go(f"/calls/{call}")
    (site.world.recordings / f"{call}.wav").unlink()
    screen.page.get_by_role("button", name="Speel vanaf hier 0:12").click()
    screen.page.get_by_text("De opname kan nu niet worden afgespeeld.").wait_for()
    screen.picture("recording-problem")
    screen.accessible()
    screen.page.reload()
    screen.page.get_by_text("De opname is er niet meer.").wait_for()
    screen.picture("recording-gone")
    screen.accessible()

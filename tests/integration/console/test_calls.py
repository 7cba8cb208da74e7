from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.integration.console.conftest import Browser
from tests.integration.console.world import NOON, World, claim_story
from voicebot.backoffice.fakes import InMemoryBackoffice
from voicebot.call.outcome import Outcome
from voicebot.store.agents import Role


@pytest.fixture(autouse=True)
def anna(world: World, browser: Browser):
    agent = world.agent("anna")
    browser.log_in("anna")
    return agent


def found(browser: Browser, **words: str) -> list[str]:
    """The calls on the page, by the last four digits of their id."""
    page = browser.get("/calls", query_string=words).text
    return [part.split('"')[0][-4:] for part in page.split("/console/calls/CA")[1:]]


def test_calls_are_found_by_number_however_it_is_written(world: World, browser: Browser):
    world.call("+31612345678")
    world.call("+31201234567")
    called_back = world.call("+31687654321")
    world.callback(called_back, number="+31612345678")
    for number in ("0612345678", "+31 6 1234 5678", "0031612345678", "06-12345678", "5678"):
        assert found(browser, number=number) == ["0001", "0003"], number
    assert found(browser, number="020 1234567") == ["0002"]
    assert "minstens vier cijfers" in browser.get("/calls?number=78").text
    assert found(browser, number="%%%%") == []


def test_calls_are_found_by_ticket_day_and_intent(world: World, browser: Browser):
    first, second = world.call(), world.call(told=False)
    world.begun(first, NOON - timedelta(days=1))
    ticket = world.callback(second)
    assert found(browser, ticket=ticket) == ["0002"]
    assert found(browser, ticket="0") == []
    assert found(browser, intent="report_claim") == ["0001"]
    assert found(browser, intent="made_up") == ["0002", "0001"]
    assert found(browser, **{"from": "2026-11-24"}) == ["0002"]
    assert found(browser, until="2026-11-23") == ["0001"]
    assert found(browser, **{"from": "2026-11-23", "until": "2026-11-24"}) == ["0002", "0001"]
    assert found(browser, **{"from": "nonsense"}) == ["0002", "0001"]
    assert "Geen gesprekken gevonden" in browser.get("/calls?ticket=999").text


def test_a_day_is_a_dutch_one(world: World, browser: Browser):
    late = world.call()
    world.begun(late, datetime(2026, 11, 23, 23, 30, tzinfo=UTC))  # half past midnight in Amsterdam
    assert found(browser, **{"from": "2026-11-24"}) == ["0001"]
    assert found(browser, until="2026-11-23") == []


def test_many_calls_come_in_pages(world: World, browser: Browser):
    for _ in range(60):
        world.call(told=False)
    first = found(browser)
    assert len(first) == 50
    second = found(browser, page="1")
    assert len(second) == 10
    assert not set(first) & set(second)
    assert "Oudere gesprekken" in browser.get("/calls").text
    assert "Nieuwere gesprekken" in browser.get("/calls?page=1").text
    assert found(browser, page="-5") == first
    assert found(browser, page="x") == first


def test_a_calls_page(world: World, browser: Browser, caplog):
    call = world.call("+31612345678")
    world.conclude(call, Outcome.HANDED_OVER, "H-10")
    with caplog.at_level("INFO"):
        page = browser.get(f"/calls/{call}").text
    for words in (
        "06 12345678", "Doorverbonden", "H-10", "Schriftelijk bevestigd", "Uw bestelling 42073 komt morgen.",
        "Moet nog weg", "Geen opname: voor dit gesprek is geen toestemming", "mijn kelder staat onder water",
        "Hoorde dat het een computer is",
    ):  # fmt: skip
        assert words in page, words
    assert "Alle beslissingen" not in page
    assert f"read call {call}" in caplog.text


def test_supervisors_read_every_decision(world: World, app):
    world.agent("sam", role=Role.SUPERVISOR)
    browser = Browser(app.test_client())
    browser.log_in("sam")
    page = browser.get(f"/calls/{world.call()}").text
    fingerprint = 4 * "0f3a9c71d2e4b658"
    for words in (
        "Alle beslissingen",
        "base int8",
        f'title="{fingerprint}.tar.gz">0f3a9c71d2e4….tar.gz<',
        f"<code>{fingerprint}.tar.gz</code>",
        "Wat de regels zeggen, staat in het Engels.",
        "Asks for a value that the task needs.",
        "confidence: 0.93",
    ):
        assert words in page, words


def test_the_name_of_an_identified_caller(world: World, monkeypatch):
    from datetime import date

    from tests.integration.console.world import console_of
    from voicebot.backoffice.port import BackofficeError, Policy

    class Office(InMemoryBackoffice):
        def find_policy(self, number: str, birth_date: date) -> Policy | None:
            if (number, birth_date) == ("700451", date(1975, 4, 1)):
                return Policy("700451", "inboedel", date(2020, 1, 1), customer_name="J. de Vries")
            raise BackofficeError("gone")

    app = world.app()
    console_of(app).parts.backoffice = Office()
    browser = Browser(app.test_client())
    browser.log_in("anna")
    assert "J. de Vries" in browser.get(f"/calls/{world.call()}").text
    other = world.call(told=False)
    story = claim_story()
    for entry in story:
        if entry.data.get("slot.policy_number"):
            entry.data["slot.policy_number"] = "700452"  # type: ignore[index]
    world.tell(other, *story)
    assert browser.get(f"/calls/{other}").status_code == 200


def test_callbacks(world: World, browser: Browser):
    assert "niemand" in browser.get("/callbacks").text
    soon, later, dead, done = (world.call() for _ in range(4))
    tickets = [
        world.callback(later, due_from=NOON + timedelta(hours=3), due_until=NOON + timedelta(hours=4)),
        world.callback(soon, due_from=NOON - timedelta(hours=2), due_until=NOON - timedelta(hours=1), tries=1,
                       next_try=NOON + timedelta(minutes=5), last_outcome="no_answer"),
        world.callback(dead, state="dead", tries=3, last_outcome="machine"),
        world.callback(done, state="done"),
    ]  # fmt: skip
    page = browser.get("/callbacks").text
    places = [page.index(f">{ticket}<") for ticket in tickets]
    assert places[2] < places[1] < places[0] < places[3]
    for words in (
        "15:00 – 16:00",
        "volgende poging: 12:05",
        "te laat",
        "Niet bereikt",
        "voicemail",
        "geen gehoor",
    ):
        assert words in page, words


def test_a_callback_tells_what_the_caller_wanted_before_nobody_was_free(world: World, browser: Browser):
    call = world.call("+31612345678")
    world.conclude(call, Outcome.HANDED_OVER, "H-11")
    world.callback(call, next_try=NOON)
    world.callback(world.call("+31612345679"), state="done")
    page = browser.get("/callbacks").text
    assert page.count("Heeft een klacht<br><small>Er was geen medewerker bereikbaar</small>") == 1
    assert page.count("Er was geen medewerker bereikbaar") == 2  # the other wanted nobody before that
    assert "Heeft een klacht <code>H-11</code>" in browser.get(f"/calls/{call}").text
    assert "Terugbellen: Heeft een klacht <small>(Er was geen medewerker bereikbaar)" in browser.get("/").text

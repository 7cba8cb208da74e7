from __future__ import annotations

import pytest

from tests.integration.console.conftest import Browser
from tests.integration.console.world import World
from voicebot.call.ledger import Kind, LedgerEntry
from voicebot.call.ports import PartError
from voicebot.store.agents import AgentState
from voicebot.store.errors import Refused
from voicebot.store.wrapups import Written


@pytest.fixture
def anna(world: World, browser: Browser):
    agent = world.agent("anna", state="available")
    browser.log_in("anna")
    return agent


def test_an_offer_tells_the_whole_story(world: World, browser: Browser, anna):
    world.offer(world.wait(world.call("+31612345678")), anna)
    text = " ".join(browser.fetch("/desk").text.split())
    for words in (
        "Oproep", "06 12345678", "Wil een schade melden", "<code>H-10</code>", "Voorrang 2",
        "Vraag wat er is gebeurd", "Herkend", "met polis 700451", "Eigen risico", "Schade melden",
        "Verteld: Eigen risico", "Geboortedatum: <strong>1 april 1975", "Geïrriteerd",
        "Moest vaker bellen of wacht al lang (2×) <code>F-05</code>", "52% zeker – misschien anders gezegd",
        "toetsen", "mijn kelder staat onder water", "niet of half gehoord", "Aannemen", "Weigeren",
    ):  # fmt: skip
        assert words in text, words


def test_accepting_and_declining_go_through_the_desk(world: World, browser: Browser, anna):
    first = world.offer(world.wait(world.call()), anna)
    assert browser.fetch(f"/offers/{first}/decline", {}).json == {"ok": True}
    second = world.offer(world.wait(world.call()), anna)
    assert browser.fetch(f"/offers/{second}/accept", {}).json == {"ok": True}
    again = browser.fetch(f"/offers/{second}/accept", {})
    assert (again.status_code, "is er niet meer" in again.json["error"]) == (409, True)
    assert world.desk.asked == [
        ("decline", first, anna.id),
        ("accept", second, anna.id),
        ("accept", second, anna.id),
    ]
    assert 'data-kind="call"' in browser.fetch("/desk").text


def test_a_form_without_scripts_works_as_well(world: World, browser: Browser, anna):
    offer = world.offer(world.wait(world.call()), anna)
    assert browser.post(f"/offers/{offer}/accept").status_code == 303
    answer = browser.post(f"/offers/{offer}/accept")
    assert (answer.status_code, "is er niet meer" in answer.text) == (409, True)


def test_the_own_state(world: World, browser: Browser, anna):
    def state() -> AgentState:
        return world.agents.by_id(anna.id).state

    assert browser.fetch("/state", {"state": "pause"}).json == {"ok": True}
    assert state() is AgentState.PAUSE
    assert browser.fetch("/state", {"state": "busy"}).status_code == 400
    assert browser.fetch("/state", {"state": "asleep"}).status_code == 400
    offer = world.offer(world.wait(world.call()), anna)
    browser.fetch("/state", {"state": "offline"})
    assert world.desk.asked == [("decline", offer, anna.id)]
    world.desk.accept(world.offer(world.wait(world.call()), anna), anna.id)
    answer = browser.fetch("/state", {"state": "pause"})
    assert (answer.status_code, state()) == (409, AgentState.BUSY)
    assert "in gesprek" in answer.json["error"]


def test_wrapping_up(world: World, browser: Browser, anna, finished: str):
    assert "Hoe is het afgelopen?" in browser.fetch("/desk").text
    form = {
        "disposition": "registered", "notes": "Kelder onder water.\r\nFoto's volgen.",
        "promise": "Wij sturen morgen een expert.", "needless": "1", "then": "available",
    }  # fmt: skip
    answer = browser.fetch(f"/calls/{finished}/wrap-up", form)
    assert 'data-kind="free"' in answer.text
    written = Written(
        "registered", "Kelder onder water.\nFoto's volgen.", "Wij sturen morgen een expert.", True
    )
    assert [each.written for each in world.app_parts.wrap_ups.of_call(finished)] == [written]
    assert world.promises.made == [(finished, "Wij sturen morgen een expert.")]
    assert world.agents.by_id(anna.id).state is AgentState.AVAILABLE
    page = browser.get(f"/calls/{finished}").text
    for words in ("Afgerond door Anna", "Kelder onder water.", "Had niet doorverbonden hoeven worden"):
        assert words in page


def test_a_promise_is_made_once(world: World, browser: Browser, finished: str):
    form = {"disposition": "solved", "promise": "Wij bellen maandag."}
    for _ in range(2):
        assert browser.post(f"/calls/{finished}/wrap-up", form).location == f"/console/calls/{finished}"
    browser.post(f"/calls/{finished}/wrap-up", form | {"promise": "Iets anders.", "notes": "later"})
    assert world.promises.made == [(finished, "Wij bellen maandag.")]
    (kept,) = world.app_parts.wrap_ups.of_call(finished)
    assert (kept.written.promise, kept.written.notes) == ("Wij bellen maandag.", "later")


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (PartError("gone"), 503, "kon niet worden bewaard"),
        (Refused("landline"), 400, "kan geen bericht krijgen"),
    ],
)
def test_what_cannot_be_promised_is_not_kept_and_no_word_is_lost(
    world: World, browser: Browser, finished: str, monkeypatch, error, status, words
):
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(world.promises, "promise", fail)
    form = {"disposition": "solved", "promise": "Wij bellen.", "notes": "lang verhaal"}
    answer = browser.fetch(f"/calls/{finished}/wrap-up", form)
    assert answer.status_code == status
    assert words in answer.text
    assert "lang verhaal" in answer.text
    assert "Wij bellen." in answer.text
    assert browser.post(f"/calls/{finished}/wrap-up", form).status_code == status
    assert world.app_parts.wrap_ups.of_call(finished) == ()


def test_a_wrap_up_needs_its_ending_and_its_agent(world: World, browser: Browser, app, finished: str):
    answer = browser.fetch(f"/calls/{finished}/wrap-up", {"notes": "x"})
    assert (answer.status_code, "Kies hoe" in answer.text) == (400, True)
    assert (
        browser.fetch(
            f"/calls/{finished}/wrap-up", {"disposition": "solved", "notes": "x" * 5000}
        ).status_code
        == 400
    )
    world.agent("bea")
    other = Browser(app.test_client())
    other.log_in("bea")
    assert other.post(f"/calls/{finished}/wrap-up", {"disposition": "solved"}).status_code == 403


def test_marks_on_turns(world: World, browser: Browser, anna, finished: str):
    seq = next(turn.seq for turn in world.book.turns(finished) if "april" in turn.text)
    marked = browser.fetch(f"/calls/{finished}/turns/{seq}/mark", {"right": "1 april 1975"})
    assert "Verkeerd verstaan" in marked.text
    assert "1 april 1975" in marked.text
    assert marked.text.count("<li") == 1
    assert world.app_parts.wrap_ups.marks(finished)[seq].right == "1 april 1975"
    assert browser.post(f"/calls/{finished}/turns/{seq}/mark", {"undo": "1"}).location.endswith(
        f"#turn-{seq}"
    )
    assert world.app_parts.wrap_ups.marks(finished) == {}
    bot = next(turn.seq for turn in world.book.turns(finished) if turn.speaker == "bot")
    for wrong in (
        f"/calls/{finished}/turns/{bot}/mark",
        f"/calls/{finished}/turns/999/mark",
        "/calls/x/turns/1/mark",
    ):
        assert browser.fetch(wrong, {"right": "x"}).status_code == 404


def test_new_turns_come_by_themselves(world: World, browser: Browser, anna):
    call = world.call()
    last = world.book.turns(call)[-1].seq
    assert browser.fetch(f"/calls/{call}/turns?after={last}").text.strip() == ""
    world.tell(call, LedgerEntry(40.0, Kind.CALLER_TURN, "T-03", {"turn": 9, "text": "bent u daar nog"}))
    more = browser.fetch(f"/calls/{call}/turns?after={last}").text
    assert "bent u daar nog" in more
    assert more.count("<li") == 1


EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'{{ 7*7 }}"


def test_what_callers_and_colleagues_say_is_text_and_nothing_else(world: World, browser: Browser, anna):
    world.agent("evil", EVIL)
    call = world.call(EVIL[:60], told=False)
    world.tell(
        call,
        LedgerEntry(
            1.0, Kind.CALLER_TURN, "T-03", {"turn": 1, "text": EVIL, "confidence": 0.9, "source": "voice"}
        ),
        LedgerEntry(2.0, Kind.UNDERSTOOD, EVIL[:30], {"turn": 1, "intent": EVIL[:60], f"slot.{EVIL}": EVIL}),
        LedgerEntry(2.1, Kind.DECISION, "F-90", {"level": EVIL, "because": EVIL}),
        LedgerEntry(3.0, Kind.BOT_TURN, "B-01", {"text": EVIL, "heard": True}),
    )
    transfer = world.wait(call)
    world.desk.accept(world.offer(transfer, anna), anna.id)
    seq = world.book.turns(call)[0].seq
    pages = [browser.fetch("/desk")]
    world.hang_up(transfer)
    pages += [
        browser.fetch(f"/calls/{call}/turns/{seq}/mark", {"right": EVIL}),
        browser.fetch(f"/calls/{call}/wrap-up", {"disposition": EVIL[:30], "notes": EVIL, "promise": EVIL}),
        browser.fetch(f"/calls/{call}/wrap-up", {"disposition": "solved", "notes": EVIL, "promise": EVIL}),
        browser.get(f"/calls/{call}"),
        browser.get("/calls", query_string={"number": EVIL, "ticket": EVIL, "intent": EVIL}),
        browser.get("/login", query_string={"next": EVIL}),
        browser.get("/calls"),
        browser.get("/"),
    ]
    for answer in pages:
        assert "<script>alert" not in answer.text
        assert "<img" not in answer.text
        assert "49" not in answer.text.replace(browser.token, "") or "{{ 7*7 }}" in answer.text
    assert "&lt;script&gt;alert(1)" in pages[0].text
    assert "&lt;script&gt;alert(1)" in pages[-5].text
    snapshot = browser.fetch("/snapshot")
    assert snapshot.content_type == "application/json"


def test_agents_without_a_telephone_are_told(world: World, app):
    world.agent("cees", phone="")
    browser = Browser(app.test_client())
    browser.log_in("cees")
    assert "geen telefoonnummer" in browser.get("/").text


def test_a_call_of_which_nothing_is_known(world: World, browser: Browser, anna):
    call = world.call("anonymous", told=False)
    world.offer(world.wait(call, "H-02"), anna)
    text = browser.fetch("/desk").text
    for words in ("Niet herkend", "Nog niet duidelijk", "Nog niets", "Rustig", "Koos toets 0"):
        assert words in text

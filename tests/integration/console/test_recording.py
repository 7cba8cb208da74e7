"""The sound of a call, for those who may hear it, of callers who agreed to it, and of nobody else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.integration.console.conftest import Browser
from tests.integration.console.world import Clock, World, claim_story
from voicebot.audio import wav
from voicebot.call.ports import PartError
from voicebot.runtime.recording import Recording
from voicebot.store.agents import Role

OPENING = "0123456789abcdef"


@pytest.fixture(autouse=True)
def anna(world: World, browser: Browser):
    agent = world.agent("anna")
    browser.log_in("anna")
    return agent


def source(page: str) -> str | None:
    """Where the page's player gets the sound, under /console."""
    found = re.search(r'<audio [^>]*src="/console([^"]+)"', page)
    return found[1] if found else None


def listened(world: World, call: str) -> list[dict]:
    return [dict(entry.data) for entry in world.app_parts.calls.ledger(call) if entry.rule_id == "A-20"]


def test_a_recorded_call_has_a_player_and_a_button_at_each_turn(world: World, browser: Browser):
    answer = browser.get(f"/calls/{world.recorded_call()}")
    assert "Opname van dit gesprek (0:30). Links hoort u de beller, rechts de assistent." in answer.text
    assert "Bewaard tot di 8 dec 2026 12:00" in answer.text
    assert 'controls controlslist="nodownload" preload="none"' in answer.text
    assert answer.text.count("Speel vanaf hier") == answer.text.count('<li id="turn-')
    assert 'data-from="20.0"' in answer.text
    assert "media-src 'self'" in answer.headers["Content-Security-Policy"]
    english = browser.get(f"/calls/{world.recorded_call()}", headers={"Accept-Language": "en"}).text
    assert "You hear the caller on the left, the assistant on the right." in english
    assert "Play from here" in english


def test_the_sound_and_parts_of_it(world: World, browser: Browser):
    call = world.recorded_call()
    whole = (world.recordings / f"{call}.wav").read_bytes()
    address = source(browser.get(f"/calls/{call}").text)
    assert address is not None
    answer = browser.client.get(f"/console{address}")
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "audio/wav", whole)
    assert len(wav.parse(answer.data).channels) == 2
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "media-src" not in answer.headers["Content-Security-Policy"]
    part = browser.client.get(f"/console{address}", headers={"Range": "bytes=1000-1999"})
    assert (part.status_code, part.data) == (206, whole[1000:2000])
    assert part.headers["Content-Range"] == f"bytes 1000-1999/{len(whole)}"
    assert part.headers["Cache-Control"] == "no-store"
    rest = browser.client.get(f"/console{address}", headers={"Range": f"bytes={len(whole) - 10}-"})
    assert (rest.status_code, rest.data) == (206, whole[-10:])
    beyond = browser.client.get(f"/console{address}", headers={"Range": f"bytes={len(whole)}-"})
    assert beyond.status_code == 416
    assert beyond.headers["Content-Range"] == f"bytes */{len(whole)}"


def test_listening_is_noted_once_for_each_opening_of_the_page(
    world: World, browser: Browser, clock: Clock, anna, caplog
):
    call = world.recorded_call()
    address = source(browser.get(f"/calls/{call}").text)
    assert listened(world, call) == []  # reading is not listening
    with caplog.at_level("INFO"):
        for begin in (0, 1000, 2000):
            browser.client.get(f"/console{address}", headers={"Range": f"bytes={begin}-"})
    opening = str(address).rsplit("/", 1)[1]
    assert listened(world, call) == [{"agent": anna.id, "opening": opening, "day": "2026-11-24"}]
    assert caplog.text.count(f"agent {anna.id} listened to call {call}") == 1
    browser.client.get(f"/console{source(browser.get(f'/calls/{call}').text)}")
    assert len(listened(world, call)) == 2
    clock.ahead(hours=13)  # an address that somebody kept
    browser.log_in("anna")
    browser.client.get(f"/console{address}")
    assert [each["day"] for each in listened(world, call)] == ["2026-11-24", "2026-11-24", "2026-11-25"]


def test_the_same_address_is_noted_for_each_who_listens(world: World, app, browser: Browser, anna):
    call = world.recorded_call()
    sam = world.agent("sam", role=Role.SUPERVISOR)
    other = Browser(app.test_client())
    other.log_in("sam")
    for each in (browser, other, browser):
        each.client.get(f"/console/calls/{call}/recording/{OPENING}")
    assert [each["agent"] for each in listened(world, call)] == [anna.id, sam.id]


def test_nothing_is_heard_that_could_not_be_noted(world: World, browser: Browser, monkeypatch):
    call = world.recorded_call()

    def gone(*_: object) -> None:
        raise PartError("the database is gone")

    monkeypatch.setattr(world.app_parts.listening, "note", gone)
    answer = browser.client.get(f"/console/calls/{call}/recording/{OPENING}")
    assert answer.status_code == 503
    assert answer.mimetype == "text/html"


@pytest.mark.parametrize(
    ("role", "status"), [(Role.AGENT, 200), (Role.SUPERVISOR, 200), (Role.PRIVACY, 200), (Role.ADMIN, 403)]
)
def test_who_may_listen(world: World, app, role: Role, status: int):
    call = world.recorded_call()
    world.agent("other", role=role)
    browser = Browser(app.test_client())
    browser.log_in("other")
    assert browser.client.get(f"/console/calls/{call}/recording/{OPENING}").status_code == status
    assert len(listened(world, call)) == (status == 200)


def test_without_a_log_in_nothing_is_heard(world: World, app):
    call = world.recorded_call()
    answer = app.test_client().get(f"/console/calls/{call}/recording/{OPENING}")
    assert answer.status_code == 303
    assert "/login" in answer.headers["Location"]
    assert listened(world, call) == []


def test_no_call_without_consent_is_heard_even_if_a_file_lies_there(world: World, browser: Browser):
    call = world.call()
    world.conclude(call)
    recording = Recording(world.recordings / f"{call}.wav")
    recording.caller(b"\x10" * 160, 0.0)
    recording.save()
    page = browser.get(f"/calls/{call}").text
    assert source(page) is None
    assert "Geen opname: voor dit gesprek is geen toestemming vastgelegd." in page
    assert "Speel vanaf hier" not in page
    assert browser.client.get(f"/console/calls/{call}/recording/{OPENING}").status_code == 404
    assert listened(world, call) == []


def test_what_is_gone_is_said_to_be_gone(world: World, browser: Browser, clock: Clock):
    call = world.recorded_call()
    address = f"/console/calls/{call}/recording/{OPENING}"
    (world.recordings / f"{call}.wav").rename(world.recordings / "elsewhere")
    page = browser.get(f"/calls/{call}").text
    assert "De opname is er niet meer. Opnamen blijven hooguit 14 dagen." in page
    assert source(page) is None and "Speel vanaf hier" not in page
    assert browser.client.get(address).status_code == 404
    (world.recordings / "elsewhere").rename(world.recordings / f"{call}.wav")
    assert browser.client.get(address).status_code == 200
    clock.ahead(days=15)
    browser.log_in("anna")
    page = browser.get(f"/calls/{call}").text
    assert "De opname is na 14 dagen verwijderd (di 8 dec 2026 12:00)." in page
    assert source(page) is None
    assert browser.client.get(address).status_code == 404  # although the worker did not come by yet


def test_a_call_that_goes_on_is_not_heard(world: World, browser: Browser):
    call = world.recorded_call()
    transfer = world.wait(call)
    page = browser.get(f"/calls/{call}").text
    assert source(page) is None
    assert "U kunt de opname beluisteren als het gesprek voorbij is." in page
    assert browser.client.get(f"/console/calls/{call}/recording/{OPENING}").status_code == 404
    world.gone(transfer)
    assert source(browser.get(f"/calls/{call}").text) is not None


def test_of_a_caller_who_came_back_from_a_queue_both_parts_are_heard(world: World, browser: Browser):
    call = world.recorded_call()
    path = world.recordings / f"{call}.wav"
    first = wav.read(path).channels[0]
    again = Recording(path)
    world.tell(call, again.entry(), *claim_story()[:4])
    again.caller(b"\x10" * 160, 10.0)
    again.save()
    assert wav.read(path).channels[0].startswith(first)
    jumps = [float(at) for at in re.findall(r'data-from="([\d.]+)"', browser.get(f"/calls/{call}").text)]
    assert jumps[:3] == [0.4, 10.0, 12.0]
    assert jumps[-2:] == pytest.approx([len(first) / 8000 + 0.4, len(first) / 8000 + 10.0], abs=0.02)


def test_what_was_said_in_a_stream_that_was_not_kept_cannot_be_jumped_to(world: World, browser: Browser):
    call = world.recorded_call()
    world.tell(call, Recording(world.recordings / "other.wav").entry())  # from the beginning of the sound
    page = browser.get(f"/calls/{call}").text
    assert source(page) is not None
    assert "Speel vanaf hier" not in page


def test_a_turn_keeps_its_button_when_it_is_marked(world: World, browser: Browser):
    call = world.recorded_call()
    page = browser.get(f"/calls/{call}").text
    seq = re.search(r"/turns/(\d+)/mark", page)
    assert seq is not None
    marked = browser.fetch(f"/calls/{call}/turns/{seq[1]}/mark", {"right": "mijn polis"}).text
    assert "Gezegd werd:" in marked and "Speel vanaf hier" in marked


@pytest.mark.parametrize("call_id", ["..%2f..%2fCA1", "%2e%2e%2fsecret", "..", "secret.wav", "CA¹"])
def test_no_path_leads_out_of_the_folder(world: World, browser: Browser, call_id: str):
    world.recordings.mkdir()
    for path in (world.recordings / "secret.wav", world.recordings.parent / "secret.wav"):
        path.write_bytes(b"RIFF secret")
    answer = browser.client.get(f"/console/calls/{call_id}/recording/{OPENING}")
    assert answer.status_code in (404, 308)
    assert b"RIFF" not in answer.data


def test_an_id_of_the_ledger_is_no_path_either(world: World, browser: Browser, tmp_path: Path):
    (tmp_path / "secret.wav").write_bytes(b"RIFF secret")
    world.book.open_call("..\\secret", "+31612345678", "+31850000000")
    world.book.open_call("secret..wav", "+31612345678", "+31850000000")
    for call in ("..\\secret", "secret..wav"):
        world.tell(call, Recording(tmp_path / "none.wav").entry())
        world.conclude(call)
        assert browser.client.get(f"/console/calls/{call}/recording/{OPENING}").status_code == 404


@pytest.mark.parametrize("opening", ["x", OPENING.upper(), OPENING + "0", "0123456789abcde%0a"])
def test_an_opening_is_one_of_ours(world: World, browser: Browser, opening: str):
    call = world.recorded_call()
    assert browser.client.get(f"/console/calls/{call}/recording/{opening}").status_code == 404
    assert listened(world, call) == []

"""Calls are kept as sound only of those who agreed; as the carrier would have recorded them."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.audio import wav
from voicebot.audio.frames import SILENCE_FRAME
from voicebot.call import events as ev
from voicebot.call.fakes import FakeBook, FakeDialogue, FakeOutlet, FakeSynthesizer, FakeTranscriber
from voicebot.call.rules import RULES, CallRules
from voicebot.runtime.capacity import Capacity
from voicebot.runtime.hearing import HearingService
from voicebot.runtime.pool import WorkPool
from voicebot.runtime.recording import Consent, RecordedOutlet, Recording
from voicebot.runtime.session import CallSession, Parts
from voicebot.store.recordings import RULE

TONE = b"\x10" * 160


def test_nobody_is_recorded_who_did_not_agree(tmp_path: Path):
    consent = Consent(frozenset({"+31600000001"}), tmp_path)
    assert consent.recording("CA1", "+31600000001") is not None
    for caller in ("+31600000002", "", "anonymous", "+3160000000", "+316000000010"):
        assert consent.recording("CA1", caller) is None
    assert consent.recording("../CA1", "+31600000001") is None  # no path comes from outside


def test_both_sides_stand_where_they_were_heard(tmp_path: Path):
    recording = Recording(tmp_path / "new" / "CA1.wav")
    outlet = RecordedOutlet(FakeOutlet(), recording, lambda: 0.1)
    recording.caller(TONE, 0.04)
    recording.caller(TONE, 0.20)  # what came between was lost
    outlet.send_audio(TONE * 2)
    outlet.send_audio(TONE)  # sent ahead: it follows what the carrier still has
    recording.save()
    caller, bot = wav.read(tmp_path / "new" / "CA1.wav").channels
    assert caller == SILENCE_FRAME * 2 + TONE + SILENCE_FRAME * 7 + TONE
    assert bot == SILENCE_FRAME * 5 + TONE * 3 + SILENCE_FRAME * 3
    assert stat.S_IMODE((tmp_path / "new" / "CA1.wav").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["CA1.wav"]


def test_what_was_cleared_was_not_heard(tmp_path: Path):
    recording, now = Recording(tmp_path / "a.wav"), [0.0]
    outlet = RecordedOutlet(FakeOutlet(), recording, lambda: now[0])
    outlet.send_audio(TONE * 20)
    now[0] = 0.1
    outlet.send_clear()
    now[0] = 0.16
    outlet.send_audio(TONE)
    recording.save()
    assert wav.read(tmp_path / "a.wav").channels[1] == TONE * 5 + SILENCE_FRAME * 3 + TONE


@given(st.lists(st.tuples(st.integers(0, 200), st.booleans()), max_size=30))
def test_any_order_of_frames_and_clears(tmp_path_factory, steps: list[tuple[int, bool]]):
    path = tmp_path_factory.getbasetemp() / "any.wav"
    path.unlink(missing_ok=True)
    recording = Recording(path)
    recording.caller(TONE, 0.0)
    for at, clear in steps:
        recording.caller(TONE, at * 0.02)
        if clear:
            recording.clear(at * 0.02)
        else:
            recording.bot(TONE, at * 0.02)
    recording.save()
    caller, bot = wav.read(path).channels
    assert len(caller) == len(bot)
    assert all(caller[at * 160 : at * 160 + 160] == TONE for at, _ in steps)


def test_a_second_stream_of_the_call_is_put_behind_the_first(tmp_path: Path):
    path = tmp_path / "CA1.wav"
    first = Recording(path)
    assert first.entry().data == {"recorded": True, "from": 0.0}
    first.caller(TONE, 0.0)
    first.bot(TONE * 50, 0.02)  # the longer side: both go on after it
    first.save()
    second = Recording(path)
    assert second.entry().data["from"] == pytest.approx(51 * 0.02, abs=0.01)
    second.caller(TONE, 0.02)
    second.save()
    caller, bot = wav.read(path).channels
    assert caller == TONE + SILENCE_FRAME * 51 + TONE
    assert bot == SILENCE_FRAME + TONE * 50 + SILENCE_FRAME * 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["CA1.wav"]


def test_what_is_no_recording_is_left_as_it_is(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    (tmp_path / "CA1.wav").write_bytes(b"something else")
    recording = Recording(tmp_path / "CA1.wav")
    recording.caller(TONE, 0.0)
    recording.save()
    assert "could not be kept" in caplog.text
    assert (tmp_path / "CA1.wav").read_bytes() == b"something else"


def test_a_disk_that_is_full_costs_the_call_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    (tmp_path / "file").touch()
    recording = Recording(tmp_path / "file" / "CA1.wav")
    recording.caller(TONE, 0.0)
    recording.save()
    assert "could not be kept" in caplog.text


def test_a_call_says_in_its_ledger_that_it_is_recorded(tmp_path: Path):
    hearing = HearingService(FakeTranscriber(), workers=1, waiting=8)
    pools = [WorkPool(name, 1, 8) for name in ("decide", "speak")]
    book = FakeBook()
    book.open_call("CA1", "", "")
    rules = CallRules(disclosure="Computer.", disclosure_version="v1")
    parts = Parts(rules, FakeDialogue(), FakeSynthesizer(), book, hearing, *pools, Capacity(1))
    session = CallSession("CA1", FakeOutlet(), parts, Recording(tmp_path / "CA1.wav"))
    session.start()
    for number in range(20):
        session.media(TONE, number * 0.02)
    session.stop(ev.StopReason.HUNG_UP)
    assert session.wait_closed(5)
    for pool in (hearing, *pools):
        pool.close()
    assert RULE in RULES
    assert [entry.rule_id for entry in book.entries["CA1"] if entry.data.get("recorded")] == [RULE]
    assert wav.read(tmp_path / "CA1.wav").channels[0][: 160 * 20] == TONE * 20

"""A call's result is what its story tells."""

from __future__ import annotations

import pytest

from tests.unit.replay.stories import entry, say, scenario, story, turn
from voicebot.audio import wav
from voicebot.audio.frames import SILENCE_FRAME
from voicebot.call import commands as do
from voicebot.call.outcome import Outcome
from voicebot.replay.assemble import call_id, call_result, facts, voiced
from voicebot.replay.results import Checked, Latency, Span
from voicebot.replay.timeline import Timeline, What
from voicebot.replay.virtual import Played
from voicebot.settings import ROOT

QUESTION = wav.read(ROOT / "audio_fixtures" / "order_status" / "vraag.wav").mono
QUIET = SILENCE_FRAME * 400


def test_all_of_a_call() -> None:
    line = Timeline()
    line.add(0.0, What.STREAM)
    line.add(0.1, What.BOT, until=4.9)
    line.add(5.0, What.MARK, "1")
    line.add(8.0, What.CLEARED, data="1.20")
    line.add(16.0, What.STREAM_CLOSED)
    step = say("Waar is mijn bestelling?")
    told = story(
        entry(5.0, "disclosure", "C-01", text="Goedendag.", version="v1", heard=True),
        turn(1, 5.5, 6.5, "Waar is bestelling?", drafts=2),
        entry(
            7.0,
            "understood",
            "D-10",
            turn=1,
            intent="order_status",
            confidence=0.9,
            asks="number",
            **{"slot.wish": "order_status"},
        ),
        entry(7.1, "timing", "L-01", turn=1, silence=0.5, hearing=0.1, dialogue=0.1, speech=0.1, total=0.8),
        entry(8.0, "decision", "B-03", by="speech"),
        entry(
            8.0,
            "bot_turn",
            "B-02",
            text="Wat is uw nummer?",
            heard=False,
            heard_text="Wat is",
            started_at=7.2,
            ended_at=8.0,
        ),
        said=[(step, 5.4, 6.6)],
        line=line,
        outcome=Outcome.CALLBACK,
    )
    played = Played(drafts={(1, 2): "Waar is bestelling?"})
    for draft, at in ((1, 5.9), (2, 6.7)):
        played.commands.append((at, do.Transcribe(1, b"\x10" * 8000, draft=draft, final=False)))
    check = Checked("line", "all is well", True)
    result = call_result(
        scenario(step, tags=("order", "speaker:nl2", "noise:babble 10", "line:gsm", "from:order")),
        told,
        [check],
        key="k",
        nth=2,
        file="a/x.yaml",
        sound=(QUIET, QUIET),
        recording="audio/x.wav",
        played=played,
    )
    assert (result.id, result.scenario.file, result.seconds, result.outcome) == (
        "x#2",
        "a/x.yaml",
        8.0,
        "callback",
    )
    facts_ = result.scenario
    assert (facts_.speaker, facts_.noise, facts_.line, facts_.base) == ("nl2", "babble 10", "gsm", "order")
    (said,) = result.said
    assert (said.words, said.errors, said.turns, said.span) == (4, 1, (1,), Span(5.4, 6.6))
    (one,) = result.turns
    assert (one.decided_at, one.commit, one.intent, one.slots) == (
        7.0,
        2,
        "order_status",
        {"wish": "order_status"},
    )
    assert one.latency == Latency(0.5, 0.1, 0.1, 0.1, 0.8)
    assert [(draft.dropped, draft.seconds) for draft in one.drafts] == [(True, 1.0), (False, 1.0)]
    hello, cut = result.spoken
    assert (hello.disclosure, hello.span, cut.heard, cut.heard_text) == (
        True,
        Span(0.1, 5.0),
        False,
        "Wat is",
    )
    assert [(clear.by, clear.seconds) for clear in result.cleared] == [("speech", 1.2)]
    assert [event.what for event in result.line] == ["stream", "stream_closed"]
    assert [mark.name for mark in result.marks] == ["1"]
    assert result.passed and result.ledger[1].model == "whisper"


def test_voice_is_found_where_it_is() -> None:
    (span, *more) = voiced(SILENCE_FRAME * 50 + QUESTION + SILENCE_FRAME * 50)
    last = more[-1] if more else span
    assert 1.0 <= span.start < 1.4
    assert last.end <= 1.2 + len(QUESTION) / 8000
    assert list(voiced(QUIET)) == list(voiced(b"")) == []


@pytest.mark.parametrize(("nth", "name"), [(1, "x"), (2, "x#2")])
def test_repeats_have_names(nth: int, name: str) -> None:
    assert call_id("x", nth) == name
    assert facts(scenario(), nth, "").nth == nth

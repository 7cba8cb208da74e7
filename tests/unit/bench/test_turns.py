"""Latency of every utterance, from what the carrier sent and played."""

from __future__ import annotations

import pytest

from tests.unit.bench.calls import EDGES, LENGTH, START, TONE, WORDS, Call, Entry, heard, timing
from voicebot.audio.frames import SILENCE_FRAME
from voicebot.bench.turns import TurnTime, errors, turn_times
from voicebot.replay.scenario import When

LAST = EDGES.last * 0.02
DONE = When.BOT_DONE


def times(call: Call) -> list[TurnTime]:
    return list(turn_times("x", call.story, call.sent, call.played))


def test_from_the_last_voiced_frame_to_the_first_audible_one() -> None:
    (turn,) = times(Call([(5.0, DONE)], [(0.0, 3.0), (5.0 + LAST + 0.8, 12.0)]))
    assert turn.latency == pytest.approx(0.8)
    assert turn.latency_loud == pytest.approx(0.8 + (EDGES.last - EDGES.last_loud) * 0.02)
    assert turn.ended == pytest.approx(START + 5.0 + LAST)
    assert (turn.call, turn.text, turn.heard) == ("x", WORDS, "")
    assert not (turn.early or turn.talked_over or turn.lost)
    assert turn.clear is None and turn.parts is None


def test_a_soft_beginning_is_not_yet_the_answer() -> None:
    call = Call([(5.0, DONE)], [])
    frames = [SILENCE_FRAME] * len(call.sent)
    first = 250 + EDGES.last + 40
    frames[first - 10 : first] = [b"\xfe" * 160] * 10  # μ-law of the smallest sample
    frames[first:] = [TONE] * (len(frames) - first)
    (turn,) = turn_times("x", call.story, call.sent, b"".join(frames))
    assert turn.latency == pytest.approx(0.8)


def test_each_utterance_has_its_own_answer() -> None:
    said = [(5.0, DONE), (12.0, DONE)]
    bot = [(5.0 + LAST + 0.6, 9.0), (12.0 + LAST + 1.4, 16.0)]
    assert [turn.latency for turn in times(Call(said, bot))] == [pytest.approx(0.6), pytest.approx(1.4)]


def test_the_answer_to_the_next_is_not_that_to_the_one_before() -> None:
    first, second = times(Call([(5.0, DONE), (12.0, DONE)], [(12.0 + LAST + 0.6, 16.0)]))
    assert first.latency is None and first.lost
    assert first.waited == pytest.approx(7.0 - LAST)
    assert second.latency == pytest.approx(0.6)


def test_a_call_that_ends_at_once_has_lost_nobody() -> None:
    (turn,) = times(Call([(5.0, DONE)], [], length=5.0 + LENGTH + 1.0))
    assert turn.latency is None and not turn.lost


def test_hung_up_in_the_middle_of_a_word() -> None:
    assert times(Call([(5.0, DONE)], [], length=5.0 + LAST / 2)) == []


def test_a_bot_that_speaks_in_between_is_early() -> None:
    (turn,) = times(Call([(5.0, DONE)], [(5.2, 5.4), (5.0 + LAST + 0.7, 9.0)]))
    assert turn.early and not turn.talked_over
    assert turn.latency == pytest.approx(0.7)


def test_a_bot_that_talks_on_gives_no_latency() -> None:
    (turn,) = times(Call([(5.0, DONE)], [(5.2, 9.0)]))
    assert turn.early and turn.talked_over and not turn.lost
    assert turn.latency is None


def test_an_interruption_until_clear() -> None:
    began = 5.0 + EDGES.first * 0.02
    bot = [(3.0, began + 0.3), (5.0 + LAST + 0.9, 12.0)]
    cleared = [(2.0, 0.4), (began + 0.1, 0.0), (began + 0.3, 0.5)]
    (turn,) = times(Call([(5.0, When.DURING_BOT)], bot, cleared=cleared))
    assert turn.clear == pytest.approx(0.3, abs=0.011)
    voice = (EDGES.enough - EDGES.first) * 0.02  # after so long the rule has the voice that it wants
    assert turn.clear_after == pytest.approx(0.3 - voice, abs=0.011)
    assert turn.latency == pytest.approx(0.9)
    assert not turn.early


@pytest.mark.parametrize("cleared", [[], [(9.0, 0.5)]])
def test_no_clear_or_one_for_another_reason(cleared: list[tuple[float, float]]) -> None:
    (turn,) = times(Call([(5.0, When.DURING_BOT)], [(3.0, 12.0)], cleared=cleared))
    assert turn.clear is None and turn.clear_after is None


def test_the_ledger_splits_the_time() -> None:
    entries = [heard(3, 5.0), timing(2), timing(3, total=0.85)]
    (turn,) = times(Call([(5.0, DONE)], [(5.0 + LAST + 0.96, 12.0)], entries=entries))
    assert turn.heard == WORDS
    assert turn.parts is not None
    assert turn.parts.playback == pytest.approx(0.11)
    assert (turn.parts.silence, turn.parts.hearing, turn.parts.dialogue) == (0.5, 0.2, 0.1)
    assert (turn.parts.speech, turn.parts.drafts) == (0.05, 2)


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [timing(3)],
        [heard(3, 5.0)],
        [heard(3, 5.0, rejected="no_speech"), timing(3)],
        [heard(3, 9.0), timing(3)],
    ],
)
def test_without_its_entries_there_is_no_split(entries: list[Entry]) -> None:
    (turn,) = times(Call([(5.0, DONE)], [(5.0 + LAST + 0.96, 12.0)], entries=entries))
    assert turn.latency is not None and turn.parts is None


def test_errors_of_the_house() -> None:
    entries = [Entry("error", {"part": "hearing", "reason": "busy"}), heard(1, 5.0)]
    assert errors(Call([], [], entries=entries).story) == ["hearing: busy"]

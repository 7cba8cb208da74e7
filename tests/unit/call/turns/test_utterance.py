from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from voicebot.call.turns.utterance import TurnRules, Utterance

RULES = TurnRules()
END = 0.7


def run(flags: list[bool]) -> list[tuple[float, float, bytes]]:
    """Utterances cut at 0.7 s of silence: start, end, sound; each frame holds its number."""
    said = Utterance(RULES)
    found = []
    for i, flag in enumerate(flags):
        said.push(i * 0.02, i.to_bytes(2, "big") + b"\0" * 158, flag)
        if said.open and said.silence >= END - 1e-9:
            found.append((said.started_at, said.last_voiced, said.audio))
            said.end()
    return found


def test_pre_roll_keeps_the_first_syllable():
    ((began, ended, audio),) = run([False] * 50 + [True] * 20 + [False] * 50)
    first = int.from_bytes(audio[:2], "big")
    assert 50 - first >= RULES.pre_roll / 0.02
    assert abs(began - 1.0) < 1e-9
    assert abs(ended - 1.4) < 1e-9


def test_a_click_is_no_utterance_and_does_not_end_a_pause():
    assert run([True] * 2 + [False] * 100) == []
    said = Utterance(RULES)
    for i, flag in enumerate([True] * 20 + [False] * 10 + [True] + [False] * 10):
        said.push(i * 0.02, b"\0" * 160, flag)
    assert abs(said.silence - 21 * 0.02) < 1e-9
    assert abs(said.voiced_seconds - 0.4) < 1e-9


def test_two_voiced_frames_go_on_and_both_count():
    said = Utterance(RULES)
    for i, flag in enumerate([True] * 20 + [False] * 10 + [True] * 2):
        heard = said.push(i * 0.02, b"\0" * 160, flag)
    assert heard
    assert said.silence == 0
    assert abs(said.voiced_seconds - 22 * 0.02) < 1e-9


def test_lost_packets_are_silence():
    said = Utterance(RULES)
    for i in range(10):
        said.push(i * 0.02, b"\0" * 160, True)
    said.pass_time(1.2)
    said.pass_time(0.1)
    assert abs(said.silence - 1.0) < 1e-9


def test_nothing_is_open_before_and_after():
    said = Utterance(RULES)
    assert (said.open, said.voiced_seconds, said.audio) == (False, 0.0, b"")
    said.end()
    assert not said.open


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 60)), max_size=20))
def test_utterances_are_in_order_and_within_the_stream(runs: list[tuple[bool, int]]):
    flags = [flag for flag, count in runs for _ in range(count)]
    found = run(flags)
    for began, ended, audio in found:
        assert 0 <= began <= ended <= len(flags) * 0.02 + 1e-9
        assert len(audio) % 160 == 0
    for one, two in pairwise(found):
        assert one[1] <= two[0] + 1e-9

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from voicebot.call.turns.silence import SilenceTurns, TurnEnded, TurnRules

RULES = TurnRules()


def run(flags: list[bool], rules: TurnRules = RULES) -> list[TurnEnded]:
    turns = SilenceTurns(rules)
    frames = ((i, flag, i.to_bytes(2, "big") + b"\0" * 158) for i, flag in enumerate(flags))
    ended = [turns.push(i * 0.02, frame, flag) for i, flag, frame in frames]
    return [turn for turn in ended if turn]


def test_pre_roll_keeps_the_first_syllable_and_silence_ends_the_turn():
    (turn,) = run([False] * 50 + [True] * 20 + [False] * 50)
    first = int.from_bytes(turn.audio[:2], "big")
    assert 50 - first >= RULES.pre_roll / 0.02
    assert abs(turn.started_at - 1.0) < 1e-9
    assert abs(turn.ended_at - 1.4) < 1e-9
    assert abs(len(turn.audio) / 8000 - (50 - first) * 0.02 - 0.4 - RULES.end_silence) < 0.021


def test_a_pause_shorter_than_the_end_silence_stays_one_turn():
    assert len(run([True] * 20 + [False] * 30 + [True] * 20 + [False] * 40)) == 1


def test_clicks_are_no_turn():
    assert run([True] * 2 + [False] * 100) == []
    assert run([True] * 4 + [False] * 100) == []


def test_very_long_speech_is_cut_and_goes_on():
    turns = run([True] * round(45 / 0.02) + [False] * 40)
    assert len(turns) == 3
    assert all(len(turn.audio) / 8000 <= RULES.max_turn + 1 for turn in turns)


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 60)), max_size=20))
def test_turns_are_in_order_and_within_the_stream(runs: list[tuple[bool, int]]):
    flags = [flag for flag, count in runs for _ in range(count)]
    turns = run(flags)
    for turn in turns:
        assert 0 <= turn.started_at <= turn.ended_at <= len(flags) * 0.02 + 1e-9
        assert len(turn.audio) % 160 == 0
    for one, two in pairwise(turns):
        assert one.ended_at <= two.started_at + 1e-9

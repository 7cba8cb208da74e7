"""The figures' names, what holds, what is left out."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from voicebot.bench import results
from voicebot.bench.turns import Parts, TurnTime

PARTS = Parts(0.5, 0.2, 0.1, 0.05, 0.02, 2)
TURN = TurnTime("x", "Ja.", "ja", 5.0, 1005.0, 0.8, 0.9, 6.0, False, False, None, PARTS)


def turns(*latencies: float | None) -> list[TurnTime]:
    return [replace(TURN, latency=latency, latency_loud=latency) for latency in latencies]


def test_flat_names() -> None:
    found = results.latencies("one_call", [*turns(0.5, 0.6, 1.5), replace(TURN, latency=None, early=True)])
    assert found["one_call.p50_s"] == 0.6
    assert (found["one_call.p95_s"], found["one_call.max_s"], found["one_call.n"]) == (1.5, 1.5, 3)
    assert found["one_call.p95_by_energy_s"] == 1.5
    assert (found["one_call.early"], found["one_call.lost"], found["one_call.talked_over"]) == (1, 1, 0)
    assert found["one_call.parts"]["hearing"]["p50_s"] == 0.2
    assert found["one_call.parts"]["drafts_a_turn"] == 2
    json.dumps(found, allow_nan=False)


def test_a_run_without_turns_has_the_same_names() -> None:
    found = results.latencies("one_call", [])
    assert set(found) == set(results.latencies("one_call", [TURN]))
    assert found["one_call.p50_s"] is None and found["one_call.parts"] is None
    assert results.latencies("x", [replace(TURN, parts=None)])["x.parts"] is None


def test_the_bars_are_keys_of_a_run() -> None:
    known = {*results.latencies("one_call", []), *results.latencies("ten_calls", []), *results.LACKING}
    assert set(results.BARS) <= known


@pytest.mark.parametrize(
    ("level", "holds"),
    [
        (results.level(2, turns(0.5, 1.5), 0, 0), True),
        (results.level(2, turns(0.5, 1.51), 0, 0), False),
        (results.level(2, turns(0.5), 1, 0), False),
        (results.level(2, turns(0.5), 0, 1), False),
        (results.level(2, turns(0.5, None), 0, 0), False),
        (results.level(2, [], 0, 0), False),
    ],
)
def test_what_holds(level: results.Level, holds: bool) -> None:
    assert level.holds is holds


def test_the_most_calls_are_those_before_it_breaks() -> None:
    good = [results.level(callers, turns(1.0), 0, 0) for callers in (4, 1, 2, 12)]
    slow = [results.level(callers, turns(2.0), 0, 0) for callers in (6, 8)]
    assert results.most([*good, slow[0]]) == 12  # once is forgiven
    assert results.most([*good, *slow]) == 4
    assert results.most([*good, results.level(6, turns(1.0), 1, 0)]) == 4
    assert results.most([results.level(1, turns(2.0), 0, 0)]) == 0
    assert results.most([]) == 0


def test_word_errors_of_what_was_heard() -> None:
    assert results.heard([TURN, replace(TURN, heard="nee")]) == 0.5


def test_barge_in_from_the_voice_that_the_rule_wants() -> None:
    cleared = [(0.50, 0.06), (0.60, 0.12), (0.40, 0.04)]
    turns = [replace(TURN, clear=clear, clear_after=after) for clear, after in cleared]
    assert results.barge_in([TURN, *turns]) == {
        "barge_in_to_clear_s": 0.06, "barge_in_to_clear_max_s": 0.12, "barge_in_to_clear_n": 3,
        "first_voice_to_clear_s": 0.5,
    }  # fmt: skip
    assert results.barge_in([TURN])["barge_in_to_clear_s"] is None


def test_rows_are_rounded_and_keep_no_clock_of_ours() -> None:
    (row,) = results.rows([replace(TURN, latency=0.123456)])
    assert row["latency"] == 0.123 and row["parts"]["silence"] == 0.5
    assert "ended" not in row

"""The figures of made-up calls."""

from __future__ import annotations

import io

from rich.console import Console

from voicebot.load.figures import figures, went_well
from voicebot.load.plan import Plan
from voicebot.load.seen import CallSeen, TurnSeen
from voicebot.load.table import live, show


def call(began: float, ended: float, *latencies: float | None, **more) -> CallSeen:
    turns = tuple(TurnSeen(began + 1, latency, latency is None) for latency in latencies)
    return CallSeen("x", began, ended, turns, more.pop("late", 0.01), **more)


def test_a_good_run():
    found = figures(Plan(2), [call(0, 10, 0.5, 0.7), call(5, 15, 1.0)], 15.04, [100.0, 180.0, 150.0])
    assert went_well(found)
    assert found["latency"] == {"p50_s": 0.7, "p95_s": 1.0, "max_s": 1.0, "mean_s": 0.733, "n": 3}
    assert found["most_at_once"] == 2
    assert [(band["up_to"], band["n"]) for band in found["by_calls_at_once"]] == [(1, 2), (2, 1)]
    assert found["memory"] == {"rest_mb": 100.0, "most_mb": 180.0}
    assert found["seconds"] == 15.0


def test_everything_that_goes_wrong_is_counted_once():
    calls = [
        call(0, 1, refused=True, problem="403"), call(0, 9, turned_away=True), call(0, 9, None),
        call(0, 9, 0.5, problem="31951: no JSON"), call(0, 9, stopped=True),
    ]  # fmt: skip
    for one in calls[:4]:
        assert not went_well(figures(Plan(1), [one], 1, []))
    found = figures(Plan(5), calls, 9, [])
    assert [found[key] for key in ("refused", "turned_away", "lost", "errors", "stopped")] == [1] * 5
    assert found["problems"] == {"31951: no JSON": 1}
    assert found["refusals"] == {"403": 1}
    assert found["memory"] is None
    assert went_well(figures(Plan(1), [calls[4]], 1, []))


def test_a_run_without_a_call():
    found = figures(Plan(3), [], 1.0, [])
    assert (found["calls"], found["most_at_once"], found["latency"]["p50_s"]) == (0, 0, None)


def test_what_is_shown():
    console = Console(record=True, width=200, file=io.StringIO())
    calls = [call(number, number + 30, 0.5) for number in range(12)] + [
        call(0, 1, refused=True, problem="[bold]no")
    ]
    show(console, figures(Plan(12), calls, 42, [200.0, 300.0]))
    text = console.export_text()
    assert "13 calls in 42 s, at most 12 at once (of 12 wanted): 1 refused" in text
    assert "1 × [bold]no" in text
    assert "Memory of the house: 200 MB before, at most 300 MB." in text
    assert "Our own frames" not in text
    show(console, figures(Plan(1), [call(0, 1, late=0.5)], 1, []))
    assert "Our own frames were up to 0.5 s late" in console.export_text()


def test_one_line_while_it_runs():
    line = live([call(0, 1, 0.5), call(0, 1, refused=True, problem="x")], 3, 250.0)
    assert line == "3 on the line, 2 over, p50 0.50 p95 0.50 s, 1 refused, 0 errors, 250 MB"
    assert "no answer yet" in live([], 0, None)

"""What is done to a house, on a house that is made up: no clock is waited for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from tests.unit.bench.calls import scenario, step
from voicebot.bench import __main__ as command
from voicebot.bench import crowd, listening, measure, results, stock
from voicebot.bench.callers import Played
from voicebot.bench.house import Seen
from voicebot.bench.turns import Parts, TurnTime
from voicebot.replay.carrier import Caller, PhoneCall
from voicebot.replay.leg import Leg
from voicebot.replay.timeline import Timeline
from voicebot.settings import Settings

TURN = TurnTime(
    "x", "Ja.", "ja", 5.0, 0.0, 0.8, 0.9, 6.0, False, False, None, Parts(0.5, 0.2, 0.1, 0.0, 0.0, 1)
)
CALLS = [scenario(step()), scenario(step())]


class Line:
    """A call of three frames."""

    def call(self, number: str, caller: Caller) -> PhoneCall:
        leg = Leg("AC", "CA", "MZ", {}, Timeline())
        leg.opening()
        while leg.frames < 3 and not caller.step(leg).hang_up:
            leg.tick()
        return PhoneCall("CA1", leg.timeline)


class House:
    """Every call has one turn, answered after ``latency`` seconds; from ``breaks`` calls on they fail."""

    def __init__(self, latency: float = 0.8, breaks: int = 10**9) -> None:
        self.latency, self.breaks = latency, breaks
        self.looked = 0
        self.memory = 100.0
        self.groups: list[int] = []

    def carrier(self) -> Line:
        return Line()

    def check(self) -> None:
        pass

    def web_mb(self) -> float:
        self.memory += 1
        return self.memory

    def look(self, played: Played) -> Seen:
        self.looked += 1
        failure = "hearing: busy" if self.looked >= self.breaks else None
        turn = replace(TURN, latency=self.latency, latency_loud=self.latency, ended=played.ended)
        return Seen(played, (turn,), failure)


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "APART", (0.0, 0.0))
    for name in ("SETTLE_SECONDS", "LOST_SECONDS", "TEN_SECONDS", "LEVEL_SECONDS"):
        monkeypatch.setattr(measure, name, 0.02)
    monkeypatch.setattr(measure, "LEVELS", (1, 2, 3))


def test_one_call_after_another() -> None:
    said: list[str] = []
    seen = measure.one_call(House(breaks=2), CALLS, said.append)  # type: ignore[arg-type]
    assert [one.failure for one in seen] == [None, "hearing: busy"]
    assert said == ["  1/2 x: 0.80 s", "  2/2 x: 0.80 s  hearing: busy"]


def test_ten_calls() -> None:
    ten = measure.ten_calls(House(), CALLS, lambda _: None)  # type: ignore[arg-type]
    assert len(ten.seen) >= 10 and 0 < len(ten.turns) < len(ten.seen)
    assert ten.peak_mb > 100


def test_all_levels_hold() -> None:
    levels = measure.ramp(House(), CALLS, lambda _: None)  # type: ignore[arg-type]
    assert [level.callers for level in levels] == [1, 2, 3]
    assert results.most(levels) == 3


@pytest.mark.parametrize(("house", "until"), [(House(latency=1.6), [1, 2]), (House(breaks=1), [1])])
def test_the_ramp_ends_where_it_breaks(house: House, until: list[int]) -> None:
    levels = measure.ramp(house, CALLS, lambda _: None)  # type: ignore[arg-type]
    assert [level.callers for level in levels] == until
    assert results.most(levels) == 0


def test_no_level_begins_that_would_not_end_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "RAMP_SECONDS", 0.0)
    assert measure.ramp(House(), CALLS, lambda _: None) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("quick", [False, True])
def test_a_run_has_all_its_figures(quick: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def house(settings: Settings, logs: Path) -> Iterator[House]:
        yield House()

    def compare(*_: object) -> dict[str, Any]:
        return {"stock_ratio": 2.0}

    monkeypatch.setattr(command, "bench_house", house)
    monkeypatch.setattr(measure, "scenarios", lambda: CALLS)
    monkeypatch.setattr(stock, "compare", compare)
    rates = {"cut_off_rate": 0.01, "false_barge_in_rate": 0.0}
    monkeypatch.setattr(listening, "measure", lambda say: rates)
    found: dict[str, Any] = {}
    command.run(Settings(), found, Console(quiet=True), quick=quick)
    for key in (*results.BARS, *results.LACKING):
        assert (found[key] is None) is (quick and key == "calls_at_once"), key
    assert 0 <= found["one_call.others_share"] <= 1
    assert found["memory.mb_a_call"] > 0 and found["wer"] == 0.0
    assert found["machine"] and found["turns"]
    json.dumps(found, allow_nan=False)

"""What is done to a running house: one call after another, ten at once, and more and more until it breaks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from voicebot.bench.callers import play
from voicebot.bench.crowd import Crowd
from voicebot.bench.house import BenchHouse, Seen
from voicebot.bench.results import HOLDS_P95_S, Level, level
from voicebot.bench.turns import LOST_SECONDS, TurnTime
from voicebot.replay.scenario import Scenario, load
from voicebot.settings import ROOT

# Calls in which callers talk: 44 voice turns. The long ones and the interruptions come more than once.
CALLS = (
    "order_status", "order_two_tries", "policy_question", "barge_in", "robot_question", "hesitant",
    "short_answer", "claim", "callback", "burglary", "barge_in", "complaint", "person_asked",
    "person_in_form", "order_status_keys", "policy_premium_keys", "order_status", "barge_in",
)  # fmt: skip

TEN = 10
TEN_SECONDS = 100.0
LEVELS = (2, 4, 6, 8, 10, 12, 14, 16, 18, 20)
LEVEL_SECONDS = 36.0
SETTLE_SECONDS = 12.0  # newcomers listen to the disclosure for about 15 s: until then they are no load
RAMP_SECONDS = 480.0  # no level begins that would not end within this
ENOUGH_TURNS = 5  # fewer do not end the ramp

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when (monotonic seconds) what happened counts."""

    start: float
    end: float

    def turns(self, seen: Iterable[Seen]) -> list[TurnTime]:
        """The turns that were said within it."""
        return [turn for one in seen for turn in one.turns if self.start <= turn.ended < self.end]

    def calls(self, seen: Iterable[Seen]) -> list[Seen]:
        """The calls that ended within it."""
        return [one for one in seen if self.start <= one.played.ended < self.end]


@dataclass(frozen=True, slots=True)
class TenCalls:
    """Ten callers at once: all calls, the turns that count, and the web process's largest memory in MB."""

    seen: tuple[Seen, ...]
    turns: tuple[TurnTime, ...]
    peak_mb: float


def scenarios(names: Iterable[str] = CALLS) -> list[Scenario]:
    """Recorded calls by name. Raises ScenarioError."""
    return [load(ROOT / "audio_fixtures" / f"{name}.yaml") for name in names]


def one_call(house: BenchHouse, calls: Sequence[Scenario], say: Say) -> list[Seen]:
    """One call after another. Raises HouseError, PartError."""
    seen = []
    for number, scenario in enumerate(calls, 1):
        house.check()
        one = house.look(play(house.carrier(), scenario, threading.Event()))
        times = " ".join("–" if turn.latency is None else f"{turn.latency:.2f}" for turn in one.turns)
        say(
            f"  {number}/{len(calls)} {scenario.name}: {times} s"
            + (f"  {one.failure}" if one.failure else "")
        )
        seen.append(one)
    return seen


def ten_calls(house: BenchHouse, calls: Sequence[Scenario], say: Say) -> TenCalls:
    """Ten callers for TEN_SECONDS. Raises HouseError, PartError."""
    with Crowd(house.carrier, _once(calls), seed=10) as crowd:
        crowd.add(TEN)
        say(f"  {TEN} callers are on the line")
        _wait(house, SETTLE_SECONDS)
        start = time.monotonic()
        peak = _wait(house, TEN_SECONDS)
        window = Window(start, time.monotonic())
        _wait(house, LOST_SECONDS)
        seen = [house.look(played) for played in crowd.stop()]
    return TenCalls(tuple(seen), tuple(window.turns(seen)), peak)


def ramp(house: BenchHouse, calls: Sequence[Scenario], say: Say) -> list[Level]:
    """More and more callers until it breaks, is too slow twice running, or RAMP_SECONDS are over.

    Raises HouseError, PartError.
    """
    began = time.monotonic()
    slow = 0
    windows: list[tuple[int, Window]] = []
    known: dict[int, Seen] = {}
    with Crowd(house.carrier, _once(calls), seed=20) as crowd:
        for callers in LEVELS:
            if time.monotonic() - began + SETTLE_SECONDS + LEVEL_SECONDS > RAMP_SECONDS:
                break
            crowd.add(callers - crowd.size)
            _wait(house, SETTLE_SECONDS)
            start = time.monotonic()
            _wait(house, LEVEL_SECONDS)
            windows.append((callers, Window(start, time.monotonic())))
            for played in crowd.played:
                if id(played) not in known:
                    known[id(played)] = house.look(played)
            so_far = _level(*windows[-1], list(known.values()))
            say(f"  {callers} callers: p95 {so_far.p95_s} s of {so_far.n} turns so far")
            too_slow = so_far.p95_s is not None and so_far.p95_s > HOLDS_P95_S and so_far.n >= ENOUGH_TURNS
            slow = slow + 1 if too_slow else 0
            if slow == 2 or so_far.broken:
                break
        _wait(house, LOST_SECONDS)
        seen = [known.get(id(played)) or house.look(played) for played in crowd.stop()]
    return [_level(callers, window, seen) for callers, window in windows]


def _level(callers: int, window: Window, seen: Sequence[Seen]) -> Level:
    ended = window.calls(seen)
    refused = sum(one.played.refused for one in ended)
    failed = sum(one.failure is not None and not one.played.refused for one in ended)
    return level(callers, window.turns(seen), refused, failed)


def _once(calls: Iterable[Scenario]) -> list[Scenario]:
    return list({scenario.name: scenario for scenario in calls}.values())


def _wait(house: BenchHouse, seconds: float) -> float:
    """Let time pass; the largest memory of the web process meanwhile, in MB. Raises HouseError."""
    deadline = time.monotonic() + seconds
    peak = house.web_mb()
    while (left := deadline - time.monotonic()) > 0:
        house.check()
        peak = max(peak, house.web_mb())
        time.sleep(min(2.0, left))
    return peak

"""Callers who keep the time, and crowds of them, on a carrier without a line."""

from __future__ import annotations

import threading
import time

import pytest

from tests.unit.bench.calls import TONE, scenario, step
from voicebot.bench import crowd
from voicebot.bench.callers import Played, TimedCaller, play
from voicebot.bench.crowd import Crowd
from voicebot.replay.carrier import Caller, CarrierError, PhoneCall
from voicebot.replay.leg import Leg
from voicebot.replay.timeline import Timeline, What


class FakeCarrier:
    """A line on which nothing is played; the stream lasts until the caller hangs up, at most ``frames``."""

    def __init__(self, frames: int = 10, error: str = "", refuses: bool = False, problem: str = "") -> None:
        self.frames, self.error, self.refuses, self.problem = frames, error, refuses, problem

    def call(self, number: str, caller: Caller) -> PhoneCall:
        if self.error:
            raise CarrierError(self.error)
        leg = Leg("AC", "CA", "MZ", {}, Timeline())
        if not self.refuses:
            leg.opening()
            while leg.frames < self.frames and not caller.step(leg).hang_up:
                leg.tick()
        if self.problem:
            leg.timeline.add(0, What.PROBLEM, self.problem)
        return PhoneCall("CA1", leg.timeline, bytes(leg.caller_audio), bytes(leg.bot_audio))


def made(carrier: FakeCarrier, stop: threading.Event | None = None) -> Played:
    return play(carrier, scenario(step()), stop or threading.Event())  # type: ignore[arg-type]


def test_every_frame_has_its_moment() -> None:
    played = made(FakeCarrier(frames=12))
    assert len(played.sent) == 12 == len(played.bot) // len(TONE)
    assert list(played.sent) == sorted(played.sent)
    assert played.began <= played.sent[0] and played.sent[-1] <= played.ended
    assert (played.name, played.call_id, played.problem, played.refused) == ("x", "CA1", None, False)
    assert len(played.lateness) == 12 and played.lateness[0] == 0.0


def test_lateness_is_counted_from_the_beginning() -> None:
    assert Played("x", sent=[5.0, 5.03, 5.04]).lateness == [0.0, pytest.approx(0.01), pytest.approx(0.0)]
    assert Played("x").lateness == []


def test_a_call_that_is_not_answered_is_refused() -> None:
    played = made(FakeCarrier(error="POST /twilio/voice: the server answers 503; see its log"))
    assert played.refused and "503" in str(played.problem) and played.call_id == ""


def test_a_call_without_a_stream_is_refused() -> None:
    played = made(FakeCarrier(refuses=True))
    assert played.refused and played.problem == "the house sent the caller elsewhere"


def test_what_breaks_the_carriers_rules_is_a_problem() -> None:
    played = made(FakeCarrier(problem="31951: no JSON"))
    assert played.problem == "31951: no JSON" and not played.refused


def test_told_to_stop_a_caller_hangs_up_without_a_problem() -> None:
    stop = threading.Event()
    caller = TimedCaller(scenario(step()), stop)
    leg = Leg("AC", "CA", "MZ", {}, Timeline())
    assert not caller.step(leg).hang_up
    stop.set()
    assert caller.step(leg).hang_up
    assert caller.problem is None and list(caller.said) == []


class SlowCarrier(FakeCarrier):
    def call(self, number: str, caller: Caller) -> PhoneCall:
        time.sleep(0.001)
        return super().call(number, caller)


def test_a_crowd_calls_again_and_again_until_it_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "APART", (0.0, 0.0))
    with Crowd(SlowCarrier, [scenario(step())]) as many:  # type: ignore[arg-type]
        many.add(3)
        many.add(0)
        while len(many.played) < 10:
            time.sleep(0.001)
        assert many.size == 3
        played = many.stop()
    assert len(played) >= 10 and all(one.problem is None for one in played)
    assert many.stop() == played


def test_a_refused_caller_tries_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "APART", (0.0, 0.0))
    monkeypatch.setattr(crowd, "AFTER_FAILURE", 0.0)
    with Crowd(lambda: FakeCarrier(error="busy"), [scenario(step())]) as many:  # type: ignore[arg-type]
        many.add(1)
        while len(many.played) < 3:
            time.sleep(0.001)
    assert all(one.refused for one in many.played)

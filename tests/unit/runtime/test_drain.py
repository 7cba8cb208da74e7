from __future__ import annotations

import pytest

from voicebot.runtime import drain as module
from voicebot.runtime.drain import BACK_SECONDS, DRAIN_SECONDS, Drain


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()

    def sleep(seconds: float) -> None:
        clock.now += seconds

    monkeypatch.setattr(module.time, "sleep", sleep)
    return clock


def test_nothing_to_do_takes_no_time(clock: Clock):
    drain = Drain(clock)
    assert not drain.begun
    assert drain.run(lambda: None)
    assert drain.begun
    assert clock.now == 100.0


def test_it_waits_for_a_stream_and_then_for_what_the_carrier_asks(clock: Clock):
    drain = Drain(clock)
    drain.enter()

    def end_calls() -> None:
        if clock.now >= 101.0 and drain._busy:
            drain.expect("CA1")
            drain.leave()
        if clock.now >= 102.0:
            drain.came("CA1")

    assert drain.run(end_calls)
    assert 102.0 <= clock.now < 102.2


def test_a_caller_who_never_comes_back_is_not_waited_for_long(clock: Clock):
    drain = Drain(clock)
    drain.expect("CA1")
    assert drain.run(lambda: None)
    assert BACK_SECONDS <= clock.now - 100.0 < BACK_SECONDS + 0.2


def test_a_stream_that_does_not_end_is_left_at_last(clock: Clock):
    drain = Drain(clock)
    drain.enter()
    assert not drain.run(lambda: None)
    assert DRAIN_SECONDS <= clock.now - 100.0 < DRAIN_SECONDS + 0.2


def test_what_was_expected_long_ago_is_forgotten(clock: Clock):
    drain = Drain(clock)
    for number in range(1000):
        drain.expect(f"CA{number}")
        clock.now += 1.0
    assert len(drain._expected) <= BACK_SECONDS + 1

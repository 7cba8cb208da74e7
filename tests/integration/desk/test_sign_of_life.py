"""Whether the dispatcher does its work: what the readiness of the house is told."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from tests.integration.desk.conftest import House
from voicebot.call.ports import PartError


@dataclass
class Running:
    """A house whose dispatcher runs on seconds that the test counts."""

    house: House
    seconds: float = 0.0

    def silent(self) -> float:
        return self.house.dispatcher.silent_seconds()


def eventually(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def running(make_house: Callable[..., House]) -> Iterator[Running]:
    made: list[Running] = []
    made.append(Running(make_house(idle_seconds=0.01, seconds=lambda: made[0].seconds)))
    made[0].house.dispatcher.start()
    yield made[0]
    assert made[0].house.dispatcher.stop()


def test_one_that_was_never_started_is_silent(make_house: Callable[..., House]) -> None:
    assert make_house().dispatcher.silent_seconds() == math.inf


def test_one_that_works_gives_a_sign_of_life_again_and_again(running: Running) -> None:
    for running.seconds in (40.0, 400.0, 4000.0):
        eventually(lambda: running.silent() == 0.0)


def test_one_that_hangs_is_silent(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    hangs, go_on = threading.Event(), threading.Event()

    def hang() -> None:
        hangs.set()
        go_on.wait(20)

    with monkeypatch.context() as patch:
        patch.setattr(running.house.dispatcher, "run_once", hang)
        assert hangs.wait(20)
        running.seconds += 40
        assert running.silent() == 40
    go_on.set()
    eventually(lambda: running.silent() == 0.0)


@pytest.mark.parametrize("error", [PartError("the database is gone"), RuntimeError("a bug")])
def test_one_that_fails_every_time_is_silent(
    running: Running, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    tries: list[float] = []

    def fail() -> None:
        tries.append(running.seconds)
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(running.house.dispatcher, "run_once", fail)
        eventually(lambda: bool(tries))
        running.seconds += 40
        eventually(lambda: running.seconds in tries)
        assert running.silent() == 40
    eventually(lambda: running.silent() == 0.0)


def test_one_whose_errands_all_hang_is_silent(running: Running) -> None:
    eventually(lambda: running.silent() == 0.0)
    under_way = running.house.dispatcher._under_way
    while under_way.acquire(timeout=1.0):  # until all of its workers are taken
        pass
    running.seconds += 40
    eventually(lambda: running.silent() == 40)
    for _ in range(8):
        under_way.release()
    eventually(lambda: running.silent() == 0.0)


def test_one_that_died_is_silent(running: Running) -> None:
    running.house.dispatcher.stop()
    assert running.silent() == math.inf

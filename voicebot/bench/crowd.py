"""Many callers at once, each making one recorded call after another."""

from __future__ import annotations

import itertools
import random
import threading
import time
from collections.abc import Callable, Sequence

from voicebot.bench.callers import Played, play
from voicebot.replay.carrier import Carrier
from voicebot.replay.scenario import Scenario

APART = (0.7, 1.5)  # seconds between two callers' beginnings: no two sentences in step
AFTER_FAILURE = 1.0  # seconds before a caller who was refused tries again
HANG_UP_SECONDS = 30.0  # the longest that a webhook under way may keep a caller


class Crowd:
    """Callers in threads. Use as a context manager: at its end all hang up.

    ``carrier`` makes each its own line. The order of calls and the pauses come from ``seed``.
    """

    def __init__(
        self,
        carrier: Callable[[], Carrier],
        scenarios: Sequence[Scenario],
        seed: int = 1,
        *,
        begins: Callable[[], None] = lambda: None,
        ends: Callable[[Played], None] | None = None,
        most: int | None = None,
    ) -> None:
        """``begins`` and ``ends`` are told of every call, in its caller's thread; a call that ``ends`` was
        told of is not kept in ``played``.
        """
        self._carrier = carrier
        self._scenarios = list(scenarios)
        self._random = random.Random(seed)  # noqa: S311  (no secret is made)
        self._stop = threading.Event()
        self._last = threading.Event()  # nobody calls again
        self._begins, self._ends, self._most = begins, ends, most
        self._lock = threading.Lock()
        self._played: list[Played] = []
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Crowd:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def size(self) -> int:
        """How many callers there are."""
        return len(self._threads)

    def add(self, count: int, apart: tuple[float, float] = APART) -> None:
        """Let ``count`` more callers begin, ``apart`` from one another; returns when the last has dialled."""
        for _ in range(count):
            order = self._random.sample(self._scenarios, len(self._scenarios))
            thread = threading.Thread(
                target=self._call, args=(order,), name=f"caller-{self.size + 1}", daemon=True
            )
            self._threads.append(thread)
            thread.start()
            time.sleep(self._random.uniform(*apart))

    def last_calls(self) -> None:
        """Who is on the line talks to the end and does not call again."""
        self._last.set()

    @property
    def over(self) -> bool:
        """Whether nobody calls any more."""
        return not any(thread.is_alive() for thread in self._threads)

    def stop(self) -> list[Played]:
        """Let all hang up; returns every call that was made, in the order of ending. Idempotent."""
        self._stop.set()
        deadline = time.monotonic() + HANG_UP_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return self.played

    @property
    def played(self) -> list[Played]:
        """The calls that are over."""
        with self._lock:
            return list(self._played)

    def _call(self, order: Sequence[Scenario]) -> None:
        carrier = self._carrier()
        for scenario in itertools.islice(itertools.cycle(order), self._most):
            if self._stop.is_set():
                return
            self._begins()
            played = play(carrier, scenario, self._stop)
            if self._ends:
                self._ends(played)
            else:
                with self._lock:
                    self._played.append(played)
            if self._last.is_set():
                return
            if played.problem:
                self._stop.wait(AFTER_FAILURE)

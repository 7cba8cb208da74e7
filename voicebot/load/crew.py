"""One process of callers. Several share the work: one interpreter does not keep the pace of many streams."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event

from voicebot.bench.callers import Played
from voicebot.bench.crowd import Crowd
from voicebot.load.seen import CallSeen, look
from voicebot.replay.carrier import Carrier
from voicebot.replay.scenario import Scenario

Told = CallSeen | str | None
"""What a crew tells: a call that is over, BEGAN, or None when all its callers are done."""
BEGAN = "began"


@dataclass(frozen=True, slots=True)
class Orders:
    """What a crew is to do. ``starts``: monotonic seconds; ``last``: from then on nobody calls again.

    ``calls_each``: how often a caller calls at the most. ``house``: arguments of `Carrier`.
    """

    base_url: str
    token: str
    connect_to: str
    scenarios: Sequence[Scenario]
    starts: Sequence[float]
    last: float
    calls_each: int
    seed: int


def work(orders: Orders, told: Queue[Told], stop: Event) -> None:
    """Let the callers begin in time and talk until they are done, or ``stop`` makes them hang up.

    Ctrl-C in the terminal reaches every process: only the first one heeds it, and then sets ``stop``.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    by_name = {scenario.name: scenario for scenario in orders.scenarios}

    def ends(played: Played) -> None:
        told.put(look(played, by_name[played.name], stopped=stop.is_set()))

    def carrier() -> Carrier:
        return Carrier(orders.base_url, orders.token, connect_to=orders.connect_to)

    crowd = Crowd(
        carrier,
        orders.scenarios,
        orders.seed,
        begins=lambda: told.put(BEGAN),
        ends=ends,
        most=orders.calls_each,
    )
    with crowd:
        for start in orders.starts:
            if stop.wait(max(0.0, start - time.monotonic())):
                break
            crowd.add(1, (0.0, 0.0))
        threading.Thread(target=_no_more, args=(crowd, orders.last, stop), daemon=True).start()
        while not crowd.over and not stop.wait(0.1):
            pass
    told.put(None)


def _no_more(crowd: Crowd, last: float, stop: Event) -> None:
    stop.wait(max(0.0, last - time.monotonic()))
    crowd.last_calls()

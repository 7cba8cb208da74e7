"""Carries a plan out: crews in processes of their own, what they tell gathered, an orderly end whatever
happens.
"""

from __future__ import annotations

import multiprocessing
import queue
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from voicebot.load.crew import BEGAN, Orders, Told, work
from voicebot.load.memory import house_mb
from voicebot.load.plan import Plan
from voicebot.load.seen import CallSeen
from voicebot.load.whose import reached
from voicebot.replay.scenario import Scenario
from voicebot.replay.server import Server

_STARTING = 2.0  # seconds that the processes have to be there before the first call
_HANGING_UP = 35.0  # a webhook that is under way may keep a caller (voicebot.bench.crowd.HANG_UP_SECONDS)
_LOOK = 2.0  # seconds between two looks at the house's memory


@dataclass
class Run:
    """What is known so far. ``mb``: the house's memory, the first before any call; empty when it is
    elsewhere.
    """

    calls: list[CallSeen] = field(default_factory=list)
    begun: int = 0
    mb: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def on_the_line(self) -> int:
        """Calls under way."""
        return self.begun - len(self.calls)


def carry_out(
    plan: Plan,
    server: Server,
    token: str,
    scenarios: Sequence[Scenario],
    run: Run,
    tell: Callable[[Run], None],
    *,
    local: bool,
) -> None:
    """Fill ``run`` until all callers are done. ``tell`` hears of it some times a second.

    When this is interrupted (a signal's exception), all callers hang up first and their calls are counted;
    then the exception goes on.
    """
    context = multiprocessing.get_context("spawn")
    told: multiprocessing.queues.Queue[Told] = context.Queue()
    stop = context.Event()
    port = reached(server)[1] if local else None
    _look(run, port)
    began = time.monotonic() + _STARTING
    last = began + plan.ramp + plan.hold
    crews = []
    for number, starts in enumerate(plan.crews(), 1):
        at = [began + start for start in starts]
        orders = Orders(
            server.public_url, token, server.connect_to, scenarios, at, last, plan.calls_each, number
        )
        crews.append(
            context.Process(target=work, args=(orders, told, stop), name=f"callers-{number}", daemon=True)
        )
    left = len(crews)
    try:
        for crew in crews:
            crew.start()
        looked = began
        while left and time.monotonic() < began + plan.seconds:
            left -= _gather(told, run, 0.25)
            if not any(crew.is_alive() for crew in crews):
                break
            if time.monotonic() - looked > _LOOK:
                looked = time.monotonic()
                _look(run, port)
            tell(run)
    finally:
        stop.set()
        deadline = time.monotonic() + _HANGING_UP
        while left and time.monotonic() < deadline and any(crew.is_alive() for crew in crews):
            left -= _gather(told, run, 0.25)
        while _gather(told, run, 0.05):
            pass
        for crew in crews:
            if crew.pid is not None:
                crew.join(1.0)
                crew.kill()
        run.seconds = time.monotonic() - began


def _gather(told: multiprocessing.queues.Queue[Told], run: Run, seconds: float) -> int:
    """Take what the crews tell for so long; how many of them are done."""
    deadline = time.monotonic() + seconds
    done = 0
    while (left := deadline - time.monotonic()) > 0:
        try:
            one = told.get(timeout=left)
        except queue.Empty:
            break
        if one is None:
            done += 1
        elif isinstance(one, CallSeen):
            run.calls.append(one)
        elif one == BEGAN:
            run.begun += 1
    return done


def _look(run: Run, port: int | None) -> None:
    mb = house_mb(port) if port else None
    if mb is not None:
        run.mb.append(mb)

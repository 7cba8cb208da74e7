"""A recorded call made to a running house in real time, with the moment of every frame."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from voicebot.audio.frames import FRAME_SECONDS
from voicebot.replay.carrier import Carrier, CarrierError, Doing
from voicebot.replay.leg import Leg
from voicebot.replay.player import Said, ScenarioCaller
from voicebot.replay.scenario import Scenario
from voicebot.replay.timeline import Timeline, What


@dataclass(slots=True)
class Played:
    """One call that was made. ``sent``: monotonic second of each frame; ``bot``: what was played (μ-law).

    problem: why the call did not go to its end, None when it did or when we stopped it ourselves. refused:
    the house let no stream begin. began, ended: monotonic seconds.
    """

    name: str
    call_id: str = ""
    timeline: Timeline = field(default_factory=Timeline)
    said: Sequence[Said] = ()
    sent: Sequence[float] = ()
    bot: bytes = b""
    problem: str | None = None
    refused: bool = False
    began: float = 0.0
    ended: float = 0.0

    @property
    def lateness(self) -> list[float]:
        """How many seconds late each frame was sent: our own doing, or the machine's."""
        return [at - self.sent[0] - index * FRAME_SECONDS for index, at in enumerate(self.sent)]


class TimedCaller:
    """A scenario's caller who notes when each frame goes out, and hangs up when told to."""

    def __init__(self, scenario: Scenario, stop: threading.Event) -> None:
        self.sent: list[float] = []
        self._inner = ScenarioCaller(scenario)
        self._stop = stop

    @property
    def said(self) -> Sequence[Said]:
        """What was spoken so far."""
        return self._inner.said

    @property
    def problem(self) -> str | None:
        """Why the scenario was not played to its end."""
        return self._inner.problem

    def step(self, leg: Leg) -> Doing:
        """What the caller does in the next 20 ms."""
        self.sent.append(time.monotonic())
        return Doing(hang_up=True) if self._stop.is_set() else self._inner.step(leg)


def play(carrier: Carrier, scenario: Scenario, stop: threading.Event) -> Played:
    """Make one call and wait for its end; ``stop`` makes the caller hang up. Raises nothing of the line's."""
    played = Played(scenario.name, began=time.monotonic())
    caller = TimedCaller(scenario, stop)
    try:
        call = carrier.call(scenario.caller, caller)
    except CarrierError as error:
        played.problem, played.refused = str(error), True
    else:
        problems = [moment.text for moment in call.timeline.of(What.PROBLEM)]
        played.call_id, played.timeline, played.bot = call.call_sid, call.timeline, call.bot_audio
        played.refused = not call.timeline.of(What.STREAM)
        played.problem = "; ".join(problems) or caller.problem
        if played.refused and not played.problem:
            played.problem = "the house sent the caller elsewhere"
    played.said, played.sent = caller.said, caller.sent
    played.ended = time.monotonic()
    return played

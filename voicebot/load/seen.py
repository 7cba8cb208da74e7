"""What one call showed on the carrier's side of the line, small enough to be sent between processes. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from voicebot.bench.callers import Played
from voicebot.bench.turns import turn_times
from voicebot.evaluation.metrics import percentile
from voicebot.replay.scenario import Does, Scenario
from voicebot.replay.story import Story
from voicebot.replay.timeline import What


@dataclass(frozen=True, slots=True)
class TurnSeen:
    """One thing that was said. latency: seconds from its last voiced frame to the answer's first audible one.

    ended: monotonic seconds. lost: nobody answered for some seconds, though the call went on.
    """

    ended: float
    latency: float | None
    lost: bool


@dataclass(frozen=True, slots=True)
class CallSeen:
    """One call. began, ended: monotonic seconds.

    refused: no stream came about. turned_away: the house sent the caller to a person, or away, before a
    word could be said, as a house does that has its fill. problem: what went wrong, None when nothing did.
    late: the 99th percentile of how late our own frames were, in seconds.
    """

    scenario: str
    began: float
    ended: float
    turns: tuple[TurnSeen, ...]
    late: float
    refused: bool = False
    turned_away: bool = False
    problem: str | None = None
    stopped: bool = False


def look(played: Played, scenario: Scenario, *, stopped: bool = False) -> CallSeen:
    """A call that is over. ``stopped``: we made its caller hang up."""
    times = turn_times(
        played.name, Story(played.timeline, played.said, (), (), None), played.sent, played.bot
    )
    turns = tuple(TurnSeen(turn.ended, turn.latency, turn.lost) for turn in times)
    late = percentile(played.lateness, 99) if played.sent else 0.0
    away = not played.refused and not stopped and _turned_away(played, scenario)
    problem = played.problem
    if away and played.problem and not played.timeline.of(What.PROBLEM):
        problem = None  # that the scenario was not played to its end is what being turned away means
    return CallSeen(
        played.name, played.began, played.ended, turns, late, played.refused, away, problem, stopped
    )


def _turned_away(played: Played, scenario: Scenario) -> bool:
    acts = any(step.does in (Does.SAY, Does.KEYS) for step in scenario.steps)
    acted = played.timeline.of(What.CALLER, What.KEY)
    gone = played.timeline.of(What.STREAM_CLOSED)
    return acts and bool(gone) and not acted

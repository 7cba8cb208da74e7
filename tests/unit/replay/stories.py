"""Stories of calls that never were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from voicebot.call.outcome import Outcome
from voicebot.call.ports import CallStatus
from voicebot.replay.player import Said
from voicebot.replay.scenario import Does, Expect, Scenario, Step, When
from voicebot.replay.script import StepExpect
from voicebot.replay.story import Story, Value
from voicebot.replay.timeline import Timeline, What


@dataclass(frozen=True)
class Entry:
    at: float
    kind: str
    rule_id: str
    data: Mapping[str, Value] = field(default_factory=dict)
    model: str = ""


def entry(at: float, kind: str, rule: str, **data: Value) -> Entry:
    return Entry(at, kind, rule, data)


def turn(number: int, start: float, end: float, text: str, *, source: str = "voice", **more: Value) -> Entry:
    """A caller's turn."""
    data: dict[str, Value] = {
        "turn": number,
        "text": text,
        "source": source,
        "rejected": None,
        "confidence": 0.9,
    }
    data |= {"started_at": start, "ended_at": end, "drafts": 1} | more
    return Entry(end + 0.5, "caller_turn", "T-03", data, "whisper")


def story(
    *entries: Entry,
    said: Sequence[tuple[Step, float, float]] = (),
    line: Timeline | None = None,
    outcome: Outcome | None = Outcome.SOLVED,
) -> Story:
    """``said``: steps with the seconds from which and to which they were played."""
    line = line or Timeline()
    played = [Said(step, line.add(start, What.CALLER, step.text, until=end)) for step, start, end in said]
    return Story(line, played, entries, (), CallStatus("CA1", outcome, None, None, "O-03"))


def say(text: str, line: int = 6, expect: StepExpect | None = None, **more: object) -> Step:
    return Step(Does.SAY, When.BOT_DONE, line, text=text, file="q.wav", expect=expect or StepExpect(), **more)  # type: ignore[arg-type]


def scenario(*steps: Step, tags: tuple[str, ...] = (), **expect: object) -> Scenario:
    whole = Expect((Outcome.SOLVED,), **expect)  # type: ignore[arg-type]
    return Scenario(Path("x.yaml"), "x", "A call.", "+31600000001", tags, steps, whole)

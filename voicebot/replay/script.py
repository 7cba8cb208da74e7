"""What a scenario says, as values: what the caller does, step by step, and what must come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from voicebot.call.outcome import Outcome


class When(StrEnum):
    """When a step begins."""

    BOT_DONE = "bot_done"  # the bot said something since the last step, and is quiet now
    AT_ONCE = "at_once"  # right after the step before
    DURING_DISCLOSURE = "during_disclosure"  # a second into the first thing the bot says
    DURING_BOT = "during_bot"  # half a second into the next thing the bot says
    AT = "at"  # at a second of the stream


class Does(StrEnum):
    """What the caller does in a step."""

    SAY = "say"
    KEYS = "keys"
    WAIT = "wait"
    HANG_UP = "hang_up"


@dataclass(frozen=True, slots=True)
class StepExpect:
    """What must come of one step; None and empty: not looked at.

    intent: understood in it. slots: values that hold after it. rule: a rule id that the ledger names for it.
    must_say, must_not_say: as in `Expect`, of what the bot says until the next step. latency: most seconds
    from the end of the voice to the bot's.
    """

    intent: str | None = None
    slots: Mapping[str, str] = field(default_factory=dict)
    rule: str | None = None
    must_say: tuple[str, ...] = ()
    must_not_say: tuple[str, ...] = ()
    latency: float | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the caller does.

    say: ``audio`` (8 kHz μ-law), ``file`` its name, ``text`` what it says ('' when nobody knows), ``wer`` its
    own allowance or None; ``draft``: nobody checked the text, so it is not judged.
    keys: ``text`` are the keys.  wait: ``seconds``.  ``at`` belongs to When.AT. ``line``: in the YAML.
    """

    does: Does
    when: When
    line: int
    text: str = ""
    file: str = ""
    audio: bytes = b""
    wer: float | None = None
    seconds: float = 0.0
    at: float = 0.0
    draft: bool = False
    expect: StepExpect = StepExpect()


@dataclass(frozen=True, slots=True)
class Expect:
    """What must come of the call; None and empty: not looked at.

    wer: word error rate allowed for each utterance.  intents, rules: understood, or named by the ledger, in
    this order, others may stand between.  slots: values that hold at the end.  must_say: searched in what
    was heard of the bot, must_not_say in all it began to say, confirmation in the written confirmation (all
    regular expressions, any case).  confirmed: whether there must be a confirmation.
    interrupted: whether the bot was cut off by the caller.  latency, latency_median: seconds from the end of
    the caller's voice to the bot's, at most, of each answer and of half of them.  lines: of the keys in the
    YAML.
    """

    outcome: tuple[Outcome, ...]
    queue: str | None = None
    disclosure_heard: bool = True
    wer: float = 0.3
    intents: tuple[str, ...] = ()
    must_say: tuple[str, ...] = ()
    must_not_say: tuple[str, ...] = ()
    confirmation: tuple[str, ...] = ()
    confirmed: bool | None = None
    interrupted: bool | None = None
    slots: Mapping[str, str] = field(default_factory=dict)
    rules: tuple[str, ...] = ()
    latency: float | None = None
    latency_median: float | None = None
    lines: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One recorded call. ``caller``: E.164, fictional. ``files``: all that it was read from."""

    path: Path
    name: str
    description: str
    caller: str
    tags: tuple[str, ...]
    steps: tuple[Step, ...]
    expect: Expect
    files: tuple[Path, ...] = ()

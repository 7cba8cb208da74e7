"""Scenarios: what a recorded caller does and what must come of it, read strictly from YAML.

    name: order_status
    description: Asks where an order is and says its number and postcode.
    caller: "+31600000001"
    tags: [order]
    steps:
      - say: order_status/question.wav     # a recording beside the YAML
        text: Ik wil graag weten waar mijn bestelling blijft.
        wer: 0.2                           # how much of it may be heard wrongly, else expect.wer
      - keys: "42073#"
      - wait: 2.0                          # seconds of silence
      - hang_up
    expect:
      outcome: solved

A step begins when the bot is done (`when: bot_done`), or with `when:` at_once, during_disclosure or
during_bot, or `at:` a second of the stream. After the last step the caller stays on the line until the bot
ends the call.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import yaml

from voicebot.audio import wav
from voicebot.call.outcome import Outcome
from voicebot.replay.fields import Fields, ScenarioError, items, text_of

__all__ = ["Does", "Expect", "Scenario", "ScenarioError", "Step", "When", "load"]

_KEYS = frozenset("0123456789*#ABCD")


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
class Step:
    """One thing the caller does.

    say: ``audio`` (8 kHz μ-law), ``file`` its name, ``text`` what it says, ``wer`` its own allowance or None.
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


@dataclass(frozen=True, slots=True)
class Expect:
    """What must come of the call; None and empty: not looked at.

    wer: word error rate allowed for each utterance.  intents: understood in this order, others may stand
    between.  must_say: searched in what was heard of the bot, must_not_say in all it began to say,
    confirmation in the written confirmation (all regular expressions, any case).  confirmed: whether there
    must be a confirmation.
    interrupted: whether the bot was cut off by the caller.
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


@dataclass(frozen=True, slots=True)
class Scenario:
    """One recorded call. ``caller``: E.164, fictional."""

    path: Path
    name: str
    description: str
    caller: str
    tags: tuple[str, ...]
    steps: tuple[Step, ...]
    expect: Expect


def load(path: Path) -> Scenario:
    """Read a scenario and its recordings. Raises ScenarioError with file, line and what to do."""
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise ScenarioError(
            f"{path}: cannot be read ({error.strerror}); name an existing scenario"
        ) from error
    except UnicodeDecodeError as error:
        raise ScenarioError(f"{path}: is not UTF-8 text; save it as UTF-8") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise ScenarioError(f"{path}:{line}: this is no YAML ({problem}); correct the line") from error
    except RecursionError as error:
        raise ScenarioError(f"{path}:1: is nested too deeply; a scenario has two levels") from error
    fields = Fields(path, node, "a scenario")
    scenario = Scenario(
        path=path,
        name=fields.text("name"),
        description=fields.text("description"),
        caller=fields.matching("caller", r"\+[1-9]\d{6,14}", "a number such as '+31600000001', in quotes"),
        tags=tuple(fields.texts("tags")),
        steps=tuple(_steps(path, fields)),
        expect=_expect(Fields(path, fields.take("expect"), "expect")),
    )
    fields.no_more()
    return scenario


def _steps(path: Path, fields: Fields) -> Iterator[Step]:
    for node in items(path, fields.take("steps"), "steps"):
        if text_of(node) == Does.HANG_UP:
            yield Step(Does.HANG_UP, When.BOT_DONE, node.start_mark.line + 1)
        else:
            yield _step(path, Fields(path, node, "a step"))


def _step(path: Path, fields: Fields) -> Step:
    what = [does for does in Does if does in fields]
    if len(what) != 1:
        raise fields.error("a step does one thing: say, keys, wait or hang_up")
    does = what[0]
    when, at = _when(fields, When.AT_ONCE if does is Does.WAIT else When.BOT_DONE)
    text, file, audio, wer, seconds = "", "", b"", None, 0.0
    if does is Does.SAY:
        file = fields.text("say")
        line = fields.line("say")
        text = fields.text("text")
        wer = fields.number("wer", None, 0.0, 10.0)
        try:
            audio = wav.read(path.parent / file).mono
        except wav.WavError as error:
            raise ScenarioError(
                f"{path}:{line}: {error}; `python -m audio_fixtures.make` makes recordings"
            ) from error
    elif does is Does.KEYS:
        text = fields.text("keys")
        if not set(text) <= _KEYS:
            raise fields.error("keys are 0-9, * and #, in quotes", "keys")
    elif does is Does.WAIT:
        seconds = fields.number("wait", 0.0, 0.02, 600.0) or 0.0
    else:
        fields.flag("hang_up")
    fields.no_more()
    return Step(does, when, fields.start, text, file, audio, wer, seconds, at)


def _when(fields: Fields, default: When) -> tuple[When, float]:
    at = fields.number("at", None, 0.0, 3600.0)
    if at is not None:
        if "when" in fields:
            raise fields.error("a step has `when` or `at`, not both", "when")
        return When.AT, at
    choices = [when for when in When if when is not When.AT]
    return When(fields.choice("when", [str(when) for when in choices], str(default))), 0.0


def _expect(fields: Fields) -> Expect:
    outcomes = fields.texts("outcome")
    known = [outcome.value for outcome in Outcome]
    if not outcomes or not set(outcomes) <= set(known):
        raise fields.error(f"outcome is one (or a list) of {', '.join(known)}", "outcome")
    expect = Expect(
        outcome=tuple(Outcome(outcome) for outcome in outcomes),
        queue=fields.text("queue") if "queue" in fields else None,
        disclosure_heard=fields.flag("disclosure_heard", True) is True,
        wer=fields.number("wer", 0.3, 0.0, 10.0) or 0.0,
        intents=tuple(fields.texts("intents")),
        must_say=tuple(fields.patterns("must_say")),
        must_not_say=tuple(fields.patterns("must_not_say")),
        confirmation=tuple(fields.patterns("confirmation")),
        confirmed=fields.flag("confirmed"),
        interrupted=fields.flag("interrupted"),
    )
    fields.no_more()
    return expect

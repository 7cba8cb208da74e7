"""Scenarios: what a recorded caller does and what must come of it, read strictly from YAML.

    name: order_status
    description: Asks where an order is and says its number and postcode.
    caller: "+31600000001"
    tags: [order, "speaker:nl2", "noise:none"]
    steps:
      - say: order_status/question.wav     # a recording beside the YAML: WAV, FLAC, MP3 or OGG, mono
        text: Ik wil graag weten waar mijn bestelling blijft.
        wer: 0.2                           # how much of it may be heard wrongly, else expect.wer
        intent: order_status               # what must come of this step: also slots, rule, must_say,
        latency: 2.5                       # must_not_say, latency
      - keys: "42073#"
      - wait: 2.0                          # seconds of silence
      - hang_up
    expect:
      outcome: solved

A step begins when the bot is done (`when: bot_done`), or with `when:` at_once, during_disclosure or
during_bot, or `at:` a second of the stream. After the last step the caller stays on the line until the bot
ends the call.

`recording: call.wav` names a stereo recording as Twilio makes them, the caller left: steps may then say a
stretch of it (`say: {from: 3.2, to: 5.75}`); without `steps` the caller's utterances and keys are found in
it, each beginning as it did relative to the bot's words. `voicebot replay --schema` prints the JSON Schema.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from voicebot.audio import files
from voicebot.audio.frames import SAMPLE_RATE
from voicebot.audio.wav import Wav, WavError
from voicebot.call.outcome import Outcome
from voicebot.replay.fields import Fields, ScenarioError, compose, items, text_of
from voicebot.replay.script import Does, Expect, Scenario, Step, StepExpect, When

__all__ = ["Does", "Expect", "Scenario", "ScenarioError", "Step", "StepExpect", "When", "load"]

MOST_SECONDS = 900.0  # of one recording: the longest call (CallRules.call_limit)
_MOST_YAML = 1_000_000  # bytes; a scenario has some kilobytes
_KEYS = frozenset("0123456789*#ABCD")
_PLACEHOLDER = re.compile(r"\[[^\]]*\]")  # stands for words that were made unrecognizable in the sound


def load(path: Path) -> Scenario:
    """Read a scenario and its recordings. Raises ScenarioError with file, line and what to do."""
    if path.is_file() and path.stat().st_size > _MOST_YAML:
        raise ScenarioError(
            f"{path}:1: the file is larger than {_MOST_YAML} bytes; a scenario is a short text"
        )
    fields = Fields(path, compose(path, "scenario"), "a scenario")
    reader = _Reader(path)
    if "recording" in fields:
        reader.open(fields)
    scenario = Scenario(
        path=path,
        name=fields.matching(
            "name", r"[\w.()+-]([\w .()+-]*[\w.()+-])?", "a name of letters, digits, '_', '-' and '.'"
        ),
        description=fields.text("description"),
        caller=fields.matching("caller", r"\+[1-9]\d{6,14}", "a number such as '+31600000001', in quotes"),
        tags=tuple(fields.texts("tags")),
        steps=tuple(reader.steps(fields)),
        expect=_expect(Fields(path, fields.take("expect"), "expect")),
        files=(path, *dict.fromkeys(reader.files)),
    )
    fields.no_more()
    return scenario


class _Reader:
    """Reads the steps of one scenario, and the sound that they need."""

    def __init__(self, path: Path) -> None:
        self.files: list[Path] = []
        self._path = path
        self._recording: Wav | None = None
        self._name = ""
        self._line = 0

    def open(self, fields: Fields) -> None:
        """Read the recording that the scenario is about."""
        self._name, self._line = fields.text("recording"), fields.line("recording")
        self._recording = self._sound(self._name, self._line)
        if len(self._recording.channels) != 2:
            raise self._error(
                self._line,
                f"{self._name} has one channel; a recording has two, the caller left and the bot right",
            )

    def steps(self, fields: Fields) -> Iterator[Step]:
        """Every step; those of the recording when the scenario has none itself."""
        if "steps" not in fields and self._recording:
            yield from self._found(self._recording)
            return
        for node in items(self._path, fields.take("steps"), "steps"):
            if text_of(node) == Does.HANG_UP:
                yield Step(Does.HANG_UP, When.BOT_DONE, node.start_mark.line + 1)
            else:
                yield self._step(Fields(self._path, node, "a step"))

    def _found(self, recording: Wav) -> Iterator[Step]:
        from voicebot.replay.stereo import steps  # which needs our own

        said = 0
        try:
            for step in steps(recording):
                said += bool(step.audio)
                file = f"{self._name}#{said}" if step.audio else ""
                yield replace(step, line=self._line, file=file)
        except WavError as error:
            raise self._error(self._line, str(error)) from error

    def _step(self, fields: Fields) -> Step:
        what = [does for does in Does if does in fields]
        if len(what) != 1:
            raise fields.error("a step does one thing: say, keys, wait or hang_up")
        does = what[0]
        when, at = _when(fields, When.AT_ONCE if does is Does.WAIT else When.BOT_DONE)
        text, file, audio, wer, seconds, draft = "", "", b"", None, 0.0, False
        expect = StepExpect()
        if does is Does.SAY:
            file, audio = self._say(fields)
            text = _PLACEHOLDER.sub(" ", fields.text("text")).strip()
            wer = fields.number("wer", None, 0.0, 10.0)
            draft = fields.flag("draft", False) is True
            expect = _step_expect(fields)
        elif does is Does.KEYS:
            text = fields.text("keys")
            if not set(text) <= _KEYS:
                raise fields.error("keys are 0-9, * and #, in quotes", "keys")
            expect = _step_expect(fields)
        elif does is Does.WAIT:
            seconds = fields.number("wait", 0.0, 0.02, 600.0) or 0.0
        else:
            fields.take("hang_up")
        fields.no_more()
        return Step(does, when, fields.start, text, file, audio, wer, seconds, at, draft, expect)

    def _say(self, fields: Fields) -> tuple[str, bytes]:
        node, line = fields.take("say"), fields.line("say")
        file = text_of(node)
        if file is not None:
            if not file.strip():
                raise fields.error("say must name a recording beside the YAML", "say")
            try:
                return file, self._sound(file, line).mono
            except WavError as error:
                raise self._error(line, f"{file}: {error}") from error
        if self._recording is None:
            raise fields.error("a stretch needs `recording: file.wav` at the top of the scenario", "say")
        part = Fields(self._path, node, "say")
        start = part.number("from", None, 0.0, MOST_SECONDS)
        end = part.number("to", None, 0.0, MOST_SECONDS)
        part.no_more()
        caller = self._recording.channels[0]
        if start is None or end is None or not start < end <= len(caller) / SAMPLE_RATE:
            length = len(caller) / SAMPLE_RATE
            raise part.error(f"say goes `from` a second `to` a later one of the recording's {length:.2f}")
        audio = caller[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)]
        return f"{self._name}[{start:.2f}-{end:.2f}]", audio

    def _sound(self, file: str, line: int) -> Wav:
        path = self._path.parent / file
        self.files.append(path)
        try:
            return files.read(path, MOST_SECONDS)
        except WavError as error:
            raise self._error(line, str(error)) from error

    def _error(self, line: int, problem: str) -> ScenarioError:
        return ScenarioError(f"{self._path}:{line}: {problem}")


def _when(fields: Fields, default: When) -> tuple[When, float]:
    at = fields.number("at", None, 0.0, 3600.0)
    if at is not None:
        if "when" in fields:
            raise fields.error("a step has `when` or `at`, not both", "when")
        return When.AT, at
    choices = [when for when in When if when is not When.AT]
    return When(fields.choice("when", [str(when) for when in choices], str(default))), 0.0


def _step_expect(fields: Fields) -> StepExpect:
    return StepExpect(
        intent=fields.text("intent") if "intent" in fields else None,
        slots=fields.mapping("slots"),
        rule=fields.text("rule") if "rule" in fields else None,
        must_say=tuple(fields.patterns("must_say")),
        must_not_say=tuple(fields.patterns("must_not_say")),
        latency=fields.number("latency", None, 0.02, 60.0),
    )


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
        slots=fields.mapping("slots"),
        rules=tuple(fields.texts("rules")),
        latency=fields.number("latency", None, 0.02, 60.0),
        latency_median=fields.number("latency_median", None, 0.02, 60.0),
        lines=fields.lines,
    )
    fields.no_more()
    return expect

"""Writes a recorded call as a scenario: one file an utterance, and the YAML that a person then looks over."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from voicebot.audio import wav
from voicebot.audio.wav import Wav
from voicebot.call.outcome import Outcome
from voicebot.record.hiding import Clean, Hears, clean
from voicebot.replay import stereo
from voicebot.replay.script import Does, When

_COMMENT = """\
Made by `voicebot record`. Look it over with `voicebot record --edit FOLDER`.
Names, numbers and addresses were replaced by placeholders and silenced in the sound: listen
whether anything is left."""
CALLER = "+31600000900"  # fictional, as all callers of scenarios
_QUESTION_SECONDS = 12.0  # of the bot's last words are listened to, to know what it asked
_SHORT = 0.4  # seconds: what is shorter and no word is no utterance


@dataclass(frozen=True, slots=True)
class Facts:
    """What the house's ledger knows of the call. intents: (stream second, intent). keys: (second, how
    many); None: it knows nothing of them, and the tones in the sound are all there is.
    """

    outcome: Outcome | None = None
    queue: str | None = None
    intents: Sequence[tuple[float, str]] = ()
    keys: Sequence[tuple[float, int]] | None = None
    left: bool = False  # the caller hung up
    offset: float = 0.0  # seconds from the recording's beginning to the stream's


@dataclass(frozen=True, slots=True)
class Written:
    """What was made. ``silenced``: utterances in which something was hidden, ``whole``: of them
    completely.
    """

    path: Path
    utterances: int
    silenced: int
    whole: int


def write(
    recording: Wav,
    name: str,
    out: Path,
    hears: Hears,
    facts: Facts | None = None,
    allowed: Collection[str] = (),
) -> Written:
    """Make ``out``/NAME.yaml and ``out``/NAME/01.wav and on, each readable by its owner only.

    Only the caller's side is kept, and of it only the utterances, silent where keys sounded. Raises WavError
    for a recording that is not stereo or in which nobody does anything, PartError (Whisper's) and OSError.
    """
    facts = facts or Facts()
    _, bot = stereo.sides(recording)
    turns = stereo.bot_turns(bot)
    steps: list[tuple[float, Any]] = []
    made: list[Clean] = []
    for spoken in stereo.done(recording):
        if isinstance(spoken, stereo.Keyed):
            if facts.keys is None:
                hidden = re.sub(r"[^*#]", "1", spoken.keys)
                steps += [(spoken.start, entry) for entry in _entries(spoken, _keys(hidden))]
            continue
        before = [turn for turn in turns if turn.start <= spoken.start]
        cleaned = clean(spoken.audio, hears, _words(hears, bot, before[-1]) if before else "", allowed)
        if not cleaned.text and spoken.end - spoken.start < _SHORT:
            continue
        made.append(cleaned)
        file = f"{name}/{len(made):02}.wav"
        _save(out / file, cleaned.audio)
        steps += [(spoken.start, entry) for entry in _entries(spoken, _said(spoken, cleaned, file, facts))]
    steps += [(at + facts.offset, _keys("1" * count)) for at, count in facts.keys or ()]
    if not steps:
        raise wav.WavError("nobody says anything in the caller's channel; is the caller left?")
    entries = [entry for _, entry in sorted(steps, key=lambda step: step[0])]
    if facts.left:
        entries.append("hang_up")
    path = out / f"{name}.yaml"
    with _private(path) as stream:
        _yaml().dump(_document(name, entries, facts), stream)
    return Written(path, len(made), sum(bool(one.spans) for one in made), sum(one.whole for one in made))


def _yaml() -> YAML:
    yaml = YAML()
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _words(hears: Hears, bot: bytes, turn: stereo.Span) -> str:
    start = max(turn.start, turn.end - _QUESTION_SECONDS)
    return " ".join(word.text for word in hears.words(bot[round(start * 8000) : round(turn.end * 8000)]))


def _entries(one: stereo.Spoken | stereo.Keyed, what: CommentedMap) -> list[CommentedMap]:
    """``what`` the caller did, in its time: perhaps with waiting before it."""
    entries = []
    for step in stereo.steps_of(one):
        entry = CommentedMap(wait=step.seconds) if step.does is Does.WAIT else what
        if step.when is not (When.AT_ONCE if step.does is Does.WAIT else When.BOT_DONE):
            entry["when"] = str(step.when)
        entries.append(entry)
    return entries


def _said(spoken: stereo.Spoken, cleaned: Clean, file: str, facts: Facts) -> CommentedMap:
    entry = CommentedMap(say=file, text=cleaned.text or "[antwoord]", draft=True)
    if cleaned.whole:
        entry.yaml_add_eol_comment("silenced; say it again, or put keys here", "say")
    start, end = spoken.start - facts.offset, spoken.end - facts.offset
    intents = [intent for at, intent in facts.intents if start <= at <= end + 3.0]
    if intents:
        entry["intent"] = intents[-1]
    return entry


def _keys(hidden: str) -> CommentedMap:
    keys = CommentedMap(keys=DoubleQuotedScalarString(hidden))
    keys.yaml_add_eol_comment("what was keyed is not kept; fill in demo data", "keys")
    return keys


def _document(name: str, entries: list[Any], facts: Facts) -> CommentedMap:
    outcome = facts.outcome.value if facts.outcome else [one.value for one in Outcome]
    expect = CommentedMap(outcome=outcome)
    if facts.queue:
        expect["queue"] = facts.queue
    if not facts.outcome:
        expect.yaml_add_eol_comment("any; leave the right one", "outcome")
    document = CommentedMap(
        name=name,
        description=f"Recorded call {name}.",
        caller=DoubleQuotedScalarString(CALLER),
        tags=["recorded", "draft"],
        steps=entries,
        expect=expect,
    )
    document.yaml_set_start_comment(_COMMENT)
    return document


def _save(path: Path, audio: bytes) -> None:
    data = wav.encode([audio], mulaw=True)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    path.write_bytes(data)


def _private(path: Path) -> Any:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    return path.open("w", encoding="utf-8")

"""What a person changes in a recorded scenario, put into its YAML with every comment kept.

Nothing is written that the reader of scenarios would refuse.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from voicebot.audio import wav
from voicebot.audio.frames import SILENCE_BYTE
from voicebot.replay.scenario import ScenarioError, load

DRAFT = "draft"
_KEYS = re.compile(r"[0-9*#]{1,40}")


class EditProblem(ValueError):
    """The changes cannot be kept; the message says why. ``step``: which one it is about, None: all."""

    def __init__(self, problem: str, step: int | None = None) -> None:
        super().__init__(problem)
        self.step = step


@dataclass(frozen=True, slots=True)
class Change:
    """Of one utterance. checked: a person listened. remove: it is none. keys: pressed instead of spoken, ''.

    silence: from and to, in seconds of its sound, what is made silent; None: nothing.
    """

    text: str
    intent: str = ""
    checked: bool = False
    remove: bool = False
    keys: str = ""
    silence: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Utterance:
    """As it stands. ``step``: its place among the steps, from 0."""

    step: int
    file: str
    text: str
    intent: str
    draft: bool
    comment: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One scenario as the editor shows it. ``version`` changes with the file."""

    name: str
    description: str
    outcomes: tuple[str, ...]
    utterances: tuple[Utterance, ...]
    version: str

    @property
    def drafts(self) -> int:
        """Utterances that nobody listened to yet."""
        return sum(one.draft for one in self.utterances)


def scenarios(folder: Path) -> Iterator[Path]:
    """The scenario files of a folder, by name."""
    yield from sorted(folder.glob("*.yaml"))


def read(path: Path) -> Sheet:
    """Raises EditProblem for what is no scenario."""
    data = path.read_bytes()
    document = _document(path)
    outcome = (document.get("expect") or {}).get("outcome") or []
    return Sheet(
        name=path.stem,
        description=str(document.get("description", "")),
        outcomes=tuple([outcome] if isinstance(outcome, str) else map(str, outcome)),
        utterances=tuple(
            Utterance(
                number, str(step["say"]), str(step.get("text", "")), str(step.get("intent", "")),
                step.get(DRAFT) is True, _comment(step),
            )
            for number, step in enumerate(document.get("steps") or [])
            if isinstance(step, CommentedMap) and isinstance(step.get("say"), str)
        ),
        version=hashlib.sha256(data).hexdigest()[:16],
    )  # fmt: skip


def sound(path: Path, step: int) -> bytes:
    """The utterance's recording, 8 kHz μ-law. Raises EditProblem."""
    found = next((one for one in read(path).utterances if one.step == step), None)
    if found is None:
        raise EditProblem("there is no such utterance", step)
    try:
        return wav.read(path.parent / found.file).mono
    except wav.WavError as error:
        raise EditProblem(str(error), step) from error


def save(path: Path, changes: Mapping[int, Change], description: str, outcome: str, version: str) -> None:
    """Put the changes into the file, all or none. Raises EditProblem, also when it changed since
    ``version``.
    """
    if read(path).version != version:
        raise EditProblem("the file was changed meanwhile; load the page again, nothing was saved")
    document = _document(path)
    steps = document["steps"]
    for number, change in changes.items():
        _change(steps[number], number, change)
    for number in sorted((number for number, change in changes.items() if change.remove), reverse=True):
        del steps[number]
    if description.strip():
        document["description"] = description.strip()
    if outcome:
        document["expect"]["outcome"] = outcome
    left = any(isinstance(step, CommentedMap) and step.get(DRAFT) is True for step in steps)
    if not left and DRAFT in (document.get("tags") or []):
        document["tags"].remove(DRAFT)
    quiet = {number: _silenced(path, number, change) for number, change in changes.items() if change.silence}
    _write(path, document)
    for file, data in quiet.values():
        _replace(file, data)


def _change(step: CommentedMap, number: int, change: Change) -> None:
    if change.remove:
        return
    if change.keys:
        if not _KEYS.fullmatch(change.keys):
            raise EditProblem("keys are 0-9, * and #", number)
        for gone in ("say", "text", DRAFT, "wer"):
            step.pop(gone, None)
        step.insert(0, "keys", DoubleQuotedScalarString(change.keys))
    elif not change.text.strip():
        raise EditProblem("write what is said; what is hidden as a placeholder such as [nummer]", number)
    else:
        step["text"] = change.text.strip()
        if change.checked:
            step.pop(DRAFT, None)
        else:
            step[DRAFT] = True
    if change.intent.strip():
        step["intent"] = change.intent.strip()
    else:
        step.pop("intent", None)


def _silenced(path: Path, number: int, change: Change) -> tuple[Path, bytes]:
    start, end = change.silence or (0.0, 0.0)
    audio = bytearray(sound(path, number))
    if not 0 <= start < end:
        raise EditProblem("silence goes from one second to a later one", number)
    first, last = round(start * 8000), min(len(audio), round(end * 8000))
    audio[first:last] = SILENCE_BYTE * max(0, last - first)
    file = next(one.file for one in read(path).utterances if one.step == number)
    return path.parent / file, wav.encode([bytes(audio)], mulaw=True)


def _write(path: Path, document: CommentedMap) -> None:
    """Beside the old file, where its recordings are found, tried, and put in its place."""
    new = path.with_name(f".{path.stem}.new.yaml")
    try:
        new.touch(mode=0o600)
        with new.open("w", encoding="utf-8") as stream:
            _yaml().dump(document, stream)
        load(new)
        new.replace(path)
    except ScenarioError as error:
        raise EditProblem(str(error).replace(new.name, path.name)) from error
    finally:
        new.unlink(missing_ok=True)


def _replace(path: Path, data: bytes) -> None:
    new = path.with_suffix(".new")
    new.touch(mode=0o600)
    new.write_bytes(data)
    new.replace(path)


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _document(path: Path) -> CommentedMap:
    try:
        document: Any = _yaml().load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise EditProblem(f"{path.name} cannot be read: {error}") from error
    if not isinstance(document, CommentedMap) or not isinstance(document.get("steps"), list):
        raise EditProblem(f"{path.name} is no scenario with steps")
    return document


def _comment(step: CommentedMap) -> str:
    tokens = step.ca.items.get("say") or []
    return " ".join(token.value.strip(" #\n") for token in tokens if token and hasattr(token, "value"))

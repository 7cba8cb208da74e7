"""Who speaks and over which line: the sets of conditions.yaml, and which of them a sentence gets."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml

from audio_fixtures.line import Line
from audio_fixtures.noise import KINDS

TABLE = Path(__file__).with_name("conditions.yaml")
SEEDS = 1000  # seeds of a set: seed to seed + SEEDS - 1


class ConditionsError(ValueError):
    """The table is wrong; the message says where."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """How a caller sounds; conditions.yaml says what the numbers mean."""

    voice: str
    speed: int
    pitch: int
    tract: float

    def __str__(self) -> str:
        return f"{self.voice} {self.speed} wpm pitch {self.pitch} tract {self.tract}"


@dataclass(frozen=True, slots=True)
class Condition:
    """One sentence's way to the house. ``name``: of the line."""

    speaker: Speaker
    name: str
    line: Line
    seed: int

    def __str__(self) -> str:
        return f"{self.speaker}, {self.name} {self.seed}"

    def as_dict(self) -> dict[str, Any]:
        """Everything that shapes the sound, for a cache key."""
        return {"speaker": asdict(self.speaker), "line": asdict(self.line), "seed": self.seed}


@dataclass(frozen=True, slots=True)
class ConditionSet:
    """Speakers, and lines with their shares in percent."""

    name: str
    seed: int
    speakers: tuple[Speaker, ...]
    lines: dict[str, tuple[int, Line]]

    def pick(self, text: str, take: int = 0) -> Condition:
        """The condition of a sentence: from its words alone, so that other sentences do not change it.

        ``take``: 0 for the first time this sentence is spoken, 1 for the second, which sounds different.
        """
        digest = hashlib.sha256(f"{self.name}\0{text}\0{take}".encode()).digest()
        speaker = self.speakers[int.from_bytes(digest[:4]) % len(self.speakers)]
        at = int.from_bytes(digest[4:8]) % 100
        seed = self.seed + int.from_bytes(digest[8:12]) % SEEDS
        for name, (share, line) in self.lines.items():
            at -= share
            if at < 0:
                return Condition(speaker, name, line, seed)
        raise AssertionError("shares add up to 100")

    def values(self) -> Iterator[tuple[str, object]]:
        """Every value that tells two sets apart, with its kind."""
        for speaker in self.speakers:
            yield "speed", (speaker.voice, speaker.speed)
            yield "pitch", (speaker.voice, speaker.pitch)
            yield "tract", (speaker.voice, speaker.tract)
        for name, (_, line) in self.lines.items():
            yield "line", name
            yield "line settings", tuple(asdict(line).items())
            yield "noise", line.noise
            yield "level", line.level_dbfs
        yield from (("seed", self.seed + number) for number in range(SEEDS))


def load(table: Path = TABLE) -> dict[str, ConditionSet]:
    """All sets by name. Raises ConditionsError."""
    raw: dict[str, Any] = yaml.safe_load(table.read_text(encoding="utf-8"))
    return {name: _set(name, entry) for name, entry in raw.items()}


def _set(name: str, entry: dict[str, Any]) -> ConditionSet:
    try:
        speakers = tuple(Speaker(**speaker) for speaker in entry["speakers"])
        lines = {}
        for line, settings in entry["lines"].items():
            share = settings.pop("share")
            lines[line] = (share, Line(**settings))
        made = ConditionSet(name, entry["seed"], speakers, lines)
    except (KeyError, TypeError) as error:
        raise ConditionsError(f"{name}: {error}") from error
    if sum(share for share, _ in lines.values()) != 100:
        raise ConditionsError(f"{name}: the shares of the lines do not add up to 100")
    if unknown := {line.noise for _, line in lines.values()} - KINDS.keys():
        raise ConditionsError(
            f"{name}: unknown noise {', '.join(sorted(unknown))}; known are {', '.join(KINDS)}"
        )
    return made

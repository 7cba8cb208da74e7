"""A made-up call as the carrier and the ledger tell it: 20 ms frames, all times in stream seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from voicebot.audio import wav
from voicebot.audio.frames import SILENCE_FRAME, split
from voicebot.bench.edges import Edges, edges
from voicebot.call.outcome import Outcome
from voicebot.replay.player import Said
from voicebot.replay.scenario import Does, Expect, Scenario, Step, When
from voicebot.replay.story import Story
from voicebot.replay.timeline import Timeline, What
from voicebot.settings import ROOT

TONE = b"\x10" * 160
WORDS = "Ja, dat is goed."
VOICE = wav.read(ROOT / "audio_fixtures" / "order_status" / "ja.wav").mono
EDGES: Edges = edges(VOICE)
LENGTH = len(list(split(VOICE))) * 0.02
START = 1000.0  # of our clock


@dataclass(frozen=True)
class Entry:
    kind: str
    data: Mapping[str, str | int | float | bool | None]
    at: float = 0.0
    rule_id: str = ""


def step(when: When = When.BOT_DONE) -> Step:
    return Step(Does.SAY, when, 1, text=WORDS, file="order_status/ja.wav", audio=VOICE)


def scenario(*steps: Step) -> Scenario:
    return Scenario(Path("x.yaml"), "x", "", "+31600000001", (), steps, Expect((Outcome.SOLVED,)))


def heard(turn: int, began: float, text: str = WORDS, rejected: str | None = None) -> Entry:
    """What the ledger says of a turn over an utterance that began then."""
    return Entry(
        "caller_turn",
        {"turn": turn, "text": text, "source": "voice", "started_at": began, "ended_at": began + LENGTH,
         "rejected": rejected},
    )  # fmt: skip


def timing(turn: int, total: float = 1.0) -> Entry:
    return Entry(
        "timing",
        {"turn": turn, "silence": 0.5, "hearing": 0.2, "dialogue": 0.1, "speech": 0.05, "total": total,
         "drafts": 2},
    )  # fmt: skip


@dataclass
class Call:
    """``said``: seconds at which the utterance begins, and how. ``bot``: when it is heard, from and to."""

    said: list[tuple[float, When]]
    bot: list[tuple[float, float]]
    length: float = 30.0
    entries: list[Entry] = field(default_factory=list)
    cleared: list[tuple[float, float]] = field(default_factory=list)

    @property
    def story(self) -> Story:
        timeline = Timeline()
        spoken = [
            Said(step(when), timeline.add(at, What.CALLER, WORDS, until=at + LENGTH))
            for at, when in self.said
        ]
        for at, dropped in self.cleared:
            timeline.add(at, What.CLEARED, data=f"{dropped:.2f}")
        return Story(timeline, spoken, self.entries, (), None)

    @property
    def sent(self) -> list[float]:
        return [START + number * 0.02 for number in range(round(self.length / 0.02))]

    @property
    def played(self) -> bytes:
        frames = [SILENCE_FRAME] * len(self.sent)
        for began, ended in self.bot:
            for number in range(round(began / 0.02), round(ended / 0.02)):
                frames[number] = TONE
        return b"".join(frames)

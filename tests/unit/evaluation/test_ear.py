"""Speaking and listening, with a fake voice and a fake Whisper: turns, joins, the cache."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from audio_fixtures.line import Line
from voicebot.call.ports import Transcript
from voicebot.evaluation import ear
from voicebot.evaluation.conditions import Condition, Speaker

SPEAKER = Speaker("nl2", 140, 50, 1.0)
GOOD = Condition(SPEAKER, "good", Line(), 1)


class Whisper:
    def __init__(self) -> None:
        self.heard: list[tuple[int, str]] = []

    def transcribe(self, mulaw: bytes, hint: str = "") -> Transcript:
        self.heard.append((len(mulaw), hint))
        return Transcript("Waar is het?", 0.5, None, "fake")


def voice(text: str, *, voice: str, speed: int, pitch: int) -> np.ndarray:
    """Buzzing that voice activity takes for speech: as long as the text has letters."""
    seconds = len(text) / 10 * 140 / speed
    at = np.arange(round(seconds * 16000)) / 16000
    pulses = np.sign(np.sin(2 * np.pi * 120 * at)) * (1 + np.sin(2 * np.pi * 4 * at))
    return 0.2 * pulses


@pytest.fixture
def fakes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> tuple[ear.Ear, Whisper]:
    whisper = Whisper()
    listening = ear.Ear(tmp_path)
    monkeypatch.setattr(ear, "speak", voice)
    monkeypatch.setattr(listening, "_loaded", lambda: whisper)
    return listening, whisper


def test_a_sentence_is_heard_once_and_then_known(fakes: tuple[ear.Ear, Whisper], tmp_path: Path) -> None:
    listening, whisper = fakes
    first = listening.hear("Waar blijft mijn pakket?", GOOD, "hint")
    assert first == ear.Heard("Waar is het?", 0.5, None, 1)
    assert whisper.heard[0][1] == "hint"
    assert 2.0 < whisper.heard[0][0] / 8000 < 4.5  # 2.4 s of sound, pre-roll and closing silence
    assert listening.hear("Waar blijft mijn pakket?", GOOD, "hint") == first
    assert ear.Ear(tmp_path).hear("Waar blijft mijn pakket?", GOOD, "hint") == first
    assert len(whisper.heard) == listening.new == 1


@pytest.mark.parametrize(
    ("text", "condition", "hint"),
    [
        ("Waar blijft het?", GOOD, ""),
        ("Waar blijft mijn pakket?", Condition(SPEAKER, "good", Line(), 2), ""),
        ("Waar blijft mijn pakket?", Condition(SPEAKER, "soft", Line(-30), 1), ""),
        ("Waar blijft mijn pakket?", Condition(Speaker("nl2", 140, 50, 1.1), "good", Line(), 1), ""),
        ("Waar blijft mijn pakket?", GOOD, "hint"),
    ],
)
def test_the_key_tells_apart_what_sounds_apart(text: str, condition: Condition, hint: str) -> None:
    assert ear.key(text, condition, hint) != ear.key("Waar blijft mijn pakket?", GOOD, "")
    assert ear.key(text, condition, hint) == ear.key(text, condition, hint)


def test_a_shorter_tract_moves_formants_up_and_keeps_the_speed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def spying(text: str, *, voice: str, speed: int, pitch: int) -> np.ndarray:
        asked.append(speed)
        at = np.arange(round(16000 * 140 / speed)) / 16000
        return 0.3 * np.sin(2 * np.pi * 1000 * at)

    monkeypatch.setattr(ear, "speak", spying)
    mulaw = ear.through_line("a", Condition(Speaker("nl2", 140, 50, 1.1), "", Line(snr_db=None), 1))
    assert asked == [127]
    assert len(mulaw) / 8000 == pytest.approx(1.0, abs=0.05)
    moved = ear.stretch(0.3 * np.sin(2 * np.pi * 1000 * np.arange(16000) / 16000), 1.1)
    hertz = np.argmax(np.abs(np.fft.rfft(moved))) * 16000 / len(moved)
    assert hertz == pytest.approx(1100, abs=5)


def test_turns_of_one_sentence_are_joined() -> None:
    good, other = Transcript("Ja.", 0.9, None, ""), Transcript("Graag.", 0.4, None, "")
    noise = Transcript("", 0.0, "no_speech", "")
    unclear = Transcript("Eh eh", 0.0, "unclear", "")
    assert ear.join([good, noise, other]) == ear.Heard("Ja. Graag.", 0.4, None, 3)
    assert ear.join([noise, unclear]) == ear.Heard("Eh eh", 0.0, "unclear", 2)
    assert ear.join([noise]) == ear.Heard("", 0.0, "no_speech", 1)
    assert ear.join([]) == ear.Heard("", 0.0, "no_speech", 0)
    assert ear.join([Transcript(" ", 0.5, None, "")]).rejected == "no_speech"

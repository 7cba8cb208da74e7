"""The figures come together under the names that the benchmark wants; without the voices there are none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

from audio_fixtures.voice import VoiceError
from voicebot.bench import interruptions, listening, pauses
from voicebot.call.fakes import FakeDialogue, FakeTranscriber
from voicebot.call.ports import PartError
from voicebot.speech.fakes import FakeSynthesizer


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def fakes(say: object) -> Iterator[tuple[Any, Any, Any]]:
        yield FakeTranscriber([""]), FakeDialogue(), FakeSynthesizer()

    def tone(text: str, **_: object) -> np.ndarray:
        return 0.3 * np.sin(np.arange(8000) / 8)

    monkeypatch.setattr(listening, "_parts", fakes)
    monkeypatch.setattr(listening, "missing_tools", lambda *_: [])
    monkeypatch.setattr(pauses, "speak", tone)
    monkeypatch.setattr(interruptions, "speak", tone)
    monkeypatch.setattr(interruptions, "SOUNDS", {"hum": interruptions.SOUNDS["hum"]})
    monkeypatch.setattr(interruptions, "ALONE_SECONDS", 3.0)
    monkeypatch.setattr(interruptions, "CALLERS", interruptions.CALLERS[:1])


def test_all_figures_are_there(parts: None):
    said: list[str] = []
    found = listening.measure(count=3, say=said.append)
    assert found["cut_off_rate"] == 0.0  # nobody was understood, so nobody was cut off
    assert found["false_barge_in_rate"] == 0.0
    assert found["cut_offs"]["turns"] == 2  # of open, yes-or-no and digits
    assert found["phantom_turns"]["hum"]["turns"] == 0
    assert found["missed_barge_ins"]["callers"] == 1
    assert found["listening.hearing_s"] < 0.1
    assert json.dumps(found)
    assert len(said) == 4


def test_without_the_voices_nothing_is_measured(monkeypatch: pytest.MonkeyPatch, parts: None):
    def mute(*_: object) -> Iterator[pauses.PausedTurn]:
        raise VoiceError("no voice")

    monkeypatch.setattr(pauses, "turns", mute)
    assert listening.measure() == {"listening.not_measured": "no voice"}
    monkeypatch.setattr(listening, "missing_tools", lambda *_: ["mbrola-nl2"])
    assert "mbrola-nl2" in listening.measure()["listening.not_measured"]


def test_the_command_prints_json(
    parts: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr("sys.argv", ["listening", "--seed", "2", "--count", "3"])
    monkeypatch.setattr(listening, "tools_missing", lambda *_: False)
    assert listening.main() == 0
    assert json.loads(capsys.readouterr().out)["listening.seed"] == 2
    monkeypatch.setattr(listening, "tools_missing", lambda *_: True)
    assert listening.main() == 1


def test_a_part_that_fails_ends_it_with_a_reason(
    parts: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def fail(*_: object) -> None:
        raise PartError("no ear")

    monkeypatch.setattr("sys.argv", ["listening"])
    monkeypatch.setattr(listening, "tools_missing", lambda *_: False)
    monkeypatch.setattr(listening, "measure", fail)
    assert listening.main() == 1
    assert "no ear" in capsys.readouterr().err

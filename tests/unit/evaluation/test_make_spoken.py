"""The command that makes the spoken sets, with a fake ear."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from audio_fixtures.voice import VoiceError
from voicebot.evaluation import make_spoken, nlu_files, spoken_sets
from voicebot.evaluation.conditions import Condition
from voicebot.evaluation.ear import Ear, Heard


class Mishears(Ear):
    def __init__(self, cache_dir: Path) -> None:
        super().__init__(cache_dir)
        self.broken = False

    def hear(self, text: str, condition: Condition, hint: str = "") -> Heard:
        if self.broken:
            raise VoiceError("no voice")
        return Heard(text.replace("akket", "akje"), 0.5, None if "Stil" not in text else "no_speech", 1)


@pytest.fixture
def ear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mishears:
    nlu = tmp_path / "nlu"
    nlu_files.write(
        nlu / "orders.yml", {"order_status": ["waar is mijn pakket", "pakket"], "greet": ["dag"]}, "x"
    )
    tests = tmp_path / "tests"
    tests.mkdir()
    (tests / "handover.yml").write_text(
        "sentences:\n  - {say: Brand, person: true}\n  - {say: Stil, person: false}\n"
    )
    monkeypatch.setattr(make_spoken, "NLU", nlu)
    monkeypatch.setattr(spoken_sets, "TESTS", tests)
    listening = Mishears(tmp_path)
    monkeypatch.setattr(make_spoken, "Ear", lambda _: listening)
    monkeypatch.setattr(make_spoken, "tools_missing", lambda *_: False)
    monkeypatch.setenv("VOICEBOT_CACHE_DIR", str(tmp_path))
    return listening


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["make_spoken", *arguments])
    return make_spoken.main()


def test_training_variants(
    ear: Mishears, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "train", "--per-intent", "2") == 0
    file = tmp_path / "nlu" / "spoken.yml"
    first = file.read_bytes()
    assert sorted(nlu_files.read(file)["order_status"]) == ["pakje", "waar is mijn pakje"]
    assert "2 variants of 4 spoken sentences" in capsys.readouterr().out
    assert run(monkeypatch, "train", "--per-intent", "2") == 0
    assert file.read_bytes() == first  # the generated file is not spoken again


def test_test_sets(
    ear: Mishears, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "test", "handover") == 0
    found = spoken_sets.entries(tmp_path / "tests" / "spoken_handover.yml")
    assert [(entry["heard"], entry["person"], entry["rejected"]) for entry in found] == [
        ("Brand", True, None),
        ("Stil", False, "no_speech"),
    ]
    assert "1 of them refused" in capsys.readouterr().out


def test_what_cannot_be_made_is_said(
    ear: Mishears, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ear.broken = True
    assert run(monkeypatch, "train") == 1
    assert "no voice" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        run(monkeypatch, "test", "nonsense")
    assert "unknown set nonsense" in capsys.readouterr().err


def test_without_the_voice_nothing_starts(ear: Mishears, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(make_spoken, "tools_missing", lambda *voices: asked.append(voices) or True)
    assert run(monkeypatch, "test") == run(monkeypatch, "test", "handover") == run(monkeypatch, "train") == 1
    assert asked == [("nl1", "nl2", "nl3"), ("nl2",), ("nl2",)]

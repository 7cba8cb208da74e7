"""`python -m voicebot.evaluation`: both files are written, failures are said in one line."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from voicebot.dialogue.training import TrainingError
from voicebot.evaluation import __main__ as command
from voicebot.evaluation.measure import Measured


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, measured: Measured, tmp_path: Path) -> list[Path]:
    models: list[Path] = []

    def measured_with(model: Path, logs: Path, *, short: bool = False) -> Measured:
        models.append(model)
        return measured

    monkeypatch.setattr(command, "OUT", tmp_path / "build")
    monkeypatch.setattr(command, "train", lambda *_: tmp_path / "abc.tar.gz")
    monkeypatch.setattr(command, "measured_with", measured_with)
    monkeypatch.setattr(command.ablation, "train_without", lambda *_: tmp_path / "abc-without.tar.gz")
    monkeypatch.setattr(command.rasa_test, "all_of", lambda *_: {"clean": {"accuracy": 0.5, "size": 3}})
    return models


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["evaluation", *arguments])
    return command.main()


def test_both_files_and_the_table(
    asked: list[Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "--ablation") == 0
    figures = json.loads((tmp_path / "build" / "eval.json").read_text())
    for key in ("intent_accuracy", "handover_recall", "false_handover_rate", "size"):
        assert isinstance(figures["spoken"][key], int | float)
    assert isinstance(figures["clean"]["intent_accuracy"], float)
    assert {"precision", "recall", "size"} <= figures["frustration"].keys()
    assert figures["model"] == "abc"
    assert figures["rasa_test"]["clean"]["accuracy"] == 0.5
    assert len(figures["ablation"]["rows"]) >= 5
    assert [model.name for model in asked] == ["abc.tar.gz", "abc-without.tar.gz"]
    assert (tmp_path / "build" / "eval.html").read_text().startswith("<!doctype html>")
    assert "Understanding" in capsys.readouterr().out


def test_check_fails_below_a_bar(asked: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, "--no-rasa-test", "--check") == 1


def test_a_failure_is_one_line(
    asked: list[Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> Path:
        raise TrainingError("Training failed. Read the log.")

    monkeypatch.setattr(command, "train", fail)
    assert run(monkeypatch) == 1
    assert capsys.readouterr().err == "Training failed. Read the log.\n"

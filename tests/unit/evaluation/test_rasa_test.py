"""Rasa's own tests: what they are given and how their reports are read; Rasa itself is not run."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from voicebot.evaluation import nlu_files, rasa_test


def test_the_sets_as_the_client_sends_them(
    tests: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[list[str]] = []

    def run(arguments: list[str], out: Path) -> None:
        ran.append(arguments)
        out.mkdir(parents=True)
        report = {"accuracy": 0.5, "macro avg": {"f1-score": 0.4, "support": 2}}
        (out / "intent_report.json").write_text(json.dumps(report))
        story = {"conversation_accuracy": {"accuracy": 1.0, "total": 7}}
        (out / "story_report.json").write_text(json.dumps(story))

    stories = tmp_path / "test_stories.yml"
    stories.write_text("stories: []")
    monkeypatch.setattr(rasa_test, "TESTS", tests)
    monkeypatch.setattr(rasa_test, "_run", run)
    found = rasa_test.all_of(tmp_path / "model.tar.gz", tmp_path / "out", lambda _: None, stories)
    assert found["spoken"] == {"accuracy": 0.5, "macro_f1": 0.4, "size": 2}
    assert found["stories"] == {"accuracy": 1.0, "size": 7}
    assert [arguments[0] for arguments in ran] == ["nlu", "nlu", "core"]
    assert nlu_files.read(tmp_path / "out" / "clean.yml")["greet"] == ["hallo", "b moi b"]
    assert nlu_files.read(tmp_path / "out" / "spoken.yml") == {"greet": ["hallo"]}  # the other was refused


@pytest.mark.parametrize("slow", [False, True])
def test_a_failure_names_its_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slow: bool) -> None:
    def run(argv: list[str], **_: object) -> SimpleNamespace:
        if slow:
            raise subprocess.TimeoutExpired(argv, 1)
        return SimpleNamespace(returncode=2)

    monkeypatch.setattr(rasa_test, "rasa_python", lambda: Path("python"))
    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(rasa_test.RasaTestError, match=r"clean\.log"):
        rasa_test._run(["nlu"], tmp_path / "clean")

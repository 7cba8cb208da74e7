"""The spoken sets: what Whisper expects, what is kept, and that the committed ones belong to their texts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from voicebot.evaluation import nlu_files, spoken_sets
from voicebot.evaluation.conditions import Condition, load
from voicebot.evaluation.ear import Heard
from voicebot.evaluation.spoken_sets import SETS, TESTS

CONDITIONS = load()


def test_results_are_kept_beside_what_was_said(tmp_path: Path) -> None:
    asked: list[tuple[str, str]] = []

    def hear(text: str, condition: Condition, hint: str) -> Heard:
        asked.append((text, hint))
        return Heard("4 2 0 7 3", 0.51239, None, 1)

    texts = [{"kind": "order_number", "say": "Vier twee nul zeven drie.", "means": "42073"}]
    results = list(spoken_sets.speak(SETS["numbers"], texts, CONDITIONS["test"], hear))
    assert asked == [("Vier twee nul zeven drie.", "Mijn bestelnummer is 6 1 8 5 9.")]
    assert results[0]["heard"] == "4 2 0 7 3"
    assert results[0]["confidence"] == 0.512
    file = tmp_path / "spoken.yml"
    spoken_sets.write(file, results, {"today": "2026-11-24"}, "numbers.yml")
    assert spoken_sets.entries(file) == results
    assert spoken_sets.head(file) == {"today": "2026-11-24"}
    assert "never train on it" in file.read_text()


@pytest.mark.parametrize("text", ["", "nlu: []", "sentences: 3"])
def test_no_test_set(tmp_path: Path, text: str) -> None:
    file = tmp_path / "wrong.yml"
    file.write_text(text)
    with pytest.raises(nlu_files.FileError, match=r"wrong\.yml"):
        spoken_sets.entries(file)


@pytest.mark.parametrize("kind", ["affirm", "deny"])
def test_yes_and_no_are_expected_when_they_are_the_answer(kind: str) -> None:
    assert "Ja" in SETS["intents"].hint({"intent": kind})
    assert SETS["intents"].hint({"intent": "order_status"}) == ""


def test_every_kind_of_number_has_what_is_expected() -> None:
    kinds = {entry["kind"] for entry in spoken_sets.entries(TESTS / "numbers.yml")}
    assert kinds == set(spoken_sets.NUMBER_HINTS)


@pytest.mark.parametrize("name", SETS)
def test_the_committed_results_belong_to_the_texts(name: str) -> None:
    """Run `python -m voicebot.evaluation.make_spoken test` when the texts or conditions have changed."""
    which = SETS[name]
    texts = spoken_sets.entries(TESTS / which.texts)
    results = spoken_sets.entries(TESTS / which.results)
    made = {"heard", "confidence", "rejected", "condition"}
    stripped: list[dict[str, Any]] = [
        {key: value for key, value in entry.items() if key not in made} for entry in results
    ]
    assert stripped == texts
    for entry in results:
        assert made <= entry.keys()
        assert entry["condition"] == str(CONDITIONS[which.conditions].pick(entry["say"]))
        assert 0.0 <= entry["confidence"] <= 1.0
        assert entry["rejected"] in (None, "no_speech", "unclear")


def test_no_test_sentence_is_spoken_for_training() -> None:
    """The generated file holds transcripts of the other training files only, so it has their intents only."""
    folder = TESTS.parent / "data" / "nlu"
    typed = nlu_files.read_all(folder, without=["spoken.yml"])
    generated = nlu_files.read(folder / "spoken.yml")
    assert set(generated) <= set(typed)
    text = (folder / "spoken.yml").read_text(encoding="utf-8")
    assert yaml.safe_load(text)["version"] == "3.1"
    assert "Do not edit" in text

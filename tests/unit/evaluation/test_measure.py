"""All figures of a small set of tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicebot.evaluation.measure import Measured, Measurer, measure

from .conftest import Parrot


def test_every_set_is_measured(measured: Measured) -> None:
    figures = measured.figures
    assert figures["clean"]["intent_accuracy"] == pytest.approx(2 / 3)
    assert figures["clean"]["size"] == 3
    assert figures["clean"]["also_in_training"] == 1
    assert figures["spoken"]["intent_accuracy"] == 0.5
    assert figures["spoken"]["refused"] == 0.5
    assert figures["spoken"]["word_error_rate"] == 0.25
    assert figures["spoken"]["by_line"] == {"office": {"intent_accuracy": 0.5, "size": 2}}
    assert figures["spoken"]["handover_recall"] == 0.0
    assert figures["spoken"]["false_handover_rate"] == 0.0
    assert figures["spoken"]["handover_size"] == 2
    assert figures["handover"]["clean"]["recall"] == 1.0
    assert figures["frustration"]["precision"] == figures["frustration"]["recall"] == 1.0
    assert figures["numbers"]["typed"]["all"]["exact"] == 1.0
    assert figures["stress"] == {
        "nl1": {"intent_accuracy": 0.0, "refused": 0.0, "word_error_rate": 1.0, "size": 1}
    }


def test_whispers_certainty_goes_along_and_refused_texts_do_not(measured: Measured, parrot: Parrot) -> None:
    assert ("Hallo.", 0.6) in parrot.asked
    assert ("Hallo!", 1.0) in parrot.asked
    assert not [text for text, _ in parrot.asked if text == "Het pak"]


def test_without_spoken_sets_and_short(tests: Path, parrot: Parrot) -> None:
    for name in ("spoken.yml", "spoken_handover.yml", "spoken_stress.yml"):
        (tests / name).unlink()
    lines: list[str] = []
    found = measure(Measurer(parrot, frozenset()), lines.append, tests, short=True)
    assert set(found.figures) == {"clean", "handover"}
    assert lines == ["  typed intents", "  handover"]

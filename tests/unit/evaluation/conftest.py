"""A small set of tests and an assistant that understands by a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicebot.evaluation.measure import Measured, Measurer, measure
from voicebot.evaluation.understood import Understood

SPOKEN = "heard: {heard}, confidence: {sure}, rejected: {rejected}, condition: '{voice} 138 wpm, office 7001'"


class Parrot:
    """Knows the intents by one word each."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, float]] = []

    def hear(self, text: str, *, source: str = "voice", confidence: float = 1.0) -> Understood:
        self.asked.append((text, confidence))
        rules = ("F-01",) if "verdomme" in text.lower() else ()
        for word, intent in (("brand", "report_fire"), ("pakket", "order_status"), ("hallo", "greet")):
            if word in text.lower():
                return Understood(intent, intent, 0.9, rules, "fire" if word == "brand" else None)
        return Understood("nlu_fallback", "greet", 0.3, rules)


def entry(what: str, heard: str, sure: float = 0.6, rejected: str = "null", voice: str = "nl2") -> str:
    return f"  - {{{what}, {SPOKEN.format(heard=heard, sure=sure, rejected=rejected, voice=voice)}}}\n"


@pytest.fixture
def tests(tmp_path: Path) -> Path:
    folder = tmp_path / "tests"
    folder.mkdir()
    files = {
        "clean.yml": "nlu:\n  - intent: greet\n    examples: |\n      - Hallo!\n      - <b>Moi</b>\n"
        "  - intent: order_status\n    examples: |\n      - Waar is mijn pakket?\n",
        "spoken.yml": entry("intent: greet, say: 'Hallo!'", "Hallo.")
        + entry("intent: order_status, say: 'Het pakket.'", "Het pak", 0, "unclear"),
        "spoken_stress.yml": entry("intent: greet, say: 'Hallo!'", "Hela", voice="nl1"),
        "handover.yml": "  - {say: 'Er is brand!', person: true}\n  - {say: Hallo, person: false}\n",
        "spoken_handover.yml": entry("say: 'Er is brand!', person: true", "Er is band")
        + entry("say: Hallo, person: false", "Hallo"),
        "frustration.yml": "  - {say: 'Verdomme!', frustrated: true}\n  - {say: Hallo, frustrated: false}\n",
        "numbers.yml": "  - {kind: order_number, say: 'Vier twee nul zeven drie.', means: '42073'}\n",
    }
    besides = {"clean.yml": "", "numbers.yml": "today: '2026-11-24'\nsentences:\n"}
    for name, text in files.items():
        (folder / name).write_text(besides.get(name, "sentences:\n") + text, encoding="utf-8")
    return folder


@pytest.fixture
def parrot() -> Parrot:
    return Parrot()


@pytest.fixture
def measured(tests: Path, parrot: Parrot) -> Measured:
    measurer = Measurer(parrot, frozenset({"hallo"}))
    return measure(measurer, lambda _: None, tests)

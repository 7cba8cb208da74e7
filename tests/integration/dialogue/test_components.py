"""The pipeline's own components in Rasa itself: run in order, and heard of in tracker and actions."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from voicebot.dialogue.training import PROJECT, rasa_environment, rasa_python

VOICE = {"source": "voice", "confidence": 0.7}
CASES = {
    "angry": ("dit is al de derde keer dat ik bel", VOICE, [("change_address", 0.95), ("complain", 0.01)]),
    "unsure": ("mijn adres", VOICE, [("change_address", 0.5), ("inform", 0.2)]),
    "lost": ("uh dinges", VOICE, [("change_address", 0.2), ("inform", 0.1)]),
    "keyed": ("42073", {"source": "keys", "confidence": 1.0}, [("change_address", 0.5)]),
    "typed": ("mijn adres", None, [("change_address", 0.5), ("inform", 0.2)]),
    "nothing": ("eh", VOICE, []),
}


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    script = Path(__file__).with_name("run_components.py")
    cases = [
        {"text": text, "metadata": metadata, "ranking": ranking} for text, metadata, ranking in CASES.values()
    ]
    done = subprocess.run(
        [str(rasa_python()), str(script)],
        input=json.dumps(cases),
        cwd=PROJECT,
        env=rasa_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])
    return told | {"cases": dict(zip(CASES, told["cases"], strict=True))}


def test_rasa_runs_the_detector_and_then_the_gate(made: dict[str, Any]) -> None:
    assert made["order"] == [
        "run_components.frustration.FrustrationDetector3",
        "run_components.confidence_gate.ConfidenceGate4",
    ]


@pytest.mark.parametrize(
    ("case", "intent", "checked"),
    [
        ("angry", "change_address", None),
        ("unsure", "nlu_check", "change_address"),
        ("lost", "nlu_fallback", None),
        ("keyed", "inform", None),
        ("typed", "change_address", None),
        ("nothing", "nlu_fallback", None),
    ],
)
def test_intents_after_the_gate(made: dict[str, Any], case: str, intent: str, checked: str | None) -> None:
    parsed = made["cases"][case]["parsed"]
    assert parsed["intent"]["name"] == parsed["intent_ranking"][0]["name"] == intent
    assert parsed.get("checked_intent") == checked
    assert parsed["confidence_gate"]["rule"].startswith("U-0")


def test_annoyance_is_told_without_the_words(made: dict[str, Any]) -> None:
    assert made["cases"]["angry"]["parsed"]["frustration"] == {"rules": ["F-05"], "words": 6, "weight": 2}
    assert made["cases"]["unsure"]["parsed"]["frustration"] == {"rules": [], "words": 0, "weight": 0}


@pytest.mark.parametrize("name", ["frustration", "confidence_gate", "checked_intent", "intent"])
def test_actions_see_the_same(made: dict[str, Any], name: str) -> None:
    for case in made["cases"].values():
        assert case["latest"].get(name) == case["parsed"].get(name)

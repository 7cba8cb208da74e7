"""The page holds everything, escaped, and loads nothing."""

from __future__ import annotations

import re

from voicebot.evaluation import page
from voicebot.evaluation.ablation import compare
from voicebot.evaluation.measure import Measured


def test_the_page_is_whole_offline_and_escaped(measured: Measured) -> None:
    measured.figures["rasa_test"] = {"clean": {"accuracy": 0.75, "size": 3}}
    measured.figures["ablation"] = compare(measured.figures, measured.figures)
    text = page.render(measured)
    assert "&lt;b&gt;Moi&lt;/b&gt;" in text
    assert "<b>" not in text
    assert not re.search(r"https?://|src=|<script|<link|url\(|@import", text)
    for words in (
        "Bars",
        "not met",
        "nlu_fallback (greet)",
        "(refused)",
        "Er is band",
        "order number",
        "nl1",
    ):
        assert words in text
    assert "What the spoken training variants bring" in text


def test_the_page_of_typed_sets_alone(measured: Measured) -> None:
    for name in ("spoken", "stress", "numbers"):
        measured.figures.pop(name)
    for name in ("spoken", "handover_spoken"):
        measured.sentences.pop(name)
    text = page.render(measured)
    assert "not measured" in text
    assert "Spoken through the line" not in text


def test_the_surest_mistake_comes_first(measured: Measured) -> None:
    text = page.render(measured)
    spoken = text[text.index("<h2>Spoken") : text.index("<h2>Typed")]
    assert "Het pakket." in spoken
    assert "Mistakes, surest first (1 of 1)" in spoken

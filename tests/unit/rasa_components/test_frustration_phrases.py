"""The notation of phrases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasa_project.components.frustration_phrases import PhraseError, compile_phrase

LISTS = {"very": "heel|erg|een beetje", "nth": "derde|#e", "both": "<nth>|<very>", "loop": "<loop>"}


def said(phrase: str, text: str) -> bool:
    return bool(compile_phrase(phrase, LISTS).search("".join(f"{word} " for word in text.split())))


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("niet normaal", "dit is niet normaal meer"),
        ("(stomme|domme) robot", "die domme robot"),
        ("ben [het|dit] zat", "ik ben zat"),
        ("ben [het|dit] zat", "ik ben dit zat"),
        ("al .. keer", "al keer"),
        ("al .. keer", "al weer de derde keer"),
        ("god+ver+domme", "godverdomme"),
        ("god+ver+domme", "god ver domme"),
        ("(kut|rot)+zooi", "rotzooi"),
        ("(kut|rot)+zooi", "wat een kut zooi zeg"),
        ("belachelijk*", "belachelijke"),
        ("belachelijk*", "belachelijk"),
        ("al # keer", "al 12 keer"),
        ("<nth>+keer", "de 3e keer"),
        ("<nth>+keer", "de derdekeer"),
        ("<both> zin", "een beetje zin"),
        ("ben ~ boos", "ben boos"),
        ("ben ~ boos", "ben heel erg een beetje boos"),
        ("^lekker", "lekker dan"),
        ("dan $", "lekker dan"),
        ("(^|nou) lekker", "lekker"),
        ("(^|nou) lekker", "ja nou lekker"),
    ],
)
def test_means(phrase: str, text: str):
    assert said(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("niet normaal", "dit is niet normaals"),
        ("normaal", "abnormaal"),
        ("al .. keer", "al een twee drie vier keer"),
        ("belachelijk*", "onbelachelijk"),
        ("al # keer", "al tien keer"),
        ("ben ~ boos", "ben niet boos"),
        ("^lekker", "ja lekker"),
        ("dan $", "dan maar"),
        ("(^|nou) lekker", "ja lekker"),
    ],
)
def test_does_not_mean(phrase: str, text: str):
    assert not said(phrase, text)


@pytest.mark.parametrize(
    "phrase",
    [
        "", "   ", "(a|b", "[a", "a)", "a]", "a|b", "()", "(a|)", "+ a", "[a] [b]", "~", "<none> a",
        "<loop> a", "a & b",
    ],
)  # fmt: skip
def test_a_wrong_phrase_is_refused(phrase: str):
    with pytest.raises(PhraseError):
        compile_phrase(phrase, LISTS)


def test_the_list_behind_the_tilde_must_be_there_and_plain():
    with pytest.raises(PhraseError):
        compile_phrase("a ~ b", {})
    with pytest.raises(PhraseError):
        compile_phrase("a ~ b", {"very": "heel|~"})


@given(st.text(alphabet="ab ()[]|+*#.^$~<>very", max_size=20))
def test_any_phrase_is_read_or_refused(phrase: str):
    try:
        compiled = compile_phrase(phrase, LISTS)
    except PhraseError:
        return
    assert compiled.match("") is None

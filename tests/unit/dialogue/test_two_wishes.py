"""Two wishes in one sentence: cut only when both halves are sure and different."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.dialogue.two_wishes import MAX_TRIES, Understood, two_wishes

BOTH = "ik wil mijn adres wijzigen en ik wil weten waar mijn pakket blijft"


def classifier(**intents: tuple[str, float]):  # type: ignore[no-untyped-def]
    """Understands a text by a word in it."""
    asked: list[str] = []

    def understand(text: str) -> Understood:
        asked.append(text)
        return next(
            (Understood(*found) for word, found in intents.items() if word in text), Understood(None, 0.0)
        )

    return understand, asked


def test_both_sure_and_different():
    understand, _ = classifier(adres=("change_address", 0.9), pakket=("order_status", 0.8))
    assert two_wishes(BOTH, understand) == (
        "ik wil mijn adres wijzigen",
        "ik wil weten waar mijn pakket blijft",
    )


@pytest.mark.parametrize(
    "pakket",
    [("order_status", 0.79), ("change_address", 0.9), ("inform", 0.9), ("thanks", 0.95), (None, 0.9)],
)
def test_one_wish_otherwise(pakket: tuple[str, float]):
    understand, _ = classifier(adres=("change_address", 0.9), pakket=pakket)
    assert two_wishes(BOTH, understand) == (BOTH, None)


def test_a_person_comes_first_and_alone():
    said = "waar blijft mijn pakket en ik wil ook een klacht indienen"
    understand, _ = classifier(pakket=("order_status", 0.9), klacht=("complain", 0.9))
    now, then = two_wishes(said, understand)
    assert now.endswith("klacht indienen") and "pakket" not in now and then is None


def test_short_sentences_cost_nothing():
    understand, asked = classifier()
    assert two_wishes("adres wijzigen en pakket zoeken", understand)[1] is None
    assert asked == []


@given(st.text(alphabet="abc en.?", max_size=300))
def test_any_text_is_safe_and_cheap(text: str):
    understand, asked = classifier(a=("change_address", 1.0), b=("order_status", 1.0))
    first, second = two_wishes(text, understand)
    assert first in text and (second is None or second in text)
    assert len(asked) <= 2 * MAX_TRIES

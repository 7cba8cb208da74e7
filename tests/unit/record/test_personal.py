"""What is personal in a caller's words, and what is not."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.record.personal import PLACEHOLDERS, find, holds_numbers, shown, tokens

COMPANY = ("De Voorbeeldwinkel",)


def cleaned(text: str, question: str = "") -> str:
    words = text.split()
    return shown(words, find(words, question, COMPANY))


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Mijn bestelnummer is 42073.", "Mijn bestelnummer is [nummer]."),
        ("Het is 42 0 73, geloof ik.", "Het is [nummer], geloof ik."),
        ("tweeënveertig nul drieënzeventig", "[nummer]"),
        ("Mijn postcode is 3512 JE.", "Mijn postcode is [postcode]."),
        ("Mijn postcode is 3512JE in het centrum", "Mijn postcode is [nummer] in het centrum"),
        ("Bel mij op 06 12 34 56 78.", "Bel mij op [nummer]."),
        ("Ik ben geboren op 3 mei 1980.", "Ik ben geboren op [datum]."),
        ("Mijn naam is Jan de Vries, goedemorgen.", "Mijn naam is [naam], goedemorgen."),
        ("U spreekt met mevrouw van den Berg.", "U spreekt met [naam]."),
        ("Ik woon in Utrecht.", "Ik woon in [naam]."),
        ("Het is de Dorpsstraat 12 in Houten.", "Het is de [adres] in [naam]."),
        ("Stuur het naar jan.jansen@example.nl graag.", "Stuur het naar [e-mail] graag."),
        ("ik wil Fatima spreken", "ik wil [naam] spreken"),
    ],
)
def test_personal(said: str, left: str):
    assert cleaned(said) == left


@pytest.mark.parametrize(
    "said",
    [
        "Ik wil graag weten waar mijn bestelling blijft.", "Er is water in mijn huis gekomen.",
        "Ik bel De Voorbeeldwinkel over één pakket.", "Ja, dat is goed. Dank u wel.",
        "Het pakket is al twee weken onderweg met PostNL.", "",
    ],
)  # fmt: skip
def test_not_personal(said: str):
    assert cleaned(said) == said


@pytest.mark.parametrize(
    ("question", "said", "left"),
    [
        ("Wat is uw bestelnummer?", "die twee vier of zo.", "[nummer]."),  # misheard numbers are numbers
        ("En wat is uw postcode?", "vijfde lijstje", "[postcode]"),
        ("Wat is uw geboortedatum?", "drie meisjes", "[datum]"),
        ("Wat is uw naam?", "de vries", "[naam]"),
        ("Is postcode 3 5 1 2 juist?", "Ja, dat klopt.", "Ja, dat klopt."),
        ("Wat is uw bestelnummer?", "Nee, dat weet ik niet.", "Nee, dat weet ik niet."),
        ("Kan ik nog iets voor u doen?", "Nee, mijn moeder belt.", "Nee, mijn moeder belt."),
    ],
)
def test_what_answers_a_personal_question_goes_as_a_whole(question: str, said: str, left: str):
    assert cleaned(said, question) == left


@given(
    st.lists(st.from_regex(r"[0-9]{3,9}", fullmatch=True), min_size=1, max_size=4),
    st.text("abcde ", max_size=20),
)
def test_no_long_number_is_left(numbers: list[str], between: str):
    text = f" {between} ".join(numbers)
    assert not re.search(r"\d{3}", cleaned(text))


SOME = [
    "Ik",
    "heet",
    "Jan",
    "4",
    "2",
    "twee",
    "Kerkstraat",
    "12",
    "mei",
    "is",
    ".",
    "ja",
    "met",
    "de",
    "van",
    "JE",
]


@given(st.lists(st.sampled_from(SOME), max_size=12))
def test_parts_are_in_order_and_apart(words: list[str]):
    parts = find(words)
    assert all(0 <= part.first <= part.last < len(words) for part in parts)
    assert all(one.last < two.first for one, two in pairwise(parts))
    assert {part.placeholder for part in parts} <= set(PLACEHOLDERS)


def test_what_must_not_be_heard_again():
    words = ["Mijn", "naam", "is", "Jansen", "en", "42", "kopen"]
    assert tokens(words, find(words)) == {"jansen"} | ({"42"} if len(find(words)) > 1 else set())
    assert holds_numbers(["het", "is", "42073"])
    assert not holds_numbers(["twee", "weken"])

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from voicebot.dialogue.reading.house_number import find_house_number
from voicebot.dialogue.wire import clean


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("12", "12"),
        ("twaalf", "12"),
        ("Nummer twaalf.", "12"),
        ("huisnummer is 12", "12"),
        ("dat is een 12", "12"),
        ("een twee drie", "123"),
        ("honderd twaalf", "112"),
        ("driehonderd vijfenveertig", "345"),
        ("een", "1"),
        ("nummer één", "1"),
        ("twaalf a", "12A"),
        ("12a", "12A"),
        ("12-A", "12A"),
        ("12 cee", "12C"),
        ("12 b van bernard", "12B"),
        ("12 e", "12E"),
        ("12 toevoeging a", "12A"),
        ("een a", "1A"),
        ("12-2", "12-2"),
        ("twaalf streepje drie", "12-3"),
        ("12 toevoeging 3", "12-3"),
        ("twaalf twee hoog", "12-2"),
        ("twaalf driehoog", "12-3"),
        ("12 a 2", "12A-2"),
        ("12 bis", "12 bis"),
        ("12 bis a", "12 bis A"),
        ("12 huis", "12 huis"),
        ("12 hs", "12 huis"),
        ("12 zwart", "12 zwart"),
        ("3512 JE 12 a", "12A"),
        ("postcode 3512 JE huisnummer 12", "12"),
        ("dorpsstraat 12", "12"),
        ("tweede oosterparkstraat twaalf", "12"),
        ("2e oosterparkstraat 12", "12"),
        ("plein 1944 nummer 12", "12"),
        ("12, nee, 14", "14"),
        ("niet 12 maar 14", "14"),
        ("van 12 naar 14", "14"),
        ("12 zonder toevoeging", "12"),
        ("12 u hoort het goed", "12"),
        ("nummer 12 in utrecht", "12"),
    ],
)
def test_house_number_as_dutch_callers_say_it(said: str, number: str) -> None:
    assert find_house_number(said) == number
    assert find_house_number(clean(said)) == number


@pytest.mark.parametrize(
    "said",
    [
        "", "weet ik niet", "12 tot 14", "12 tot en met 14", "12 en 14", "12 of 14", "12 a 14", "12-14",
        "12 34",
        "plein 1944 12", "012", "0", "123456", "tweehoog", "twee hoog", "12 tweede verdieping",
        "het is een huis",
        "3512 JE", "43 pils", "12, nee wacht 0",
    ],
)  # fmt: skip
def test_other_texts_have_no_house_number(said: str) -> None:
    assert find_house_number(said) is None


@given(st.integers(1, 9999), st.sampled_from(["", *"ABCDEFGHIJKLMPQRVWXYZ"]))
def test_every_number_is_found(number: int, letter: str) -> None:
    expected = f"{number}{letter}"
    assert find_house_number(f"{number} {letter}") == expected
    assert find_house_number(f"nummer {number}{letter}, graag".replace("e,", "E,")) == expected
    assert find_house_number(f"{num2words(number, lang='nl')} {letter}") == expected


WORDS = (
    "12",
    "een",
    "a",
    "bis",
    "hoog",
    "twee",
    "nee",
    "nummer",
    "tot",
    "streepje",
    "3512",
    "je",
    "van",
    "honderd",
    "tweede",
)


@given(st.text(max_size=60) | st.lists(st.sampled_from(WORDS), max_size=10).map(" ".join))
def test_any_text_is_safe(text: str) -> None:
    number = find_house_number(text)
    additions = "bis|huis|rood|zwart|boven|beneden"
    assert number is None or re.fullmatch(
        rf"[1-9][0-9]{{0,4}}(?:[A-Z]?(?:-[1-9][0-9]{{0,3}})?| (?:{additions})(?: [A-Z])?)", number
    )

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.dialogue.reading.digits import NUMBER_BESIDE, find_digits, find_postcode, has_digits
from voicebot.dialogue.tasks.identity import ORDER_DIGITS
from voicebot.dialogue.wire import clean

WORDS = ("nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")


@pytest.mark.parametrize(
    "said",
    [
        "42073",
        "42.073.",
        "4, 2, 0, 7, 3",
        "4-2-0-7-3",
        "42 073",
        "tweeënveertig nul zeven drie",
        "tweeenveertig nul drieenzeventig",
        "twee en veertig nul drie en zeventig",
        "vier twee nul zeven drie",
        "Mijn bestelnummer is vier, twee, nul, zeven, drie.",
        "uh vier twee uh nul en dan zeven drie",
        "het is nummer 42 nul 73 dank u",
        "tweeënveertigduizend drieënzeventig",
        "vier twee nul zeuven drie",
        "een bestelling met nummer 42073",
        "42075, nee, 42073",
        "dat is een 42073",
    ],
)
def test_order_number_as_dutch_callers_say_it(said: str) -> None:
    assert find_digits(said, 5) == "42073"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("dubbel vier nul zeven drie", "44073"),
        ("vier dubbel nul zeven drie", "40073"),
        ("twee keer vier nul zeven drie", "44073"),
        ("vier twee nullen zeven drie", "40073"),
        ("vier drie nullen drie", "40003"),
        ("eenenvijftig acht zesentachtig", "51886"),
        ("één één één één één", "11111"),
        ("drieënzestig negen veertig", "63940"),
        ("nul nul zeven een twee", "00712"),
    ],
)
def test_doubled_and_paired_digits(said: str, meant: str) -> None:
    assert find_digits(said, 5) == meant


@pytest.mark.parametrize(
    "said", ["", "4207", "420731", "weet ik niet", "42073a", "vier twee nul", "medewerker"]
)
def test_other_texts_have_no_order_number(said: str) -> None:
    assert find_digits(said, 5) is None


@pytest.mark.parametrize(
    "said",
    [
        "3512 JE",
        "3512je",
        "3512 J.E.",
        "drie vijf een twee J E",
        "vijfendertig twaalf JE",
        "Vijfendertig twaalf, j van Johan, e van Eduard.",
        "3512 jee ee",
        "mijn postcode is 3512 met de letters j en e",
        "3 5 1 2 johan eduard",
        "3512 JE in Utrecht",
        "3511 AB, nee sorry, 3512 JE",
        "35 12 j van jan e van emma",
    ],
)
def test_postcode_as_dutch_callers_say_it(said: str) -> None:
    assert find_postcode(said) == "3512JE"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("tien zeventien a b", "1017AB"),
        ("1017 anton bernard", "1017AB"),
        ("zevenennegentig elf el em", "9711LM"),
        ("9711 L M", "9711LM"),
        ("9711 lm", "9711LM"),
        ("9711 el en", "9711LN"),
    ],
)
def test_letters_by_name(said: str, meant: str) -> None:
    assert find_postcode(said) == meant


@pytest.mark.parametrize(
    "said",
    ["", "3512", "0512 JE", "3512 SS", "42073", "42073 JE", "JE", "weet ik niet", "3512 j", "3512 utrecht"],
)
def test_other_texts_have_no_postcode(said: str) -> None:
    assert find_postcode(said) is None


@pytest.mark.parametrize(
    "said",
    [
        "42073, 3512 JE.",
        "42073 3512JE",
        "42073 en 3512 JE",
        "42073, uh, 3512 JE",
        "42073 35 12JE",
        "tweeënveertig nul drieënzeventig, vijfendertig twaalf Johan Eduard",
        "42 0 73, 35 12 Johan Eduard.",
        "vier twee nul zeven drie drie vijf een twee J E",
        "het is 42073 3512 JE in Utrecht",
        "42073, 3511 AB, nee sorry, 3512 JE",
        "3512 JE, 42073",
    ],
)
def test_number_and_postcode_in_one_breath(said: str) -> None:
    for text in (said, clean(said)):
        assert (find_digits(text, 5), find_postcode(text)) == ("42073", "3512JE")


def test_a_nul_at_the_end_belongs_to_the_number_before_the_postcode() -> None:
    # text2num joins a nul to what follows: '4 2 07 03 5 1 2'
    said = "vier twee nul zeven nul drie vijf een twee j e"
    assert (find_digits(said, 5), find_postcode(said)) == ("42070", "3512JE")


def test_a_correction_after_both_counts() -> None:
    assert find_digits("42073 3512 JE, nee, 42075", 5) == "42075"


@pytest.mark.parametrize(
    "said",
    [
        "4207 3512 JE",  # a digit too few
        "420731 3512 JE",  # one too many
        "4207 33512 JE",  # parted elsewhere
        "420733512 JE",
        "42073 3512",
        "42073 3512 j",
        "42073 0512 JE",
        "42073 3512 SS",
        "42073 3512 is mijn nummer",
        "42073 351 JE",
    ],
)
def test_a_row_that_is_no_number_and_postcode_is_not_cut(said: str) -> None:
    assert (find_digits(said, 5), find_postcode(said)) == (None, None)


def test_the_number_beside_a_postcode_is_an_order_number() -> None:
    assert NUMBER_BESIDE == ORDER_DIGITS


@given(
    st.text(alphabet="0123456789", min_size=5, max_size=5),
    st.integers(1000, 9999),
    st.sampled_from(["JE", "AB", "XZ"]),
)
def test_every_number_is_parted_from_the_postcode_after_it(number: str, digits: int, letters: str) -> None:
    for text in (
        f"{number}, {digits} {letters}",
        f"{number} {digits}{letters}",
        f"{number} en {digits} {letters}",
    ):
        assert (find_digits(text, 5), find_postcode(text)) == (number, f"{digits}{letters}")


def test_keys_give_the_digits_alone() -> None:
    assert find_postcode("3512", keyed=True) == "3512"
    assert find_postcode("35127", keyed=True) is None
    assert find_postcode("0512", keyed=True) is None


def test_questions_hold_no_number() -> None:
    assert has_digits("vier twee nul")
    assert not has_digits("ik wil een medewerker")
    assert not has_digits("kan dat over een of twee dagen")


@given(st.text(alphabet="0123456789", min_size=5, max_size=5))
def test_every_number_is_found_digit_by_digit(number: str) -> None:
    assert find_digits(" ".join(WORDS[int(digit)] for digit in number), 5) == number
    assert find_digits("mijn nummer is " + ", ".join(number) + ".", 5) == number


@given(st.integers(1000, 9999), st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=2))
def test_every_written_postcode_is_found(digits: int, letters: str) -> None:
    # 'eh' and 'uh' at the end are a hesitation.
    expected = None if letters in {"SA", "SD", "SS", "EH", "UH"} else f"{digits}{letters}"
    assert find_postcode(f"{digits} {letters}") == expected


@given(st.text(max_size=80))
def test_any_text_is_safe(text: str) -> None:
    number, postcode = find_digits(text, 5), find_postcode(text)
    assert number is None or re.fullmatch(r"[0-9]{5}", number)
    assert postcode is None or re.fullmatch(r"[1-9][0-9]{3}[A-Z]{2}", postcode)
    assert has_digits(text) in (True, False)

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from voicebot.dialogue.reading.phone import find_phone
from voicebot.dialogue.wire import clean

MOBILE = "+31612345678"


@pytest.mark.parametrize(
    "said",
    [
        "06 12 34 56 78",
        "0612345678",
        "06-12345678",
        "nul zes, twaalf vierendertig zesenvijftig achtenzeventig",
        "nul zes een twee drie vier vijf zes zeven acht",
        "oh zes twaalf vierendertig zesenvijftig achtenzeventig",
        "plus eenendertig zes twaalf vierendertig zesenvijftig achtenzeventig",
        "+31 6 12345678",
        "+31 (0)6 12345678",
        "31 6 12345678",
        "0031 6 12345678",
        "nul nul drie een zes 12345678",
        "mijn nummer is 06 12 34 56 78 dank u",
        "een 06 12 34 56 78",
        "06 12 34 56 78, 06 12 34 56 78",
        "06 12 34 56 79, nee, 06 12 34 56 78",
        "niet 06 12 34 56 79 maar 06 12 34 56 78",
    ],
)
def test_mobile_number_as_dutch_callers_say_it(said: str) -> None:
    assert find_phone(said) == MOBILE
    assert find_phone(clean(said)) == MOBILE


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("020 123 45 67", "+31201234567"),
        ("nul twintig een twee drie vier vijf zes zeven", "+31201234567"),
        ("nul dertig 234 56 78", "+31302345678"),
        ("nul zes dubbel een drie vier vijf zes zeven acht", "+31611345678"),
        ("plus 49 30 123456", "+4930123456"),
        ("088 234 5678", "+31882345678"),
    ],
)
def test_other_numbers(said: str, number: str) -> None:
    assert find_phone(said) == number


@pytest.mark.parametrize(
    "said",
    [
        "", "weet ik niet", "06 1234567", "06 12 34 56 789", "6 12345678", "0900 1234", "0800 1234", "42073",
        "06 00 00 00 00", "06 12 34 56 78 nee 79", "49 30 123456", "dit nummer",
    ],
)  # fmt: skip
def test_other_texts_have_no_number(said: str) -> None:
    assert find_phone(said) is None


def test_keys() -> None:
    assert find_phone("0612345678", True) == MOBILE
    assert find_phone("0031612345678", keyed=True) == MOBILE
    assert find_phone("061234567", keyed=True) is None
    assert find_phone("06 12345678 nee", keyed=True) is None


@given(st.from_regex(r"06[1-5][0-9]{7}", fullmatch=True))
def test_every_mobile_number_is_found(number: str) -> None:
    expected = "+31" + number[1:]
    pairs = [number[at : at + 2] for at in range(0, 10, 2)]
    words = [num2words(int(digit), lang="nl") for digit in number]
    assert find_phone(number) == find_phone(" ".join(pairs)) == find_phone(" ".join(words)) == expected
    said = [
        num2words(int(pair), lang="nl") if pair[0] != "0" else f"nul {num2words(int(pair[1]), lang='nl')}"
        for pair in pairs
    ]
    assert find_phone("nul zes, " + ", ".join(said[1:])) == expected


@given(st.text(max_size=60) | st.text(alphabet="0123456789 +", max_size=40), st.booleans())
def test_any_text_is_safe(text: str, keyed: bool) -> None:
    number = find_phone(text, keyed)
    assert number is None or phonenumbers.is_valid_number(phonenumbers.parse(number))

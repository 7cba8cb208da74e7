import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.phone_numbers import can_be_called, parse


@pytest.mark.parametrize(
    "number", ["+31612345678", "+31201234567", "+31850000000", "+31600000012", "+32470123456", "+12025550123"]
)
def test_numbers_that_a_person_can_call(number: str) -> None:
    assert can_be_called(number)


@pytest.mark.parametrize(
    "number",
    [
        "",
        "anonymous",
        "Anonymous",
        "Restricted",
        "unknown",
        "+266696687",  # ANONYMOUS on a telephone's keys
        "+7378742833",  # RESTRICTED
        "+86282452253",  # UNAVAILABLE, as long as a number in China
        "0612345678",  # which country?
        "0031612345678",
        "31612345678",
        "+31 6 12345678",
        "+316123",
        "+31612345678901234",
        "+999123456789",
        "sip:jan@example.nl",
        "client:assistant",
        "+31612345678\n",
        "+319001234",  # 0900: who is called earns by it
        "+31909123456",
        "+979123456789",  # the same from everywhere
    ],
)
def test_withheld_numbers_and_what_is_none(number: str) -> None:
    assert not can_be_called(number)


@given(st.text() | st.from_regex(r"\+?[0-9 ()-]{0,20}", fullmatch=True))
def test_nothing_that_a_carrier_says_breaks_it(number: str) -> None:
    if can_be_called(number):
        assert number.startswith("+") and parse(number) is not None

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.confirm.addresses import mobile, written_form


@pytest.mark.parametrize(
    ("number", "e164"),
    [
        ("+31612345678", "+31612345678"),
        ("0612345678", "+31612345678"),
        ("+31600000012", "+31600000012"),  # a test call's
        ("+32470123456", "+32470123456"),
        ("+31201234567", None),
        ("+31850000000", None),
        ("+316123", None),
        ("anonymous", None),
        ("+266696687", None),  # what Twilio gives for 'anonymous'
        ("", None),
        ("12", None),
    ],
)
def test_what_can_receive_an_sms(number: str, e164: str | None) -> None:
    assert mobile(number) == e164


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("+31201234567", "020 123 4567"),
        ("+31612345678", "06 12345678"),
        ("+32470123456", "+32 470 12 34 56"),
        ("client:assistant", None),
        ("", None),
    ],
)
def test_how_a_number_is_written(number: str, written: str | None) -> None:
    assert written_form(number) == written


@given(st.text() | st.from_regex(r"\+?[0-9 ()-]{0,20}", fullmatch=True))
def test_nothing_that_a_carrier_says_breaks_it(number: str) -> None:
    e164 = mobile(number)
    assert e164 is None or (e164.startswith("+") and mobile(e164) == e164)
    written_form(number)

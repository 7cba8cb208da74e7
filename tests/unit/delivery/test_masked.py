import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.delivery.masked import masked


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("+31612345678", "+31 ••• 678"),
        ("j.jansen@voorbeeld.nl", "j•••@voorbeeld.nl"),
        ("", ""),
        ("12345", "•••"),
    ],
)
def test_what_is_left_of_an_address(address: str, shown: str) -> None:
    assert masked(address) == shown


@given(st.from_regex(r"\+[1-9][0-9]{8,14}", fullmatch=True))
def test_a_number_cannot_be_read_back(number: str) -> None:
    assert sum(letter.isdigit() for letter in masked(number)) <= 5

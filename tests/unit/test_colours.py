import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.colours import contrast, readable

COLOURS = st.from_regex(r"#[0-9a-fA-F]{6}", fullmatch=True)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),  # the grey that just fails, as tools everywhere give it
        ("#767676", "#FFFFFF", 4.54),
        ("#ff0000", "#ffffff", 4.0),
        ("#123456", "#123456", 1.0),
    ],
)
def test_contrast(one: str, other: str, ratio: float) -> None:
    assert round(contrast(one, other), 2) == pytest.approx(ratio, abs=0.005)
    assert contrast(one, other) == contrast(other, one)


@given(COLOURS, COLOURS)
def test_it_lies_between_one_and_twenty_one(one: str, other: str) -> None:
    assert 1 <= contrast(one, other) <= 21.0001


@pytest.mark.parametrize(
    ("colour", "says"),
    [("#777777", "too light: its contrast with white is 4.48"), ("red", "is no colour"), ("#12345", "is no"),
     ("#12345678", "is no colour"), ("", "is no colour"), ("#1f4e79;x:y", "is no colour")],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(colour: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        readable(colour)


def test_a_good_one_is_given_back() -> None:
    assert readable("#1F4E79") == "#1f4e79"

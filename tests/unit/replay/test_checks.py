from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.replay.wer import error_rate, word_errors


@pytest.mark.parametrize(
    ("said", "heard", "rate"),
    [
        ("Waar is mijn bestelling?", "waar is mijn bestelling", 0.0),
        ("tweeënveertig, nul, drieënzeventig", "42 0 73.", 0.0),
        ("Ja.", "", 1.0),
        ("", "", 0.0),
        ("", "ja", 1.0),
        ("een twee drie vier", "een twee drie vijf", 1.0),  # numbers in a row count as one word
        ("ik wil een medewerker", "ik wil de medewerker", 0.25),
    ],
)
def test_error_rate(said: str, heard: str, rate: float):
    assert error_rate(said, heard) == pytest.approx(rate)


@given(st.text(max_size=60))
def test_every_text_is_heard_perfectly_as_itself(text: str):
    assert error_rate(text, text) == 0.0


@given(
    st.lists(st.sampled_from(["ik", "wil", "een", "mens"]), max_size=8),
    st.lists(st.sampled_from(["ik", "ja"]), max_size=8),
)
def test_errors_and_words_make_the_rate(said: list[str], heard: list[str]):
    errors, count = word_errors(" ".join(said), " ".join(heard))
    assert errors <= max(len(said), len(heard))
    if count:
        assert error_rate(" ".join(said), " ".join(heard)) == errors / count

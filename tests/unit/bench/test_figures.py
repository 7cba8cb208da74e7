"""Percentiles, ratios, word error rates."""

from __future__ import annotations

import pytest

from voicebot.bench import figures


def test_spread_of_nothing() -> None:
    assert figures.spread([]) == {"p50_s": None, "p95_s": None, "max_s": None, "mean_s": None, "n": 0}


def test_spread() -> None:
    found = figures.spread(number / 100 for number in range(1, 101))
    assert found == {"p50_s": 0.5, "p95_s": 0.95, "max_s": 1.0, "mean_s": 0.505, "n": 100}


def test_the_median_is_a_value_that_occurred() -> None:
    assert figures.median([3.0, 1.0, 2.0, 4.0]) == 2.0
    assert figures.median([]) is None


@pytest.mark.parametrize(
    ("part", "whole", "expected"), [(3.0, 2.0, 1.5), (None, 2.0, None), (3.0, None, None), (3.0, 0.0, None)]
)
def test_ratio(part: float | None, whole: float | None, expected: float | None) -> None:
    assert figures.ratio(part, whole) == expected


def test_word_errors_count_over_all_words() -> None:
    pairs = [("Ja.", "nee"), ("Ik wil graag een mens spreken", "ik wil graag een mens spreken.")]
    assert figures.word_error_rate(pairs) == pytest.approx(1 / 7, abs=1e-4)


def test_numbers_are_compared_as_digits() -> None:
    assert figures.word_error_rate([("tweeënveertig, nul, drieënzeventig", "42 0 73.")]) == 0.0


def test_no_words_no_rate() -> None:
    assert figures.word_error_rate([("…", "iets")]) is None

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.speech.pieces import cut

RATE = 100


def test_the_cut_falls_in_the_pause() -> None:
    samples = np.ones(35 * RATE, dtype=np.float32)
    samples[24 * RATE : 25 * RATE] = 0
    first, second = cut(samples, RATE)
    assert 24.0 <= len(first) / RATE <= 25.0
    assert len(first) + len(second) == len(samples)


def test_silence_all_over_is_cut_late_and_short_sound_not_at_all() -> None:
    silence = np.zeros(31 * RATE, dtype=np.float32)
    assert len(cut(silence, RATE)[0]) >= 29 * RATE
    assert len(cut(silence[: 30 * RATE], RATE)) == 1
    assert cut(silence[:0], RATE) == []


@given(st.integers(0, 400), st.floats(0.5, 3), st.floats(0.05, 1), st.integers(0, 2**32 - 1))
def test_nothing_is_lost_and_no_piece_is_too_long(
    length: int, longest: float, part: float, seed: int
) -> None:
    samples = np.random.default_rng(seed).normal(size=length).astype(np.float32)
    pieces = cut(samples, RATE, longest, longest * part)
    assert all(0 < len(piece) <= longest * RATE for piece in pieces)
    assert np.array_equal(np.concatenate([np.zeros(0, np.float32), *pieces]), samples)


@pytest.mark.parametrize("search", [0.0, -1.0, 31.0])
def test_a_senseless_search_is_refused(search: float) -> None:
    with pytest.raises(ValueError, match="search"):
        cut(np.zeros(10, dtype=np.float32), RATE, 30, search)

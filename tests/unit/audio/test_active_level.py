"""The active speech level of ITU-T P.56."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.audio.active_level import active_level
from voicebot.audio.level import SILENT_DBFS


def tone(dbfs: float, seconds: float = 2.0) -> np.ndarray:
    at = np.arange(int(seconds * 8000)) / 8000
    return np.sin(2 * np.pi * 440 * at) * np.sqrt(2) * 10 ** (dbfs / 20)


@pytest.mark.parametrize("dbfs", [-10.0, -20.0, -34.0, -50.0])
def test_of_a_steady_tone_it_is_the_root_mean_square(dbfs: float):
    # the hang-over and the rise of the envelope make it a little less than exact
    assert active_level(tone(dbfs)) == pytest.approx(dbfs, abs=0.4)


def test_long_pauses_do_not_count_and_gaps_of_a_fifth_second_do():
    speech = tone(-20.0)
    alone = active_level(speech)
    assert active_level(np.concatenate([speech, np.zeros(80_000), speech])) == pytest.approx(alone, abs=0.6)
    syllables = np.concatenate([tone(-20.0, 0.2), np.zeros(800)] * 10)
    assert active_level(syllables) == pytest.approx(-20 + 10 * np.log10(2 / 3), abs=0.5)


def test_faint_noise_in_the_pauses_is_no_speech():
    noise = np.random.default_rng(1).standard_normal(80_000) * 10 ** (-60 / 20)
    assert active_level(np.concatenate([tone(-20.0), noise])) == pytest.approx(-20.0, abs=0.6)


def test_nothing_and_silence_have_the_least():
    assert active_level(np.zeros(0)) == SILENT_DBFS
    assert active_level(np.zeros(8000)) == SILENT_DBFS


@given(st.lists(st.floats(-1, 1, width=16), max_size=400))
def test_it_is_between_silence_and_the_peak(samples: list[float]):
    level = active_level(np.array(samples))
    peak = max((abs(sample) for sample in samples), default=0.0)
    assert SILENT_DBFS <= level <= max(SILENT_DBFS, 20 * np.log10(peak) if peak else SILENT_DBFS) + 1e-9


@given(st.floats(-40, -10), st.integers(0, 20))
def test_half_as_loud_is_6_db_less(dbfs: float, seed: int):
    voice = np.random.default_rng(seed).standard_normal(8000) * 10 ** (dbfs / 20)
    assert active_level(voice / 2) == pytest.approx(active_level(voice) - 6.02, abs=0.3)

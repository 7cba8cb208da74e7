"""Concealment as in G.711 Appendix I."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.degrade.conceal import FRAME, conceal


def buzz(hertz: float, seconds: float = 1.0) -> np.ndarray:
    """A voice-like tone: ten overtones."""
    at = np.arange(int(seconds * 8000)) / 8000
    return 0.1 * sum(np.sin(2 * np.pi * hertz * number * at) / number for number in range(1, 11))


def gone(count: int, *frames: int) -> np.ndarray:
    lost = np.zeros(count, dtype=bool)
    lost[list(frames)] = True
    return lost


@pytest.mark.parametrize("hertz", [80.0, 100.0, 125.0, 160.0, 190.0])
def test_a_steady_voice_goes_on_through_20_ms(hertz: float):
    sound = buzz(hertz)
    mended = conceal(sound, gone(100, 50, 51))
    hole = slice(50 * FRAME, 52 * FRAME)
    error = np.sqrt(np.mean((mended - sound)[hole] ** 2)) / np.sqrt(np.mean(sound[hole] ** 2))
    assert error < 0.25  # silence instead: 1.0
    assert np.abs(np.diff(mended)).max() < 1.3 * np.abs(np.diff(sound)).max()  # no clicks


def test_what_is_not_near_a_loss_is_as_it_was():
    sound = np.random.default_rng(1).uniform(-0.5, 0.5, 8000)
    mended = conceal(sound, gone(100, 50))
    same = np.ones(8000, dtype=bool)
    same[50 * FRAME - 30 : 52 * FRAME] = False
    assert (mended[same] == sound[same]).all()
    assert not np.allclose(mended[50 * FRAME : 51 * FRAME], sound[50 * FRAME : 51 * FRAME])


def test_it_fades_and_is_silent_after_60_ms():
    mended = conceal(buzz(100.0), gone(100, *range(50, 60)))
    power = [float(np.mean(mended[n * FRAME : (n + 1) * FRAME] ** 2)) for n in range(50, 60)]
    assert power[0] > power[2] > power[4] > 0
    assert power[6:] == [0.0] * 4


def test_what_was_lost_is_not_used():
    lost = gone(100, 40, 41, 70, 99)
    sound, other = buzz(120.0), buzz(120.0)
    for frame in np.flatnonzero(lost):
        other[frame * FRAME : (frame + 1) * FRAME] = 0.7
    assert (conceal(sound, lost) == conceal(other, lost)).all()


@given(st.integers(0, 2000), st.integers(0, 9), st.data())
def test_any_loss_of_any_sound(length: int, seed: int, data: st.DataObject):
    sound = np.random.default_rng(seed).uniform(-1, 1, length)
    frames = -(-length // FRAME)
    lost = np.array(data.draw(st.lists(st.booleans(), min_size=frames, max_size=frames)), dtype=bool)
    mended = conceal(sound, lost)
    assert len(mended) == length
    assert np.abs(mended).max(initial=0.0) <= 1.0 + 1e-9
    if not lost.any():
        assert (mended == sound).all()


def test_frames_and_sound_must_fit():
    with pytest.raises(ValueError, match="are 2 frames, not 3"):
        conceal(np.zeros(100), gone(3))

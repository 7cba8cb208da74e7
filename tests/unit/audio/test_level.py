"""Loudness of telephone sound."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.audio.codec import floats_to_mulaw
from voicebot.audio.frames import FRAME_BYTES, SILENCE_FRAME
from voicebot.audio.level import SILENT_DBFS, level, speech_level


def tone(dbfs: float, seconds: float = 1.0) -> bytes:
    """A sine of this level."""
    at = np.arange(int(seconds * 8000)) / 8000
    sine = np.sin(2 * np.pi * 440 * at) * np.sqrt(2) * 10 ** (dbfs / 20)
    return floats_to_mulaw(sine.astype(np.float32), 8000)


@pytest.mark.parametrize("dbfs", [-6.0, -20.0, -34.0, -50.0])
def test_a_tones_level_is_its_root_mean_square(dbfs: float):
    assert level(tone(dbfs)) == pytest.approx(dbfs, abs=0.3)
    assert speech_level(tone(dbfs)) == pytest.approx(dbfs, abs=0.3)


def test_digital_silence_and_nothing_have_the_least():
    for silent in (SILENCE_FRAME, b"\x7f" * FRAME_BYTES, b""):
        assert level(silent) == SILENT_DBFS
        assert speech_level(silent) == SILENT_DBFS


def test_a_speechs_level_is_that_of_its_loud_parts():
    speech = tone(-20.0) + SILENCE_FRAME * 100 + tone(-60.0)
    assert speech_level(speech) == pytest.approx(-20.0, abs=0.3)
    assert level(speech) < -24.0


def test_what_is_left_of_the_last_frame_does_not_count():
    assert speech_level(tone(-20.0)[:-100]) == pytest.approx(-20.0, abs=0.3)
    assert speech_level(tone(-20.0)[: FRAME_BYTES - 1]) == SILENT_DBFS


@given(st.binary(min_size=1, max_size=400))
def test_every_sound_has_a_level_between_silence_and_full_scale(mulaw: bytes):
    assert SILENT_DBFS <= level(mulaw) <= 0.0
    assert SILENT_DBFS <= speech_level(mulaw) <= 0.0

"""Versions of a recording that are almost the same sound."""

from __future__ import annotations

import numpy as np

from audio_fixtures.listening import GAINS_DB, SHIFTS, versions
from voicebot.audio.codec import mulaw_to_floats, pcm16_to_mulaw
from voicebot.audio.level import level

TONE = pcm16_to_mulaw((8000 * np.sin(np.arange(8000) / 3)).astype("<i2").tobytes())


def test_the_first_is_the_recording_itself():
    assert next(versions(TONE)) == TONE


def test_each_has_its_gain_and_its_beginning():
    made = list(versions(TONE))
    assert len(made) == len(GAINS_DB) * len(SHIFTS) == len(set(made))
    wanted = [(gain, shift) for gain in GAINS_DB for shift in SHIFTS]
    for sound, (gain, shift) in zip(made, wanted, strict=True):
        assert len(sound) == len(TONE) - shift
        assert abs(level(sound) - level(TONE) - gain) < 0.1


def test_what_gets_too_loud_is_clipped_and_not_turned_over():
    loud = pcm16_to_mulaw(np.full(800, 32000, "<i2").tobytes())
    for sound in versions(loud):
        assert np.min(mulaw_to_floats(sound, 8000)) > 0.7

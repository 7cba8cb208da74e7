"""Music for callers who wait: a piece of our own, played by a few sines. 40 seconds that end where they
begin.

Soft and slow, in F, with a tune that rests; nothing in it is higher or lower than a telephone carries. It is
computed on a circle: what rings on at the end is heard under the beginning, so it can go round for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from voicebot.audio import wav
from voicebot.audio.codec import floats_to_mulaw
from voicebot.audio.frames import SAMPLE_RATE

Sound = npt.NDArray[np.float64]

NAME = "music-1"  # a new one for every change of the sound: whoever fetched it keeps it for a day
LEVEL_DBFS = -20.0  # root mean square: below the voice that speaks in between
LOWEST_HZ = 300.0  # what lies below is lost on the way (ITU-T G.712), and must not count for the level
_SLOPE_HZ = 100.0
_BEAT = 60.0 / 72  # seconds
_BEATS = 4  # a bar
_BARS = 12

# By bar, as numbers of keys (MIDI, 69 is a' of 440 Hz): what sounds for the whole bar, the lowest first.
_CHORDS: Sequence[Sequence[int]] = (
    (53, 57, 60, 64, 69), (50, 57, 60, 62, 65), (58, 62, 65, 69), (48, 60, 62, 64, 67),
    (57, 60, 64, 67), (50, 60, 62, 65, 69), (55, 58, 62, 65, 67), (48, 58, 60, 65, 67),
    (53, 57, 60, 64, 69), (58, 60, 62, 65), (55, 58, 60, 64, 67), (53, 57, 60, 62, 67),
)  # fmt: skip
# By bar: beat, key, beats that it lasts.
_TUNE: Sequence[Sequence[tuple[float, int, float]]] = (
    ((0, 72, 1.5), (2, 76, 1), (3, 77, 1)),
    ((0, 74, 3),),
    ((1, 74, 1), (2, 77, 1), (3, 79, 1)),
    ((0, 76, 2.5), (3, 72, 1)),
    ((0, 79, 1.5), (2, 76, 1), (3, 72, 1)),
    ((0, 77, 2), (2.5, 76, 0.5), (3, 74, 1)),
    ((0, 70, 1), (1, 74, 1), (2, 79, 2)),
    ((0, 77, 1.5), (2, 74, 1), (3, 72, 1)),
    ((0, 81, 2), (2, 79, 1), (3, 76, 1)),
    ((0, 77, 1.5), (2, 74, 2)),
    ((0, 72, 1), (1, 74, 1), (2, 76, 1), (3, 79, 0.5)),
    ((0, 77, 3),),
)
_BROKEN = ((0.5, 1), (1.5, 2), (2.5, 3), (3.5, 2))  # beat, and which note of the chord, one octave up


@lru_cache(maxsize=1)
def music() -> bytes:
    """The piece as 8 kHz μ-law. Made once a process, in less than a second."""
    sound = np.zeros(round(_BARS * _BEATS * _BEAT * SAMPLE_RATE))
    for bar, (chord, tune) in enumerate(zip(_CHORDS, _TUNE, strict=True)):
        last = bar == _BARS - 1
        for key in chord:
            _add(sound, _held(key, _BEATS * _BEAT * (0.7 if last else 1.0)), bar * _BEATS)
        for beat, note in () if last else _BROKEN:
            _add(sound, 0.25 * _struck(chord[note] + 12, 1.0), bar * _BEATS + beat)
        for beat, key, beats in tune:
            _add(sound, 0.8 * _struck(key, beats), bar * _BEATS + beat)
    heard = _audible(sound)
    level = 10 ** (LEVEL_DBFS / 20) / np.sqrt(np.mean(heard**2))
    return floats_to_mulaw((heard * level).astype(np.float32), SAMPLE_RATE)


@lru_cache(maxsize=1)
def music_file() -> bytes:
    """The piece as a WAV file that a carrier plays as it is."""
    return wav.encode([music()], mulaw=True)


def _add(sound: Sound, note: Sound, beat: float) -> None:
    """Let a note begin on a beat; what goes beyond the end comes at the beginning."""
    places = (round(beat * _BEAT * SAMPLE_RATE) + np.arange(len(note))) % len(sound)
    sound[places] += note  # no place twice: no note is as long as the piece


def _struck(key: int, beats: float) -> Sound:
    """A note as of a soft electric piano: it dies away, its overtones first."""
    time = _time(beats * _BEAT + 1.2)
    release = np.clip((time[-1] - time) / 0.6, 0.0, 1.0)
    attack = np.clip(time / 0.015, 0.0, 1.0)
    angle = 2 * np.pi * _hertz(key) * time
    tone = (
        np.sin(angle) * np.exp(-time / 1.1)
        + 0.30 * np.sin(2 * angle) * np.exp(-time / 0.6)
        + 0.08 * np.sin(3 * angle) * np.exp(-time / 0.3)
    )
    return np.asarray(tone * _smooth(attack) * _smooth(release))


def _held(key: int, seconds: float) -> Sound:
    """A note of the chord behind, as of bowed strings far away: it swells and goes into the next."""
    time = _time(seconds + 0.9)
    swell = _smooth(np.clip(time / 0.9, 0.0, 1.0)) * _smooth(np.clip((time[-1] - time) / 0.9, 0.0, 1.0))
    angle = 2 * np.pi * _hertz(key) * time
    return np.asarray(
        0.13 * swell * (np.sin(angle) + 0.5 * np.sin(2.004 * angle) + 0.15 * np.sin(2.996 * angle))
    )


def _audible(sound: Sound) -> Sound:
    """Without what a telephone does not carry; on the circle, so its ends still meet."""
    hertz = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE)
    gain = 0.5 - 0.5 * np.cos(np.pi * np.clip((hertz - LOWEST_HZ + _SLOPE_HZ) / _SLOPE_HZ, 0.0, 1.0))
    return np.asarray(np.fft.irfft(np.fft.rfft(sound) * gain, len(sound)))


def _time(seconds: float) -> Sound:
    return np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE


def _hertz(key: int) -> float:
    return float(440.0 * 2 ** ((key - 69) / 12))


def _smooth(ramp: Sound) -> Sound:
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * ramp))

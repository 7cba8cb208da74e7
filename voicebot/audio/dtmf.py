"""Keys that were pressed, found as tones in telephone sound. Pure.

A key is two tones at once, one of ROWS and one of COLUMNS (ITU-T Q.23). What counts as one follows AT&T's
column of ITU-T Q.24, annex A: tones up to 1.5 % + 2 Hz off, the high one at most 4 dB above and 8 dB below
the low one, 40 ms and longer (23 ms and less is none), holes of 10 ms bridged, pauses of 40 ms heard.

Speech makes no keys (talk-off): whatever is not the two tones may have a quarter of the power at most. Voices
have overtones and more than two strong partials, and those they have move; so this also does what a test of
the second harmonic is for, and noise 8 dB softer than the tones may still be there.

Of the libraries on PyPI PyDTMF is GPL, dtmf ends at Python 3.12 and tests neither twist nor talk-off,
dtmf-detector is from 2013.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicebot.audio.codec import mulaw_to_floats
from voicebot.audio.frames import SAMPLE_RATE

Floats = npt.NDArray[np.float64]

ROWS = (697.0, 770.0, 852.0, 941.0)  # Hz
COLUMNS = (1209.0, 1336.0, 1477.0, 1633.0)  # Hz
NAMES = "123A456B789C*0#D"  # row by row

OFF, OFF_HZ = 0.015, 2.0  # how far off a tone may be: a share of its frequency, and as many Hz more
MOST_TWIST, LEAST_TWIST = 4.0, -8.0  # dB, of the column's tone over the row's
_MEASURED = 0.5  # dB that noise makes of the twist
TONES = 0.75  # share of the power that the two tones have at the least
# Both tones together, RMS as in `voicebot.audio.level`. Q.24 wants -25 dBm a tone, which is -28 dBFS of both;
# recordings may be softer. Below lies what G.711 makes of silence and of distant bots.
LEAST_DBFS = -46.0

_WINDOW = 205  # samples, 25.6 ms: tells the rows apart, and fits into the shortest tone
_HOP = 40  # samples, 5 ms
_LEAST_HITS = 4  # windows: 24 ms of a tone reach 3 at the most, 40 ms reach 5
_MOST_MISSED = 6  # windows: a hole of 10 ms costs 5 at the most, a pause of 40 ms 9 at the least
_EDGE = 0.007  # seconds of a tone outside the centres of its first and last window
_GRID = 10.0  # Hz between the frequencies that are measured; a parabola finds the peak between them
_MARGIN = 60.0  # Hz that are measured on both sides of ROWS and of COLUMNS
_AT_ONCE = 2000  # windows, 10 s: what is held in memory


@dataclass(frozen=True, slots=True)
class Key:
    """One key, '0' to '9', '*', '#' or 'A' to 'D', and when its tones sounded: seconds, right to 10 ms."""

    name: str
    start: float
    end: float


def keys(mulaw: bytes) -> tuple[Key, ...]:
    """All keys in 8 kHz μ-law of one person, in order."""
    found: list[Key] = []
    first = last = hits = 0
    name = ""
    for window, heard in [*_hits(mulaw), (0, "")]:
        if heard == name and window - last <= _MOST_MISSED + 1:
            last, hits = window, hits + 1
            continue
        if name and hits >= _LEAST_HITS:
            found.append(Key(name, _centre(first) - _EDGE, _centre(last) + _EDGE))
        first, last, hits, name = window, window, 1, heard
    return tuple(found)


def _centre(window: int) -> float:
    return (window * _HOP + _WINDOW / 2) / SAMPLE_RATE


def _hits(mulaw: bytes) -> Iterator[tuple[int, str]]:
    """Windows that hold the tones of a key, and its name."""
    samples = mulaw_to_floats(mulaw, SAMPLE_RATE)
    if len(samples) < _WINDOW:
        return
    windows = np.lib.stride_tricks.sliding_window_view(samples, _WINDOW)[::_HOP]
    for begin in range(0, len(windows), _AT_ONCE):
        for number, key in enumerate(_judged(windows[begin : begin + _AT_ONCE].astype(np.float64))):
            if key >= 0:
                yield begin + number, NAMES[key]


def _judged(windows: Floats) -> npt.NDArray[np.int64]:
    """Of samples (windows, _WINDOW): which of NAMES each window holds, or -1. Shape (windows,)."""
    shape = np.hanning(_WINDOW + 2)[1:-1]
    shaped = windows * shape
    power = np.maximum(np.sum(shaped**2, axis=1) / np.sum(shape**2), 1e-12)
    row, low, row_is_near = _tone(shaped, shape, ROWS)
    column, high, column_is_near = _tone(shaped, shape, COLUMNS)
    twist = 10 * np.log10(high / low)
    good = (
        (power > 10 ** (LEAST_DBFS / 10))
        & row_is_near
        & column_is_near
        & (twist <= MOST_TWIST + _MEASURED)
        & (twist >= LEAST_TWIST - _MEASURED)
        & (low + high >= TONES * power)
    )
    return np.where(good, row * len(COLUMNS) + column, -1)


def _tone(
    shaped: Floats, shape: Floats, group: tuple[float, ...]
) -> tuple[npt.NDArray[np.int64], Floats, npt.NDArray[np.bool_]]:
    """The strongest tone around a group's frequencies: which of the group is next to it, its power (mean
    square), whether it is near enough. Each of shape (windows,).

    A group's only tone is the peak of its spectrum, wherever it lies between the frequencies measured: a
    parabola through three logarithms finds it (for windows like this one to less than 1 Hz).
    """
    hertz = np.arange(group[0] - _MARGIN, group[-1] + _MARGIN + _GRID, _GRID)
    turns = np.exp(-2j * np.pi * np.outer(np.arange(_WINDOW) / SAMPLE_RATE, hertz))
    power = np.log(np.maximum(2 * np.abs(shaped @ turns) ** 2 / np.sum(shape) ** 2, 1e-12))
    peak = np.argmax(power, axis=1)
    inside = np.clip(peak, 1, len(hertz) - 2)
    before, at, after = (np.take_along_axis(power, inside[:, None] + step, 1)[:, 0] for step in (-1, 0, 1))
    bend = np.minimum(before - 2 * at + after, -1e-9)
    shift = np.clip((before - after) / (2 * bend), -0.5, 0.5)
    tone = hertz[inside] + shift * _GRID
    near = np.argmin(np.abs(tone[:, None] - np.array(group)), axis=1)
    wanted = np.array(group)[near]
    is_near = (np.abs(tone - wanted) <= wanted * OFF + OFF_HZ) & (peak == inside)
    return near, np.exp(at - (before - after) * shift / 4), is_near

"""What a receiver plays for a packet that did not come: ITU-T G.711 Appendix I (09/1999).

The last pitch period goes on, after 10 and 20 ms with one and two periods before it; it fades by a fifth
each 10 ms after the first and is silent from 60 ms on; both ends are blended. The standard delays its
output by 3.75 ms to change the last quarter period before a loss; here the past is at hand, so nothing is
delayed.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

FRAME = 80  # samples: 10 ms
SHORTEST, LONGEST = 40, 120  # pitch periods: 200 to 66.7 Hz
_COMPARED = 160  # samples that are compared to find the pitch
_HISTORY = 3 * LONGEST + LONGEST // 4
_FADE = 0.2  # a frame
_SILENT_AFTER = 6  # frames
_BLEND_MORE = 32  # samples that the end's blending grows by with each lost frame
_LEAST_POWER = 250.0 / 32768**2  # below it no pitch is looked for in noise


def conceal(samples: Floats, lost: npt.NDArray[np.bool_]) -> Floats:
    """8 kHz samples with what was lost made up. ``lost``: for each whole or begun 10 ms whether it is lost.

    Raises ValueError when there are not as many of them.
    """
    if len(lost) != -(-len(samples) // FRAME):
        raise ValueError(f"{len(samples)} samples are {-(-len(samples) // FRAME)} frames, not {len(lost)}")
    out = np.concatenate([np.zeros(_HISTORY), samples, np.zeros(-len(samples) % FRAME)])
    for number, gone in enumerate(lost):  # whatever was in a lost packet must not be used
        if gone:
            out[_HISTORY + number * FRAME : _HISTORY + (number + 1) * FRAME] = 0.0
    missing = _Missing()
    for number, gone in enumerate(lost):
        at = _HISTORY + number * FRAME
        if gone:
            missing.fill(out, at)
        elif missing.frames:
            missing.end(out, at)
    return out[_HISTORY : _HISTORY + len(samples)]


class _Missing:
    """One loss under way."""

    def __init__(self) -> None:
        self.frames = 0
        self._pitch = self._blend = self._offset = self._length = 0
        self._past = np.zeros(0)  # as it was before the loss
        self._buffer = np.zeros(0)  # its end is changed, so that it can be repeated

    def fill(self, out: Floats, at: int) -> None:
        """Make up the 10 ms from ``at`` on; the first time the last quarter period before it changes too."""
        if self.frames == 0:
            self._past = out[at - _HISTORY : at].copy()
            self._pitch = _pitch(self._past)
            self._blend, self._offset = self._pitch // 4, 0
            self._repeat(self._pitch)
            out[at - self._blend : at] = self._buffer[-self._blend :]
            made = self._take(FRAME)
        elif self.frames < 3:
            offset = self._offset
            before = self._take(self._blend)
            self._offset = offset % self._pitch
            self._repeat(self._length + self._pitch)
            made = self._take(FRAME)
            made[: self._blend] = _blended(before, made[: self._blend])
        else:
            made = self._take(FRAME)
        out[at : at + FRAME] = made * self._gain(self.frames, FRAME)
        self.frames += 1

    def end(self, out: Floats, at: int) -> None:
        """The frame at ``at`` came: blend what was made up into it."""
        length = min(FRAME, self._blend + (self.frames - 1) * _BLEND_MORE)
        made = self._take(length) * self._gain(self.frames, length)
        out[at : at + length] = _blended(made, out[at : at + length])
        self.frames = 0

    def _repeat(self, length: int) -> None:
        """The last ``length`` samples are repeated from now on, their end blended into what came before
        them.
        """
        self._length = length
        self._buffer = self._past.copy()
        before = self._past[-length - self._blend : len(self._past) - length]
        self._buffer[-self._blend :] = _blended(self._past[-self._blend :], before)

    def _take(self, count: int) -> Floats:
        period = self._buffer[-self._length :]
        taken = period[(self._offset + np.arange(count)) % self._length].copy()
        self._offset = (self._offset + count) % self._length
        return taken

    @staticmethod
    def _gain(frames: int, count: int) -> Floats:
        """Full in the first frame, then falling to a fifth less at the end of each."""
        if frames >= _SILENT_AFTER:
            return np.zeros(count)
        lost = max(0, frames - 1) * _FADE + (np.arange(count) / FRAME * _FADE if frames else np.zeros(count))
        gain: Floats = np.maximum(0.0, 1.0 - lost)
        return gain


def _blended(fades: Floats, comes: Floats) -> Floats:
    """One sound that fades into another of the same length."""
    rising = (np.arange(len(fades)) + 1) / max(1, len(fades))
    both: Floats = fades * (1 - rising) + comes * rising
    return both


def _pitch(past: Floats) -> int:
    """The period at which the last 20 ms are most like what came before, in samples."""
    newest = past[-_COMPARED:]
    lags = range(SHORTEST, LONGEST + 1)
    likeness = []
    for lag in lags:
        older = past[-_COMPARED - lag : -lag]
        power = max(float(older @ older), _LEAST_POWER * 1.0)
        likeness.append(float(newest @ older) / np.sqrt(power))
    return lags[int(np.argmax(likeness))]

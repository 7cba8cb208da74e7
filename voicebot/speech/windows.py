"""How long a piece of sound Whisper's encoder is given: its time grows with the window, not with the words.

On two cores `base` int8 encodes 15 s in 0.19 s, 10 s in 0.11 s and 8 s in 0.08 s. Whisper needs some silence
after the last word: without any it runs on and invents.
"""

from __future__ import annotations

from collections.abc import Iterable

from voicebot.speech.pieces import LONGEST_SECONDS

WINDOW_MARGIN = 2.0  # seconds of padding that a window shorter than the longest leaves after the sound


def ladder(windows: Iterable[float]) -> tuple[float, ...]:
    """The windows in seconds, shortest first and without doubles; Whisper's own 30 s is always the last.

    Raises ValueError for one that is not above 0 and at most 30.
    """
    steps = {float(window) for window in windows}
    for window in steps:
        if not 0 < window <= LONGEST_SECONDS:
            raise ValueError(f"a window of {window:g} s: write seconds above 0, at most {LONGEST_SECONDS:g}")
    return tuple(sorted(steps | {LONGEST_SECONDS}))


def window_for(seconds: float, steps: tuple[float, ...], margin: float = WINDOW_MARGIN) -> float:
    """The shortest of the ``steps`` with ``margin`` seconds to spare after the sound, else the last."""
    return next((step for step in steps if seconds + margin <= step), steps[-1])

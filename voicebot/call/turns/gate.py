"""Whether a frame is the caller's voice: the detector's flag, and loud enough for the caller's telephone.

webrtcvad also flags music, a television, a dog, and the bot's own voice out of a speakerphone. Three bounds
on the level keep most of that out: the line's own noise, what is too soft to be said into a telephone (after
the caller has said something: much softer than that), and the bot's voice as it comes back. Whisper's gate
sees the rest.

The noise is known in two ways. Its floor, the least of the last 1.5 s, follows steady noise even while the
caller speaks. Many people talking have no floor: they are bounded by how loud it usually is while the caller
is silent. Packets that were lost are played as silence and tell nothing of the line.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class GateRules:
    """Levels in dBFS, differences in dB.

    begin: least level of a voiced frame that may begin an utterance: the softest line of the recordings
    speaks at -34 and its vowels at -30, a television in the room is heard at -40 to -45 with peaks at -37.
    go_on: within one, so that soft syllables stay. below_caller: how much softer than before a caller may
    speak and be heard. above_floor: voice over the line's noise, whose floor is a minimum and so 2 to 3 dB
    below its mean. above_usual: voice over what is usual; of six people talking one frame in a hundred is 6
    louder than half of them. highest_floor: no noise is taken to be louder, or it would shut out a caller at
    -20. echo_loss: what a speakerphone takes off the bot's voice at the least; issue 4 has 20.
    floor_windows: of 0.3 s, over whose minima the floor is taken; people pause more often than that.
    usual_frames: of 20 ms, over which what is usual is taken.
    """

    begin: float = -37.0
    go_on: float = -50.0
    below_caller: float = 22.0
    above_floor: float = 5.0
    above_usual: float = 6.0
    highest_floor: float = -30.0
    echo_loss: float = 14.0
    floor_windows: int = 5
    usual_frames: int = 200


QUIET = -96.0  # dBFS
LOST = -80.0  # dBFS: softer is no sound of a line; the smallest step of μ-law has -72
WINDOW_FRAMES = 15  # 0.3 s
FEW_FRAMES = 50  # 1 s: from fewer nothing is known of what is usual


class VoiceGate:
    """One call's. Told each frame in order."""

    def __init__(self, rules: GateRules) -> None:
        self._rules = rules
        self._minima: deque[float] = deque(maxlen=rules.floor_windows)
        self._minimum = 0.0
        self._frames = 0
        self._silent: deque[float] = deque(maxlen=rules.usual_frames)  # levels while the caller was silent
        self._usual = QUIET
        self._voice: list[float] = []  # levels of the caller's frames since the last beginning
        self._caller: float | None = None

    @property
    def floor(self) -> float:
        """The line's noise in dBFS; QUIET until it is known."""
        return min(min(self._minima, default=QUIET), self._rules.highest_floor)

    @property
    def usual(self) -> float:
        """How loud it mostly is while the caller is silent, in dBFS; QUIET until it is known."""
        return self._usual

    def hears(self, voiced: bool, level: float, echo: float | None = None, *, speaking: bool = False) -> bool:
        """Whether 20 ms are the caller's voice.

        ``voiced``: the detector's flag. ``level``: of the frame, dBFS. ``echo``: level at which the bot is
        speaking, or just was; None when it is not. ``speaking``: the caller has begun already.
        """
        self._follow(level, speaking=speaking)
        if not voiced or level < self._least(echo, speaking=speaking):
            return False
        if not speaking:
            self._voice = self._voice[-WINDOW_FRAMES:]
        self._voice.append(level)
        return True

    def accepted(self) -> None:
        """What was heard last was the caller, in words: softer sound may be somebody else from now on."""
        if self._voice:
            loud = sorted(self._voice)[int(0.9 * (len(self._voice) - 1))]
            self._caller = loud if self._caller is None else (self._caller + loud) / 2
        self._voice = []

    def _least(self, echo: float | None, *, speaking: bool) -> float:
        rules = self._rules
        noise = max(self.floor + rules.above_floor, self._usual + rules.above_usual)
        bounds = [
            rules.go_on if speaking else rules.begin,
            min(noise, rules.highest_floor + rules.above_floor),
        ]
        if not speaking and self._caller is not None:
            bounds.append(self._caller - rules.below_caller)
        if echo is not None:
            bounds.append(echo - rules.echo_loss)
        return max(bounds)

    def _follow(self, level: float, *, speaking: bool) -> None:
        if level < LOST:
            return
        if not speaking:
            self._silent.append(level)
        self._minimum = min(self._minimum, level)
        self._frames += 1
        if self._frames == WINDOW_FRAMES:
            self._minima.append(self._minimum)
            self._minimum, self._frames = 0.0, 0
            if len(self._silent) >= FEW_FRAMES:
                self._usual = median(self._silent)

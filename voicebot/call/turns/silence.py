"""End of turn by silence: the caller's turn ends when nothing voiced was heard for a while.

Pre-roll keeps the sound before the first voiced frame, so that soft first syllables reach Whisper.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from voicebot.audio.frames import FRAME_SECONDS


@dataclass(frozen=True, slots=True)
class TurnRules:
    """Times in seconds.

    start_voiced: this many voiced frames among the last ``start_window`` begin a turn (60 of 100 ms, the same
    debounce order as WebRTC's own hang-over). min_voiced: shorter sounds (clicks, a breath) are no turn; the
    shortest Dutch answer, 'ja', has about 0.15 s of voice. max_turn: Whisper's window is 30 s.
    """

    end_silence: float = 0.7
    pre_roll: float = 0.3
    start_voiced: int = 3
    start_window: int = 5
    min_voiced: float = 0.1
    max_turn: float = 20.0


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """A whole turn: 8 kHz μ-law with pre-roll and closing silence; stream seconds of its voiced part."""

    audio: bytes
    started_at: float
    ended_at: float


class SilenceTurns:
    """Cuts one caller's frames into turns."""

    def __init__(self, rules: TurnRules) -> None:
        self._rules = rules
        self._recent: deque[bool] = deque(maxlen=rules.start_window)
        self._before: deque[bytes] = deque(maxlen=round(rules.pre_roll / FRAME_SECONDS) + rules.start_window)
        self._turn: list[bytes] | None = None
        self._started_at = 0.0
        self._last_voiced = 0.0
        self._voiced_frames = 0

    @property
    def speaking(self) -> bool:
        """Whether a turn is open."""
        return self._turn is not None

    @property
    def voiced_seconds(self) -> float:
        """Voiced sound in the open turn, in seconds; 0.0 when none is open."""
        return self._voiced_frames * FRAME_SECONDS if self._turn is not None else 0.0

    def push(self, at: float, frame: bytes, voiced: bool) -> TurnEnded | None:
        """Add 20 ms that began at ``at``; returns the turn that ended with it, if one did."""
        self._recent.append(voiced)
        if self._turn is None:
            self._before.append(frame)
            if sum(self._recent) >= self._rules.start_voiced:
                self._open(at)
            return None
        self._turn.append(frame)
        if voiced:
            self._voiced_frames += 1
            self._last_voiced = at + FRAME_SECONDS
        silence = at + FRAME_SECONDS - self._last_voiced
        if silence < self._rules.end_silence and at - self._started_at < self._rules.max_turn:
            return None
        return self._close()

    def _open(self, at: float) -> None:
        voiced = sum(self._recent)
        self._turn = list(self._before)
        self._before.clear()
        self._recent.clear()
        self._voiced_frames = voiced
        self._last_voiced = at + FRAME_SECONDS
        self._started_at = at + FRAME_SECONDS - voiced * FRAME_SECONDS

    def _close(self) -> TurnEnded | None:
        frames, self._turn = self._turn or [], None
        # The tail is also the pre-roll of what comes next: a caller who goes on loses nothing.
        self._before.extend(frames[-(self._before.maxlen or 0) :])
        if self._voiced_frames * FRAME_SECONDS < self._rules.min_voiced:
            return None
        return TurnEnded(b"".join(frames), self._started_at, self._last_voiced)

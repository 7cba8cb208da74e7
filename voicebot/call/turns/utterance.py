"""What the caller says between two silences, as it comes in: its sound, its voice, its pauses.

Pre-roll keeps the sound before the first voiced frame, so that soft first syllables reach Whisper. When it is
over is not decided here, see `ends.py`.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from voicebot.audio.frames import FRAME_SECONDS
from voicebot.call.turns.gate import GateRules


@dataclass(frozen=True, slots=True)
class TurnRules:
    """Times in seconds.

    start_voiced: this many voiced frames among the last ``start_window`` begin an utterance (60 of 100 ms,
    the same debounce order as WebRTC's own hang-over). go_on_voiced: voiced frames in a row with which the
    caller goes on after a pause; one alone is a click. min_voiced: shorter sounds (clicks, a breath) are no
    turn; the shortest Dutch answer, 'ja', has about 0.15 s of voice. max_turn: Whisper's window is 30 s.
    speculate: silence after which the text is asked for although the caller may go on (0.12 s costs words).
    late: packets may come so much after their time, as lines on the internet jitter and busy machines stall;
    only what stays away for longer is silence. urgent: silence after which it is no longer speculation.
    probe: length after which sound without a pause that cut the bot off is looked at: music has none, and the
    bot need not be silent for it. no_text: silence after which an utterance ends whose text is still not
    there. patience: factor on the silences of `ends.py`.
    """

    pre_roll: float = 0.5
    start_voiced: int = 3
    start_window: int = 5
    go_on_voiced: int = 2
    min_voiced: float = 0.1
    max_turn: float = 20.0
    speculate: float = 0.16
    late: float = 0.4
    urgent: float = 0.3
    no_text: float = 2.0
    probe: float = 1.5
    patience: float = 1.0
    gate: GateRules = field(default_factory=GateRules)


class Utterance:
    """Cuts one caller's frames into utterances; one is open at a time, or none."""

    def __init__(self, rules: TurnRules) -> None:
        self._rules = rules
        self._recent: deque[bool] = deque(maxlen=rules.start_window)
        self._before: deque[bytes] = deque(maxlen=round(rules.pre_roll / FRAME_SECONDS) + rules.start_window)
        self._frames: list[bytes] | None = None
        self.now = 0.0  # stream seconds of the end of the last frame, or later when frames stay away
        self._came = 0.0  # of the end of the last frame
        self._voiced_frames = 0
        self._run = 0  # voiced frames in a row
        self.started_at = 0.0
        self.last_voiced = 0.0  # stream seconds of the end of the last voiced frame

    @property
    def open(self) -> bool:
        """Whether the caller began and did not end."""
        return self._frames is not None

    @property
    def voiced_seconds(self) -> float:
        """Voiced sound so far, in seconds; 0.0 when none is open."""
        return self._voiced_frames * FRAME_SECONDS if self.open else 0.0

    @property
    def silence(self) -> float:
        """Seconds since the last voiced frame."""
        return self.now - self.last_voiced

    @property
    def length(self) -> float:
        """Seconds since the first voiced frame."""
        return self.now - self.started_at

    @property
    def audio(self) -> bytes:
        """8 kHz μ-law so far, with pre-roll and the silence at its end."""
        return b"".join(self._frames or ())

    def push(self, at: float, frame: bytes, voiced: bool) -> bool:
        """Add 20 ms that began at ``at`` (stream seconds); whether voice was heard in an open utterance."""
        self.now = self._came = at + FRAME_SECONDS
        self._recent.append(voiced)
        if self._frames is None:
            self._before.append(frame)
            if sum(self._recent) < self._rules.start_voiced:
                return False
            self._begin()
            return True
        self._frames.append(frame)
        self._run = self._run + 1 if voiced else 0
        paused = self.silence > self._rules.go_on_voiced * FRAME_SECONDS + 1e-9
        if not voiced or (paused and self._run < self._rules.go_on_voiced):
            return False
        self._voiced_frames += self._run if paused else 1
        self.last_voiced = self.now
        return True

    def pass_time(self, now: float) -> None:
        """No frame came, but it is ``now``: lost packets are silence, late ones are not."""
        if now - self._came > self._rules.late:
            self.now = max(self.now, now)

    def end(self) -> None:
        """Close it. Its tail is also the pre-roll of what comes next: a caller who goes on loses nothing."""
        self._before.extend((self._frames or [])[-(self._before.maxlen or 0) :])
        self._frames = None
        self._recent.clear()

    def _begin(self) -> None:
        voiced = sum(self._recent)
        self._frames = list(self._before)
        self._before.clear()
        self._voiced_frames = voiced
        self._run = voiced
        self.last_voiced = self.now
        self.started_at = self.now - voiced * FRAME_SECONDS

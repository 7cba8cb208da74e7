"""What can happen to a call. Every event carries ``at``: seconds of the media stream's own time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from voicebot.call.replies import Reply


class StopReason(StrEnum):
    """Why the stream is over."""

    HUNG_UP = "hung_up"  # the carrier said `stop`
    LOST = "lost"  # the socket closed without `stop`
    STALLED = "stalled"  # no frames for too long
    SHUTDOWN = "shutdown"  # our own server stops
    ERROR = "error"  # our own code failed


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events; ``at`` is stream time in seconds."""

    at: float


@dataclass(frozen=True, slots=True)
class StreamStarted(Event):
    """The carrier's `start` was accepted; audio follows.

    can_call_back: whether the caller's number is one that a person can ring later. crowded: more calls are
    going on than can be answered in time. returned: why no person came for a caller who was to get one and is
    back ('nobody_free' or 'closed'), '' for a new call. disclosed: the disclosure was proven heard before
    that. queue: the one that was waited for, '' when none is known.
    """

    can_call_back: bool = True
    crowded: bool = False
    returned: str = ""
    disclosed: bool = False
    queue: str = ""


@dataclass(frozen=True, slots=True)
class MediaFrame(Event):
    """20 ms of the caller: 160 bytes of 8 kHz μ-law, and whether the voice-activity detector heard speech.

    level: root mean square of the samples in dBFS (0 is a full-scale square wave); a telephone voice has
    about -20, a quiet line -60 and less.
    """

    audio: bytes
    voiced: bool
    level: float = -20.0


@dataclass(frozen=True, slots=True)
class KeyPressed(Event):
    """A key of the telephone: one of 0-9, '*', '#', A-D."""

    key: str


@dataclass(frozen=True, slots=True)
class PlaybackMark(Event):
    """The carrier returned a mark. Returned after a clear it proves nothing (invariant 7)."""

    name: str


@dataclass(frozen=True, slots=True)
class StreamStopped(Event):
    """No more audio will come."""

    reason: StopReason


@dataclass(frozen=True, slots=True)
class TranscriptReady(Event):
    """What Whisper made of a turn, or of as much of it as was there: its draft of that number.

    confidence: 0..1. rejected: names the gate that refused the text: 'no_speech' (noise or silence) or
    'unclear' (speech that was not understood), or None.
    """

    turn_id: int
    text: str
    confidence: float
    rejected: str | None = None
    model: str = ""
    draft: int = 1


@dataclass(frozen=True, slots=True)
class TranscriptFailed(Event):
    """The transcriber crashed, timed out or was too busy."""

    turn_id: int
    reason: str
    draft: int = 1


@dataclass(frozen=True, slots=True)
class DialoguePrepared(Event):
    """What the dialogue thinks of a draft. ``whole``: the answer to the open question is complete in it, None
    when the question wants none that can be complete. ``sure``: it would know what to do with it.
    ``complete``: how likely nothing is missing at its end, 0 to 1; None: not known. ``story``: a person will
    hear of it (a claim, a complaint), so all that is said of it counts.
    """

    turn_id: int
    draft: int
    whole: bool | None
    sure: bool
    complete: float | None = None
    story: bool = False


@dataclass(frozen=True, slots=True)
class DeskAnswered(Event):
    """Whether a person can come for the caller of the last HandOver. ``refused``: why not, '' when one can.

    wait: expected seconds, None when nobody knows. patience: seconds after which the caller is back here if
    nobody came, None when that is not known.
    """

    refused: str = ""
    wait: float | None = None
    patience: float | None = None


@dataclass(frozen=True, slots=True)
class ReplyReady(Event):
    """The dialogue's answer to a turn."""

    turn_id: int
    reply: Reply


@dataclass(frozen=True, slots=True)
class ReplyFailed(Event):
    """The dialogue crashed, timed out or answered nonsense."""

    turn_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class SpeechReady(Event):
    """Synthesized speech: 8 kHz μ-law without header. ``level``: of its voiced parts, in dBFS."""

    speech_id: int
    audio: bytes
    level: float = -20.0


@dataclass(frozen=True, slots=True)
class SpeechFailed(Event):
    """The synthesizer crashed or timed out."""

    speech_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class TimePassed(Event):
    """The clock moved on without a frame (packet loss, a stalled line)."""


@dataclass(frozen=True, slots=True)
class TimerFired(Event):
    """A timer of the call fell due. Made by the call itself from `Call.next_timer`; see `timers.py`."""

    name: str

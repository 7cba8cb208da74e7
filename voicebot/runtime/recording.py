"""Keeps both sides of a call as sound, for callers who agreed to it beforehand; nobody else's.

8 kHz μ-law stereo, the caller left, the bot right, from the stream's start: as Twilio's dual-channel
recordings. Who comes back from a queue has a second stream, which is put behind the first. A file only its
owner may read, deleted after some days.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from voicebot.audio import wav
from voicebot.audio.frames import SAMPLE_RATE, SILENCE_BYTE
from voicebot.call.ledger import Kind, LedgerEntry
from voicebot.call.ports import MediaOutlet
from voicebot.store.recordings import RULE, path_of, seconds

log = logging.getLogger(__name__)
MOST_SECONDS = 1800.0  # twice the longest call (CallRules.call_limit)


@dataclass(frozen=True, slots=True)
class Consent:
    """Who agreed to be recorded: E.164 ``numbers``. ``folder``: where recordings are."""

    numbers: frozenset[str]
    folder: Path

    def recording(self, call_id: str, caller: str) -> Recording | None:
        """Where the call's sound goes; None for a caller who did not agree. ``call_id``: the carrier's."""
        path = path_of(self.folder, call_id)
        return Recording(path) if path and caller in self.numbers else None


class Recording:
    """One stream's sound, kept as ``path`` behind what is there of its call. Driven by its own thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._begins = seconds(path)
        except OSError:  # the usual: the call's first stream
            self._begins = 0.0
        self._caller = bytearray()
        self._bot = bytearray()

    def caller(self, frame: bytes, at: float) -> None:
        """20 ms that began at ``at`` (stream seconds); what never came is silence."""
        _put(self._caller, frame, at)

    def bot(self, mulaw: bytes, now: float) -> None:
        """Sent now; the carrier plays it at once, or after what it still has."""
        _put(self._bot, mulaw, max(now, len(self._bot) / SAMPLE_RATE))

    def clear(self, now: float) -> None:
        """The carrier dropped what it had not played."""
        del self._bot[round(now * SAMPLE_RATE) :]

    def save(self) -> None:
        """Write it, if there is any sound; a disk that does not take it is logged, and the call goes on."""
        if not self._caller and not self._bot:
            return
        try:
            before = wav.read(self._path).channels if self._path.exists() else (b"", b"")
            sound = (bytes(self._caller), bytes(self._bot))
            data = wav.encode([old + new for old, new in zip(before, sound, strict=True)], mulaw=True)
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            part = self._path.with_suffix(".part")
            part.touch(mode=0o600)
            part.write_bytes(data)
            part.replace(self._path)  # whoever waits for it never sees half of it
        except (OSError, ValueError) as error:  # ValueError: what lies there is no recording
            log.error("a call's recording could not be kept (%s)", getattr(error, "strerror", error))

    def entry(self) -> LedgerEntry:
        """What the ledger says of a stream that is recorded: also at which second of the sound it begins."""
        return LedgerEntry(0.0, Kind.DECISION, RULE, {"recorded": True, "from": round(self._begins, 2)})


class RecordedOutlet:
    """Implements `voicebot.call.ports.MediaOutlet`: passes all on, and tells the recording."""

    def __init__(self, outlet: MediaOutlet, recording: Recording, now: Callable[[], float]) -> None:
        """``now``: the call's stream seconds."""
        self._outlet, self._recording, self._now = outlet, recording, now

    def send_audio(self, mulaw: bytes) -> None:
        """See `MediaOutlet`."""
        self._outlet.send_audio(mulaw)
        self._recording.bot(mulaw, self._now())

    def send_mark(self, name: str) -> None:
        """See `MediaOutlet`."""
        self._outlet.send_mark(name)

    def send_clear(self) -> None:
        """See `MediaOutlet`."""
        self._outlet.send_clear()
        self._recording.clear(self._now())

    def close(self) -> None:
        """See `MediaOutlet`."""
        self._outlet.close()


def _put(track: bytearray, sound: bytes, at: float) -> None:
    start = round(at * SAMPLE_RATE)
    if start + len(sound) > MOST_SECONDS * SAMPLE_RATE:
        return
    track += SILENCE_BYTE * (start - len(track))
    track[start : start + len(sound)] = sound

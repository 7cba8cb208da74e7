"""What happened on the line, as the carrier saw it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class What(StrEnum):
    """Kinds of events on the line."""

    WEBHOOK = "webhook"  # text: path
    STREAM = "stream"  # the media stream began
    CALLER = "caller"  # the caller speaks from `at` to `until`; text: what is said, data: the file's name
    KEY = "key"  # text: the key
    BOT = "bot"  # the bot is heard from `at` to `until`
    MARK = "mark"  # text: name; played past
    CLEARED = "cleared"  # `clear` came; data: seconds of sound dropped
    CALLER_HANGS_UP = "caller_hangs_up"
    STREAM_CLOSED = "stream_closed"  # by the server; data: seconds of sound dropped
    DIAL = "dial"  # text: number; data: how the carrier was told to let it end
    TALKED = "talked"  # the caller was with a person; text: the conference
    PLAY = "play"  # text: path
    SAY = "say"  # text
    HANG_UP = "hang_up"  # the server's <Hangup/>, or the end of its TwiML
    PROBLEM = "problem"  # the server broke the carrier's rules, or did not answer


@dataclass(slots=True)
class Moment:
    """One event. ``at`` and ``until`` are seconds since the stream began (before it: 0)."""

    at: float
    what: What
    text: str = ""
    until: float | None = None
    data: str = ""


@dataclass(slots=True)
class Timeline:
    """All of one call, in order of beginning."""

    moments: list[Moment] = field(default_factory=list)

    def add(
        self, at: float, what: What, text: str = "", *, until: float | None = None, data: str = ""
    ) -> Moment:
        """Write down an event; returns it, so that its end can be filled in."""
        moment = Moment(round(at, 2), what, text, until, data)
        self.moments.append(moment)
        return moment

    def of(self, *kinds: What) -> list[Moment]:
        """The events of these kinds."""
        return [moment for moment in self.moments if moment.what in kinds]

"""Whether a call can be heard: its ledger says that the caller agreed, it is over, and its sound is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from voicebot.console.house import Parts
from voicebot.console.story import Story, live
from voicebot.store.recordings import Kept, Streams, streams_of
from voicebot.store.records import StoredCall, StoredEntry
from voicebot.store.search import PastTransfer


@dataclass(frozen=True, slots=True)
class Sound:
    """Of a call whose caller agreed. streams: what the sound holds, see `Streams`.

    kept: None while the call goes on, and when there is nothing (any more). expired: kept is None because
    its days were over, at ``until``.
    """

    streams: Streams
    kept: Kept | None
    until: datetime
    expired: bool
    days: int


def of(parts: Parts, story: Story) -> Sound | None:
    """The sound of a story's call; None for a caller who did not agree."""
    return _sound(parts, story.call, story.ledger, story.transfers)


def load(parts: Parts, call_id: str) -> Sound | None:
    """The same for a call by its id; None for an unknown call too. Raises PartError."""
    call = parts.calls.call(call_id)
    if call is None:
        return None
    return _sound(parts, call, parts.calls.ledger(call_id), parts.search.transfers(call_id))


def _sound(
    parts: Parts, call: StoredCall, ledger: Iterable[StoredEntry], transfers: Iterable[PastTransfer]
) -> Sound | None:
    streams = streams_of(ledger)
    if not streams.begins:
        return None
    days = parts.recordings.days
    kept = None if live(call, transfers) else parts.recordings.of(call.call_id)
    until = kept.until if kept else (call.ended_at or call.started_at) + timedelta(days=days)
    return Sound(streams, kept, until, expired=kept is None and until <= parts.now(), days=days)

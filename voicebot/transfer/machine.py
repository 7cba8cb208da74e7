"""The state machine of one transfer: an event comes in, a new picture and commands go out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from voicebot.transfer import events as on
from voicebot.transfer.commands import Command
from voicebot.transfer.effects import EFFECTS, Change
from voicebot.transfer.guards import GUARDS
from voicebot.transfer.state import WAITING, Kind, Limits, Picture, State
from voicebot.transfer.table import TABLE, Row

_ROWS: dict[tuple[State, type[on.Event]], list[Row]] = {}
for _row in TABLE:
    for _state in _row.states:
        _ROWS.setdefault((_state, _row.event), []).append(_row)


@dataclass(frozen=True, slots=True)
class Step:
    """What an event did. ``row`` is None when it did nothing."""

    picture: Picture
    commands: tuple[Command, ...]
    row: Row | None


def row_of(picture: Picture, event: on.Event, limits: Limits) -> Row | None:
    """The row of the table that the event takes; None when it changes nothing."""
    rows = _ROWS.get((picture.state, type(event)), ())
    for row in rows:
        if all(GUARDS[name](picture, event, limits) for name in row.guards):
            return row
    return None


def apply(picture: Picture, event: on.Event, limits: Limits) -> Step:
    """What becomes of a transfer. ``limits``: those of its queue."""
    row = row_of(picture, event, limits)
    if row is None:
        return Step(picture, (), None)
    change = Change(picture, event, limits)
    for name in row.effects:
        EFFECTS[name](change)
    if row.next is not None:
        change.picture = replace(change.picture, state=row.next, changed_at=event.at)
    return Step(change.picture, tuple(change.commands), row)


def timers(picture: Picture, limits: Limits) -> Iterator[tuple[datetime, on.Event]]:
    """What time will bring if nothing else does: when it is due, and the event of that moment."""

    def after(start: datetime, seconds: float) -> datetime:
        return start + timedelta(seconds=seconds)

    live, state, offer = picture.kind is Kind.LIVE, picture.state, picture.offer
    if live and picture.arrived_at is None and state in (*WAITING, State.ACCEPTED):
        due = after(picture.created_at, limits.arrival)
        yield due, on.ArrivalOverdue(due)
    if state in WAITING:
        if picture.arrived_at is not None and not (offer and offer.answered_at):
            due = after(picture.arrived_at, limits.patience)
            yield due, on.PatienceOver(due)
        if limits.overflow_after is not None and limits.overflow_to not in picture.queues:
            due = after(picture.created_at, limits.overflow_after)
            yield due, on.Overflowed(due, limits.overflow_to)
    if state is State.RINGING and offer is not None:
        if offer.answered_at is not None:
            due = after(offer.answered_at, limits.choose)
        elif offer.unclear_at is not None:
            due = after(offer.unclear_at, limits.unclear)
        else:
            due = after(offer.made_at, limits.ring + limits.grace)
        yield due, on.OfferOverdue(due, offer.id)
    elif state is State.ACCEPTED and offer is not None and offer.accepted_at is not None:
        # An agent who was told to join, and a caller who is not there yet: ArrivalOverdue is theirs.
        if not (offer.told and live and picture.arrived_at is None):
            due = after(max(offer.accepted_at, picture.arrived_at or offer.accepted_at), limits.join)
            yield due, on.JoinOverdue(due, offer.id)
    elif state is State.DIALLING and picture.dialled_at is not None:
        wait = limits.unclear if picture.dial_unclear else limits.dial + limits.grace
        due = after(picture.dialled_at, wait)
        yield due, on.DialOverdue(due)
    elif state is State.RETURNING and picture.out_at is not None:
        due = after(picture.out_at, limits.brief)
        yield due, on.CallerFetched(due)
    elif state is State.RETURNING and picture.returning_since is not None:
        due = after(picture.alarmed_at or picture.returning_since, limits.back)
        yield due, on.FetchOverdue(due)
    elif state is State.JOINED and picture.joined_at is not None:
        due = after(picture.joined_at, limits.talk)
        yield due, on.TalkOverdue(due)


def overdue(picture: Picture, limits: Limits, now: datetime) -> on.Event | None:
    """The event that time brought and that has not happened yet, the earliest first; None for none."""
    past = [(due, event) for due, event in timers(picture, limits) if due <= now]
    if not past:
        return None
    return replace(min(past, key=lambda one: one[0])[1], at=now)

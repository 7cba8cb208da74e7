"""Tells transfers what happened: reads one, asks the machine, stores the step if nobody was faster."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import prometheus_client

from voicebot.call.ports import PartError
from voicebot.store.transfers import Saved, SqlTransfers
from voicebot.transfer.commands import Alarm
from voicebot.transfer.events import Event
from voicebot.transfer.machine import Step, apply
from voicebot.transfer.queues import Queues
from voicebot.transfer.state import Picture, State

_log = logging.getLogger(__name__)
_ENDED = prometheus_client.Counter(
    "voicebot_transfers",
    "Transfers that are over, by kind, queue and how they ended",
    ["kind", "queue", "end"],
)
_WAITED = prometheus_client.Histogram(
    "voicebot_transfer_wait_seconds",
    "From the decision until the caller and an agent talked",
    ["queue"],
    buckets=(5, 10, 20, 30, 45, 60, 90, 120, 180, 300, 600),
)
# Everybody who changes a transfer at the same moment succeeds once in so many rounds.
_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Told:
    """A transfer after it was told something. ``moved``: it made a difference."""

    picture: Picture
    moved: bool


class Mover:
    """The one way to change a transfer. Thread- and process-safe."""

    def __init__(self, transfers: SqlTransfers, queues: Queues, now: Callable[[], datetime]) -> None:
        self._transfers = transfers
        self._queues = queues
        self._now = now
        self._listeners: list[Callable[[], None]] = []

    def listen(self, listener: Callable[[], None]) -> None:
        """Have ``listener`` called after every change by this process; it must be quick and not fail."""
        self._listeners.append(listener)

    def tell(self, transfer_id: str, event: Event, *, key: str = "") -> Told | None:
        """Tell a transfer an event; None when there is none of this id.

        ``key``: told once, it is not told again. The event's ``at`` becomes now. Raises PartError.
        """
        for _ in range(_ROUNDS):
            stored = self._transfers.load(transfer_id)
            if stored is None:
                return None
            before = stored.picture
            step = apply(before, replace(event, at=self._now()), self._queues.limits(before.queue))
            if step.row is None or (step.picture == before and not step.commands):
                return Told(before, moved=False)
            saved = self._transfers.save(stored, step, key=key)
            if saved is Saved.DONE:
                self._report(before, event, step)
                return Told(step.picture, moved=True)
            if saved is not Saved.STALE:
                return Told(before, moved=False)
        raise PartError(f"transfer {transfer_id} changes too fast to be told anything")

    def changed(self) -> None:
        """Tell the listeners that something changed."""
        for listener in self._listeners:
            listener()

    def _report(self, before: Picture, event: Event, step: Step) -> None:
        after = step.picture
        if after.state is not before.state:
            _log.info("transfer %s: %s, %s -> %s", after.id, type(event).__name__, before.state, after.state)
            if after.final:
                _ENDED.labels(after.kind.value, after.queue, after.state.value).inc()
            if after.state is State.JOINED and after.joined_at is not None:
                _WAITED.labels(after.queue).observe((after.joined_at - after.created_at).total_seconds())
        for command in step.commands:
            if isinstance(command, Alarm):
                _log.error("ALARM, transfer %s: %s", after.id, command.what)
        self.changed()

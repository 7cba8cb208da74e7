"""Keeps transfers moving: fires their timers, chooses agents, begins callbacks, carries errands out."""

from __future__ import annotations

import logging
import math
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

from voicebot.call.ports import PartError
from voicebot.desk.errands import Errands
from voicebot.desk.mover import Mover
from voicebot.phone_numbers import can_be_called
from voicebot.store.callbacks import DueCallback, SqlCallbacks
from voicebot.store.duty import SqlDuty
from voicebot.store.errands import SqlErrands, StoredErrand
from voicebot.store.transfers import SqlTransfers
from voicebot.transfer import events as on
from voicebot.transfer.machine import overdue
from voicebot.transfer.ports import LegOutcome
from voicebot.transfer.queues import Queues
from voicebot.transfer.routing import Colleague, assign, next_agent, somebody, urgency
from voicebot.transfer.state import Kind, Picture, State

_log = logging.getLogger(__name__)
_LONGEST_PAUSE = 30.0
# Seconds between two questions to the carrier after calls whose end it may have told to nobody.
_LOOK_EVERY = 300.0


class Dispatcher:
    """One thread, and a few for the carrier. Any number of processes may each have one.

    All that it knows is in the store: after a crash the next one goes on. idle_seconds: the pause between
    looks when nothing happens; what other processes change is seen that late. workers: errands at once.
    seconds: a clock that never jumps.
    """

    def __init__(
        self,
        transfers: SqlTransfers,
        duty: SqlDuty,
        callbacks: SqlCallbacks,
        outbox: SqlErrands,
        errands: Errands,
        mover: Mover,
        queues: Queues,
        now: Callable[[], datetime],
        *,
        idle_seconds: float = 0.5,
        workers: int = 8,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._transfers = transfers
        self._duty = duty
        self._callbacks = callbacks
        self._outbox = outbox
        self._errands = errands
        self._mover = mover
        self._queues = queues
        self._now = now
        self._idle_seconds = idle_seconds
        self._workers = workers
        self._seconds = seconds
        self._done_at = self._free_at = 0.0  # when it last was through, and had a worker for an errand
        self._pool: ThreadPoolExecutor | None = None
        self._under_way = threading.BoundedSemaphore(workers)
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        mover.listen(self.nudge)

    def start(self) -> None:
        """Begin. Idempotent until `stop`."""
        if self._thread is None:
            self._done_at = self._free_at = self._seconds()
            self._pool = ThreadPoolExecutor(self._workers, thread_name_prefix="transfer-errand")
            self._thread = threading.Thread(target=self._run, name="transfers", daemon=True)
            self._thread.start()

    def stop(self, timeout: float = 10.0) -> bool:
        """Stop; errands under way are finished. False when that took more than ``timeout`` seconds."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout)
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        return self._thread is None or not self._thread.is_alive()

    def silent_seconds(self) -> float:
        """How long it has not done what was due, or had no worker left for errands: while all is well, hardly
        more than a pause. Infinite when it does not run.
        """
        if self._thread is None or not self._thread.is_alive():
            return math.inf
        return max(0.0, self._seconds() - min(self._done_at, self._free_at))

    def nudge(self) -> None:
        """Look at once: something changed."""
        self._wake.set()

    def run_once(self) -> None:
        """Do what is due now. Raises PartError when the database is gone."""
        now = self._now()
        self._duty.end_wrap_ups()
        for agent_id in self._duty.free_forgotten():
            _log.error("agent %d was busy without a call, and is free again", agent_id)
        pictures = {stored.picture.id: stored.picture for stored in self._transfers.all_open()}
        colleagues = self._duty.colleagues()
        for picture in tuple(pictures.values()):
            event = overdue(picture, self._queues.limits(picture.queue), now)
            if event is None:
                event = self._nobody_comes(picture, colleagues, now)
            if event is not None:
                pictures[picture.id] = self._tell(picture, event)
        for picture in self._begin_callbacks(colleagues, now):
            pictures[picture.id] = picture
        for picture, agent in assign(pictures.values(), colleagues, now):
            # Whether the agent is still free, and the transfer still searches, the store knows.
            self._tell(picture, on.Offered(now, uuid.uuid4().hex, agent_id=agent.id))
        self._send_errands()

    def look_after_all(self) -> None:
        """Ask the carrier after every call of the open transfers. Raises PartError."""
        for stored in self._transfers.all_open():
            if self._stopping.is_set():
                return
            self._errands.look_after(stored.picture)

    def _look_after_all(self) -> None:
        try:
            self.look_after_all()
        except PartError as error:
            _log.warning("transfers could not be looked after: %s", error)
        except Exception:  # noqa: BLE001
            _log.exception("transfers could not be looked after")

    def _nobody_comes(
        self, picture: Picture, colleagues: tuple[Colleague, ...], now: datetime
    ) -> on.Event | None:
        offer = picture.offer
        if picture.state is State.RINGING and offer is not None:
            # Disabled, in another role, or logged out while the telephone rings.
            if not any(one.id == offer.agent_id and one.at_work for one in colleagues):
                return on.Declined(now, offer.id, outcome=LegOutcome.CANCELED)
            return None
        if picture.state is not State.SEARCHING:
            return None
        if picture.kind is Kind.CALLBACK and not self._queues.is_open(picture.queue, now):
            return on.QueueClosed(now)
        if not somebody(self._queues.skills(picture.queue), colleagues):
            return on.NobodyLeft(now)
        return None

    def _begin_callbacks(self, colleagues: tuple[Colleague, ...], now: datetime) -> Iterator[Picture]:
        free = {one.id: one for one in colleagues if one.free}
        if not free:
            return
        due = [(one.created_at, self._callback(one, now)) for one in self._due()]
        # The most urgent first, among them the longest promised.
        for _, picture in sorted(due, key=lambda one: urgency(replace(one[1], created_at=one[0]))):
            agent = next_agent(picture, free.values(), now)
            if agent is None or not self._queues.is_open(picture.queue, now):
                continue
            # As many as there are agents: the others wait where their turn can still change.
            if self._callbacks.begin(picture):
                del free[agent.id]
                yield picture

    def _due(self) -> Iterator[DueCallback]:
        for due in self._callbacks.due():
            if can_be_called(due.number):
                yield due
            else:
                _log.error("call %s: its callback has no number that can be called", due.call_id)
                self._callbacks.hold(due.call_id)

    def _callback(self, due: DueCallback, now: datetime) -> Picture:
        queue = self._queues.get(due.queue)
        after = queue.limits.overflow_after
        helped = after is not None and now >= due.due_since + timedelta(seconds=after)
        return Picture(
            id=uuid.uuid4().hex,
            call_id=due.call_id,
            kind=Kind.CALLBACK,
            queue=queue.name,
            priority=due.priority,
            rule_id=due.rule_id,
            summary=due.summary,
            created_at=now,
            changed_at=now,
            overflow=queue.limits.overflow_to if helped else "",
            tries=due.tries,
        )

    def _tell(self, picture: Picture, event: on.Event) -> Picture:
        """The transfer after it was told."""
        try:
            told = self._mover.tell(picture.id, event)
        except PartError:
            raise
        except Exception:  # noqa: BLE001
            # One bad transfer must not stop the others.
            _log.exception("transfer %s: could not be told %s", picture.id, type(event).__name__)
            return picture
        return told.picture if told else picture

    def _send_errands(self) -> None:
        if self._pool is None:
            for errand in self._outbox.take():
                self._errands.carry_out(errand)
            return
        # Taken only when a worker is free for it: what waits here would look like a crash to others.
        while self._under_way.acquire(blocking=False):
            self._free_at = self._seconds()
            taken = self._outbox.take(1)
            if not taken:
                self._under_way.release()
                return
            self._pool.submit(self._carry_out, taken[0])

    def _carry_out(self, errand: StoredErrand) -> None:
        try:
            self._errands.carry_out(errand)
        except PartError as error:
            _log.warning("an errand waits: %s", error)  # its lease runs out, and it is taken again
        except Exception:  # noqa: BLE001
            _log.exception("an errand failed unexpectedly")
        finally:
            self._under_way.release()
            self.nudge()

    def _run(self) -> None:
        pause, looked = self._idle_seconds, -_LOOK_EVERY
        while not self._stopping.is_set():
            if self._pool is not None and time.monotonic() - looked >= _LOOK_EVERY:
                looked = time.monotonic()
                self._pool.submit(self._look_after_all)
            self._wake.wait(pause)
            self._wake.clear()
            if self._stopping.is_set():
                return
            try:
                self.run_once()
                self._done_at = self._seconds()
                pause = self._idle_seconds
            except PartError as error:
                pause = min(pause * 2, _LONGEST_PAUSE)
                _log.warning("transfers wait: %s", error)
            except Exception:  # noqa: BLE001
                # The thread must live: callers wait.
                pause = min(pause * 2, _LONGEST_PAUSE)
                _log.exception("transfers: an unexpected error")

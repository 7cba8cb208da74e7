"""Keeps the database out of the call's way: one thread writes the ledger, in order."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter as Tally
from collections import deque

import prometheus_client

from voicebot.call.ledger import LedgerEntry
from voicebot.call.ports import CallBook, CallStatus, Conclusion, PartError
from voicebot.store.errors import Refused
from voicebot.store.late import WAITS, Late, LateWrites

_log = logging.getLogger(__name__)
_ERRORS = prometheus_client.Counter(
    "voicebot_store_errors",
    "Ledger entries that could not be written at once, by what became of them",
    ["fate"],
)
_LATE = prometheus_client.Counter(
    "voicebot_store_late",
    "Outcomes, and notes that a person is rung, that could not be written at once, by what became of them",
    ["fate"],
)
# Waits between tries to write an entry, in seconds: a short outage is outlasted, a call's end hardly delayed.
RETRY_AFTER = (0.1, 0.5, 2.0)


class BackgroundBook:
    """A CallBook whose `record` never waits for the database; the rest first waits for the call's entries.

    size: entries that may wait, and outcomes; one more is refused with PartError. flush_seconds: longest wait
    for a call's entries before its outcome is stored without them: it matters more than the evidence.
    Thread-safe. Entries that fail are tried again (``retry_after``), then dropped, logged and counted.
    An outcome that fails is kept, known to `status`, and tried again (``late_waits``) until it is stored.
    """

    def __init__(
        self,
        book: CallBook,
        *,
        size: int = 10_000,
        flush_seconds: float = 8.0,
        retry_after: tuple[float, ...] = RETRY_AFTER,
        late_waits: tuple[float, ...] = WAITS,
    ) -> None:
        self._book = book
        self._size = size
        self._flush_seconds = flush_seconds
        self._retry_after = retry_after
        self._waiting: deque[tuple[str, LedgerEntry]] = deque()
        self._unwritten: Tally[str] = Tally()  # entries not written yet, by call
        self._late = LateWrites(size, late_waits)
        self._changed = threading.Condition()
        self._closing = False
        self._deadline = 0.0  # monotonic; until then what is late is tried again at closing
        self._ended = False  # nobody writes any more
        self._hurry = threading.Event()  # set at closing: no more waiting between tries
        self._thread = threading.Thread(target=self._run, name="ledger-writer", daemon=True)
        self._thread.start()

    def open_call(self, call_id: str, caller: str, called: str) -> str:
        """See `CallBook.open_call`."""
        return self._book.open_call(call_id, caller, called)

    def claim_stream(self, call_id: str, token: str) -> bool:
        """See `CallBook.claim_stream`; an outcome that is not stored yet counts."""
        with self._changed:
            if self._late.conclusion(call_id):
                return False
        return self._book.claim_stream(call_id, token)

    def record(self, call_id: str, entry: LedgerEntry) -> None:
        """Have the entry written soon. Raises PartError when too many wait, or after `close`."""
        with self._changed:
            if self._closing:
                raise PartError("the ledger's writer is closed")
            if len(self._waiting) >= self._size:
                _ERRORS.labels("refused").inc()
                raise PartError(f"{self._size} ledger entries wait for the database: it is down or too slow")
            self._waiting.append((call_id, entry))
            self._unwritten[call_id] += 1
            self._changed.notify_all()

    def conclude(self, call_id: str, conclusion: Conclusion) -> bool:
        """See `CallBook.conclude`; the call's entries are written first.

        True as well when the database fails: the conclusion is kept and stored later. Raises PartError only
        when that cannot be (refused, too many wait, or after `close`).
        """
        late = Late(
            call_id, "outcome", lambda: self._book.conclude(call_id, conclusion), conclusion, held=True
        )
        with self._changed:
            if self._late.conclusion(call_id):
                return False
            kept = not self._ended and self._late.add(late)
        self._flush(call_id)
        try:
            new = self._book.conclude(call_id, conclusion)
        except BaseException as error:
            if kept and self._put_off(late, error):
                return True
            raise
        if kept:
            self._written(late)
        return new

    def status(self, call_id: str) -> CallStatus | None:
        """See `CallBook.status`; the call's entries are written first.

        An outcome that is not stored yet counts, also while the database is gone.
        """
        with self._changed:
            owed = self._late.conclusion(call_id)
        if owed is None:
            self._flush(call_id)
            return self._book.status(call_id)
        soon = CallStatus(call_id, owed.outcome, owed.queue, None, owed.rule_id)
        try:
            stored = self._book.status(call_id)
        except PartError:
            return soon
        return soon if stored and stored.outcome is None else stored

    def to_person(self, call_id: str, rule_id: str) -> None:
        """See `CallBook.to_person`; done soon, and tried until it is. Raises PartError when too many wait."""
        late = Late(call_id, "person", lambda: self._book.to_person(call_id, rule_id))
        with self._changed:
            if self._ended or not self._late.add(late):
                raise PartError("no more can wait for the database: it is down, or the writer is closed")
            self._changed.notify_all()

    def to_callback(self, call_id: str, rule_id: str) -> str:
        """See `CallBook.to_callback`; the call's entries and its outcome are written first."""
        self._settle(call_id)
        return self._book.to_callback(call_id, rule_id)

    def reopen(self, call_id: str, rule_id: str) -> str:
        """See `CallBook.reopen`; the call's entries and its outcome are written first."""
        self._settle(call_id)
        return self._book.reopen(call_id, rule_id)

    def disclosed(self, call_id: str) -> bool:
        """See `CallBook.disclosed`; the call's entries are written first."""
        self._flush(call_id)
        return self._book.disclosed(call_id)

    def _settle(self, call_id: str) -> None:
        """Wait until all that is known of the call is written. Raises PartError when that takes too long."""
        deadline = time.monotonic() + self._flush_seconds
        self._flush(call_id)
        with self._changed:
            if self._late.of(call_id):
                self._late.hurry()
                self._changed.notify_all()
            self._changed.wait_for(
                lambda: self._ended or not self._late.of(call_id), deadline - time.monotonic()
            )
            if self._late.of(call_id):
                raise PartError("the call's outcome waits for the database")

    def close(self, timeout: float = 10.0) -> bool:
        """Write what waits and stop; False when that took more than ``timeout`` seconds. Idempotent.

        What is late is tried again until then; given up, its calls look as after a crash.
        """
        with self._changed:
            self._closing = True
            self._deadline = time.monotonic() + timeout
            self._late.hurry()
            self._changed.notify_all()
        self._hurry.set()
        self._thread.join(timeout + 0.2)  # it ends by itself when the time is over
        with self._changed:
            entries, late = sum(self._unwritten.values()), len(self._late)
        if entries or late:
            _log.error("%d ledger entries and %d outcomes were not written before closing", entries, late)
        return not (self._thread.is_alive() or entries or late)

    def _flush(self, call_id: str) -> None:
        deadline = time.monotonic() + self._flush_seconds
        with self._changed:
            while self._unwritten[call_id] > 0:
                left = deadline - time.monotonic()
                if left <= 0:
                    _log.error("call %s goes on without %d ledger entries", call_id, self._unwritten[call_id])
                    return
                self._changed.wait(left)

    def _run(self) -> None:
        while (job := self._next()) is not None:
            if isinstance(job, Late):
                self._write_late(job)
            else:
                self._write_entry(*job)

    def _next(self) -> Late | tuple[str, LedgerEntry] | None:
        """What to write now, waiting for it; None when all is over."""
        with self._changed:
            while True:
                now = time.monotonic()
                late = self._late.next(lambda call_id: self._unwritten[call_id] <= 0)
                wait = self._late.wait(now) if late else None
                if late and wait == 0.0:
                    late.held = True
                    return late
                if self._waiting:
                    return self._waiting.popleft()
                if self._closing:
                    left = self._deadline - now
                    if left <= 0 or not len(self._late):
                        self._ended = True
                        _LATE.labels("lost").inc(len(self._late))
                        self._changed.notify_all()
                        return None
                    wait = left if wait is None else min(left, wait)
                self._changed.wait(wait)

    def _write_late(self, late: Late) -> None:
        try:
            late.write()
        except Exception as error:  # noqa: BLE001 (the thread must outlive everything)
            if not self._put_off(late, error):
                _LATE.labels("lost").inc()
                _log.exception("the %s of call %s was lost", late.what, late.call_id)
        else:
            self._written(late)

    def _put_off(self, late: Late, error: BaseException) -> bool:
        """Whether it is tried again: the database failed, and there is somebody left to try."""
        with self._changed:
            again = isinstance(error, PartError) and not isinstance(error, Refused) and not self._ended
            if again:
                self._late.failed(late, time.monotonic())
            else:
                self._late.done(late)
            self._changed.notify_all()
        if again:
            _LATE.labels("delayed" if late.tries == 1 else "retried").inc()
            _log.warning("the %s of call %s waits for the database: %s", late.what, late.call_id, error)
        return again

    def _written(self, late: Late) -> None:
        with self._changed:
            self._late.done(late)
            self._late.hurry()
            self._changed.notify_all()
        if late.tries:
            _LATE.labels("stored").inc()
            _log.warning("the %s of call %s was stored late", late.what, late.call_id)

    def _write_entry(self, call_id: str, entry: LedgerEntry) -> None:
        try:
            self._write(call_id, entry)
        except Exception:  # noqa: BLE001
            # The thread must outlive everything: without it no call could be concluded in time.
            _ERRORS.labels("dropped").inc()
            _log.exception("a ledger entry (%s) of call %s was lost", entry.kind, call_id)
        with self._changed:
            self._unwritten[call_id] -= 1
            if self._unwritten[call_id] <= 0:
                del self._unwritten[call_id]
            self._changed.notify_all()

    def _write(self, call_id: str, entry: LedgerEntry) -> None:
        for wait in self._retry_after:
            try:
                return self._book.record(call_id, entry)
            except Refused:
                raise  # trying again cannot help
            except PartError as error:
                _ERRORS.labels("retried").inc()
                _log.warning("a ledger entry (%s) is tried again in %s s: %s", entry.kind, wait, error)
                self._hurry.wait(wait)
        return self._book.record(call_id, entry)

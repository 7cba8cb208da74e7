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

_log = logging.getLogger(__name__)
_ERRORS = prometheus_client.Counter(
    "voicebot_store_errors",
    "Ledger entries that could not be written at once, by what became of them",
    ["fate"],
)
# Waits between tries to write an entry, in seconds: a short outage is outlasted, a call's end hardly delayed.
RETRY_AFTER = (0.1, 0.5, 2.0)


class BackgroundBook:
    """A CallBook whose `record` never waits for the database; the rest first waits for the call's entries.

    size: entries that may wait; one more is refused with PartError. flush_seconds: longest wait for a call's
    entries before its outcome is stored without them: the outcome matters more than the evidence.
    Thread-safe. Entries that fail are tried again (``retry_after``), then dropped, logged and counted.
    """

    def __init__(
        self,
        book: CallBook,
        *,
        size: int = 10_000,
        flush_seconds: float = 8.0,
        retry_after: tuple[float, ...] = RETRY_AFTER,
    ) -> None:
        self._book = book
        self._size = size
        self._flush_seconds = flush_seconds
        self._retry_after = retry_after
        self._waiting: deque[tuple[str, LedgerEntry]] = deque()
        self._unwritten: Tally[str] = Tally()  # entries not written yet, by call
        self._changed = threading.Condition()
        self._closing = False
        self._hurry = threading.Event()  # set at closing: no more waiting between tries
        self._thread = threading.Thread(target=self._run, name="ledger-writer", daemon=True)
        self._thread.start()

    def open_call(self, call_id: str, caller: str, called: str) -> str:
        """See `CallBook.open_call`."""
        return self._book.open_call(call_id, caller, called)

    def claim_stream(self, call_id: str, token: str) -> bool:
        """See `CallBook.claim_stream`."""
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
        """See `CallBook.conclude`; the call's entries are written first."""
        self._flush(call_id)
        return self._book.conclude(call_id, conclusion)

    def status(self, call_id: str) -> CallStatus | None:
        """See `CallBook.status`; the call's entries are written first."""
        self._flush(call_id)
        return self._book.status(call_id)

    def to_callback(self, call_id: str, rule_id: str) -> str:
        """See `CallBook.to_callback`; the call's entries are written first."""
        self._flush(call_id)
        return self._book.to_callback(call_id, rule_id)

    def close(self, timeout: float = 10.0) -> bool:
        """Write what waits and stop; False when that took more than ``timeout`` seconds. Idempotent."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._hurry.set()
        self._thread.join(timeout)
        if self._thread.is_alive():
            _log.error("%d ledger entries were not written before closing", sum(self._unwritten.values()))
            return False
        return True

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
        while True:
            with self._changed:
                while not self._waiting and not self._closing:
                    self._changed.wait()
                if not self._waiting:
                    return
                call_id, entry = self._waiting.popleft()
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

"""The worker: has due confirmations done as workflows, and looks after those that nobody else looks after."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from voicebot.call.ports import PartError
from voicebot.confirm.channel import Reporting
from voicebot.confirm.steps import Steps
from voicebot.confirm.workflows import DRAIN_SECONDS, Runner
from voicebot.store.attempts import SqlAttempts
from voicebot.store.heartbeat import Heartbeat
from voicebot.store.outbound import SqlOutbound

log = logging.getLogger(__name__)
BEAT_SECONDS = 5.0
# A worker that gave no sign of life for so long is dead: longer than its loop can be held up by a database.
DEAD_SECONDS = 60.0
UPKEEP_SECONDS = 30.0
_FORGET_SECONDS = 3600.0
_QUEUED_SECONDS = 60.0  # a round is queued once; after so long once more, in case the queue was lost
_LONGEST_PAUSE = 30.0  # between looks at a database that does not answer


class ConfirmationWorker:
    """One worker process; any number may share a database. url: of the workflows, see `workflows.Runner`.

    beat: called every few seconds for as long as it works. reporting: the carrier of SMS, to ask what became
    of those it never told; None for none. Times in seconds: idle between looks for what is due; dead: how
    long another worker may be silent; upkeep: between looks at what lies still.
    """

    def __init__(
        self,
        engine: Engine,
        steps: Steps,
        outbound: SqlOutbound,
        attempts: SqlAttempts,
        url: str,
        *,
        reporting: Reporting | None = None,
        beat: Callable[[], None] = lambda: None,
        idle: float = 0.5,
        dead: float = DEAD_SECONDS,
        upkeep: float = UPKEEP_SECONDS,
        drain: int = DRAIN_SECONDS,
        poll: float = 0.3,
    ) -> None:
        self._engine = engine
        self._steps = steps
        self._outbound = outbound
        self._attempts = attempts
        self._url = url
        self._reporting = reporting
        self._beat = beat
        self._idle, self._dead, self._upkeep, self._drain, self._poll = idle, dead, upkeep, drain, poll
        self._queued: dict[str, float] = {}  # rounds that this process queued, and when
        self._next_beat = self._next_upkeep = self._next_forgetting = 0.0

    def run(self, stop: threading.Event) -> None:
        """Work until ``stop`` is set; rounds under way are finished. Outlasts a database that is gone.

        Raises StoreError when it cannot begin.
        """
        runner = Runner(self._url, self._steps, stop.wait, poll=self._poll)
        log.info("confirmations: %s begins", runner.name)
        pause = self._idle
        try:
            while not stop.is_set():
                try:
                    self.look(runner)
                except (PartError, SQLAlchemyError) as error:
                    pause = min(pause * 2, _LONGEST_PAUSE)
                    log.warning("confirmations wait: %s", type(error).__name__)
                else:
                    pause = self._idle
                stop.wait(pause)
        finally:
            runner.close(self._drain)
            with suppress(PartError):  # what it could not finish, another one takes over at once
                Heartbeat(self._engine, runner.name).stop()

    def look(self, runner: Runner) -> None:
        """Queue what is due; now and then, look after what lies still."""
        now = time.monotonic()
        if now >= self._next_beat:
            self._beat()
            Heartbeat(self._engine, runner.name).beat()
            self._next_beat = now + min(BEAT_SECONDS, self._dead / 4)
        if now >= self._next_upkeep:
            self._next_upkeep = now + self._upkeep
            self._take_over(runner)
            self._held(runner)
            self._silent()
        if now >= self._next_forgetting:
            self._next_forgetting = now + _FORGET_SECONDS
            runner.forget()
        self._queued = {run: since for run, since in self._queued.items() if now - since < _QUEUED_SECONDS}
        for due in self._outbound.due():
            if due.run_id not in self._queued:
                runner.enqueue(due)
                self._queued[due.run_id] = now

    def _take_over(self, runner: Runner) -> None:
        for worker in runner.others():
            age = Heartbeat(self._engine, worker).age()
            if age is None or age > self._dead:
                rounds = runner.take_over(worker)
                Heartbeat(self._engine, worker).stop()
                log.warning("%s is gone; %d of its confirmations are taken over", worker, rounds)

    def _held(self, runner: Runner) -> None:
        """Confirmations whose workflow ended without settling them, or is not known any more."""
        for due in self._outbound.held(self._steps.pace.held):
            lives = runner.lives(due.run_id)
            if lives is None and due.run_id:
                runner.enqueue(due)  # the workflows' database was lost: its own state says how to go on
            elif not lives and self._outbound.stuck(due):
                log.error("confirmation %d: its workflow ended; a person must look", due.confirmation_id)

    def _silent(self) -> None:
        """Messages that the carrier accepted and never told of again."""
        for attempt_id in self._attempts.silent(self._steps.pace.report_within):
            attempt = self._attempts.outgoing(attempt_id)
            if self._reporting and attempt.message_id:
                try:
                    status, code = self._reporting.status(attempt.message_id)
                except PartError as error:
                    log.warning("attempt %d: %s", attempt_id, error)
                else:
                    self._attempts.report(attempt_id, attempt.message_id, status, code)
            if self._attempts.no_report(attempt_id):
                log.error("attempt %d: the carrier never said what became of it", attempt_id)

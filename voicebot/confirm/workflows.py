"""The rounds of confirmations as DBOS workflows: queued once, and taken up again when a worker dies.

DBOS keeps nothing but numbers and names of workflows: texts and addresses stay in our own tables. It listens
on no port and tells nobody anything: no conductor, no telemetry, no admin server (DBOS 3 has none).

Each worker process has a name of its own and gives a sign of life under it; what one that fell silent had,
another takes over. That may be wrong (a worker that hung), so that two do the same round: the steps bear it,
because who sends must have marked the attempt first (`voicebot.confirm.steps`).
"""

from __future__ import annotations

import logging
import secrets
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from dbos import DBOS, DBOSConfig, SetWorkflowID
from dbos import error as dbos_error
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from voicebot.call.ports import PartError
from voicebot.confirm.steps import Steps, nothing
from voicebot.store.errors import StoreError
from voicebot.store.outbound import Due

log = logging.getLogger(__name__)
QUEUE = "confirmations"
# Of the workflows' shape, not of the program: a new release goes on with what an old one began, as long as
# the steps keep their order.
VERSION = "confirm-1"
AT_ONCE = 8  # rounds of one worker
DRAIN_SECONDS = 8  # for rounds under way, at the end
_KEPT = timedelta(days=7)  # of workflows that are done; what became of confirmations is in our own tables
_LIVE = frozenset({"PENDING", "ENQUEUED", "DELAYED"})
_LONGEST_PAUSE = 30.0


T = TypeVar("T")


class Stopping(BaseException):
    """The worker ends while the database is gone: the round stays as it is and is taken up again later.

    No Exception, so that DBOS does not take it for the round's result.
    """


class _Running:
    """What the workflows of this process work with. stopping: waits so many seconds, True at the end."""

    steps: Steps | None = None
    stopping: Callable[[float], bool] = staticmethod(lambda _: True)
    rounds: set[str] = set()  # noqa: RUF012 (under way in this process)


def _patiently(work: Callable[[Steps], T]) -> T:
    """Do it, again and again while the database is gone."""
    pause = 0.5
    while _Running.steps is not None:
        try:
            return work(_Running.steps)
        except PartError as error:
            log.warning("a confirmation waits: %s", error)
        if _Running.stopping(pause):
            break
        pause = min(pause * 2, _LONGEST_PAUSE)
    raise Stopping


@DBOS.step(name="take")
def _take(confirmation_id: int, run_id: str) -> bool:
    return _patiently(lambda steps: steps.take(confirmation_id, run_id))


@DBOS.step(name="write")
def _write(confirmation_id: int, run_id: str) -> int:
    return _patiently(lambda steps: steps.write(confirmation_id, run_id))


@DBOS.step(name="send")
def _send(attempt_id: int) -> float:
    return _patiently(lambda steps: steps.send(attempt_id))


@DBOS.step(name="settle")
def _settle(attempt_id: int, run_id: str, look_again: float) -> str:
    return _patiently(lambda steps: steps.settle(attempt_id, run_id, look_again))


@DBOS.workflow(name="confirm", max_recovery_attempts=1000)
def confirm(confirmation_id: int, run_id: str) -> str:
    """One round of a confirmation; its state after it, '' when another run had it."""
    _Running.rounds.add(run_id)
    try:
        return _round(confirmation_id, run_id)
    finally:
        _Running.rounds.discard(run_id)


def _round(confirmation_id: int, run_id: str) -> str:
    at = _Running.steps.at if _Running.steps else nothing
    if not _take(confirmation_id, run_id):
        return ""
    at("between take and write")
    attempt_id = _write(confirmation_id, run_id)
    if not attempt_id:
        return ""
    at("between write and send")
    look_again = _send(attempt_id)
    at("between send and settle")
    state = _settle(attempt_id, run_id, look_again)
    at("after settle")
    return state


class Runner:
    """DBOS in this process; one at a time. url: of its system database, see `system_database`.

    poll: seconds between looks at the queue. Raises StoreError when the database cannot be used.
    """

    def __init__(
        self, url: str, steps: Steps, stopping: Callable[[float], bool], *, poll: float = 0.3
    ) -> None:
        self.name = f"worker-{secrets.token_hex(8)}"
        _Running.steps, _Running.stopping = steps, stopping
        _quiet()
        config: DBOSConfig = {
            "name": "voicebot",
            "system_database_url": url,
            "application_version": VERSION,
            "executor_id": self.name,
            "log_level": "WARNING",
            "enable_otlp": False,
            "sys_db_pool_size": 5,
            "notification_listener_polling_interval_sec": min(1.0, poll * 3.4),
        }
        try:
            _own_file(url)
            DBOS(config=config)
            DBOS.launch()
            DBOS.register_queue(QUEUE, worker_concurrency=AT_ONCE, polling_interval_sec=poll)
        except (SQLAlchemyError, sqlite3.Error, dbos_error.DBOSException, OSError) as error:
            DBOS.destroy()
            raise StoreError(
                f"the workflows' database cannot be used ({type(error).__name__}); "
                "check VOICEBOT_WORKFLOW_DATABASE_URL, or VOICEBOT_DATABASE_URL where that is not set"
            ) from error

    def enqueue(self, due: Due) -> None:
        """Have a round done; the same round twice is done once."""
        with SetWorkflowID(due.run_id):
            DBOS.enqueue_workflow(QUEUE, confirm, due.confirmation_id, due.run_id)

    def lives(self, run_id: str) -> bool | None:
        """Whether this round is still to be done or under way; None when there is no such round."""
        status = DBOS.get_workflow_status(run_id)
        return None if status is None else status.status in _LIVE

    def others(self) -> frozenset[str]:
        """Workers, by name, that have rounds under way, without this one."""
        rows = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        return frozenset(row.executor_id for row in rows if row.executor_id) - {self.name}

    def take_over(self, worker: str) -> int:
        """Have done what a dead worker had under way; returns how many rounds. Idempotent."""
        # The only way to it without DBOS's paid conductor; what it does is atomic for each round.
        return len(DBOS._recover_pending_workflows([worker]))

    def forget(self) -> None:
        """Drop what is known of rounds that were done long ago."""
        before = (datetime.now(UTC) - _KEPT).isoformat()
        old = DBOS.list_workflows(
            status="SUCCESS", completed_before=before, limit=1000, load_input=False, load_output=False
        )
        if old:
            DBOS.delete_workflows([row.workflow_id for row in old])

    def close(self, seconds: int = DRAIN_SECONDS) -> None:
        """Take nothing more, finish what is under way for at most so long."""
        # DBOS waits for whole seconds, also for nothing.
        DBOS.destroy(workflow_completion_timeout_sec=seconds if _Running.rounds else 0)
        _Running.steps = None
        _Running.rounds.clear()


def system_database(database_url: str, workflow_url: str = "") -> str:
    """Where DBOS keeps its workflows: ``workflow_url``, or beside an SQLite file, or in the same PostgreSQL.

    In PostgreSQL its tables have a schema of their own, 'dbos'. SQLite is written to by one transaction at a
    time, so a file of its own keeps DBOS out of the calls' way.
    """
    if workflow_url:
        return workflow_url
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite":
        return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    path = Path(url.database or "voicebot.sqlite3")
    return f"sqlite:///{path.with_name(path.stem + '-workflows' + (path.suffix or '.sqlite3'))}"


def _own_file(url: str) -> None:
    """An SQLite file for the owner alone; its journal lets readers read while somebody writes."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return
    path = Path(parsed.database)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    connection = sqlite3.connect(path, timeout=30)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
    finally:
        connection.close()


def _quiet() -> None:
    """Have DBOS log through our own handler, which redacts."""
    logger = logging.getLogger("dbos")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
    logger.addHandler(logging.NullHandler())  # with a handler there, DBOS adds none of its own
    logger.propagate = True

"""Sends the confirmations that are owed, one after the other."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

import prometheus_client

from voicebot.call.ports import ConfirmationJob, ConfirmationJobs, PartError
from voicebot.confirm.compose import Composer, TemplateProblem
from voicebot.confirm.router import Router

_log = logging.getLogger(__name__)
_COUNTED = prometheus_client.Counter(
    "voicebot_confirmations",
    "Written confirmations, by channel and what became of them",
    ["channel", "result"],
)
# Longest pause between looks at a database that does not answer, in seconds.
_LONGEST_PAUSE = 30.0


class ConfirmationWorker:
    """Takes jobs and sends them. A job is taken before it is sent: a crash may lose one, never double it.

    What may be lost is logged at the next start. idle_seconds: pause when nothing is owed.
    """

    def __init__(
        self, jobs: ConfirmationJobs, router: Router, composer: Composer, *, idle_seconds: float = 1.0
    ) -> None:
        self._jobs = jobs
        self._router = router
        self._composer = composer
        self._idle_seconds = idle_seconds

    def run(self, stop: threading.Event) -> None:
        """Work until ``stop`` is set; a job under way is finished. Outlasts a database that is gone."""
        _tried(self._report_interrupted)
        pause = self._idle_seconds
        while not stop.is_set():
            if _tried(lambda: self.run_once(stop)):
                pause = self._idle_seconds
            else:
                pause = min(pause * 2, _LONGEST_PAUSE)
            stop.wait(pause)

    def run_once(self, stop: threading.Event | None = None) -> int:
        """Send all that is owed now (until ``stop``); returns how many were finished. Raises PartError."""
        finished = 0
        while not (stop and stop.is_set()):
            job = self._jobs.claim()
            if job is None:
                break
            self._send(job)
            finished += 1
        return finished

    def _send(self, job: ConfirmationJob) -> None:
        route = self._router.route(job)
        channel = route.notifier.channel
        message = None
        try:
            message = self._composer.compose(job, route.form, route.to)
            message_id = route.notifier.send(message)
        except (PartError, TemplateProblem) as error:
            problem = str(error)
        except Exception as error:  # noqa: BLE001
            # One bad job must not stop the others; whether it went out is not known.
            _log.exception("confirmation %d: an unexpected error", job.job_id)
            problem = f"unexpected {type(error).__name__}; it may have been sent"
        else:
            self._jobs.sent(job.job_id, channel, message, message_id)
            _COUNTED.labels(channel, "sent").inc()
            _log.info("confirmation %d of call %s went by %s", job.job_id, job.call_id, channel)
            return
        self._jobs.failed(job.job_id, channel, message, problem)
        _COUNTED.labels(channel, "failed").inc()
        _log.error(
            "confirmation %d of call %s was not sent by %s: %s", job.job_id, job.call_id, channel, problem
        )

    def _report_interrupted(self) -> None:
        left = self._jobs.interrupted()
        if left:
            _log.error(
                "%d confirmations were being sent when a worker stopped; they are not sent again, "
                "as they may have arrived. Look at them in the table 'confirmations': %s",
                len(left),
                ", ".join(map(str, left)),
            )


def _tried(work: Callable[[], object]) -> bool:
    """Whether the database answered."""
    try:
        work()
    except PartError as error:
        _log.warning("confirmations wait: %s", error)
        return False
    return True

"""Whisper as a service inside the house: the threads that hear the turns of all calls, from one line.

Who is next is decided in `hearing_line.py`. What does not fit is refused at once: it would slow every caller.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from voicebot.call.ports import NotWanted, PartError, Transcriber, Transcript
from voicebot.runtime import metrics
from voicebot.runtime.hearing_line import Fate, HearingLine, Job, Left

log = logging.getLogger(__name__)


class HearingService:
    """Thread-safe. Every draft that is submitted gets one callback, unless it is replaced or dropped before.

    Callbacks come on a worker's thread, or at once on the caller's for what is refused; no lock is held then.
    They must be brief; an exception of theirs is logged.
    """

    def __init__(self, transcriber: Transcriber, *, workers: int, waiting: int, batch: int = 1) -> None:
        """``workers``: transcriptions at once; one alone uses all cores that the transcriber was given.

        ``waiting``: turns that are over and may wait. ``batch``: turns that a worker hears together. Raises
        ValueError for numbers that are too small.
        """
        self._transcriber = transcriber
        self._batch = batch
        self._line = HearingLine(workers=workers, waiting=waiting, batch=batch)
        self._lock = threading.Condition()
        self._telling: dict[Job, int] = {}  # jobs whose callback runs, and on which thread
        self._executor = ThreadPoolExecutor(workers, thread_name_prefix="whisper")

    def submit(
        self,
        call_id: str,
        turn_id: int,
        draft: int,
        audio: bytes,
        hint: str,
        *,
        final: bool,
        done: Callable[[Transcript], None],
        failed: Callable[[str], None],
    ) -> None:
        """Hear a draft of a turn (8 kHz μ-law): the text goes to ``done``, or a reason to ``failed``.

        Earlier drafts of the turn are given up without a callback, and so is other speculation of the call
        that still waits. At once failed('busy') for a ``final`` draft when too many wait, failed('stopped')
        after `close`.
        """
        window = self._transcriber.window(audio) if self._batch > 1 else 0.0
        job = Job(call_id, turn_id, draft, audio, hint, final, done, failed, window)
        with self._lock:
            try:
                # One look at the line for every job; a look that finds it empty does no harm.
                self._executor.submit(self._hear_next)
            except RuntimeError:
                left, why = [(job, Fate.REFUSED)], "stopped"
            else:
                left, why = self._line.submit(job, time.monotonic()), "busy"
            self._announce(left)
        self._refuse(left, why)

    def hurry(self, call_id: str, turn_id: int) -> None:
        """The turn is over: its draft, waiting or under way, is final from now on; 'busy' as in `submit`."""
        with self._lock:
            left = self._line.hurry(call_id, turn_id, time.monotonic())
            self._announce(left)
        self._refuse(left, "busy")

    def drop(self, call_id: str, turn_id: int | None = None) -> None:
        """Nobody waits for the turn; None: the call is over. Afterwards no callback of it comes any more.

        So it waits for one that runs at this moment on another thread.
        """
        me = threading.get_ident()

        def quiet() -> bool:
            return not any(
                job.call_id == call_id and turn_id in (None, job.turn_id) and thread != me
                for job, thread in self._telling.items()
            )

        with self._lock:
            _count(self._line.drop(call_id, turn_id, time.monotonic()))
            self._lock.wait_for(quiet)

    def oldest(self) -> float:
        """Seconds since the oldest final draft came that is not done; 0 when there is none.

        Work that was given up counts from then, so that a transcriber that never comes back shows.
        """
        with self._lock:
            return self._line.oldest(time.monotonic())

    def close(self) -> None:
        """Take no more, refuse what waits as 'stopped', and let the running work end."""
        self._executor.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            left = self._line.close()
            self._announce(left)
        self._refuse(left, "stopped")

    # ── on a worker's thread ──────────────────────────────────────────────────────────────────────────────

    def _hear_next(self) -> None:
        with self._lock:
            jobs = self._line.take()
            started = time.monotonic()
            waits = [("final" if job.final else "draft", started - job.came) for job in jobs]
        if not jobs:
            return
        for kind, wait in waits:
            metrics.HEARING_WAIT.labels(kind=kind).observe(wait)
        fate, answers = self._answers(jobs)
        seconds = time.monotonic() - started
        for job, answer in zip(jobs, answers, strict=True):
            metrics.HEARING.observe(seconds)
            with self._lock:
                wanted = self._line.settle(job)
                if wanted:
                    self._telling[job] = threading.get_ident()
            if wanted:
                self._tell(job, fate, answer)
            else:
                metrics.WASTED_HEARING.inc(seconds / len(jobs))
                _count([(job, Fate.CANCELLED)])

    def _answers(self, jobs: list[Job]) -> tuple[Fate, list[Callable[[], None]]]:
        """Hear the jobs; how it went, and the callback of each."""
        try:
            heard = self._hear(jobs)
            return Fate.USED, [partial(job.done, text) for job, text in zip(jobs, heard, strict=True)]
        except NotWanted as error:
            why = str(error)
        except PartError as error:
            log.warning("whisper failed: %s", error)
            why = str(error)
        except Exception:
            log.exception("whisper crashed")
            why = "crashed"
        return Fate.FAILED, [partial(job.failed, why) for job in jobs]

    def _hear(self, jobs: list[Job]) -> list[Transcript]:
        first = jobs[0]
        if len(jobs) == 1:
            return [self._transcriber.transcribe(first.audio, first.hint, lambda: first.wanted)]
        return self._transcriber.transcribe_batch(
            [job.audio for job in jobs], first.hint, lambda: any(job.wanted for job in jobs)
        )

    # ── callbacks ─────────────────────────────────────────────────────────────────────────────────────────

    def _announce(self, left: Left) -> None:
        """With the lock: those that are refused will hear of it from this thread."""
        self._telling |= {job: threading.get_ident() for job, fate in left if fate is Fate.REFUSED}

    def _refuse(self, left: Left, why: str) -> None:
        _count([(job, fate) for job, fate in left if fate is not Fate.REFUSED])
        for job, fate in left:
            if fate is Fate.REFUSED:
                self._tell(job, fate, partial(job.failed, why))

    def _tell(self, job: Job, fate: Fate, callback: Callable[[], None]) -> None:
        _count([(job, fate)])
        try:
            callback()
        except Exception:
            log.exception("the caller of the hearing failed")
        finally:
            with self._lock:
                del self._telling[job]
                self._lock.notify_all()


def _count(left: Left) -> None:
    for _, fate in left:
        metrics.TRANSCRIPTIONS.labels(fate=fate.value).inc()

"""Worker processes that play virtual calls, each with warm parts of its own.

A worker that dies takes only its call with it: the others are played on by fresh ones. Workers end with the
process that started them.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from voicebot.audio import wav
from voicebot.privacy import install_logging
from voicebot.replay.deciding import Deciding
from voicebot.replay.never import Never
from voicebot.replay.plan import Job
from voicebot.replay.run_folder import RunFolder
from voicebot.replay.scenario import load
from voicebot.replay.virtual_call import Stage
from voicebot.replay.world import Worlds
from voicebot.settings import Settings

_TRIES = 2  # of a call whose worker died
_STAGE_ENDS_WITHIN = 5.0  # seconds


@dataclass(frozen=True)
class Setup:
    """What every worker must know. sound: whether recordings are kept. threads: of one transcription."""

    settings: Settings
    worlds: Worlds
    where: Deciding
    rules: tuple[Never, ...]
    folder: RunFolder
    sound: bool
    threads: int


@dataclass(frozen=True, slots=True)
class Finished:
    """A call that was played, or could not be: then ``problem`` says why. text: the call, for people."""

    job: Job
    text: str = ""
    problem: str = ""


def play_all(jobs: Sequence[Job], setup: Setup, workers: int) -> Iterator[Finished]:
    """Play all calls, as they are finished; their results are in the run's folder.

    Raises what keeps the parts from starting: PartError, WeightsError.
    """
    left = deque((job, 1) for job in jobs)
    while left:
        yield from _until_broken(left, setup, workers)


def _until_broken(left: deque[tuple[Job, int]], setup: Setup, workers: int) -> Iterator[Finished]:
    """Take calls from ``left`` until it is empty or a worker dies: then those under way are put back."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(min(workers, len(left)), context, initializer=_begin, initargs=(setup,))
    running: dict[Future[Finished], tuple[Job, int]] = {}
    try:
        while left or running:
            while left and len(running) < workers:
                job, tried = left.popleft()
                running[pool.submit(_play, job)] = (job, tried)
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                try:
                    finished = future.result()
                except BrokenProcessPool:
                    break
                del running[future]
                yield finished
            else:
                continue
            break
    except BrokenProcessPool:  # while a call was handed over
        pass
    finally:
        _stop(pool)
    for job, tried in running.values():
        if tried < _TRIES:
            left.appendleft((job, tried + 1))
        else:
            yield Finished(job, problem="the worker process died while playing it, twice")


def _stop(pool: ProcessPoolExecutor) -> None:
    """End the workers at once when there is still something under way, else in order."""
    workers = list(multiprocessing.active_children())
    pool.shutdown(wait=False, cancel_futures=True)
    deadline = time.monotonic() + _STAGE_ENDS_WITHIN
    for worker in workers:
        worker.join(max(0.0, deadline - time.monotonic()))
        if worker.is_alive():
            worker.kill()


# ── in a worker ───────────────────────────────────────────────────────────────────────────────────────────

_setup: Setup | None = None
_stage: Stage | None = None


def _begin(setup: Setup) -> None:
    global _setup
    _setup = setup
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C is for the one who started us
    install_logging("ERROR")
    parent = multiprocessing.parent_process()
    if parent:

        def end() -> None:
            parent.join()
            os._exit(0)

        threading.Thread(target=end, daemon=True).start()


def _play(job: Job) -> Finished:
    global _stage
    assert _setup is not None  # noqa: S101  (the pool calls _begin first)
    if _stage is None:
        _stage = Stage(_setup.settings, _setup.worlds, _setup.where, _setup.rules, _setup.threads)
    began = time.monotonic()
    recording = _setup.folder.recording(job) if _setup.sound else None
    try:
        played = _stage.play(load(job.path), job, recording)
        if recording:
            wav.write(_setup.folder.path / recording, played.sound)
        _setup.folder.took(job.id, time.monotonic() - began)  # before it counts as finished
        _setup.folder.keep(played.result)
    except Exception as error:  # noqa: BLE001  (whatever the code under test raises is what we want to know)
        traceback.print_exc(file=sys.stderr)
        where = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(where.filename).name}:{where.lineno}"
        problem = f"{type(error).__name__} in {where.name} ({place}): {error}"
        return Finished(job, problem=problem)
    return Finished(job, played.text)

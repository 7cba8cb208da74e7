"""Confirmations under fire: workers killed at every step, a carrier and a mail server that misbehave.

Each run is one confirmation with a receiver of its own. Afterwards every receiver must have got exactly one
message, or the house must say by an alarm that it does not know or could not.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import signal
import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Blueprint, Flask

from voicebot.call.outcome import Outcome
from voicebot.call.ports import Conclusion
from voicebot.call.replies import Agreement
from voicebot.call.written import Written
from voicebot.soak.dying import BACK_OFF, BOUNDARIES, LOOK_AGAIN, Life, work
from voicebot.soak.post import ENDS, MAIL_FAULTS, REPORTS, SMS_FAULTS, Fate, MailServer, TextCarrier, World
from voicebot.store.attempts import SqlAttempts
from voicebot.store.book import SqlCallBook
from voicebot.store.confirmations import SqlConfirmations, Wanted
from voicebot.store.engine import make_engine
from voicebot.store.migrate import upgrade
from voicebot.store.records import StoredConfirmation
from voicebot.telephony.message_routes import add_message_routes

_BATCH_SECONDS = 900.0  # until all of a batch must be settled, on a machine that does other things too
_QUIET_SECONDS = 2.0  # after that: for whoever would send twice
_UNDER_WAY = ("pending", "sending", "waiting")


@dataclass
class Found:
    """What came of it. ends: of confirmations. kills: of workers, by where. problems: in words."""

    runs: int = 0
    lost: int = 0
    doubled: int = 0
    alarmed: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


class Fire:
    """A house's database with workers that die. database: an SQLAlchemy URL, empty or of this class."""

    def __init__(self, database: str, seed: int) -> None:
        self._rng = random.Random(seed)  # noqa: S311
        self._database = database
        self._engine = make_engine(database)
        upgrade(self._engine)
        self._book = SqlCallBook(self._engine)
        self._shown = SqlConfirmations(self._engine)
        self._world = World(rng=random.Random(seed + 1), kill=self._kill_all, report=self._report)  # noqa: S311
        self._carrier = TextCarrier(self._world)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._mail = MailServer(self._world, probe.getsockname()[1])
        self._mail.start()
        app, routes = Flask("soak"), Blueprint("soak", __name__)
        self._reports = SqlAttempts(self._engine, look_again=LOOK_AGAIN, back_off=BACK_OFF)
        add_message_routes(routes, self._reports, 10.0)
        app.register_blueprint(routes)
        self._web = app
        # A server that has imported all of it, from which workers are forked.
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["voicebot.soak.dying"])
        self._workers: list[tuple[BaseProcess, str]] = []
        self._workers_lock = threading.Lock()
        self._calls = 0
        self.found = Found()

    def batch(self, runs: int, workers: int) -> None:
        """Owe so many confirmations to so many workers, and judge what became of them."""
        first = self._calls
        late = runs // 2  # these are owed while the others go out
        for number in range(first, first + runs - late):
            self._owe(number)
        deadline = time.monotonic() + _BATCH_SECONDS
        self._tend(workers)
        for number in range(first + runs - late, first + runs):
            self._owe(number)
        quiet_since = time.monotonic()  # for so long nothing has been under way, nor anything to be told
        while (now := time.monotonic()) < deadline and now - quiet_since < _QUIET_SECONDS:
            self._tend(workers)
            if not self._settled():
                quiet_since = now
            time.sleep(0.1)
        self._judge(range(first, first + runs))

    def close(self) -> Found:
        """End the workers in order."""
        for worker, _ in self._workers:
            worker.terminate()
        for worker, _ in self._workers:
            worker.join(15)
            worker.kill()
        self._mail.stop()
        self._carrier.shutdown()
        self._engine.dispose()
        self.found.faults = self._world.counted
        return self.found

    def _owe(self, number: int) -> None:
        rng, call_id = self._rng, f"CA{number:06d}"
        phone, mail = f"+316{10000000 + number}", f"r{number}@example.nl"
        fate = Fate(rng.choice(SMS_FAULTS), rng.choice(MAIL_FAULTS), rng.choice(ENDS), rng.choice(REPORTS))
        self._world.fates[phone] = self._world.fates[mail] = fate
        wish = rng.choice(("", "", "email"))
        known = mail if wish or rng.random() < 0.7 else None
        self._book.open_call(call_id, phone, "+31201234567")
        agreements = (Agreement("order_status", f"Bestelling {number:06d} is onderweg."),)
        self._book.conclude(
            call_id,
            Conclusion(
                Outcome.SOLVED, "O-01", agreements=agreements, contact_email=known, written=Written(wish)
            ),
        )
        self._calls = number + 1

    def _tend(self, workers: int) -> None:
        """See to it that so many workers live; each new one has its own death before it, or none."""
        with self._workers_lock:
            for worker, boundary in [one for one in self._workers if not one[0].is_alive()]:
                self._workers.remove((worker, boundary))
                self.found.kills[boundary if worker.exitcode == -signal.SIGKILL else "ended"] += 1
            while len(self._workers) < workers:
                boundary = self._rng.choice((*BOUNDARIES, ""))
                life = Life(
                    self._database,
                    f"http://127.0.0.1:{self._carrier.server_port}",
                    self._mail.port,
                    boundary,
                    self._rng.randint(1, 12),
                )
                worker = self._context.Process(target=work, args=(life,), daemon=True)
                worker.start()
                self._workers.append((worker, boundary))

    def _kill_all(self) -> None:
        with self._workers_lock:
            for index, (worker, _) in enumerate(self._workers):
                if worker.pid is not None:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(worker.pid, signal.SIGKILL)
                self._workers[index] = (worker, "before the answer")

    def _report(self, path: str, form: dict[str, str]) -> None:
        with self._web.test_client() as client:
            client.post(path, data=form)

    def _settled(self) -> bool:
        if self._world.telling or self._reports.silent(0):  # or the carrier is still to be asked
            return False
        states = self._shown.counts().states
        return not any(states[one] for one in _UNDER_WAY)

    def _judge(self, numbers: range) -> None:
        found = self.found
        with self._world.lock:
            got = Counter(one.to for one in self._world.sms if one.status not in ("undelivered", "failed"))
            got += Counter(address for address, _ in self._world.mails)
        for number in numbers:
            (one,) = self._shown.page(Wanted(call_id=f"CA{number:06d}")).items
            messages = got[f"+316{10000000 + number}"] + got[f"r{number}@example.nl"]
            found.runs += 1
            found.ends[one.state + (f" ({one.alarm})" if one.alarm else "")] += 1
            found.alarmed += one.alarm is not None
            if messages > 1:
                found.doubled += 1
                self._problem(number, f"{messages} messages", one)
            if one.state in _UNDER_WAY or (messages == 0 and one.alarm is None):
                found.lost += 1
                self._problem(number, f"{messages} messages and no alarm", one)

    def _problem(self, number: int, what: str, one: StoredConfirmation) -> None:
        fate = self._world.fates[f"+316{10000000 + number}"]
        detail = self._shown.one(one.job_id)
        tries = [(each.channel, each.state, each.code) for each in detail.attempts] if detail else []
        self.found.problems.append(f"confirmation {number}: {what}; {one.state}, {fate}, {tries}")


def run(
    runs: int,
    *,
    seed: int = 1,
    batch: int = 250,
    workers: int = 0,
    database: str = "",
    seconds: float = 3600.0,
) -> Found:
    """``runs`` confirmations in batches, with so many workers at once; 0: by turns with one and with two.

    database: where, '' for an SQLite file that is thrown away. seconds: no batch begins after that.
    """
    begun = time.monotonic()
    # In memory where that is: a process is killed here, never the machine, so nothing needs to reach a disk.
    memory = Path("/dev/shm")  # noqa: S108
    with TemporaryDirectory(prefix="soak", dir=memory if memory.is_dir() else None) as folder:
        fire = Fire(database or f"sqlite:///{Path(folder) / 'soak.sqlite3'}", seed)
        try:
            for turn, first in enumerate(range(0, runs, batch)):
                if time.monotonic() - begun > seconds:
                    break
                fire.batch(min(batch, runs - first), workers or 1 + turn % 2)
        finally:
            found = fire.close()
    return found

"""A real worker process that dies where it is told to: SIGKILL, in the midst of whatever it does."""

from __future__ import annotations

import logging
import os
import signal
import threading
from dataclasses import dataclass

from voicebot.confirm.compose import Composer
from voicebot.confirm.email import SmtpEmail, SmtpServer
from voicebot.confirm.outbox import OutboxFolder
from voicebot.confirm.router import Router
from voicebot.confirm.sms import TwilioSms, twilio_client
from voicebot.confirm.steps import Pace, Steps
from voicebot.confirm.worker import ConfirmationWorker
from voicebot.confirm.workflows import system_database
from voicebot.settings import ROOT
from voicebot.store.attempts import SqlAttempts
from voicebot.store.engine import make_engine
from voicebot.store.outbound import SqlOutbound

# Where a round can be told to end, in its order; 'going' is right before the POST, or the mail's last dot.
BOUNDARIES = (
    "taken", "between take and write", "chosen", "written", "between write and send", "going", "refused",
    "unclear", "accepted", "recorded", "between send and settle", "settled", "after settle",
)  # fmt: skip
# As in production, only faster; in the same proportions.
LEASE = 4.0
LOOK_AGAIN = 0.3
BACK_OFF = (0.1, 0.2, 0.4)
COMPOSER = Composer("De Winkel")  # made before the worker is: its templates are tried once
PACE = Pace(settle=0.4, looks=2, report_within=3.0, held=8.0)


@dataclass(frozen=True, slots=True)
class Life:
    """A worker's world, and its death: at the ``nth`` time that it comes to ``boundary``; '' for none."""

    database: str
    carrier: str
    mail_port: int
    boundary: str
    nth: int


def work(life: Life) -> None:
    """Be a worker until death or SIGTERM. To be run in a process of its own."""
    logging.basicConfig(level=logging.CRITICAL)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    left = life.nth
    lock = threading.Lock()

    def at(boundary: str) -> None:
        nonlocal left
        if boundary == life.boundary:
            with lock:
                left -= 1
                if left <= 0:
                    os.kill(os.getpid(), signal.SIGKILL)

    engine = make_engine(life.database)
    client = twilio_client("AC" + "0" * 32, "token", 0.5, life.carrier)
    sms = TwilioSms(client, "+31201234567", lambda n: f"http://127.0.0.1/message-status/{n}", lease=LEASE)
    server = SmtpServer("127.0.0.1", life.mail_port, starttls=False, timeout=0.5, accept_timeout=0.7)
    email = SmtpEmail(server, "De Winkel <info@example.nl>", lease=LEASE)
    attempts = SqlAttempts(engine, look_again=LOOK_AGAIN, back_off=BACK_OFF)
    outbound = SqlOutbound(engine)
    router = Router(sms=sms, email=email, outbox=OutboxFolder(ROOT / "build" / "outbox"))
    steps = Steps(outbound, attempts, router, COMPOSER, PACE, at)
    url = system_database(life.database)
    worker = ConfirmationWorker(
        engine, steps, outbound, attempts, url,
        reporting=sms, idle=0.05, dead=2.5, upkeep=0.5, drain=5, poll=0.05,
    )  # fmt: skip
    worker.run(stop)
    os._exit(0)

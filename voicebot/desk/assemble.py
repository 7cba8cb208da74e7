"""Puts a desk and its dispatcher together on a database."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from voicebot.desk.desk import Desk
from voicebot.desk.dispatcher import Dispatcher
from voicebot.desk.errands import Errands
from voicebot.desk.mover import Mover
from voicebot.desk.outlook import Outlook
from voicebot.desk.ports import Promiser
from voicebot.store.callbacks import SqlCallbacks
from voicebot.store.clock import utc_now
from voicebot.store.duty import SqlDuty
from voicebot.store.errands import SqlErrands
from voicebot.store.transfers import SqlTransfers
from voicebot.transfer.ports import Carrier
from voicebot.transfer.queues import Queues


@dataclass(frozen=True, slots=True)
class Handovers:
    """A desk to ask and tell, and the dispatcher to start and stop."""

    desk: Desk
    dispatcher: Dispatcher


def assemble(
    engine: Engine,
    queues: Queues,
    carrier: Carrier,
    promiser: Promiser,
    *,
    person_number: str = "",
    context_link: Callable[[str], str] | None = None,
    story: Callable[[str], str] = lambda call_id: "",
    now: Callable[[], datetime] = utc_now,
    idle_seconds: float = 0.5,
    seconds: Callable[[], float] = time.monotonic,
) -> Handovers:
    """A desk with its dispatcher, not started. ``person_number``: rung while the house has no agents.

    context_link: of a call's id, a signed address that a blind transfer carries along. story: of a call's
    id, sentences that an agent hears about it. idle_seconds, seconds: see `Dispatcher`.
    """
    transfers = SqlTransfers(engine, now)
    duty, callbacks, outbox = SqlDuty(engine, now), SqlCallbacks(engine, now), SqlErrands(engine, now)
    mover = Mover(transfers, queues, now)
    outlook = Outlook(transfers, duty, queues, person_number, now)
    errands = Errands(outbox, mover, transfers, duty, callbacks, carrier, promiser, now)
    dispatcher = Dispatcher(
        transfers,
        duty,
        callbacks,
        outbox,
        errands,
        mover,
        queues,
        now,
        idle_seconds=idle_seconds,
        seconds=seconds,
    )
    return Handovers(Desk(transfers, mover, outlook, queues, now, context_link, story), dispatcher)

"""One round of a confirmation, in steps that may each be done twice: what counts is in the database.

take → write → send → settle. A round ends with the confirmation settled, or waiting for its next round. What
a run that died left behind, the next one finds in the attempt's state:

    ready      nothing went out: it is sent
    going      it went out or not. Who sends has it for a while; after that an SMS is looked for at the
               carrier, and sent only when it surely is not there. An e-mail cannot be looked for: uncertain.
    further    it was accepted or refused: the round is settled
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import prometheus_client

from voicebot.call.ports import PartError
from voicebot.confirm.channel import Channel, NotOurs, NotSent, Unclear
from voicebot.confirm.compose import Composer, TemplateProblem
from voicebot.confirm.router import Router
from voicebot.delivery.deciding import out
from voicebot.delivery.states import Attempt, State
from voicebot.store.attempts import Outgoing, Settled, SqlAttempts
from voicebot.store.outbound import SqlOutbound

log = logging.getLogger(__name__)
COUNTED = prometheus_client.Counter(
    "voicebot_confirmations",
    "Written confirmations, by channel and what became of them",
    ["channel", "result"],
)


@dataclass(frozen=True, slots=True)
class Pace:
    """Times of the sending, in seconds.

    settle: from when an SMS may have gone until the carrier's list of messages surely has it. looks: how
    often it must not be there before it is sent again, ``settle`` apart. give_up_looking: looks at a carrier
    that does not answer before it is uncertain. report_within: by when the carrier should have said what
    became of an SMS. held: from when on a workflow that has a confirmation is looked for.
    """

    settle: float = 30.0
    looks: int = 2
    give_up_looking: int = 60
    report_within: float = 3600.0
    held: float = 600.0


def nothing(_: str) -> None:
    """For nobody who wants to know where a round is."""


class Steps:
    """The steps of a round. Thread- and process-safe. Each may raise PartError when the database is gone.

    at: told where a round is, by name; the tests end the process there.
    """

    def __init__(
        self,
        outbound: SqlOutbound,
        attempts: SqlAttempts,
        router: Router,
        composer: Composer,
        pace: Pace | None = None,
        at: Callable[[str], None] = nothing,
    ) -> None:
        self._outbound = outbound
        self._attempts = attempts
        self._router = router
        self._composer = composer
        self.pace = pace or Pace()
        self.at = at

    def take(self, confirmation_id: int, run_id: str) -> bool:
        """Whether this run has the confirmation."""
        mine = self._outbound.take(confirmation_id, run_id)
        self.at("taken")
        return mine

    def write(self, confirmation_id: int, run_id: str) -> int:
        """Choose the channel and store what goes out; the attempt's number, 0 for none: it is settled."""
        begun = self._outbound.begun(confirmation_id)
        if begun is not None:
            return begun
        job = self._outbound.job(confirmation_id)
        closed = out(self._outbound.tried(confirmation_id), self._attempts.back_off)
        route = self._router.route(job, closed)
        if route and route.channel.name == "sms" and self._outbound.opted_out(route.to):
            route = self._router.route(job, closed | {"sms"})
        self.at("chosen")
        if route is None:
            self._impossible(confirmation_id, run_id, "no channel is left that could reach the caller")
            return 0
        stored = self._outbound.stored(confirmation_id)
        if stored and (stored.channel, stored.message.to) == (route.channel.name, route.to):
            message = stored.message  # a retry sends the very same
        else:
            try:
                message = self._composer.compose(job, route.form, route.to)
            except (PartError, TemplateProblem) as error:
                self._impossible(confirmation_id, run_id, str(error))
                return 0
        attempt = self._outbound.write(confirmation_id, run_id, route.channel.name, message, route.alarm)
        self.at("written")
        return attempt

    def send(self, attempt_id: int) -> float:
        """Send it, or find out what became of it; seconds after which an attempt that is going is looked at.

        Whatever happens is recorded: nothing but the database's errors leaves here.
        """
        going = self._attempts.outgoing(attempt_id)
        channel = self._router.channel(going.channel)
        if channel is None:
            gone = Attempt.UNCERTAIN if going.state is Attempt.GOING else Attempt.REFUSED
            self._attempts.record(attempt_id, gone, error="this channel is not set up any more")
            return 0.0
        if going.state is Attempt.GOING:
            if going.owned_for:
                return going.owned_for + self.pace.settle
            again = self._resolve(channel, going)
            if again is not None:
                return again
            going = self._attempts.outgoing(attempt_id)
        if going.state is not Attempt.READY:
            return 0.0
        return self._send(channel, going)

    def settle(self, attempt_id: int, run_id: str, look_again: float) -> str:
        """Decide what follows; the confirmation's next state, '' when another run decided."""
        settled = self._attempts.settle(attempt_id, run_id, look_again or None)
        self.at("settled")
        if settled.next is None:
            return ""
        self._tell(attempt_id, settled)
        return settled.next.state.value

    def _send(self, channel: Channel, going: Outgoing) -> float:
        owner = uuid.uuid4().hex

        def mark() -> None:
            begun = time.monotonic()
            if not self._attempts.going(going.attempt_id, owner, channel.lease):
                raise NotOurs
            self.at("going")
            if time.monotonic() - begun > channel.lease / 2:
                # Held up for so long that another run may soon look for it: nothing went out yet, nor will.
                raise NotSent("the worker was held up before the message went out")

        try:
            message_id, state = channel.send(going, mark)
        except NotOurs:
            return channel.lease
        except NotSent as error:
            self.at("refused")
            self._attempts.record(going.attempt_id, Attempt.REFUSED, code=error.code, error=str(error))
        except Unclear as error:
            log.warning("attempt %d: %s", going.attempt_id, error)
            self.at("unclear")
            if channel.can_look:
                self._attempts.let_go(going.attempt_id)
                return self.pace.settle
            self._attempts.record(going.attempt_id, Attempt.UNCERTAIN, error=str(error))
        except PartError:
            raise
        except Exception as error:  # a bug in one message must not stop the others
            problem = f"unexpected {type(error).__name__}"
            log.exception("attempt %d: an unexpected error", going.attempt_id)
            return self._unexpected(channel, going.attempt_id, problem)
        else:
            self.at("accepted")
            self._attempts.record(going.attempt_id, state, message_id)
        self.at("recorded")
        return 0.0

    def _unexpected(self, channel: Channel, attempt_id: int, problem: str) -> float:
        now = self._attempts.outgoing(attempt_id)
        if now.state is Attempt.READY:  # it never was marked as going
            self._attempts.record(attempt_id, Attempt.REFUSED, code=None, error=problem)
        elif channel.can_look:
            self._attempts.let_go(attempt_id)
            return self.pace.settle
        else:
            self._attempts.record(attempt_id, Attempt.UNCERTAIN, error=problem)
        return 0.0

    def _resolve(self, channel: Channel, going: Outgoing) -> float | None:
        """What became of one that may have gone; None when that is known, else when to look again."""
        if not channel.can_look:
            self._attempts.record(
                going.attempt_id,
                Attempt.UNCERTAIN,
                error="the worker stopped while the message was handed over; it may have arrived",
            )
            return None
        try:
            found = channel.find(going, self._attempts.taken)
        except PartError as error:
            self._attempts.looked(going.attempt_id)
            if going.looks >= self.pace.give_up_looking:
                self._attempts.record(going.attempt_id, Attempt.UNCERTAIN, error=str(error))
                return None
            return self.pace.settle
        if found is not None:
            state = Attempt.SENT if channel.name == "outbox" else Attempt.QUEUED
            self._attempts.record(going.attempt_id, state, found)
            log.warning("attempt %d had gone out; found at the carrier", going.attempt_id)
            return None
        self._attempts.looked(going.attempt_id)
        if going.looks + 1 < self.pace.looks:
            return self.pace.settle
        self._attempts.surely_not(going.attempt_id)
        return None

    def _impossible(self, confirmation_id: int, run_id: str, problem: str) -> None:
        if self._outbound.impossible(confirmation_id, run_id, problem):
            COUNTED.labels("none", "failed").inc()
            log.error("confirmation %d cannot be delivered: %s", confirmation_id, problem)

    def _tell(self, attempt_id: int, settled: Settled) -> None:
        assert settled.next is not None  # noqa: S101
        state = settled.next.state
        COUNTED.labels(settled.channel, state.value).inc()
        if settled.next.alarm:
            log.error(
                "attempt %d by %s ended %s (code %s): the confirmation is %s, a person must look",
                attempt_id, settled.channel, settled.state, settled.code, state,
            )  # fmt: skip
        elif state in (State.SENT, State.DELIVERED):
            log.info("attempt %d went by %s", attempt_id, settled.channel)
        else:
            log.warning(
                "attempt %d by %s is %s (code %s): it waits for another",
                attempt_id, settled.channel, settled.state, settled.code,
            )  # fmt: skip

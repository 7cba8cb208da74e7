"""Carries out what transfers ask of the carrier and the book, and tells them what came of it.

A telephone is rung at most once an offer: when the carrier does not say whether it rings, nobody asks again;
the leg's own signs of life find the offer by its id. Everything else may be asked twice, and is, with pauses,
until it is known to be done or not wanted any more.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from voicebot.call.handover import row_for
from voicebot.call.ports import PartError
from voicebot.desk.mover import Mover
from voicebot.desk.ports import Promiser
from voicebot.phone_numbers import can_be_called
from voicebot.store.callbacks import SqlCallbacks
from voicebot.store.duty import SqlDuty
from voicebot.store.errands import SqlErrands, StoredErrand
from voicebot.store.errors import Refused
from voicebot.store.transfers import SqlTransfers
from voicebot.transfer import commands as do
from voicebot.transfer import events as on
from voicebot.transfer.ports import Carrier, CarrierError, LegOutcome
from voicebot.transfer.state import Kind, Picture, State

_log = logging.getLogger(__name__)
_LONGEST_PAUSE = 30.0
# A leg or a conference that cannot be ended after so many tries ends by itself, or a person must look.
_TRIES = 12


class Errands:
    """Carries errands out, one a call of `carry_out`. Thread-safe."""

    def __init__(
        self,
        outbox: SqlErrands,
        mover: Mover,
        transfers: SqlTransfers,
        duty: SqlDuty,
        callbacks: SqlCallbacks,
        carrier: Carrier,
        promiser: Promiser,
        now: Callable[[], datetime],
    ) -> None:
        self._outbox = outbox
        self._mover = mover
        self._transfers = transfers
        self._duty = duty
        self._callbacks = callbacks
        self._carrier = carrier
        self._promiser = promiser
        self._now = now

    def carry_out(self, stored: StoredErrand) -> None:
        """Do it, or see that it is done later. Raises PartError when the database is gone."""
        transfer = self._transfers.load(stored.transfer_id)
        if transfer is None:
            self._outbox.dead(stored.id, "its transfer is gone")
            return
        picture, errand = transfer.picture, stored.errand
        match errand:
            case do.RingAgent():
                self._ring_agent(stored, errand, picture)
            case do.RingCustomer():
                self._ring_customer(stored, errand, picture)
            case do.JoinLeg():
                self._join(stored, errand, picture)
            case do.FetchCaller():
                self._fetch(stored, picture)
            case do.EndLeg():
                self._end(stored, lambda: self._carrier.end_leg(errand.leg))
            case do.EndConference() if picture.state in (State.RETURNING, State.FINISHED):
                self._end(stored, lambda: self._carrier.end_conference(picture.conference))
            case do.PromiseCallback():
                self._promise(stored, picture)
            case _:
                self._outbox.done(stored.id)  # not wanted any more

    def look_after(self, picture: Picture) -> None:
        """Ask the carrier whether the calls of a transfer are still there; tell it of those that are over.

        For words that were lost, as while this process was started anew: the carrier does not repeat them,
        and an agent whose talk is over would be busy for hours. Raises PartError.
        """
        offer, id_ = picture.offer, picture.id
        if picture.kind is Kind.LIVE and picture.arrived_at and self._is_over(picture.call_id):
            self._mover.tell(id_, on.CallerLeft(self._now()))
        if picture.customer_leg and self._is_over(picture.customer_leg):
            self._mover.tell(id_, on.CustomerOver(self._now(), picture.customer_leg, LegOutcome.HUNG_UP))
        if offer is not None and offer.leg and self._is_over(offer.leg):
            self._mover.tell(id_, on.LegOver(self._now(), offer.id, offer.leg))

    def _is_over(self, call_id: str) -> bool:
        """Only where the carrier says so."""
        found: list[bool] = []
        error = self._asked(lambda: found.append(self._carrier.is_over(call_id)))
        if error is not None:
            _log.warning("a call could not be looked at: %s", error)
        return found == [True]

    def _ring_agent(self, stored: StoredErrand, errand: do.RingAgent, picture: Picture) -> None:
        offer, id_ = picture.offer, errand.offer_id
        if offer is None or offer.id != id_ or offer.leg:
            self._outbox.done(stored.id)
            return
        now = self._now()

        def over() -> on.Event:
            return on.LegOver(now, id_, outcome=LegOutcome.FAILED)

        phone = self._duty.phone(errand.agent_id)
        if not phone:
            self._ring(stored, None, over, over, lambda leg: over())
            return
        self._ring(
            stored,
            lambda: self._carrier.ring_agent(id_, phone, seconds=errand.seconds),
            over,
            lambda: on.LegUnclear(now, id_),
            lambda leg: on.LegRinging(now, id_, leg),
        )

    def _ring_customer(self, stored: StoredErrand, errand: do.RingCustomer, picture: Picture) -> None:
        if picture.state is not State.DIALLING or picture.customer_leg:
            self._outbox.done(stored.id)
            return
        now = self._now()

        def over() -> on.Event:
            return on.CustomerOver(now, outcome=LegOutcome.FAILED)

        number = self._callbacks.number(picture.call_id)
        if not can_be_called(number):
            self._ring(stored, None, over, over, lambda leg: over())
            return
        self._ring(
            stored,
            lambda: self._carrier.ring_customer(picture.id, number, seconds=errand.seconds),
            over,
            lambda: on.CustomerUnclear(now),
            lambda leg: on.CustomerRinging(now, leg),
        )

    def _ring(
        self,
        stored: StoredErrand,
        ring: Callable[[], str] | None,
        refused: Callable[[], on.Event],
        unclear: Callable[[], on.Event],
        rung: Callable[[str], on.Event],
    ) -> None:
        """Ring once. ``ring`` None: there is nothing to ring. Whatever comes of it, it is not tried again."""
        if ring is None:
            self._tell_and_bury(stored, refused(), "no number to ring")
        elif stored.doubtful:
            self._tell_and_bury(stored, unclear(), "a worker stopped while it rang")
        else:
            try:
                leg = ring()
            except CarrierError as error:
                event = refused() if error.final else unclear()
                self._tell_and_bury(stored, event, str(error))
            except Exception as error:  # noqa: BLE001
                # It may ring nonetheless, as after a time-out.
                _log.exception("transfer %s: an unexpected error while ringing", stored.transfer_id)
                self._tell_and_bury(stored, unclear(), type(error).__name__)
            else:
                self._mover.tell(stored.transfer_id, rung(leg), key=f"leg:{leg}:rung")
                self._outbox.done(stored.id)

    def _tell_and_bury(self, stored: StoredErrand, event: on.Event, error: str) -> None:
        self._mover.tell(stored.transfer_id, event)
        self._outbox.dead(stored.id, error)
        _log.warning("transfer %s: a telephone was not rung: %s", stored.transfer_id, error)

    def _join(self, stored: StoredErrand, errand: do.JoinLeg, picture: Picture) -> None:
        offer = picture.offer
        if picture.state is not State.ACCEPTED or offer is None or offer.id != errand.offer_id or offer.told:
            # Not a second time: a leg that is taken out of its conference to be put in ends it.
            self._outbox.done(stored.id)
            return
        error = self._asked(lambda: self._carrier.join(errand.leg, picture.conference))
        if error is None:
            self._mover.tell(stored.transfer_id, on.LegTold(self._now(), errand.offer_id, errand.leg))
            self._outbox.done(stored.id)
        elif error.gone or error.final:
            self._mover.tell(stored.transfer_id, on.JoinFailed(self._now(), errand.offer_id, errand.leg))
            self._outbox.dead(stored.id, str(error))
        else:
            self._again(stored, error)

    def _fetch(self, stored: StoredErrand, picture: Picture) -> None:
        if picture.state is not State.RETURNING or picture.out_at is not None:
            self._outbox.done(stored.id)  # who is with the assistant must not be fetched out of a sentence
            return
        error = self._asked(lambda: self._carrier.return_caller(picture.call_id))
        if error is None:
            self._mover.tell(stored.transfer_id, on.CallerFetched(self._now()))
            self._outbox.done(stored.id)
            return
        self._mover.tell(stored.transfer_id, on.FetchFailed(self._now(), gone=error.gone))
        if error.gone:
            self._outbox.done(stored.id)
        else:
            self._again(stored, error)  # also what the carrier calls final: the caller hears music meanwhile

    def _end(self, stored: StoredErrand, end: Callable[[], None]) -> None:
        error = self._asked(end)
        if error is None or error.gone:
            self._outbox.done(stored.id)
        elif stored.tries >= _TRIES:
            _log.error("transfer %s: a call cannot be ended: %s", stored.transfer_id, error)
            self._outbox.dead(stored.id, str(error))
        else:
            self._again(stored, error)  # also what the carrier calls final: somebody is alone on that line

    def _promise(self, stored: StoredErrand, picture: Picture) -> None:
        try:
            self._promiser.to_callback(picture.call_id, row_for("nobody_free").rule_id)
        except Refused as error:
            _log.error("transfer %s: no callback can be promised: %s", stored.transfer_id, error)
            self._outbox.dead(stored.id, str(error))
        except PartError as error:
            self._again(stored, error)
        else:
            self._outbox.done(stored.id)

    def _asked(self, ask: Callable[[], None]) -> CarrierError | None:
        """What went wrong, None for nothing."""
        try:
            ask()
        except CarrierError as error:
            return error
        except Exception as error:  # noqa: BLE001
            _log.exception("an unexpected error of the carrier's client")
            return CarrierError(f"unexpected {type(error).__name__}")
        return None

    def _again(self, stored: StoredErrand, error: Exception) -> None:
        pause = min(_LONGEST_PAUSE, 2.0 ** min(stored.tries, 10))
        _log.warning(
            "transfer %s: tried %d times, again in %g s: %s", stored.transfer_id, stored.tries, pause, error
        )
        self._outbox.again(stored.id, str(error), timedelta(seconds=pause))

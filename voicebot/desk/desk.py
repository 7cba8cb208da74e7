"""The desk: what the rest of the house asks and tells about transfers, as steps of their machines."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from voicebot.call.handover import row_for
from voicebot.desk.mover import Mover, Told
from voicebot.desk.outlook import NOBODY_FREE, Outlook
from voicebot.store.transfers import SqlTransfers
from voicebot.transfer import events as on
from voicebot.transfer.answers import agent_turn, customer_turn, placement
from voicebot.transfer.ports import LegOutcome, LegTurn, Placement, Standing, Where
from voicebot.transfer.queues import Queues
from voicebot.transfer.state import CONFERENCE, Kind, Picture, State

_BYE = LegTurn("", "bye")
# The carrier's words for a leg that nobody talks through any more.
_OVER = {
    "busy": LegOutcome.BUSY,
    "no-answer": LegOutcome.NO_ANSWER,
    "failed": LegOutcome.FAILED,
    "canceled": LegOutcome.CANCELED,
    "completed": LegOutcome.HUNG_UP,
}
_ALIVE = frozenset({"queued", "initiated", "ringing", "in-progress"})
# A caller who arrives anew so soon after being returned is the carrier's repeat of the same webhook.
_REPEAT_SECONDS = 10.0


class Desk:
    """Implements `voicebot.transfer.ports.HandoverDesk` on the store."""

    def __init__(
        self,
        transfers: SqlTransfers,
        mover: Mover,
        outlook: Outlook,
        queues: Queues,
        now: Callable[[], datetime],
        context_link: Callable[[str], str] | None = None,
        story: Callable[[str], str] = lambda call_id: "",
    ) -> None:
        """``context_link``: a signed address where a call's story is read, for blind transfers.

        ``story``: what agents hear of a call besides why it comes to them, without personal data.
        """
        self._transfers = transfers
        self._mover = mover
        self._outlook = outlook
        self._queues = queues
        self._now = now
        self._context_link = context_link
        self._story = story

    def request(self, call_id: str, *, queue: str, priority: int, rule_id: str, summary: str) -> Standing:
        """See `HandoverDesk.request`. When nobody can come, nothing is entered."""
        stored = self._transfers.open_of(call_id)
        if stored is not None and stored.picture.out_at is None:
            return self._outlook.standing(stored.picture)
        if stored is not None:  # who was to be fetched asks again: the fetch had worked
            self._mover.tell(stored.picture.id, on.CallerFetched(self._now()))
        prospect = self._outlook.prospect(queue)
        if not prospect.open:
            return Standing(open=False, reason=prospect.reason)
        picture = self._enter(call_id, queue, priority, rule_id, summary)
        return self._outlook.standing(picture)

    def caller_arrived(self, call_id: str) -> Placement:
        """See `HandoverDesk.caller_arrived`. Without a request, what the book knows of the call counts."""
        stored = self._transfers.latest_of(call_id)
        if stored is None or (stored.picture.final and self._comes_anew(stored.picture)):
            asked = self._transfers.asked_of(call_id)
            if asked is None:
                return Placement(Where.ASSISTANT)
            row = row_for("stream_failed")
            picture = self._enter(
                call_id,
                asked.queue or row.queue,
                asked.priority or row.priority,
                asked.rule_id or row.rule_id,
                asked.summary or row.summary,
            )
        else:
            picture = stored.picture
        prospect = self._outlook.prospect(picture.queue)
        told = self._mover.tell(
            picture.id, on.CallerArrived(self._now(), somebody=prospect.somebody, blind=prospect.blind)
        )
        placed = placement(told.picture if told else picture)
        if placed.where is Where.BLIND and self._context_link is not None:
            return replace(placed, context=(*placed.context, ("link", self._context_link(call_id))))
        return placed

    def standing(self, call_id: str) -> Standing:
        """See `HandoverDesk.standing`. Of a transfer that is over, it tells why nobody came."""
        stored = self._transfers.latest_of(call_id)
        if stored is None:
            return Standing(open=False, reason=NOBODY_FREE)
        if stored.picture.state is State.JOINED:
            self._mover.tell(stored.picture.id, on.CallerStillWaits(self._now()))
        return self._outlook.standing(stored.picture)

    def caller_done(self, call_id: str, *, on_line: bool) -> Placement:
        """See `HandoverDesk.caller_done`."""
        stored = self._transfers.latest_of(call_id)
        if stored is None:
            return Placement(Where.ASSISTANT if on_line else Where.OVER)
        told = self._mover.tell(stored.picture.id, on.CallerDone(self._now(), on_line))
        return placement(told.picture if told else stored.picture, on_line=on_line)

    def caller_left(self, call_id: str) -> None:
        """See `HandoverDesk.caller_left`."""
        stored = self._transfers.open_of(call_id)
        if stored is not None:
            self._mover.tell(stored.picture.id, on.CallerLeft(self._now()))

    def leg_answered(self, offer_id: str, leg: str) -> LegTurn:
        """See `HandoverDesk.leg_answered`; a customer's ``offer_id`` is the id they were rung with."""
        who = self._transfers.addressee(offer_id)
        if who is None:
            return _BYE
        if who.customer:
            told = self._mover.tell(who.transfer_id, on.CustomerAnswered(self._now(), leg))
            return customer_turn(told.picture, leg) if told else _BYE
        return self._agent_turn(offer_id, leg, on.LegAnswered(self._now(), offer_id, leg), who.transfer_id)

    def leg_key(self, offer_id: str, leg: str, key: str) -> LegTurn:
        """See `HandoverDesk.leg_key`. Any other key reads the summary again."""
        who = self._transfers.addressee(offer_id)
        if who is None or who.customer:
            return _BYE
        now = self._now()
        if key == "1":
            return self._agent_turn(offer_id, leg, on.Accepted(now, offer_id, leg), who.transfer_id)
        if key in ("2", ""):
            outcome = LegOutcome.DECLINED if key else LegOutcome.NO_KEY
            event = on.Declined(now, offer_id, leg, outcome=outcome)
            return self._agent_turn(offer_id, leg, event, who.transfer_id)
        return self._agent_turn(offer_id, leg, on.LegAnswered(now, offer_id, leg), who.transfer_id)

    def leg_status(self, offer_id: str, leg: str, status: str, *, machine: bool = False) -> None:
        """See `HandoverDesk.leg_status`. Words that are not the carrier's are ignored."""
        who = self._transfers.addressee(offer_id)
        if who is None:
            return
        event: on.Event
        now, over = self._now(), _OVER.get(status)
        if who.customer:
            if over is not None:
                event = on.CustomerOver(now, leg, LegOutcome.MACHINE if machine else over)
            elif machine:
                event = on.CustomerMachine(now, leg)
            elif status in _ALIVE:
                event = on.CustomerRinging(now, leg)
            else:
                return
        elif over is not None:
            event = on.LegOver(now, offer_id, leg, LegOutcome.MACHINE if machine else over)
        elif machine:
            event = on.MachineAnswered(now, offer_id, leg)
        elif status in _ALIVE:
            event = on.LegRinging(now, offer_id, leg)
        else:
            return
        self._mover.tell(who.transfer_id, event, key=f"leg:{leg}:{status}{':machine' * machine}")

    def conference_event(self, conference: str, event: str, leg: str) -> None:
        """See `HandoverDesk.conference_event`. Conferences and legs of others are ignored."""
        stored = self._transfers.load(conference.removeprefix(CONFERENCE))
        if stored is None:
            return
        picture, now = stored.picture, self._now()
        told = self._conference_event(picture, event, leg, now)
        if told is not None:
            self._mover.tell(picture.id, told, key=f"conference:{event}:{leg}")

    def accept(self, offer_id: str, agent_id: int) -> bool:
        """See `HandoverDesk.accept`."""
        told = self._by_screen(offer_id, agent_id, on.Accepted(self._now(), offer_id, screen=True))
        offer = told.picture.offer if told else None
        return offer is not None and offer.id == offer_id and offer.accepted_at is not None

    def decline(self, offer_id: str, agent_id: int) -> bool:
        """See `HandoverDesk.decline`."""
        told = self._by_screen(offer_id, agent_id, on.Declined(self._now(), offer_id))
        return told is not None and told.moved

    def _by_screen(self, offer_id: str, agent_id: int, event: on.Event) -> Told | None:
        """Tell what an agent did on the screen; None when the offer is not theirs."""
        who = self._transfers.addressee(offer_id)
        stored = None if who is None else self._transfers.load(who.transfer_id)
        offer = None if stored is None else stored.picture.offer
        if stored is None or offer is None or offer.id != offer_id or offer.agent_id != agent_id:
            return None
        return self._mover.tell(stored.picture.id, event)

    def _agent_turn(self, offer_id: str, leg: str, event: on.Event, transfer_id: str) -> LegTurn:
        told = self._mover.tell(transfer_id, event)
        return agent_turn(told.picture, offer_id, leg, self._story) if told else _BYE

    def _comes_anew(self, over: Picture) -> bool:
        """Whether a caller whose transfer is over and who arrives comes for another one.

        A repeated webhook must not enter a caller who is gone: agents would be rung for nobody.
        """
        if over.state is State.RETURNED:
            return (self._now() - over.changed_at).total_seconds() > _REPEAT_SECONDS
        return over.state is State.LEFT and over.arrived_at is None

    def _conference_event(self, picture: Picture, event: str, leg: str, now: datetime) -> on.Event | None:
        offer = picture.offer
        if event == "end":
            return on.ConferenceEnded(now)
        if event == "leave" and picture.kind is Kind.LIVE and leg == picture.call_id:
            return on.CallerOut(now)
        if offer is not None and offer.leg == leg:
            if event == "join":
                return on.LegJoined(now, offer.id, leg)
            if event == "leave":
                return on.LegOut(now, offer.id, leg)
        return None

    def _enter(self, call_id: str, queue: str, priority: int, rule_id: str, summary: str) -> Picture:
        now = self._now()
        picture = Picture(
            id=uuid.uuid4().hex,
            call_id=call_id,
            kind=Kind.LIVE,
            queue=self._queues.get(queue).name,
            priority=priority,
            rule_id=rule_id,
            summary=summary,
            created_at=now,
            changed_at=now,
        )
        stored = self._transfers.open(picture)
        self._mover.changed()
        return stored.picture

"""What a transition does besides changing the state, by the names that stand in the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from voicebot.transfer import commands as do
from voicebot.transfer import events as on
from voicebot.transfer.again import later, next_try
from voicebot.transfer.ports import LegOutcome
from voicebot.transfer.state import Kind, Limits, OpenOffer, Picture


@dataclass(slots=True)
class Change:
    """A transition in the making."""

    picture: Picture
    event: on.Event
    limits: Limits
    commands: list[do.Command] = field(default_factory=list)

    @property
    def offer(self) -> OpenOffer:
        """The open offer. Raises ValueError when there is none: the table is wrong."""
        if self.picture.offer is None:
            raise ValueError(f"no offer is open at {type(self.event).__name__}")
        return self.picture.offer

    def amend(self, **fields: object) -> None:
        """Change the picture."""
        self.picture = replace(self.picture, **fields)  # type: ignore[arg-type]

    def amend_offer(self, **fields: object) -> None:
        """Change the open offer."""
        self.amend(offer=replace(self.offer, **fields))  # type: ignore[arg-type]


Effect = Callable[[Change], None]


def _note_arrival(change: Change) -> None:
    change.amend(arrived_at=change.picture.arrived_at or change.event.at)


def _note_blind(change: Change) -> None:
    if isinstance(change.event, on.CallerArrived):
        change.amend(blind=change.event.blind)


def _add_queue(change: Change) -> None:
    if isinstance(change.event, on.Overflowed):
        change.amend(overflow=change.event.queue)


def _make_offer(change: Change) -> None:
    event = change.event
    if isinstance(event, on.Offered):
        change.amend(offer=OpenOffer(event.offer_id, event.agent_id, event.at))
        change.commands += [
            do.OpenAnOffer(event.offer_id, event.agent_id),
            do.RingAgent(event.offer_id, event.agent_id, round(change.limits.ring)),
        ]


def _note_leg(change: Change) -> None:
    leg = change.event.leg if isinstance(change.event, on.OfferEvent) else ""
    change.amend_offer(leg=change.offer.leg or leg, unclear_at=None)


def _note_answer(change: Change) -> None:
    _note_leg(change)
    change.amend_offer(answered_at=change.offer.answered_at or change.event.at)


def _note_told(change: Change) -> None:
    change.amend_offer(told=True)


def _note_unclear(change: Change) -> None:
    change.amend_offer(unclear_at=change.event.at)


def _accept(change: Change) -> None:
    _note_leg(change)
    change.amend_offer(accepted_at=change.event.at)
    change.amend(agent_id=change.offer.agent_id)
    change.commands.append(do.OccupyAgent(change.offer.agent_id))


def _join_leg(change: Change) -> None:
    change.commands.append(do.JoinLeg(change.offer.id, change.offer.leg))


def _note_inside(change: Change) -> None:
    _note_leg(change)
    change.amend_offer(inside=True, told=True)


def _begin_talk(change: Change) -> None:
    change.amend(joined_at=change.event.at)


def _end_leg(change: Change) -> None:
    # A leg whose id is not known yet shows itself later, and is ended then as another leg.
    if change.offer.leg:
        change.commands.append(do.EndLeg(change.offer.leg))


def _end_that_leg(change: Change) -> None:
    leg = change.event.leg if isinstance(change.event, on.OfferEvent | on.CustomerEvent) else ""
    if leg:
        change.commands.append(do.EndLeg(leg))


def _end_customer(change: Change) -> None:
    if change.picture.customer_leg:
        change.commands.append(do.EndLeg(change.picture.customer_leg))


def _outcome(change: Change) -> LegOutcome:
    event, offer = change.event, change.offer
    match event:
        case on.LegOver() | on.Declined():
            return event.outcome
        case on.MachineAnswered():
            return LegOutcome.MACHINE
        case on.OfferOverdue() if offer.answered_at:
            return LegOutcome.NO_KEY
        case on.OfferOverdue() if offer.unclear_at:
            return LegOutcome.FAILED
        case on.OfferOverdue() | on.JoinOverdue():
            return LegOutcome.NO_ANSWER
        case on.JoinFailed():
            return LegOutcome.FAILED
        case on.LegOut():
            return LegOutcome.HUNG_UP
    return LegOutcome.CANCELED


def _close_offer(change: Change) -> None:
    outcome, agent = _outcome(change), change.offer.agent_id
    change.commands.append(do.CloseOffer(change.offer.id, outcome))
    asked = change.picture.asked
    if outcome is not LegOutcome.CANCELED and agent not in asked:
        asked = (*asked, agent)
    change.amend(offer=None, asked=asked)


def _lose_agent(change: Change) -> None:
    agent = change.offer.agent_id
    _close_offer(change)
    change.amend(agent_id=None)
    change.commands.append(do.FreeAgent(agent, None))


def _end_talk(change: Change) -> None:
    offer = change.offer
    rest_until = change.event.at + timedelta(seconds=change.limits.wrap_up)
    change.commands += [
        do.CloseOffer(offer.id, LegOutcome.COMPLETED),
        do.FreeAgent(offer.agent_id, rest_until),
    ]
    change.amend(offer=None)


def _fetch_caller(change: Change) -> None:
    change.amend(returning_since=change.event.at)
    change.commands.append(do.FetchCaller())


def _note_out(change: Change) -> None:
    change.amend(out_at=change.picture.out_at or change.event.at)


def _end_conference(change: Change) -> None:
    change.commands.append(do.EndConference())


def _alarm(change: Change) -> None:
    since = change.picture.alarmed_at
    if since is None or change.event.at >= since + timedelta(seconds=change.limits.back):
        change.amend(alarmed_at=change.event.at)
        change.commands.append(do.Alarm("a caller who waits cannot be taken back to the assistant"))


def _promise(change: Change) -> None:
    change.commands.append(do.PromiseCallback())


def _ring_customer(change: Change) -> None:
    change.amend(dialled_at=change.event.at)
    change.commands.append(do.RingCustomer(round(change.limits.dial)))


def _note_customer(change: Change) -> None:
    leg = change.event.leg if isinstance(change.event, on.CustomerEvent) else ""
    change.amend(customer_leg=change.picture.customer_leg or leg, dial_unclear=False)


def _note_dial_unclear(change: Change) -> None:
    change.amend(dial_unclear=True)


def _callback_done(change: Change) -> None:
    if change.picture.kind is Kind.CALLBACK:
        change.commands.append(do.SettleCallback("done", change.picture.tries))


def _callback_missed(change: Change) -> None:
    match change.event:
        case on.CustomerOver(outcome=outcome):
            pass
        case on.CustomerMachine():
            outcome = LegOutcome.MACHINE
        case _:
            outcome = LegOutcome.FAILED if change.picture.dial_unclear else LegOutcome.NO_ANSWER
    tries = change.picture.tries + 1
    again = next_try(tries, change.event.at, change.limits.hours)
    state = "dead" if again is None else "open"
    change.commands.append(do.SettleCallback(state, tries, outcome, again))


def _callback_later(change: Change) -> None:
    again = later(change.event.at, change.limits.hours)
    change.commands.append(do.SettleCallback("open", change.picture.tries, LegOutcome.CANCELED, again))


EFFECTS: Mapping[str, Effect] = {
    "note the arrival": _note_arrival,
    "note the address": _note_blind,
    "widen the search": _add_queue,
    "ring the agent": _make_offer,
    "note the leg": _note_leg,
    "note the answer": _note_answer,
    "note that it was told": _note_told,
    "note the doubt": _note_unclear,
    "occupy the agent": _accept,
    "put the leg in": _join_leg,
    "note that it is in": _note_inside,
    "begin the talk": _begin_talk,
    "end the leg": _end_leg,
    "end that leg": _end_that_leg,
    "end the customer's leg": _end_customer,
    "close the offer": _close_offer,
    "lose the agent": _lose_agent,
    "let the agent wrap up": _end_talk,
    "fetch the caller": _fetch_caller,
    "note who is out": _note_out,
    "end the conference": _end_conference,
    "raise an alarm": _alarm,
    "promise a callback": _promise,
    "ring the customer": _ring_customer,
    "note their leg": _note_customer,
    "note the doubt about them": _note_dial_unclear,
    "callback done": _callback_done,
    "callback missed": _callback_missed,
    "callback later": _callback_later,
}

"""Carries out, inside one transaction, what a step of a transfer asks of the store."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voicebot.store.desk_models import Agent, Offer, TransferTask
from voicebot.store.models import Callback
from voicebot.transfer import commands as do
from voicebot.transfer.machine import Step
from voicebot.transfer.ports import LegOutcome
from voicebot.transfer.state import Picture

_log = logging.getLogger(__name__)

# States of agents and offers, as their columns have them.
AVAILABLE, BUSY, WRAP_UP, PAUSE = "available", "busy", "wrap_up", "pause"
RINGING, ANSWERED, ACCEPTED, OVER = "ringing", "answered", "accepted", "over"
PENDING, DOING, DONE, DEAD = "pending", "doing", "done", "dead"

# How an offer ends when nobody is at the telephone.
_UNANSWERED = frozenset({LegOutcome.NO_ANSWER, LegOutcome.NO_KEY, LegOutcome.MACHINE})

# The names that errands have in the outbox.
ERRANDS: Mapping[str, type[do.Errand]] = {
    "ring_agent": do.RingAgent,
    "ring_customer": do.RingCustomer,
    "join_leg": do.JoinLeg,
    "end_leg": do.EndLeg,
    "fetch_caller": do.FetchCaller,
    "end_conference": do.EndConference,
    "promise_callback": do.PromiseCallback,
}
_NAMES = {kind: name for name, kind in ERRANDS.items()}


class AgentTaken(Exception):
    """The agent is not available (any more), or another offer to the agent is open."""


def carry_out(session: Session, before: Picture, step: Step, now: datetime) -> None:
    """Do all that the step's commands say, and keep the open offer's row in line with the picture.

    Raises AgentTaken; the transaction must then be given up.
    """
    for command in step.commands:
        _do(session, step.picture, command, now)
    offer = step.picture.offer
    if offer is not None and offer != before.offer:
        state = ACCEPTED if offer.accepted_at else ANSWERED if offer.answered_at else RINGING
        session.execute(update(Offer).where(Offer.id == offer.id).values(leg=offer.leg or None, state=state))


def _do(session: Session, picture: Picture, command: do.Command, now: datetime) -> None:
    match command:
        case do.Errand():
            session.add(
                TransferTask(
                    transfer_id=picture.id,
                    kind=_NAMES[type(command)],
                    data=asdict(command),
                    state=PENDING,
                    tries=0,
                    due_at=now,
                )
            )
        case do.OpenAnOffer():
            _open_offer(session, picture.id, command, now)
        case do.CloseOffer():
            closing = update(Offer).where(Offer.id == command.offer_id, Offer.ended_at.is_(None))
            closed = closing.values(state=OVER, outcome=command.outcome.value, ended_at=now)
            agent_id = session.scalar(closed.returning(Offer.agent_id))
            if agent_id is not None and command.outcome in _UNANSWERED:
                _pause_who_is_gone(session, agent_id, command.offer_id, now)
        case do.OccupyAgent():
            # Not who was disabled, or left, while the telephone rang.
            occupying = update(Agent).where(
                Agent.id == command.agent_id, Agent.state == AVAILABLE, Agent.disabled.is_(False)
            )
            occupied = occupying.values(state=BUSY, state_since=now, wrap_until=None).returning(Agent.id)
            if session.scalar(occupied) is None:
                raise AgentTaken
        case do.FreeAgent():
            state = AVAILABLE if command.rest_until is None else WRAP_UP
            # Not who was disabled meanwhile, and is offline.
            freeing = update(Agent).where(Agent.id == command.agent_id, Agent.state == BUSY)
            session.execute(freeing.values(state=state, state_since=now, wrap_until=command.rest_until))
        case do.SettleCallback():
            settling = update(Callback).where(
                Callback.call_id == picture.call_id, Callback.state == "calling"
            )
            session.execute(
                settling.values(
                    state=command.state,
                    tries=command.tries,
                    next_try=command.again,
                    last_outcome=command.outcome and command.outcome.value,
                )
            )


def _pause_who_is_gone(session: Session, agent_id: int, offer_id: str, now: datetime) -> None:
    """Pause an agent who left two offers in a row unanswered since becoming available.

    Who went home without logging out would be rung for every caller, each of whom waits meanwhile.
    """
    agent = session.scalar(select(Agent).where(Agent.id == agent_id).with_for_update())
    if agent is None or agent.state != AVAILABLE:
        return
    before = (
        select(Offer.outcome)
        .where(
            Offer.agent_id == agent_id,
            Offer.id != offer_id,
            Offer.ended_at.is_not(None),
            Offer.created_at >= agent.state_since,
        )
        .order_by(Offer.created_at.desc(), Offer.id)
        .limit(1)
    )
    if session.scalar(before) in _UNANSWERED:
        agent.state, agent.state_since, agent.wrap_until = PAUSE, now, None
        _log.warning("agent %d did not answer twice, and is paused", agent_id)


def _open_offer(session: Session, transfer_id: str, command: do.OpenAnOffer, now: datetime) -> None:
    available = select(Agent.id).where(
        Agent.id == command.agent_id, Agent.state == AVAILABLE, Agent.disabled.is_(False)
    )
    if session.scalar(available.with_for_update()) is None:
        raise AgentTaken
    session.add(
        Offer(
            id=command.offer_id,
            transfer_id=transfer_id,
            agent_id=command.agent_id,
            state=RINGING,
            created_at=now,
        )
    )
    try:
        session.flush()  # the database refuses a second open offer of the agent, or of the transfer
    except IntegrityError as error:
        raise AgentTaken from error

"""What a transfer answers to the carrier's questions: where to put the caller, what an agent hears next."""

from __future__ import annotations

from collections.abc import Callable

from voicebot.transfer.ports import LegTurn, Placement, Where
from voicebot.transfer.spoken import offer_text
from voicebot.transfer.state import Kind, Picture, State

_BYE = LegTurn("", "bye")


def placement(picture: Picture, *, on_line: bool = True) -> Placement:
    """Where the caller belongs now. ``on_line``: as far as the carrier's question tells."""
    match picture.state:
        case State.BLIND:
            context = (
                ("queue", picture.queue), ("rule", picture.rule_id), ("priority", str(picture.priority)),
            )  # fmt: skip
            return Placement(Where.BLIND, address=picture.blind, context=context)
        case State.SEARCHING | State.RINGING | State.ACCEPTED | State.JOINED:
            return Placement(Where.CONFERENCE, conference=picture.conference)
        case State.FINISHED:
            return Placement(Where.OVER)
    return Placement(Where.ASSISTANT if on_line else Where.OVER)


def agent_turn(
    picture: Picture, offer_id: str, leg: str, story: Callable[[str], str] = lambda call_id: ""
) -> LegTurn:
    """What the agent of an offer hears: the summary and the choice, the caller, or goodbye.

    story: of a call's id, sentences on it for the summary.
    """
    offer = picture.offer
    if offer is None or offer.id != offer_id or (leg and offer.leg and leg != offer.leg):
        return _BYE
    if picture.state is State.RINGING:
        return LegTurn(offer_text(picture, story(picture.call_id)), "choose")
    if picture.state in (State.ACCEPTED, State.DIALLING, State.JOINED):
        return LegTurn("", "join", picture.conference)
    return _BYE


def customer_turn(picture: Picture, leg: str) -> LegTurn:
    """What a customer who is called back hears."""
    if picture.kind is not Kind.CALLBACK or picture.state is not State.JOINED:
        return _BYE
    if leg and picture.customer_leg and leg != picture.customer_leg:
        return _BYE
    return LegTurn("", "join", picture.conference)

"""The conditions of the table, by the names that stand there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from voicebot.transfer.events import (
    Accepted,
    CallerArrived,
    CallerDone,
    CustomerEvent,
    Event,
    FetchFailed,
    OfferEvent,
)
from voicebot.transfer.state import Kind, Limits, Picture

Guard = Callable[[Picture, Event, Limits], bool]


def _this_offer(picture: Picture, event: Event, _limits: Limits) -> bool:
    offer = picture.offer
    if offer is None or not isinstance(event, OfferEvent) or event.offer_id != offer.id:
        return False
    return not event.leg or not offer.leg or event.leg == offer.leg


def _another_leg(picture: Picture, event: Event, limits: Limits) -> bool:
    return isinstance(event, OfferEvent) and bool(event.leg) and not _this_offer(picture, event, limits)


def _customer_leg(picture: Picture, event: Event, _limits: Limits) -> bool:
    if not isinstance(event, CustomerEvent):
        return False
    return not event.leg or not picture.customer_leg or event.leg == picture.customer_leg


def _answered(picture: Picture, _event: Event, _limits: Limits) -> bool:
    return picture.offer is not None and picture.offer.answered_at is not None


def _hardly_talked(picture: Picture, event: Event, limits: Limits) -> bool:
    since = picture.joined_at
    return since is not None and event.at < since + timedelta(seconds=limits.brief)


def _should_talk(picture: Picture, event: Event, limits: Limits) -> bool:
    since = picture.joined_at
    return since is not None and event.at >= since + timedelta(seconds=limits.join)


GUARDS: Mapping[str, Guard] = {
    "caller here": lambda picture, *_: picture.arrived_at is not None,
    "caller not here yet": lambda picture, *_: picture.arrived_at is None,
    "live": lambda picture, *_: picture.kind is Kind.LIVE,
    "callback": lambda picture, *_: picture.kind is Kind.CALLBACK,
    "open offer": _this_offer,
    "another leg": _another_leg,
    "leg unknown": lambda picture, *_: picture.offer is not None and not picture.offer.leg,
    "answered": _answered,
    "not answered": lambda picture, event, limits: not _answered(picture, event, limits),
    "told to join": lambda picture, *_: picture.offer is not None and picture.offer.told,
    "agent inside": lambda picture, *_: picture.offer is not None and picture.offer.inside,
    "on the screen": lambda _, event, __: isinstance(event, Accepted) and event.screen,
    "by key": lambda _, event, __: isinstance(event, Accepted) and not event.screen,
    "blind address": lambda _, event, __: isinstance(event, CallerArrived) and bool(event.blind),
    "nobody can come": lambda _, event, __: isinstance(event, CallerArrived) and not event.somebody,
    "on the line": lambda _, event, __: isinstance(event, CallerDone) and event.on_line,
    "hardly talked": _hardly_talked,
    "should talk by now": _should_talk,
    "call is gone": lambda _, event, __: isinstance(event, FetchFailed) and event.gone,
    "their leg": _customer_leg,
    "their leg unknown": lambda picture, *_: not picture.customer_leg,
}

"""Where an order is, in one sentence for the ear and one for the written confirmation."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from voicebot.backoffice.port import Backoffice, Order, OrderStatus
from voicebot.call.replies import Agreement, Expects
from voicebot.dialogue.actions.base import (
    ORDER_NUMBER,
    POSTCODE,
    Events,
    HouseAction,
    close_form,
    hand_over,
    say,
)
from voicebot.dialogue.payload import Payload

ANYTHING_ELSE = "Kan ik nog iets voor u doen?"

_RELATIVE = {-1: "gisteren", 0: "vandaag", 1: "morgen", 2: "overmorgen"}


def today_in_the_netherlands() -> date:
    """The callers' day, wherever the server stands."""
    return datetime.now(ZoneInfo("Europe/Amsterdam")).date()


def _day(day: date) -> str:
    return format_date(day, "EEEE d MMMM", locale="nl")


def spoken_status(order: Order, today: date) -> str:
    """The answer as spoken, the day first in words that need no calendar ('morgen, dinsdag 24 november')."""
    if order.status is OrderStatus.CANCELLED:
        return "Uw bestelling is geannuleerd."
    if order.status is OrderStatus.DELIVERED:
        if order.delivered is None:
            return "Uw bestelling is bezorgd."
        near = _RELATIVE.get((order.delivered - today) // timedelta(days=1))
        when = f"{near}, op {_day(order.delivered)}," if near else f"op {_day(order.delivered)}"
        return f"Uw bestelling is {when} bezorgd."
    state = "onderweg" if order.status is OrderStatus.SHIPPED else "in behandeling"
    if order.expected is None:
        return f"Uw bestelling is {state}. De dag van bezorging is nog niet bekend."
    if order.expected < today:
        return f"Uw bestelling is later dan beloofd. Hij is nog {state}."
    near = _RELATIVE.get((order.expected - today) // timedelta(days=1))
    if order.status is OrderStatus.PROCESSING:
        return f"Uw bestelling is in behandeling. We verwachten hem op {_day(order.expected)}."
    return f"Uw bestelling komt {f'{near}, ' if near else 'op '}{_day(order.expected)}."


def written_status(order: Order) -> str:
    """The same for the confirmation: with the number and full dates, as it may be read days later."""
    state = {
        OrderStatus.PROCESSING: "is in behandeling",
        OrderStatus.SHIPPED: "is onderweg",
        OrderStatus.DELIVERED: "is bezorgd",
        OrderStatus.CANCELLED: "is geannuleerd",
    }[order.status]
    open_ = order.status in (OrderStatus.PROCESSING, OrderStatus.SHIPPED)
    text = f"Bestelling {order.number} {state}"
    if open_ and order.expected:
        return f"{text}; verwachte bezorging: {format_date(order.expected, 'EEEE d MMMM y', locale='nl')}."
    if order.status is OrderStatus.DELIVERED and order.delivered:
        return f"{text} op {format_date(order.delivered, 'EEEE d MMMM y', locale='nl')}."
    return f"{text}."


class TellOrder(HouseAction):
    """Answers once number and postcode matched; silent when the form ended without both."""

    action_name = "action_tell_order"

    def __init__(self, backoffice: Backoffice, today: Callable[[], date] = today_in_the_netherlands) -> None:
        self._backoffice = backoffice
        self._today = today

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Look the order up again (nothing of it is kept in slots) and tell its status."""
        number, postcode = tracker.get_slot(ORDER_NUMBER), tracker.get_slot(POSTCODE)
        if not number or not postcode:
            return []
        order = await asyncio.to_thread(self._backoffice.find_order, number, postcode)
        if order is None:  # it was there a moment ago
            hand_over(dispatcher, "dialogue_failed", "D-26")
            return close_form()
        say(dispatcher, spoken_status(order, self._today()))
        agreement = Agreement("order_status", written_status(order), order.number)
        answer = Payload(
            "D-13",
            agreements=(agreement,),
            solved=True,
            expects=Expects.YES_NO,
            contact_email=order.customer_email,
        )
        say(dispatcher, ANYTHING_ELSE, answer)
        return close_form()

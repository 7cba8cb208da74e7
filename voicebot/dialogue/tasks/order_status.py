"""Where an order is and when it comes."""

from __future__ import annotations

from datetime import date

from voicebot.backoffice.port import Order, OrderStatus
from voicebot.call.replies import Agreement
from voicebot.dialogue.tasks.facts import public_fact
from voicebot.dialogue.tasks.identity import ORDER
from voicebot.dialogue.tasks.model import Done, Task, Work
from voicebot.dialogue.tasks.words import day_spoken, day_written, hours, near, on_day

_STATE = {
    OrderStatus.PROCESSING: "is in behandeling",
    OrderStatus.SHIPPED: "is onderweg",
    OrderStatus.DELIVERED: "is bezorgd",
    OrderStatus.CANCELLED: "is geannuleerd",
}


def spoken_status(order: Order, today: date) -> str:
    """The answer as spoken, the day first in words that need no calendar ('morgen, dinsdag 24 november')."""
    if order.status is OrderStatus.CANCELLED:
        return "Uw bestelling is geannuleerd."
    if order.status is OrderStatus.DELIVERED:
        if order.delivered is None:
            return "Uw bestelling is bezorgd."
        word = near(order.delivered, today)
        when = f"{word}, op {day_spoken(order.delivered)}," if word else f"op {day_spoken(order.delivered)}"
        return f"Uw bestelling is {when} bezorgd."
    state = "onderweg" if order.status is OrderStatus.SHIPPED else "in behandeling"
    if order.expected is None:
        return f"Uw bestelling is {state}. De dag van bezorging is nog niet bekend."
    if order.expected < today:
        return f"Uw bestelling is later dan beloofd. Hij is nog {state}."
    if order.status is OrderStatus.PROCESSING:
        when = f"op {day_spoken(order.expected)}{hours(order.window)}"
        return f"Uw bestelling is in behandeling. We verwachten hem {when}."
    return f"Uw bestelling komt {on_day(order.expected, today)}{hours(order.window)}."


def written_status(order: Order) -> str:
    """The same for the confirmation: with the number and full dates, as it may be read days later."""
    text = f"Bestelling {order.number} {_STATE[order.status]}"
    if order.status in (OrderStatus.PROCESSING, OrderStatus.SHIPPED) and order.expected:
        return f"{text}; verwachte bezorging: {day_written(order.expected)}{hours(order.window)}."
    if order.status is OrderStatus.DELIVERED and order.delivered:
        return f"{text} op {day_written(order.delivered)}."
    return f"{text}."


def status_of(order: Order, today: date) -> Done:
    """The order's status, spoken and written."""
    agreement = Agreement("order_status", written_status(order), order.number)
    return Done(spoken_status(order, today), "D-13", (agreement,))


def _fulfil(work: Work) -> Done:
    return status_of(work.order, work.today)


TASK = Task("order_status", ORDER, _fulfil, public=public_fact("order_status"))

"""Whether an order is paid, and what is left to pay."""

from __future__ import annotations

from voicebot.backoffice.port import Order, OrderStatus
from voicebot.call.replies import Agreement
from voicebot.dialogue.tasks.facts import public_fact
from voicebot.dialogue.tasks.identity import ORDER
from voicebot.dialogue.tasks.model import Done, Task, Work
from voicebot.dialogue.tasks.words import day_spoken, day_written, euros


def _spoken(order: Order) -> str:
    if order.status is OrderStatus.CANCELLED:
        return "Uw bestelling is geannuleerd. U hoeft niets te betalen."
    if order.paid:
        return f"Uw bestelling is betaald. Het was {euros(order.amount_cents)}."
    until = f" Betalen kan tot en met {day_spoken(order.due)}." if order.due else ""
    return f"Uw bestelling is nog niet betaald: {euros(order.amount_cents)}.{until}"


def _written(order: Order) -> str:
    if order.status is OrderStatus.CANCELLED:
        return f"Bestelling {order.number} is geannuleerd. U hoeft niets te betalen."
    if order.paid:
        return f"Bestelling {order.number} is betaald ({euros(order.amount_cents)})."
    until = f" U kunt betalen tot en met {day_written(order.due)}." if order.due else ""
    return f"Bestelling {order.number} is nog niet betaald ({euros(order.amount_cents)}).{until}"


def _fulfil(work: Work) -> Done:
    order = work.order
    return Done(_spoken(order), "D-13", (Agreement("payment_status", _written(order), order.number),))


TASK = Task("payment_question", ORDER, _fulfil, public=public_fact("payment_question"))

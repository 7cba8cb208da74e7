"""Cancelling an order that has not left yet."""

from __future__ import annotations

from voicebot.backoffice import rules
from voicebot.backoffice.port import Reason
from voicebot.call.replies import Agreement
from voicebot.dialogue.tasks.identity import ORDER
from voicebot.dialogue.tasks.model import Done, Task, Work


def _check(work: Work) -> None:
    rules.cancelled(work.order)


def _read_back(work: Work) -> str:
    return f"Ik annuleer bestelling {work.order.number} helemaal"


def _fulfil(work: Work) -> Done:
    order = work.order
    work.backoffice.cancel_order(order.number, call_id=work.call_id)
    money = "U hoeft niets te betalen." if not order.paid else "We storten terug wat u hebt betaald."
    # Within 14 days of the caller's word: Burgerlijk Wetboek 6:230r, first paragraph.
    by_when = money.replace("storten terug", "storten binnen 14 dagen terug")
    text = f"We hebben bestelling {order.number} vandaag geannuleerd. {by_when}"
    return Done(
        f"Uw bestelling is geannuleerd. {money}", "D-32", (Agreement("order_cancelled", text, order.number),)
    )


TASK = Task(
    "cancel_order",
    ORDER,
    _fulfil,
    check=_check,
    read_back=_read_back,
    refusals={
        Reason.SHIPPED: "Uw bestelling is al onderweg, dus annuleren kan niet meer. "
        "Terugsturen kan wel, als u de bestelling hebt ontvangen.",
        Reason.DELIVERED: "Uw bestelling is al bezorgd, dus annuleren kan niet meer. "
        "U kunt hem wel terugsturen.",
        Reason.CANCELLED: "Uw bestelling is al geannuleerd. U hoeft niets meer te doen.",
    },
)

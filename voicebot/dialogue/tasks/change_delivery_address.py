"""This order to another address."""

from __future__ import annotations

from voicebot.backoffice import rules
from voicebot.backoffice.port import Reason
from voicebot.call.replies import Agreement
from voicebot.dialogue.tasks import address
from voicebot.dialogue.tasks.identity import ORDER
from voicebot.dialogue.tasks.model import Done, Task, Work
from voicebot.dialogue.tasks.words import day_written


def _values(work: Work) -> tuple[str, str]:
    return work.values[address.NEW_POSTCODE.slot], work.values[address.NEW_HOUSE_NUMBER.slot]


def _check(work: Work) -> None:
    rules.moved(work.order, work.order.postcode, work.order.house_number)


def _read_back(work: Work) -> str:
    return f"Ik laat uw bestelling bezorgen op {address.spoken(*_values(work))}"


def _fulfil(work: Work) -> Done:
    order, (postcode, house_number) = work.order, _values(work)
    work.backoffice.change_delivery_address(order.number, postcode, house_number, call_id=work.call_id)
    when = f"op {day_written(order.expected)}" if order.expected else "zodra hij klaar is"
    text = (
        f"We hebben het bezorgadres van bestelling {order.number} gewijzigd in "
        f"{address.written(postcode, house_number)}. De bestelling komt daar {when}."
    )
    return Done(
        "Het bezorgadres is gewijzigd. U krijgt daar een bericht van.",
        "D-32",
        (Agreement("delivery_address_changed", text, order.number),),
        values={ORDER.secret.slot: postcode},  # from now on this one finds it
    )


TASK = Task(
    "change_delivery_address",
    ORDER,
    _fulfil,
    steps=address.STEPS,
    check=_check,
    read_back=_read_back,
    refusals={
        Reason.SHIPPED: "Uw bestelling is al onderweg, dus het adres ligt vast. "
        "U kunt wel een andere dag kiezen.",
    },
)

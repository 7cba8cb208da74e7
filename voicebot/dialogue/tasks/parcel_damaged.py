"""An order that arrived damaged; whoever is upset about it speaks with a person."""

from __future__ import annotations

from voicebot.backoffice import rules
from voicebot.backoffice.port import Reason
from voicebot.call.replies import Agreement
from voicebot.dialogue.tasks.identity import ORDER
from voicebot.dialogue.tasks.model import Done, Task, Work

ANSWER_DAYS = 2  # working days; the house's own promise


def _check(work: Work) -> None:
    rules.damaged(work.order)


def _read_back(work: Work) -> str:
    return f"Ik meld dat bestelling {work.order.number} beschadigd is"


def _fulfil(work: Work) -> Done:
    order = work.order
    reference = work.backoffice.report_damaged(order.number, call_id=work.call_id)
    agreement = Agreement(
        "damage_reported",
        f"We hebben gemeld dat bestelling {order.number} beschadigd is. "
        f"U hoort binnen {ANSWER_DAYS} werkdagen wat we voor u doen.",
        reference,
    )
    text = f"Ik heb het gemeld. U hoort binnen {ANSWER_DAYS} werkdagen wat we voor u doen."
    return Done(text, "D-32", (agreement,))


TASK = Task(
    "parcel_damaged",
    ORDER,
    _fulfil,
    check=_check,
    read_back=_read_back,
    upset="parcel_damaged_upset",
    refusals={
        Reason.NOT_DELIVERED: "Volgens ons is uw bestelling nog niet bezorgd. "
        "Zeg medewerker, dan verbind ik u door.",
    },
)

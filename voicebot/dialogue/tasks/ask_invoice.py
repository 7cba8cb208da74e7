"""The invoice of an order, by e-mail."""

from __future__ import annotations

from voicebot.backoffice.port import Reason
from voicebot.call.replies import Agreement
from voicebot.dialogue.tasks.identity import ORDER
from voicebot.dialogue.tasks.model import Done, Task, Work


def _fulfil(work: Work) -> Done:
    order = work.order
    work.backoffice.send_invoice(order.number, call_id=work.call_id)
    text = f"We hebben de factuur van bestelling {order.number} gestuurd. U hebt hem vandaag in uw e-mail."
    return Done(
        "Ik stuur de factuur naar uw e-mailadres. U hebt hem vandaag.",
        "D-32",
        (Agreement("invoice_sent", text, order.number),),
    )


TASK = Task(
    "ask_invoice",
    ORDER,
    _fulfil,
    refusals={
        Reason.NO_EMAIL: "Een factuur gaat per e-mail, en ik heb geen adres van u. "
        "Zeg medewerker, dan verbind ik u door.",
    },
)

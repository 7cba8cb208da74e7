"""Sending something back: the reason, and a label by e-mail."""

from __future__ import annotations

from voicebot.backoffice import rules
from voicebot.backoffice.port import Reason
from voicebot.call.replies import Agreement
from voicebot.dialogue.tasks.facts import public_fact
from voicebot.dialogue.tasks.identity import ORDER
from voicebot.dialogue.tasks.model import Done, Said, Step, Task, Work
from voicebot.dialogue.tasks.return_reason import aloud, find_reason, own_words


def _reason(said: Said) -> str | None:
    return None if said.keyed else find_reason(said.text)


def _own_words(said: Said) -> str | None:
    return None if said.keyed else own_words(said.text)


REASON = Step(
    "return_reason",
    "Waarom wilt u het terugsturen?",
    "Zeg kort waarom, bijvoorbeeld te klein. Of zeg: medewerker.",
    _reason,
    aloud,
    unreadable="",
    early=_reason,
    loose=_own_words,
)


def _check(work: Work) -> None:
    rules.returned(work.order, work.today)


def _read_back(work: Work) -> str:
    order, reason = work.order, work.values[REASON.slot]
    return f"Ik meld bestelling {order.number} aan voor retour, {aloud(reason)}"


def _fulfil(work: Work) -> Done:
    order = work.order
    reference = work.backoffice.register_return(order.number, work.values[REASON.slot], call_id=work.call_id)
    agreement = Agreement(
        "return_registered",
        f"We hebben uw retour van bestelling {order.number} aangemeld. "
        "U krijgt vandaag een label per e-mail; plak het op het pakket.",
        reference,
    )
    return Done("Uw retour is aangemeld. U krijgt vandaag een label per e-mail.", "D-32", (agreement,))


TASK = Task(
    "return_order",
    ORDER,
    _fulfil,
    steps=(REASON,),
    check=_check,
    read_back=_read_back,
    public=public_fact("return_order"),
    refusals={
        Reason.NOT_DELIVERED: "Uw bestelling is nog niet bezorgd. "
        "Terugsturen kan zodra u de bestelling hebt ontvangen.",
        Reason.NO_EMAIL: "Een label gaat per e-mail, en ik heb geen adres van u. "
        "Zeg medewerker, dan verbind ik u door.",
    },
)

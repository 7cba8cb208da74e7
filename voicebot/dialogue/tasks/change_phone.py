"""The customer has another telephone number."""

from __future__ import annotations

from voicebot.backoffice import rules
from voicebot.call.replies import Agreement, Expects
from voicebot.dialogue.reading.aloud import say_phone
from voicebot.dialogue.reading.phone import find_phone
from voicebot.dialogue.tasks.identity import POLICY
from voicebot.dialogue.tasks.model import Done, Said, Step, Task, Work


def _phone(said: Said) -> str | None:
    return find_phone(said.text, keyed=said.keyed)


NEW_PHONE = Step(
    "new_phone",
    "Wat is uw nieuwe telefoonnummer?",
    "Zeg het nummer cijfer voor cijfer, of zeg: medewerker.",
    _phone,
    say_phone,
    Expects.DIGITS,  # no keys are offered: the nul in front would bring a person
    unreadable="Ik heb het nummer niet goed verstaan.",
    length="Een telefoonnummer heeft tien cijfers.",
    early=_phone,
)


def _check(work: Work) -> None:
    rules.running(work.policy, work.today)


def _read_back(work: Work) -> str:
    return f"Uw nieuwe nummer is {NEW_PHONE.aloud(work.values[NEW_PHONE.slot])}"


def _fulfil(work: Work) -> Done:
    policy, phone = work.policy, work.values[NEW_PHONE.slot]
    work.backoffice.change_phone(policy.number, phone, call_id=work.call_id)
    agreement = Agreement(
        "phone_changed",
        f"We hebben uw telefoonnummer vandaag gewijzigd. Het eindigt nu op {phone[-3:]}.",
        policy.number,
    )
    return Done("Uw telefoonnummer is gewijzigd. U krijgt daar een bericht van.", "D-32", (agreement,))


TASK = Task("change_phone", POLICY, _fulfil, steps=(NEW_PHONE,), check=_check, read_back=_read_back)

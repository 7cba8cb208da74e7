"""The customer has moved."""

from __future__ import annotations

from voicebot.backoffice import rules
from voicebot.call.replies import Agreement
from voicebot.dialogue.tasks import address
from voicebot.dialogue.tasks.identity import POLICY
from voicebot.dialogue.tasks.model import Done, Task, Work


def _values(work: Work) -> tuple[str, str]:
    return work.values[address.NEW_POSTCODE.slot], work.values[address.NEW_HOUSE_NUMBER.slot]


def _check(work: Work) -> None:
    rules.running(work.policy, work.today)


def _read_back(work: Work) -> str:
    return f"Ik wijzig uw adres in {address.spoken(*_values(work))}"


def _fulfil(work: Work) -> Done:
    policy, (postcode, house_number) = work.policy, _values(work)
    work.backoffice.change_address(policy.number, postcode, house_number, call_id=work.call_id)
    text = f"We hebben uw adres vandaag gewijzigd in {address.written(postcode, house_number)}."
    agreement = Agreement("address_changed", text, policy.number)
    return Done("Uw adres is gewijzigd. U krijgt daar een bericht van.", "D-32", (agreement,))


TASK = Task("change_address", POLICY, _fulfil, steps=address.STEPS, check=_check, read_back=_read_back)

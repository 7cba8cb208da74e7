"""The customer has another e-mail address."""

from __future__ import annotations

from voicebot.backoffice import rules
from voicebot.call.replies import Agreement, Expects
from voicebot.dialogue.reading.aloud import say_email
from voicebot.dialogue.reading.email import find_email
from voicebot.dialogue.tasks.identity import POLICY
from voicebot.dialogue.tasks.model import Done, Said, Step, Task, Work


def _email(said: Said) -> str | None:
    return None if said.keyed else find_email(said.text)


NEW_EMAIL = Step(
    "new_email",
    "Wat is uw nieuwe e-mailadres?",
    "Spel uw e-mailadres letter voor letter, of zeg: medewerker.",
    _email,
    say_email,
    Expects.SPELLING,
    unreadable="Ik heb het adres niet goed verstaan.",
    early=_email,
)


def _check(work: Work) -> None:
    rules.running(work.policy, work.today)


def _read_back(work: Work) -> str:
    return f"Uw nieuwe e-mailadres is {NEW_EMAIL.aloud(work.values[NEW_EMAIL.slot])}"


def _fulfil(work: Work) -> Done:
    policy, email = work.policy, work.values[NEW_EMAIL.slot]
    work.backoffice.change_email(policy.number, email, call_id=work.call_id)
    text = f"We hebben uw e-mailadres vandaag gewijzigd in {email}."
    agreement = Agreement("email_changed", text, policy.number)
    return Done("Uw e-mailadres is gewijzigd. U krijgt daar een bericht van.", "D-32", (agreement,))


TASK = Task("change_email", POLICY, _fulfil, steps=(NEW_EMAIL,), check=_check, read_back=_read_back)

"""Sending a document of a policy by e-mail."""

from __future__ import annotations

from voicebot.backoffice.port import DocumentKind, Reason
from voicebot.call.replies import Agreement
from voicebot.dialogue.tasks.identity import POLICY
from voicebot.dialogue.tasks.model import Done, Task, Work

_NO_EMAIL = "Ik heb geen e-mailadres van u. Zeg e-mailadres wijzigen, dan sla ik het op."


def document_task(wish: str, kind: DocumentKind, noun: str, pronoun: str, product: str | None = None) -> Task:
    """The task that sends it. noun: 'het polisblad'; pronoun: 'het' or 'hem'."""

    def fulfil(work: Work) -> Done:
        policy = work.policy
        work.backoffice.send_document(policy.number, kind, call_id=work.call_id)
        written = (
            f"We hebben {noun} van polis {policy.number} gestuurd. U hebt {pronoun} vandaag in uw e-mail."
        )
        return Done(
            f"Ik stuur {noun} naar uw e-mailadres. U hebt {pronoun} vandaag.",
            "D-32",
            (Agreement(f"{kind}_sent", written, policy.number),),
        )

    return Task(wish, POLICY, fulfil, refusals={Reason.NO_EMAIL: _NO_EMAIL}, product=product)

"""What a caller hears when something is not possible: why, and what is possible instead."""

from __future__ import annotations

from voicebot.backoffice.port import Reason
from voicebot.dialogue.tasks.model import Done, Task

_PERSON = "Zeg medewerker, dan verbind ik u door."

# By reason, for every task that has no words of its own for it.
GENERAL = {
    Reason.SHIPPED: f"Uw bestelling is al onderweg, dus dat kan niet meer. {_PERSON}",
    Reason.DELIVERED: "Uw bestelling is al bezorgd, dus dat kan niet meer. U kunt hem wel terugsturen.",
    Reason.CANCELLED: "Uw bestelling is geannuleerd, dus dat kan niet meer. U kunt wel opnieuw bestellen.",
    Reason.NOT_SHIPPED: "Uw bestelling is nog niet verstuurd. U krijgt bericht zodra hij onderweg is.",
    Reason.NOT_DELIVERED: f"Uw bestelling is nog niet bezorgd, dus dat kan nog niet. {_PERSON}",
    Reason.NOT_LATE: "Uw bestelling is nog onderweg en niet te laat. Komt hij te laat, bel ons dan weer.",
    Reason.TOO_LATE: f"De termijn om terug te sturen is voorbij. {_PERSON}",
    Reason.BAD_DAY: "Op die dag kunnen we niet bezorgen. Kies een dag in de komende vier weken.",
    Reason.PAST: "Dat kan vandaag niet meer.",
    Reason.CLOSED: "Dan zijn wij gesloten.",
    Reason.EXPIRED: "Deze verzekering is gestopt.",
    Reason.NO_EMAIL: f"Ik heb geen e-mailadres van u, dus dat kan ik niet sturen. {_PERSON}",
    Reason.NO_GREEN_CARD: "Bij deze verzekering hoort geen groene kaart. Die is er alleen voor een auto.",
    Reason.INVALID: f"Dat kan ik zo niet opslaan. {_PERSON}",
    Reason.UNKNOWN: f"Ik kan dit nu niet vinden. {_PERSON}",
}


def refusal(task: Task, reason: Reason) -> Done:
    """How a task ends that cannot be done; whoever wants to change an ended policy speaks with a person."""
    if reason is Reason.EXPIRED:
        return Done("", "D-28", handover="expired_policy")
    return Done(task.refusals.get(reason) or GENERAL[reason], "D-31")

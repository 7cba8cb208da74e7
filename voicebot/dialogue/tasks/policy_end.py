"""When a policy ends."""

from __future__ import annotations

from voicebot.backoffice.port import Policy
from voicebot.dialogue.tasks.identity import POLICY
from voicebot.dialogue.tasks.model import Task
from voicebot.dialogue.tasks.policy_fact import policy_fact
from voicebot.dialogue.tasks.words import date_spoken, insurance


def _tell(policy: Policy, ended: bool) -> str:
    if ended:
        return ""
    if policy.end is None:
        return f"Uw {insurance(policy.product)} heeft geen einddatum. Hij loopt door tot u opzegt."
    return f"Uw {insurance(policy.product)} loopt tot en met {date_spoken(policy.end)}."


TASK = Task("policy_end", POLICY, policy_fact("policy_end", _tell))

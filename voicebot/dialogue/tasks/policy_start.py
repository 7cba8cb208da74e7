"""Since when a policy runs."""

from __future__ import annotations

from voicebot.backoffice.port import Policy
from voicebot.dialogue.tasks.identity import POLICY
from voicebot.dialogue.tasks.model import Task
from voicebot.dialogue.tasks.policy_fact import policy_fact
from voicebot.dialogue.tasks.words import date_spoken, insurance


def _tell(policy: Policy, ended: bool) -> str:
    verb = "liep" if ended else "loopt"
    return f"Uw {insurance(policy.product)} {verb} sinds {date_spoken(policy.start)}."


TASK = Task("policy_start", POLICY, policy_fact("policy_start", _tell))

"""What a policy costs."""

from __future__ import annotations

from voicebot.backoffice.port import Policy
from voicebot.dialogue.tasks.identity import POLICY
from voicebot.dialogue.tasks.model import Task
from voicebot.dialogue.tasks.policy_fact import policy_fact
from voicebot.dialogue.tasks.words import euros, insurance


def _tell(policy: Policy, ended: bool) -> str:
    verb = "kostte" if ended else "kost"
    return f"Uw {insurance(policy.product)} {verb} {euros(policy.premium_cents_month)} per maand."


TASK = Task("policy_premium", POLICY, policy_fact("policy_premium", _tell))

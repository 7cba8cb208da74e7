"""What a policyholder pays of a claim."""

from __future__ import annotations

from voicebot.backoffice.port import Policy
from voicebot.dialogue.tasks.facts import public_fact
from voicebot.dialogue.tasks.identity import POLICY
from voicebot.dialogue.tasks.model import Task
from voicebot.dialogue.tasks.policy_fact import policy_fact
from voicebot.dialogue.tasks.words import euros, insurance


def _tell(policy: Policy, ended: bool) -> str:
    product = insurance(policy.product)
    if not policy.own_risk_cents:
        return f"Uw {product} {'had' if ended else 'heeft'} geen eigen risico."
    verb = "was" if ended else "is"
    return f"Het eigen risico van uw {product} {verb} {euros(policy.own_risk_cents)} per schade."


TASK = Task(
    "policy_own_risk", POLICY, policy_fact("policy_own_risk", _tell), public=public_fact("policy_own_risk")
)

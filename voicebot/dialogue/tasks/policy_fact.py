"""One fact that stands in a policy, as an answer."""

from __future__ import annotations

from collections.abc import Callable

from voicebot.backoffice import rules
from voicebot.backoffice.port import Policy
from voicebot.call.replies import Agreement
from voicebot.dialogue.tasks.model import Done, Work
from voicebot.dialogue.tasks.words import date_spoken

# Says the fact; the flag: in the past tense, of a policy that has ended. '' when the ending says it all.
Tell = Callable[[Policy, bool], str]


def policy_fact(kind: str, tell: Tell) -> Callable[[Work], Done]:
    """Answers with one fact; of a policy that has ended that is said first."""

    def fulfil(work: Work) -> Done:
        policy = work.policy
        ended = rules.ended(policy, work.today)
        text = tell(policy, ended)
        if ended and policy.end:
            text = f"Deze verzekering is gestopt op {date_spoken(policy.end)}. {text}".strip()
        return Done(text, "D-33", (Agreement(kind, f"Over polis {policy.number}: {text}", policy.number),))

    return fulfil

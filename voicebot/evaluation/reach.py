"""Which sentences reach a person at once: by the core's own words, or by its decision on a reply."""

from __future__ import annotations

from voicebot.call.handover import row_for
from voicebot.call.policies.person_request import needs_person
from voicebot.evaluation.understood import Understood


def condition_of(text: str, rejected: str | None, understood: Understood | None) -> str | None:
    """The condition that brings this single turn to a person, or None, as the call decides it.

    A call back ends the call without a transfer, so it is no hand-over. understood: None for a turn that the
    dialogue never got. rejected: why not, as in TranscriptReady.
    """
    condition = needs_person(text, rejected)
    if condition is None and rejected is None and understood is not None:
        condition = understood.condition
    return None if condition is None or row_for(condition).callback else condition

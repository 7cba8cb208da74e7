"""How a call ended, put together from the commands that it gave."""

from __future__ import annotations

from voicebot.call import commands as do
from voicebot.call.outcome import Outcome
from voicebot.call.ports import Conclusion
from voicebot.call.written import UNCHOSEN


def conclusion(
    outcome: Outcome, rule_id: str, over: do.HandOver | None, sent: do.SendConfirmation | None
) -> Conclusion:
    """What is stored of a call's end. over, sent: its last commands of these kinds, None for none."""
    return Conclusion(
        outcome,
        rule_id,
        queue=over.queue if over else None,
        priority=over.priority if over else None,
        summary=over.summary if over else "",
        agreements=sent.agreements if sent else (),
        contact_email=sent.contact_email if sent else None,
        written=sent.written if sent and sent.written != UNCHOSEN else None,
    )

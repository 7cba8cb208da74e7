"""What a rule id means, in words: the core's, the dialogue's and the hand-over table's."""

from __future__ import annotations

from collections.abc import Iterable

from voicebot.call.handover import ROWS
from voicebot.call.rules import RULES as CORE
from voicebot.dialogue.rule_ids import RULES as DIALOGUE
from voicebot.replay.results import CallResult

TEXTS = {**CORE, **DIALOGUE, **{row.rule_id: row.summary for row in ROWS}}


def used(call: CallResult) -> list[str]:
    """The rule ids that a call's result names, in alphabetical order."""
    names = {entry.rule for entry in call.ledger} | {turn.rule_turn for turn in call.turns}
    names |= {turn.rule for turn in call.turns if turn.rule} | ({call.rule} if call.rule else set())
    return sorted(names - {""})


def explained(names: Iterable[str]) -> dict[str, str]:
    """Their texts; one that nobody knows is left out."""
    return {name: TEXTS[name] for name in names if name in TEXTS}

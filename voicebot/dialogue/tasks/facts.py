"""Questions about a wish that anybody may have answered, without telling who is calling."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from voicebot.call.replies import Agreement
from voicebot.dialogue.knowledge.loader import Knowledge, load
from voicebot.dialogue.knowledge.model import Entry
from voicebot.dialogue.reading.digits import has_digits
from voicebot.dialogue.tasks.model import Done, Said


@cache
def knowledge() -> Knowledge:
    """What may be told to anybody, read once."""
    return load()


def told(entry: Entry, rule_id: str) -> Done:
    """An entry as an answer; its source and version go into the ledger.

    One that sends to a person ('zeg medewerker') is nothing to confirm in writing.
    """
    sends_on = "medewerker" in entry.text.lower()
    return Done(entry.text, rule_id, () if sends_on else (Agreement("policy_term", entry.with_source),))


def public_fact(wish: str) -> Callable[[Said], Done | None]:
    """Answers general questions about ``wish``; a sentence with a number in it is about the caller's own."""

    def answer(said: Said) -> Done | None:
        if has_digits(said.text):
            return None
        entry = knowledge().fact(wish, said.text)
        return told(entry, "D-15") if entry else None

    return answer

"""Answers from the knowledge files to questions that anybody may ask."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from voicebot.call.replies import Agreement, Expects
from voicebot.dialogue.actions.base import Events, HouseAction, hand_over, say
from voicebot.dialogue.actions.tracker import last_payload, text_of
from voicebot.dialogue.knowledge.loader import Knowledge
from voicebot.dialogue.knowledge.model import Entry
from voicebot.dialogue.payload import Payload
from voicebot.dialogue.reading.product import find_product
from voicebot.dialogue.tasks.turn import ANYTHING_ELSE


def _tell(dispatcher: CollectingDispatcher, entry: Entry, rule_id: str, *, confirm: bool = False) -> None:
    """Say it and offer more; with ``confirm`` it is confirmed in writing, its source and version with it."""
    agreements = (Agreement("policy_term", entry.with_source),) if confirm else ()
    payload = Payload(
        rule_id, agreements=agreements, solved=True, expects=Expects.YES_NO, offer=ANYTHING_ELSE
    )
    say(dispatcher, entry.text, payload)


class OpeningHours(HouseAction):
    """When people can be reached."""

    action_name = "action_opening_hours"

    def __init__(self, knowledge: Knowledge) -> None:
        self._entry = knowledge.entry("openingstijden")

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Tell."""
        _tell(dispatcher, self._entry, "D-47")
        return []


class Products(HouseAction):
    """Which insurance there is."""

    action_name = "action_products"

    def __init__(self, knowledge: Knowledge) -> None:
        self._entry = knowledge.entry("producten")

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Tell."""
        _tell(dispatcher, self._entry, "D-48")
        return []


class CancelTerm(HouseAction):
    """How a policy is cancelled: by its product, or what holds for all."""

    action_name = "action_cancel_term"

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Tell; who then still wants to cancel needs a person: the assistant cannot do it."""
        if last_payload(tracker).get("rule_id") == "D-15":
            hand_over(dispatcher, "asked_person", "D-20")
            return []
        product = find_product(text_of(tracker)) or ""
        _tell(dispatcher, self._knowledge.entry("opzegtermijn", product), "D-15", confirm=True)
        return []

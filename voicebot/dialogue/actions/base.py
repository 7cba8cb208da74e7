"""What all actions share: a failure inside one reaches a person, never Rasa as a traceback."""

from __future__ import annotations

import logging
from abc import abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from voicebot.dialogue.payload import Payload
from voicebot.dialogue.tasks.turn import WISH, Script

log = logging.getLogger(__name__)

Events = list[dict[str, Any]]

REQUESTED = "requested_slot"


def say(dispatcher: CollectingDispatcher, text: str, payload: Payload | None = None) -> None:
    """Speak Dutch text, with what it means."""
    dispatcher.utter_message(text=text, json_message=payload.to_json() if payload else None)


def hand_over(dispatcher: CollectingDispatcher, condition: str, rule_id: str) -> None:
    """Name a condition of `voicebot.call.handover.TABLE`; the core does and says the rest."""
    dispatcher.utter_message(json_message=Payload(rule_id, handover=condition).to_json())


def closed(tracker: Tracker) -> Events:
    """The events after which no task is open: a person takes over, or nobody comes and all begins anew."""
    return [SlotSet(WISH, None), SlotSet(REQUESTED, None)] if tracker.active_loop else []


def play(dispatcher: CollectingDispatcher, script: Script) -> None:
    """Speak everything that a script says."""
    for text, payload in script.said:
        dispatcher.utter_message(text=text or None, json_message=payload.to_json())


class HouseAction(Action):  # type: ignore[misc]  # rasa_sdk has no types
    """An action that may fail: then everything it said is dropped and a person takes over."""

    action_name: str

    def name(self) -> str:
        """The name in the domain."""
        return self.action_name

    @abstractmethod
    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Speak through the dispatcher and return Rasa events."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Rasa's entry; never raises."""
        try:
            return await self.act(dispatcher, tracker)
        except Exception as error:  # noqa: BLE001 - the caller must reach a person whatever broke
            # Only the kind of error: its message may hold what the caller said.
            log.error("action %s failed: %s", self.action_name, type(error).__name__)
            dispatcher.messages.clear()
            hand_over(dispatcher, "dialogue_failed", "D-26")
            return closed(tracker)

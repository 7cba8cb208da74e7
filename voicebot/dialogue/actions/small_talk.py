"""Yes, no, 'what did you say', not understood: actions that look at what was said before."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from voicebot.call.replies import Expects
from voicebot.dialogue.actions.base import Events, HouseAction, hand_over, say
from voicebot.dialogue.actions.tracker import last_answer, last_payload, was_solved
from voicebot.dialogue.payload import Payload

NOT_UNDERSTOOD = "Dat begreep ik niet. Kunt u het met andere woorden zeggen?"
GO_AHEAD = "Zegt u het maar."
WHICH_WISH = "Waarmee kan ik u helpen?"


class NotUnderstood(HouseAction):
    """Asks for other words; the second time in a row a person takes over."""

    action_name = "action_not_understood"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Ask again, or hand over."""
        if last_payload(tracker).get("rule_id") == "D-07":
            hand_over(dispatcher, "not_understood", "D-23")
        else:
            say(dispatcher, NOT_UNDERSTOOD, Payload("D-07", asks="wish"))
        return []


class Repeat(HouseAction):
    """Says the previous answer again; before there is one, what the assistant can do."""

    action_name = "action_repeat"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Repeat."""
        texts = [str(event["text"]) for event in last_answer(tracker) if event.get("text")]
        if not texts:
            dispatcher.utter_message(response="utter_capabilities")
            return []
        before = last_payload(tracker)
        expects = Expects.YES_NO if before.get("expects") == Expects.YES_NO else None
        say(dispatcher, " ".join(texts), Payload("D-08", asks=before.get("asks"), expects=expects))
        return []


class Yes(HouseAction):
    """'Ja' after 'can I do anything else' or out of the blue."""

    action_name = "action_yes"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Ask for the wish."""
        more = last_payload(tracker).get("expects") == Expects.YES_NO
        say(dispatcher, GO_AHEAD if more else WHICH_WISH, Payload("D-09", asks="wish"))
        return []


class No(HouseAction):
    """'Nee' ends the call once the caller was helped or was asked for more; else it asks for the wish."""

    action_name = "action_no"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Say goodbye, or ask."""
        if was_solved(tracker) or last_payload(tracker).get("expects") == Expects.YES_NO:
            dispatcher.utter_message(response="utter_goodbye")
        else:
            say(dispatcher, WHICH_WISH, Payload("D-09", asks="wish"))
        return []

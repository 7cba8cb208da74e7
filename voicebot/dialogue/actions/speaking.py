"""How the bot speaks: again, slower, louder, or not at all for a minute."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from voicebot.call.delivery import Manner
from voicebot.call.replies import Expects
from voicebot.dialogue.actions.base import Events, HouseAction, say
from voicebot.dialogue.actions.check import TAKE_YOUR_TIME
from voicebot.dialogue.actions.tracker import (
    GAVE_TIME,
    answer_to_repeat,
    last_payload,
    payload_of,
    times_asked,
)
from voicebot.dialogue.payload import Payload
from voicebot.dialogue.tasks.asking import LIMIT

MANNERS = {Manner.SLOWER: "Goed, ik praat langzamer.", Manner.LOUDER: "Goed, ik praat harder."}
WAIT_SECONDS = 60


def say_again(dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
    """Say the previous answer again, its question too; False when there is none."""
    answer = answer_to_repeat(tracker)
    said = [str(event["text"]) for event in answer if event.get("text")]
    texts = [text for text in said if text not in MANNERS.values()]  # that was about how, not what
    if not texts:
        return False
    before = payload_of(answer)
    asks = before.get("asks")
    payload = Payload(
        "D-08",
        # A repeated question counts as asked, as long as it may be asked; after that it is only said again.
        asks=asks if asks and times_asked(tracker)[asks] < LIMIT else None,
        expects=Expects(before["expects"]) if before.get("expects") else None,
        digits=before.get("digits"),
        offer="" if asks else before.get("offer") or "",
    )
    for text in texts[:-1]:
        say(dispatcher, text)
    say(dispatcher, texts[-1], payload)
    return True


class Repeat(HouseAction):
    """Says the previous answer again; before there is one, what the assistant can do."""

    action_name = "action_repeat"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Repeat."""
        if not say_again(dispatcher, tracker):
            dispatcher.utter_message(response="utter_capabilities")
        return []


class Speak(HouseAction):
    """From now on slower or louder; and the previous answer again, that way."""

    def __init__(self, manner: Manner) -> None:
        self.action_name = f"action_speak_{manner.value}"
        self._manner = manner

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Promise it and repeat."""
        say(dispatcher, MANNERS[self._manner], Payload("D-44", manner=self._manner))
        say_again(dispatcher, tracker)
        return []


class Wait(HouseAction):
    """The caller looks something up: the open question stays as it is, and silence is no reason to ask."""

    action_name = "action_wait"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Give time."""
        before = last_payload(tracker)
        expects = Expects(before["expects"]) if before.get("expects") else None
        say(
            dispatcher,
            TAKE_YOUR_TIME,
            Payload(GAVE_TIME, wait=WAIT_SECONDS, expects=expects, digits=before.get("digits")),
        )
        return []

"""The order form: order number and postcode, by voice or by keys, and whether they belong together.

At most three combinations are tried in a call (invariant 4). Each slot is asked at most twice (invariant 3),
so after the first mismatch only the number is asked again and after the second only the postcode: always in
that order, whichever was wrong, so that nothing is given away.
"""

from __future__ import annotations

import asyncio

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from voicebot.backoffice.port import Backoffice
from voicebot.call.replies import Expects
from voicebot.dialogue.actions.base import (
    ORDER_NUMBER,
    POSTCODE,
    REQUESTED,
    Events,
    HouseAction,
    close_form,
    hand_over,
    say,
)
from voicebot.dialogue.actions.digits import find_digits, find_postcode, has_digits
from voicebot.dialogue.actions.tracker import intent_of, text_of, times_asked, times_ruled, was_keyed
from voicebot.dialogue.payload import Payload

ORDER_DIGITS = 5
POSTCODE_KEYS = 4
TRIES = 3

UNREADABLE = {
    ORDER_NUMBER: "Ik heb het nummer niet goed verstaan.",
    POSTCODE: "Ik heb de postcode niet goed verstaan.",
}
MISMATCH = "Dit nummer en deze postcode vind ik niet samen."

# First and second time of asking; there is no third.
QUESTIONS = {
    ORDER_NUMBER: (
        "Wat is uw bestelnummer? Het zijn vijf cijfers.",
        "Zegt u het bestelnummer cijfer voor cijfer. U kunt het ook intoetsen, sluit af met een hekje.",
    ),
    POSTCODE: (
        "En wat is uw postcode?",
        "Noemt u uw postcode nog eens. U kunt ook alleen de vier cijfers intoetsen, sluit af met een hekje.",
    ),
}

# Intents that the rules answer while the form is open (rasa_project/data/rules.yml).
SIDE_STEPS = frozenset(
    {
        "ask_person", "report_claim", "complain", "policy_cancel_term", "ask_capabilities", "bot_challenge",
        "no_number", "cancel", "goodbye",
    }
)  # fmt: skip
# Answers without a value that are no mishearing: the question is simply put again.
_ASK_AGAIN = frozenset({"order_status", "greet", "affirm", "ask_repeat"})


class ValidateOrderForm(HouseAction):
    """Reads the slots out of what was said or keyed, and checks the combination once both are known."""

    action_name = "validate_order_form"

    def __init__(self, backoffice: Backoffice) -> None:
        self._backoffice = backoffice

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Return the slots that were read; an empty list lets Rasa's rules answer a side step."""
        requested = tracker.get_slot(REQUESTED)
        text = text_of(tracker)
        if requested and intent_of(tracker) in SIDE_STEPS and not has_digits(text):
            return []
        found = _read(text, requested, keyed=was_keyed(tracker))
        if not found:
            if not requested:
                return []
            if intent_of(tracker) not in _ASK_AGAIN:
                say(dispatcher, UNREADABLE[requested], Payload("D-11"))
            return [SlotSet(requested, None)]
        slots = {name: found.get(name) or tracker.get_slot(name) for name in (ORDER_NUMBER, POSTCODE)}
        if slots[ORDER_NUMBER] and slots[POSTCODE]:
            number, postcode = slots[ORDER_NUMBER], slots[POSTCODE]
            if await asyncio.to_thread(self._backoffice.find_order, number, postcode) is None:
                return _mismatch(dispatcher, tracker, slots)
        return [SlotSet(name, value) for name, value in slots.items()]


def _read(text: str, requested: str | None, *, keyed: bool) -> dict[str, str]:
    """The slots in the text. Unasked, only what is unmistakable: a whole number, a whole postcode."""
    found: dict[str, str] = {}
    postcode = find_postcode(text, keyed=keyed and requested == POSTCODE)
    if postcode:
        found[POSTCODE] = postcode
    if requested != POSTCODE and (number := find_digits(text, ORDER_DIGITS)):
        found[ORDER_NUMBER] = number
    if requested and requested not in found:
        return {}
    return found


def _mismatch(dispatcher: CollectingDispatcher, tracker: Tracker, slots: dict[str, str]) -> Events:
    tries = times_ruled(tracker, "D-12") + 1
    if tries >= TRIES:
        hand_over(dispatcher, "identification_failed", "D-25")
        return close_form()
    say(dispatcher, MISMATCH, Payload("D-12"))
    again = ORDER_NUMBER if tries % 2 else POSTCODE
    return [SlotSet(name, None if name == again else value) for name, value in slots.items()]


class AskSlot(HouseAction):
    """Puts a question the first or second time; instead of a third time a person takes over."""

    def __init__(self, slot: str, expects: Expects, digits: int) -> None:
        self.action_name = f"action_ask_{slot}"
        self._slot = slot
        self._expects = expects
        self._digits = digits

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Ask, or hand over."""
        times = times_asked(tracker, self._slot)
        if times >= len(QUESTIONS[self._slot]):
            dispatcher.messages.clear()
            hand_over(dispatcher, "asked_too_often", "D-24")
            return close_form()
        asks = Payload("D-10", asks=self._slot, expects=self._expects, digits=self._digits)
        say(dispatcher, QUESTIONS[self._slot][times], asks)
        return []


def ask_order_number() -> AskSlot:
    """Asks for the order number; five keys complete it."""
    return AskSlot(ORDER_NUMBER, Expects.DIGITS, ORDER_DIGITS)


def ask_postcode() -> AskSlot:
    """Asks for the postcode; four keys complete it (a keypad has no letters)."""
    return AskSlot(POSTCODE, Expects.POSTCODE, POSTCODE_KEYS)

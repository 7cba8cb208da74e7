"""Yes, no, 'not what I meant', 'no number at hand': answers that look at what was said before."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from voicebot.call.replies import Expects
from voicebot.dialogue.actions.base import REQUESTED, Events, HouseAction, closed, hand_over, say
from voicebot.dialogue.actions.check import AfterCheck
from voicebot.dialogue.actions.tracker import last_payload, text_of, times_ruled, was_solved
from voicebot.dialogue.payload import Payload
from voicebot.dialogue.tasks.asking import LIMIT
from voicebot.dialogue.tasks.catalogue import TASKS
from voicebot.dialogue.tasks.engine import WHICH_WISH
from voicebot.dialogue.tasks.turn import WISH
from voicebot.dialogue.tasks.yes_no import objects

GO_AHEAD = "Zegt u het maar."
ELSE = "Goed. Kan ik iets anders voor u doen?"
CORRECTED = "Dan begreep ik u verkeerd. Zegt u het maar."
WHERE_NUMBERS = "Een bestelnummer staat in de e-mail over uw bestelling, een polisnummer op uw polisblad."

PERSON_OFFERED = ("D-03", "D-18")
WHERE = "D-14"
NO_NUMBER = "Zonder nummer kan ik niet zoeken. Zeg medewerker, dan verbind ik u door."
NO_MATTER = "Dat geeft niet. Zeg medewerker, dan verbind ik u door."


class Yes(AfterCheck):
    """'Ja' to 'klopt dat?', to an offer, or out of the blue."""

    action_name = "action_yes"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Go on with what was meant, or ask for the wish."""
        before = last_payload(tracker)
        if before.get("rule_id") in PERSON_OFFERED:
            hand_over(dispatcher, "asked_person", "D-20")
            return closed(tracker)
        more = before.get("expects") == Expects.YES_NO
        say(dispatcher, GO_AHEAD if more else WHICH_WISH, Payload("D-09", asks="wish"))
        return []


class No(AfterCheck):
    """'Nee' ends the call once the caller was helped or was asked for more; else it asks for the wish."""

    action_name = "action_no"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Say goodbye, or ask."""
        before = last_payload(tracker)
        if before.get("rule_id") in PERSON_OFFERED:
            say(dispatcher, ELSE, Payload("D-09", expects=Expects.YES_NO))
        elif was_solved(tracker) and objects(text_of(tracker)):
            say(dispatcher, CORRECTED, Payload("D-45", asks="wish", rejected=True))
        elif was_solved(tracker) or before.get("expects") == Expects.YES_NO:
            dispatcher.utter_message(response="utter_goodbye")
        else:
            say(dispatcher, WHICH_WISH, Payload("D-09", asks="wish"))
        return []


class Correction(HouseAction):
    """'Dat bedoel ik niet': whatever was open is dropped, and the wish is asked."""

    action_name = "action_correction"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Ask."""
        say(dispatcher, CORRECTED, Payload("D-45", asks="wish", rejected=True))
        return []


class WhereNumber(HouseAction):
    """Where the number stands that the open task needs, or both; the next times a person is offered."""

    action_name = "action_where_number"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Tell, offer a person, bring one."""
        task = TASKS.get(tracker.get_slot(WISH) or "")
        identity = task.identity if task else None
        told = times_ruled(tracker)[WHERE]
        if told >= LIMIT:
            hand_over(dispatcher, "identification_failed", "D-25")
            return closed(tracker)
        if task and tracker.get_slot(REQUESTED) not in [
            step.slot for step in (identity.steps if identity else ())
        ]:
            say(dispatcher, NO_MATTER, Payload(WHERE))
        elif told:
            say(dispatcher, NO_NUMBER, Payload(WHERE))
        else:
            say(dispatcher, identity.where if identity else WHERE_NUMBERS, Payload(WHERE))
        return []

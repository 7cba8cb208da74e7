"""Answers from the policy conditions: one fixed sentence, with source and version in the confirmation."""

from __future__ import annotations

from collections.abc import Mapping

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from voicebot.backoffice.port import PolicyTerm
from voicebot.call.replies import Agreement, Expects
from voicebot.dialogue.actions.base import Events, HouseAction, say
from voicebot.dialogue.actions.order_answer import ANYTHING_ELSE
from voicebot.dialogue.payload import Payload


class PolicyTermAnswer(HouseAction):
    """How home contents insurance is cancelled."""

    action_name = "action_policy_term"

    def __init__(self, terms: Mapping[tuple[str, str], PolicyTerm]) -> None:
        self._term = terms["inboedel", "opzegtermijn"]

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Tell it; inside the order form the form's own question follows."""
        term = self._term
        agreement = Agreement("policy_term", f"{term.text} Bron: {term.source}, versie {term.version}.")
        open_form = bool((tracker.active_loop or {}).get("name"))
        expects = None if open_form else Expects.YES_NO
        say(
            dispatcher,
            term.text,
            Payload("D-15", agreements=(agreement,), solved=True, expects=expects),
        )
        if not open_form:
            say(dispatcher, ANYTHING_ELSE)
        return []

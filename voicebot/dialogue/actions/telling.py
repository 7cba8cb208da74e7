"""Answers from the knowledge files to questions that anybody may ask."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from voicebot.backoffice.port import Backoffice
from voicebot.call.replies import Agreement, Expects
from voicebot.call.written import Channels
from voicebot.dialogue.actions.base import Events, HouseAction, closed, hand_over, say
from voicebot.dialogue.actions.tracker import email_on_file, last_payload, text_of, told_where
from voicebot.dialogue.knowledge.loader import Knowledge
from voicebot.dialogue.knowledge.model import Entry
from voicebot.dialogue.payload import Payload
from voicebot.dialogue.reading.product import find_product
from voicebot.dialogue.tasks import in_writing
from voicebot.dialogue.tasks.model import ALL_CHANNELS, Done, Work
from voicebot.dialogue.tasks.turn import ANYTHING_ELSE


def _tell(
    dispatcher: CollectingDispatcher,
    entry: Entry,
    rule_id: str,
    agreements: tuple[Agreement, ...] = (),
    notice: str = "",
) -> None:
    """Say it and offer more. ``agreements``: what is confirmed in writing; ``notice``: where that goes."""
    payload = Payload(
        rule_id,
        agreements=agreements,
        solved=True,
        expects=Expects.YES_NO,
        offer=ANYTHING_ELSE,
        notice=notice,
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

    def __init__(
        self,
        knowledge: Knowledge,
        backoffice: Backoffice,
        now: Callable[[], datetime],
        channels: Channels = ALL_CHANNELS,
    ) -> None:
        self._knowledge = knowledge
        self._backoffice = backoffice
        self._now = now
        self._channels = channels

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Tell; who then still wants to cancel needs a person: the assistant cannot do it."""
        if last_payload(tracker).get("rule_id") == "D-15":
            hand_over(dispatcher, "asked_person", "D-20")
            return closed(tracker)
        product = find_product(text_of(tracker)) or ""
        entry = self._knowledge.entry("opzegtermijn", product)
        told = Done(entry.text, "D-15", (Agreement("policy_term", entry.with_source),))
        notice = "" if told_where(tracker) else await asyncio.to_thread(self._notice, tracker, told)
        _tell(dispatcher, entry, told.rule_id, told.agreements, notice)
        return []

    def _notice(self, tracker: Tracker, told: Done) -> str:
        call_id, email = str(tracker.sender_id), email_on_file(tracker)
        work = Work(self._backoffice, call_id, self._now(), email=email, channels=self._channels)
        return in_writing.notice(work, told)

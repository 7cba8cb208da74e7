"""The one form: hands each turn to the task engine and gives Rasa the events that follow from it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from voicebot.backoffice.port import Backoffice
from voicebot.call.written import Channels
from voicebot.dialogue import intents
from voicebot.dialogue.actions.base import REQUESTED, Events, HouseAction, play
from voicebot.dialogue.actions.check import accept
from voicebot.dialogue.actions.tracker import (
    agreed,
    checked_intent,
    email_on_file,
    failures_in_a_row,
    intent_of,
    open_check,
    queue_of,
    rules_of_mood,
    text_of,
    times_asked,
    times_ruled,
    told_where,
    turns,
    was_answered,
    was_keyed,
)
from voicebot.dialogue.tasks.catalogue import TASKS
from voicebot.dialogue.tasks.engine import Engine
from voicebot.dialogue.tasks.hours import HoursOf, usual_of
from voicebot.dialogue.tasks.model import ALL_CHANNELS, Said, Task
from voicebot.dialogue.tasks.turn import Heard, Script


def heard(tracker: Tracker, now: datetime) -> Heard:
    """The caller's turn as the engine takes it."""
    latest: Mapping[str, object] = turns(tracker)[-1] if turns(tracker) else {}
    intent, checked = intent_of(tracker), checked_intent(latest)
    if intent == intents.CHECK and checked in intents.PLAIN:
        intent, checked = checked or "", None
    doubted = open_check(tracker)
    return Heard(
        said=Said(text_of(tracker), was_keyed(tracker), now),
        intent=intent,
        requested=tracker.get_slot(REQUESTED),
        slots={name: value for name, value in tracker.slots.items() if isinstance(value, str)},
        asked=times_asked(tracker),
        ruled=times_ruled(tracker),
        checked=checked,
        check_open=doubted is not None,
        doubted=checked_intent(doubted) if doubted is not None else None,
        failures=failures_in_a_row(tracker),
        mood=rules_of_mood(latest),
        returning=was_answered(tracker),
        call_id=str(tracker.sender_id),
        told=told_where(tracker),
        email=email_on_file(tracker),
        agreed=agreed(tracker),
        queue=queue_of(tracker),
    )


class ValidateTaskForm(HouseAction):
    """Everything that a task asks, reads back and does; Rasa's form asks nothing by itself."""

    action_name = "validate_task_form"

    def __init__(
        self,
        backoffice: Backoffice,
        now: Callable[[], datetime],
        tasks: Mapping[str, Task] = TASKS,
        hours_of: HoursOf = usual_of,
        channels: Channels = ALL_CHANNELS,
    ) -> None:
        self._engine = Engine(backoffice, tasks, hours_of, channels)
        self._now = now

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Return the slots that changed; an empty list lets Rasa's rules answer."""
        script = await asyncio.to_thread(self._engine.take, heard(tracker, self._now()))
        if script.rejected:
            return []
        play(dispatcher, script)
        return _events(script, tracker)


def _events(script: Script, tracker: Tracker) -> Events:
    events: Events = [
        SlotSet(slot, value) for slot, value in script.changes.items() if value != tracker.get_slot(slot)
    ]
    # One slot besides the requested one is always set: Rasa takes a turn without any for a rejection.
    events += [SlotSet("wish", script.get("wish")), SlotSet(REQUESTED, script.requested)]
    doubted = open_check(tracker)
    if script.accepts_check and doubted is not None:
        events += accept(doubted)
    return events

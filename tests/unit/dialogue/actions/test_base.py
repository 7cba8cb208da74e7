"""A failure inside an action reaches a person and leaves nothing in the log."""

from __future__ import annotations

import asyncio

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from voicebot.dialogue.actions.base import Events, HouseAction, say


class Breaks(HouseAction):
    action_name = "action_breaks"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        say(dispatcher, "Uw bestelling")
        raise RuntimeError("s.dewit@example.nl")


@pytest.mark.parametrize("loop", [{}, {"name": "task_form"}])
def test_a_failure_reaches_a_person(loop: dict[str, str], caplog: pytest.LogCaptureFixture):
    tracker = Tracker("CA1", {}, {}, [], False, None, loop, "action_listen")
    dispatcher = CollectingDispatcher()
    events = asyncio.run(Breaks().run(dispatcher, tracker, {}))
    (message,) = dispatcher.messages
    assert message["custom"] == {"rule_id": "D-26", "handover": "dialogue_failed"} and not message["text"]
    assert {event["name"]: event["value"] for event in events} == (
        {"wish": None, "requested_slot": None} if loop else {}
    )
    assert "RuntimeError" in caplog.text and "dewit" not in caplog.text

"""A call without Rasa: its rules, form and domain as Rasa 3.6 carries them out, around the real actions.

The intent of each turn is given by the test. `tests/integration/dialogue` proves the same with a real Rasa.
"""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from voicebot.backoffice.fakes import InMemoryBackoffice, demo_backoffice
from voicebot.backoffice.today import CALLERS_ZONE
from voicebot.call.replies import Reply
from voicebot.dialogue.actions.server import build_actions
from voicebot.dialogue.intents import HOUSE
from voicebot.dialogue.tasks.hours import HoursOf, usual_of
from voicebot.dialogue.wire import clean, read_answer, read_tracker, to_reply

PROJECT = Path(__file__).parents[3] / "rasa_project"
NOW = datetime(2026, 11, 24, 10, 7, tzinfo=CALLERS_ZONE)  # a Tuesday
TODAY = NOW.date()
MOBILE = "+31612345678"
FORM = "task_form"
MOST_STEPS = 12


def files(folder: str) -> Iterator[dict[str, Any]]:
    for path in sorted((PROJECT / folder).rglob("*.yml")):
        yield yaml.safe_load(path.read_text(encoding="utf-8"))


@cache
def rules() -> dict[str, str]:
    """Intent to the first action of its rule."""
    found: dict[str, str] = {}
    for file in files("data/rules"):
        for rule in file["rules"]:
            first, second = rule["steps"][:2] if len(rule["steps"]) > 1 else (rule["steps"][0], {})
            if "condition" in rule or "action" not in second:
                continue
            named = first.get("or", [first])
            for step in named:
                assert found.setdefault(step["intent"], second["action"]) == second["action"]
    return found


@cache
def responses() -> dict[str, list[dict[str, Any]]]:
    return {name: said for file in files("domain") for name, said in (file.get("responses") or {}).items()}


@cache
def slots() -> tuple[str, ...]:
    return tuple(name for file in files("domain") for name in (file.get("slots") or {}))


class Call:
    """One conversation."""

    def __init__(
        self,
        backoffice: InMemoryBackoffice | None = None,
        call_id: str = "CA1",
        *,
        caller: str = MOBILE,
        now: datetime = NOW,
        hours_of: HoursOf = usual_of,
    ) -> None:
        self.backoffice = backoffice or demo_backoffice(TODAY, calling=lambda _: caller)
        actions = build_actions(self.backoffice, lambda: now, hours_of)
        self.actions = {action.name(): action for action in actions}
        self.queue = ""  # for which nobody came, as the core tells with every turn
        self.call_id = call_id
        self.events: list[dict[str, Any]] = []
        self.slots: dict[str, Any] = dict.fromkeys((*slots(), "requested_slot"))
        self.loop: str | None = None
        self.wire: list[dict[str, Any]] = []

    def say(self, text: str, intent: str = "inform", *, source: str = "voice", **parsed: Any) -> Reply:
        """One turn; ``parsed``: what components add to the message (checked_intent, frustration)."""
        metadata = {"source": source, "queue": self.queue}
        data = {"text": clean(text), "intent": {"name": intent, "confidence": 0.9}, "metadata": metadata}
        self._hear({"event": "user", "text": clean(text), "parse_data": data | parsed, "metadata": metadata})
        self.wire = []
        self._answer()
        texts, payload = read_answer(self.wire)
        return to_reply(texts, payload, read_tracker({"events": self.events, "slots": self.slots}), "model")

    def key(self, digits: str, intent: str = "inform") -> Reply:
        return self.say(digits, intent, source="keys")

    def house(self, name: str) -> Reply:
        """The house itself tells the dialogue something."""
        return self.say("", HOUSE[name], source="system")

    def check(self, text: str, intent: str) -> Reply:
        """A turn whose intent the confidence gate doubts."""
        return self.say(text, "nlu_check", checked_intent=intent)

    # ── Rasa ──────────────────────────────────────────────────────────────────────────────────────────────

    def _hear(self, event: dict[str, Any]) -> None:
        self.events += [{"event": "action", "name": "action_listen"}, event]

    @property
    def _latest(self) -> dict[str, Any]:
        return next(event for event in reversed(self.events) if event["event"] == "user")

    def _answer(self) -> None:
        rejected = False
        for _ in range(MOST_STEPS):
            turn = self._latest
            if self.loop == FORM and not rejected:
                if not self._form():
                    rejected = True
                    continue
            else:
                name = rules()[turn["parse_data"]["intent"]["name"]]
                if name == FORM:
                    assert not rejected, "the form rejected what only it answers"
                    self.loop = FORM
                    self._form(opening=True)
                else:
                    self._run(name)
                    if self._latest is turn and self.loop == FORM:
                        self._form(returning=True)
            if self._latest is turn:
                return
            rejected = False
        raise AssertionError("Rasa would go on for ever")

    def _form(self, *, opening: bool = False, returning: bool = False) -> bool:
        """Run the form; False when it rejects, as FormAction.validate decides it."""
        requested = self.slots["requested_slot"]
        self.events += [
            {"event": "slot", "name": "requested_slot", "value": requested},
            {"event": "action", "name": FORM},
        ]
        said, events = self._call("validate_task_form")
        validated = any(event["event"] == "slot" and event["name"] != "requested_slot" for event in events)
        if requested and not validated and not opening and not returning:
            self.events.append({"event": "action_execution_rejected", "name": FORM})
            return False
        self._utter(said)
        asks = [event["value"] for event in events if event.get("name") == "requested_slot"]
        assert asks or returning, "the form would choose its slot by itself"
        self._take(events)
        if not asks or asks[-1] is None:
            self.loop = None
        return True

    def _run(self, name: str) -> None:
        self.events.append({"event": "action", "name": name})
        if name in responses():
            self._utter([{"response": name}])
            return
        said, events = self._call(name)
        self._utter(said)
        self._take(events)

    def _call(self, name: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        dispatcher = CollectingDispatcher()
        latest = self._latest
        tracker = Tracker(
            self.call_id,
            copy.deepcopy(self.slots),
            copy.deepcopy(latest["parse_data"]) | {"text": latest["text"]},
            copy.deepcopy(self.events),
            False,
            None,
            {"name": self.loop} if self.loop else {},
            name,
        )
        events = asyncio.run(self.actions[name].run(dispatcher, tracker, {}))
        return dispatcher.messages, events

    def _utter(self, messages: list[dict[str, Any]]) -> None:
        for message in messages:
            template = responses()[message["response"]][0] if message.get("response") else {}
            text = message.get("text") or template.get("text")
            custom = message.get("custom") or template.get("custom") or {}
            self.events.append({"event": "bot", "text": text, "data": {"custom": custom}})
            if text:
                self.wire.append({"recipient_id": self.call_id, "text": text})
            if custom:
                self.wire.append({"recipient_id": self.call_id, "custom": custom})

    def _take(self, events: list[dict[str, Any]]) -> None:
        for event in events:
            if event["event"] == "slot":
                assert event["name"] in self.slots, f"{event['name']} is no slot of the domain"
                self.slots[event["name"]] = event["value"]
            self.events.append(event)


def identified(
    wish: str, number: str = "42073", postcode: str = "3512 JE", **kwargs: Any
) -> tuple[Call, Reply]:
    """A call whose order was found, and the reply to the yes that let it be looked up."""
    call = Call(**kwargs)
    call.say("ik bel over mijn bestelling", wish)
    call.say(number)
    call.say(postcode)
    return call, call.say("ja dat klopt", "affirm")


def insured(
    wish: str, number: str = "700451", birth_date: str = "12 april 1975", **kwargs: Any
) -> tuple[Call, Reply]:
    """A call whose policy was found, and the reply to the yes that let it be looked up."""
    call = Call(**kwargs)
    call.say("ik bel over mijn verzekering", wish)
    call.say(number)
    call.say(birth_date)
    return call, call.say("ja dat klopt", "affirm")

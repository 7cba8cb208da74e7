"""The JSON Schema of scenarios, for editors that check while one writes: `voicebot replay --schema`.

`voicebot.replay.scenario` reads more strictly (it opens the recordings, compiles the patterns) and names file
and line; a test holds the two together. Committed as `scenario.schema.json`: a scenario that begins with
`# yaml-language-server: $schema=…/scenario.schema.json` is checked by the common editors.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from voicebot.call.outcome import Outcome
from voicebot.replay.script import When

FILE = Path(__file__).with_name("scenario.schema.json")

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string", "minLength": 1, "pattern": r"\S"}
_TEXTS: Schema = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
_PATTERNS: Schema = {
    "description": "Regular expressions, any case.",
    "anyOf": [
        {"type": ["string", "number"], "format": "regex"},
        {"type": "array", "items": {"type": ["string", "number"], "format": "regex"}},
    ],
}
_RATE: Schema = {"type": "number", "minimum": 0, "maximum": 10}
_SECONDS: Schema = {"type": "number", "minimum": 0.02, "maximum": 60}
_SLOTS: Schema = {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}}


def schema() -> Schema:
    """The schema (JSON Schema 2020-12)."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A recorded test call",
        "type": "object",
        "additionalProperties": False,
        "required": ["name", "description", "caller", "expect"],
        "anyOf": [{"required": ["steps"]}, {"required": ["recording"]}],
        "properties": {
            "name": _told("Unique in a replay.", _TEXT),
            "description": _told("What the caller wants, in a sentence.", _TEXT),
            "caller": _told("E.164, fictional.", {"type": "string", "pattern": r"^\+[1-9]\d{6,14}$"}),
            "tags": _told(
                "For `--tag`; 'speaker:…', 'noise:…', 'line:…' and 'from:…' group in reports.", _TEXTS
            ),
            "recording": _told("Stereo, as Twilio makes them: the caller left, the bot right.", _TEXT),
            "steps": {"type": "array", "items": {"anyOf": [{"const": "hang_up"}, *_steps()]}},
            "expect": _expect(),
        },
    }


def text() -> str:
    """The schema as it is committed."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _told(description: str, what: Schema) -> Schema:
    return {"description": description, **what}


def _steps() -> list[Schema]:
    stretch = {
        "type": "object",
        "additionalProperties": False,
        "required": ["from", "to"],
        "properties": {"from": {"type": "number", "minimum": 0}, "to": {"type": "number", "minimum": 0}},
    }
    say = {
        "say": _told(
            "A recording beside the YAML, or a stretch of `recording`.", {"anyOf": [_TEXT, stretch]}
        ),
        "text": _told("What is said; [words in brackets] are not judged.", _TEXT),
        "wer": _told("Word error rate allowed here.", _RATE),
        "draft": _told("Nobody checked the text: it is not judged.", {"type": "boolean"}),
        **_of_a_step(),
    }
    keys = {"keys": {"type": "string", "pattern": "^[0-9*#ABCD]+$"}, **_of_a_step()}
    wait = {"wait": {"type": "number", "minimum": 0.02, "maximum": 600}}
    return [_step(["say", "text"], say), _step(["keys"], keys), _step(["wait"], wait),
            _step(["hang_up"], {"hang_up": {}})]  # fmt: skip


def _of_a_step() -> Schema:
    return {
        "intent": _told("Understood in this step.", _TEXT),
        "slots": _told("Values that hold after this step.", _SLOTS),
        "rule": _told("A rule id that the ledger names for this step.", _TEXT),
        "must_say": _PATTERNS,
        "must_not_say": _PATTERNS,
        "latency": _told("Most seconds from the end of the voice to the bot's.", _SECONDS),
    }


def _step(required: list[str], properties: Schema) -> Schema:
    when = {
        "when": {"enum": [str(when) for when in When if when is not When.AT]},
        "at": _told("A second of the stream.", {"type": "number", "minimum": 0, "maximum": 3600}),
    }
    return {
        "type": "object",
        "additionalProperties": False,
        "required": required,
        "not": {"required": ["when", "at"]},
        "properties": properties | when,
    }


def _expect() -> Schema:
    outcome = {"enum": [outcome.value for outcome in Outcome]}
    flag = {"type": "boolean"}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["outcome"],
        "properties": {
            "outcome": {"anyOf": [outcome, {"type": "array", "items": outcome, "minItems": 1}]},
            "queue": _TEXT,
            "disclosure_heard": flag,
            "wer": _told("Word error rate allowed for each utterance.", _RATE),
            "intents": _told("Understood in this order; others may stand between.", _TEXTS),
            "must_say": _PATTERNS,
            "must_not_say": _PATTERNS,
            "confirmation": _PATTERNS,
            "confirmed": flag,
            "interrupted": flag,
            "slots": _told("Values that hold at the end.", _SLOTS),
            "rules": _told("Rule ids that the ledger names in this order.", _TEXTS),
            "latency": _told("Most seconds from the end of the caller's voice to the bot's.", _SECONDS),
            "latency_median": _told("The same, for half of the answers.", _SECONDS),
        },
    }

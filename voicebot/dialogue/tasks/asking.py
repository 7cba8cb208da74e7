"""Putting a question: the first time, the second time, and instead of a third time a person."""

from __future__ import annotations

from dataclasses import replace

from voicebot.call.replies import Expects
from voicebot.dialogue.payload import Payload
from voicebot.dialogue.tasks.model import Step
from voicebot.dialogue.tasks.turn import Script

LIMIT = 2
REMINDERS = 2  # in a call, after questions in between
YES_NO_KEYS = 1
REMINDER = "We waren bezig met uw vraag. Geef nu uw antwoord, of zeg: medewerker."


def ask(script: Script, step: Step) -> None:
    """Put the step's question; instead of a third time a person takes over."""
    question = step.second if script.asked(step.slot) else step.first
    _put(script, step.slot, question, Payload("D-10", expects=step.expects, digits=step.digits))


def ask_again(script: Script, step: Step, why: str) -> None:
    """Say why, then put the question again."""
    if why and script.asked(step.slot) < LIMIT:
        script.say(why, Payload("D-11"))
    ask(script, step)


def ask_whether(script: Script, slot: str, clause: str, rule_id: str = "D-16") -> None:
    """Read something back and ask whether it is right. ``clause``: without its full stop, or a question."""
    keys = "Toets 1 voor ja, of 2 voor nee."
    if clause.endswith("?"):
        question = f"{clause} {keys}" if script.asked(slot) else clause
    else:
        question = f"{clause}. {keys if script.asked(slot) else 'Klopt dat?'}"
    _put(script, slot, question, Payload(rule_id, expects=Expects.YES_NO, digits=YES_NO_KEYS))


def _put(script: Script, slot: str, question: str, payload: Payload) -> None:
    script.requested = slot
    if script.asked(slot) < LIMIT:
        script.say(question, replace(payload, asks=slot))
    elif script.answered_in_between and script.heard.ruled.get("D-43", 0) < REMINDERS:
        # The caller asked something else and got an answer: that is no failure of the open question.
        script.say(REMINDER, replace(payload, rule_id="D-43"))
    else:
        script.hand_over(script.too_often, "D-24")

"""What the engine is given of one turn, and what it gives back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from voicebot.call.replies import Agreement
from voicebot.dialogue.payload import Payload
from voicebot.dialogue.tasks.identity import IDENTITIES
from voicebot.dialogue.tasks.model import Said

WISH = "wish"  # the intent that opened the task
PAUSED = "paused"  # the task that goes on after an interlude
SPOKEN = "spoken"  # slots of the identity that were heard, not keyed, and not yet read back
AGREED = "agreed"  # what will be changed was read back, and the caller said yes

OFFERED = "offered"  # asked whether the task that the house opened is wanted

ANYTHING_ELSE = "Kan ik nog iets voor u doen?"


@dataclass(frozen=True, slots=True)
class Heard:
    """One turn. requested: the slot whose question is open, None when no task is. slots: what is known.

    asked: how often each slot was asked since a wish was last answered, as the core counts. ruled: how often
    each rule spoke in the call. checked: the intent that a confidence gate doubts, None when it does not.
    check_open: the last thing asked was whether such an intent was meant. doubted: that intent. failures: how
    often in a row the caller was not understood. mood: rules of annoyance found in the words. returning: a
    rule has just answered something else, and the task goes on. told: the caller heard where the confirmation
    goes, was asked, or chose. email: the address on file, '' before identification. agreed: everything agreed
    in this call before this turn. queue: whose people would call back, '' when none in particular.
    """

    said: Said
    intent: str = ""
    requested: str | None = None
    slots: Mapping[str, str | None] = field(default_factory=dict)
    asked: Mapping[str, int] = field(default_factory=dict)
    ruled: Mapping[str, int] = field(default_factory=dict)
    checked: str | None = None
    check_open: bool = False
    doubted: str | None = None
    failures: int = 0
    mood: tuple[str, ...] = ()
    returning: bool = False
    call_id: str = ""
    told: bool = False
    email: str = ""
    agreed: tuple[Agreement, ...] = ()
    queue: str = ""


class Script:
    """What is said and remembered because of one turn. ``task_slots``: forgotten when a task closes."""

    def __init__(self, heard: Heard, task_slots: Iterable[str] = ()) -> None:
        self.heard = heard
        self.said: list[tuple[str, Payload]] = []
        self.changes: dict[str, str | None] = {}
        self.requested = heard.requested
        self.rejected = False
        self.accepts_check = False
        self.too_often = "asked_too_often"  # the condition instead of a third question
        self._task_slots = tuple(task_slots)

    def get(self, slot: str) -> str | None:
        """A slot's value as it is now."""
        return self.changes.get(slot, self.heard.slots.get(slot))

    def put(self, slot: str, value: str | None) -> None:
        """Remember a value, or forget it."""
        self.changes[slot] = value

    def say(self, text: str, payload: Payload) -> None:
        """Speak Dutch text, with what it means."""
        self.said.append((text, payload))

    def hand_over(self, condition: str, rule_id: str) -> None:
        """Bring the caller to a person; nothing else is said, and the task closes."""
        self.said = [("", Payload(rule_id, handover=condition))]
        self.close()

    def asked(self, slot: str) -> int:
        """How often a slot was asked before, counting from the last answered wish."""
        return self.heard.asked.get(slot, 0)

    @property
    def answered_in_between(self) -> bool:
        """Whether this turn brought an answer to something else than the open question."""
        return self.heard.returning or bool(self.said and self.said[-1][1].solved)

    def reject(self) -> None:
        """Leave this turn to the rules; the question stays open."""
        self.rejected = True

    def forget_answers(self) -> None:
        """The values of the task's own steps are forgotten."""
        for slot in (*self._task_slots, AGREED):
            self.put(slot, None)

    def close(self) -> None:
        """End the task; what was identified stays known for the call, a half identification does not."""
        self.forget_answers()
        for identity in IDENTITIES:
            if not self.get(identity.known):
                for step in identity.steps:
                    self.put(step.slot, None)
        for slot in (WISH, PAUSED, SPOKEN):
            self.put(slot, None)
        self.requested = None

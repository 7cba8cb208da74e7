"""A transfer for tests, and a way to tell it things one after the other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from voicebot.transfer import commands as do
from voicebot.transfer import events as on
from voicebot.transfer.machine import Step, apply, overdue
from voicebot.transfer.state import Kind, Limits, Picture

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday
LIMITS = Limits(overflow_after=30, overflow_to="algemeen")


def picture(kind: Kind = Kind.LIVE, **fields: object) -> Picture:
    usual = {
        "id": "t1", "call_id": "CA1", "kind": kind, "queue": "schade", "priority": 2, "rule_id": "H-10",
        "summary": "Caller wants to report a claim.", "created_at": START, "changed_at": START,
    }  # fmt: skip
    return Picture(**(usual | fields))  # type: ignore[arg-type]


class Story:
    """One transfer and its clock."""

    def __init__(self, kind: Kind = Kind.LIVE, limits: Limits = LIMITS, **fields: object) -> None:
        self.now = START
        self.limits = limits
        self.picture = picture(kind, **fields)
        self.commands: list[do.Command] = []
        self.steps: list[Step] = []

    def tell(self, event: type[on.Event], *args: object, **fields: object) -> list[do.Command]:
        """Tell it; returns what it asks for."""
        step = apply(self.picture, event(self.now, *args, **fields), self.limits)
        self.picture = step.picture
        self.commands += step.commands
        self.steps.append(step)
        return list(step.commands)

    def wait(self, seconds: float) -> list[do.Command]:
        """Time goes by, and its timers fire when they are due."""
        end = self.now + timedelta(seconds=seconds)
        asked: list[do.Command] = []
        while self.now < end:
            self.now = min(end, self.now + timedelta(seconds=1))
            event = overdue(self.picture, self.limits, self.now)
            if event is not None:
                step = apply(self.picture, event, self.limits)
                self.picture = step.picture
                asked += step.commands
        self.commands += asked
        return asked

    def offered(self, offer_id: str = "o1", agent_id: int = 1) -> Story:
        self.tell(on.Offered, offer_id, agent_id=agent_id)
        return self

    def answered(self, offer_id: str = "o1", agent_id: int = 1, leg: str = "L1") -> Story:
        self.offered(offer_id, agent_id)
        self.tell(on.LegRinging, offer_id, leg)
        self.tell(on.LegAnswered, offer_id, leg)
        return self

    def joined(self) -> Story:
        self.tell(on.CallerArrived)
        self.answered()
        self.tell(on.Accepted, "o1", "L1")
        self.tell(on.LegJoined, "o1", "L1")
        return self

"""The queues as their owner sets them: how long callers wait, when agents work, where else a call may go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from voicebot.transfer.state import Limits


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue; its name is the skill that an agent needs.

    limits: patience, opening hours and the like. blind: an address outside of the house (E.164 or sip:) that
    takes the calls for which no agent is at work, '' for none.
    """

    name: str
    limits: Limits = field(default_factory=Limits)
    blind: str = ""


class Queues:
    """All queues by name. An unknown name (a typo in the hand-over table) gets the fallback's settings."""

    def __init__(self, queues: Mapping[str, Queue], fallback: str) -> None:
        """``fallback``: the name of one of them. Raises KeyError when it is none."""
        self._queues = dict(queues)
        self._fallback = self._queues[fallback]

    def __iter__(self) -> Iterator[Queue]:
        """The queues, in the file's order."""
        return iter(self._queues.values())

    def get(self, name: str) -> Queue:
        """The queue of that name, or the fallback."""
        return self._queues.get(name, self._fallback)

    def limits(self, name: str) -> Limits:
        """The limits of a transfer in that queue."""
        return self.get(name).limits

    def is_open(self, name: str, at: datetime) -> bool:
        """Whether the queue is open at a moment (any zone)."""
        return self.limits(name).hours.is_open(at)

    def skills(self, name: str) -> tuple[str, ...]:
        """The queues whose agents may take its calls sooner or later; unknown names are the fallback's."""
        queue = self.get(name)
        overflow = queue.limits.overflow_to
        return (queue.name, overflow) if overflow else (queue.name,)

"""Who gets whom: the order of the transfers that wait, and the agent for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from voicebot.call.handover import TABLE
from voicebot.transfer.state import Kind, Picture, State

# Rules by which a caller is angry already (the hand-over table).
FRUSTRATED = frozenset(TABLE[condition].rule_id for condition in ("frustrated", "parcel_damaged_upset"))
# An agent who was asked in vain is not asked again for the same caller sooner than this.
REST = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Colleague:
    """An agent as routing sees them. ``free``: available, with a telephone, not asked or busy.

    at_work: free, asked, busy, or wrapping up: may take a call soon. idle_since: when they became available,
    or were last asked. last_asked: when the last offer to them was over.
    """

    id: int
    queues: tuple[str, ...]
    free: bool
    at_work: bool
    idle_since: datetime
    last_asked: datetime | None = None

    def can_take(self, queues: Iterable[str]) -> bool:
        """Whether one of these queues is among the agent's skills."""
        return any(queue in self.queues for queue in queues)


Rank = tuple[bool, bool, bool, int, datetime, str]


def rank(priority: int, rule_id: str, created_at: datetime, id_: str, *, callback: bool) -> Rank:
    """Sorts transfers, the most urgent first.

    Danger and the vulnerable (priority 1) before all; whoever is on the line before callbacks; the angry;
    then by priority and by age.
    """
    return priority != 1, callback, rule_id not in FRUSTRATED, priority, created_at, id_


def urgency(picture: Picture) -> Rank:
    """The `rank` of a transfer."""
    callback = picture.kind is Kind.CALLBACK
    return rank(picture.priority, picture.rule_id, picture.created_at, picture.id, callback=callback)


def next_agent(picture: Picture, colleagues: Iterable[Colleague], now: datetime) -> Colleague | None:
    """The agent to ask: of those with the skill who are free, the longest idle.

    Who was asked in vain comes again only when every free one was, and after a rest.
    """
    able = [one for one in colleagues if one.free and one.can_take(picture.queues)]
    fresh = [one for one in able if one.id not in picture.asked]
    rested = [one for one in able if one.last_asked is None or now >= one.last_asked + REST]
    return min(fresh or rested, key=lambda one: (one.idle_since, one.id), default=None)


def assign(
    pictures: Iterable[Picture], colleagues: Iterable[Colleague], now: datetime
) -> Iterator[tuple[Picture, Colleague]]:
    """Pairs of transfers that search and agents to ask; each agent at most once."""
    free = {one.id: one for one in colleagues if one.free}
    searching = (picture for picture in pictures if picture.state is State.SEARCHING)
    for picture in sorted(searching, key=urgency):
        agent = next_agent(picture, free.values(), now)
        if agent is not None:
            del free[agent.id]
            yield picture, agent


def somebody(queues: Iterable[str], colleagues: Iterable[Colleague]) -> bool:
    """Whether an agent with one of these skills is at work."""
    names = tuple(queues)
    return any(one.at_work and one.can_take(names) for one in colleagues)

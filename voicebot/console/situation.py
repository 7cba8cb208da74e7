"""What an agent is in the middle of, and the board's rows, both drawn from one snapshot."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from voicebot.console import shown
from voicebot.store.board import Snapshot
from voicebot.store.followups import Standing

Row = Mapping[str, str | int | bool | list[str] | None]


@dataclass(frozen=True, slots=True)
class Situation:
    """kind: 'offer', 'call', 'wrap_up', or 'free'. offer_id: of an offer only. since: UTC seconds."""

    kind: str
    state: str
    since: int
    call_id: str | None = None
    offer_id: str | None = None

    def row(self) -> Row:
        """For the browser."""
        return {
            "kind": self.kind,
            "state": self.state,
            "since": self.since,
            "call": self.call_id,
            "offer": self.offer_id,
        }


def of_agent(snapshot: Snapshot, agent_id: int) -> Situation | None:
    """The agent's situation; None for somebody who is not there (any more)."""
    agent = next((each for each in snapshot.agents if each.id == agent_id), None)
    if agent is None:
        return None
    state, since = agent.state, int(agent.since.timestamp())
    for offer in snapshot.offers:
        if offer.agent_id == agent_id:
            return Situation("offer", state, since, offer.call_id, offer.id)
    if agent.call_id:
        return Situation("call", state, since, agent.call_id)
    if agent.wrap_up:
        return Situation("wrap_up", state, since, agent.wrap_up)
    return Situation("free", state, since)


def rows(snapshot: Snapshot) -> dict[str, Row]:
    """The board's rows by key ('call:CA…', 'agent:7', 'note:due'), in the order in which calls are served.

    A note tells only that there is something, and changes with it: a page that may show it asks for it.
    Holds no names of callers and no whole numbers: everybody with a log-in may see it. Moments are seconds
    since 1970, which change only with the thing itself, so that an unchanged call is an unchanged row.
    """
    found: dict[str, Row] = {}
    for call in snapshot.calls:
        found[f"call:{call.call_id}"] = {
            "id": call.call_id,
            "caller": shown.ending(call.caller),
            "phase": call.phase,
            "since": int(call.since.timestamp()),
            "queue": call.queue,
            "priority": call.priority,
            "rule": call.rule_id,
            "intent": call.intent,
            "agent": call.agent_id,
            "entries": call.entries,
            "callback": call.callback,
        }
    for agent in snapshot.agents:
        found[f"agent:{agent.id}"] = {
            "id": agent.id,
            "name": agent.name,
            "role": agent.role,
            "state": agent.state,
            "since": int(agent.since.timestamp()),
            "queues": list(agent.queues),
            "takes": agent.takes_calls,
        }
    if snapshot.due:
        found["note:due"] = {
            "late": sum(each.standing is Standing.LATE for each in snapshot.due),
            "count": len(snapshot.due),
            "sign": sign(snapshot),
        }
    if snapshot.alarms:
        found["note:alarms"] = {"count": snapshot.alarms}
    return found


def sign(snapshot: Snapshot) -> str:
    """A few letters that are others when what is due is another; '' for nothing."""
    if not snapshot.due:
        return ""
    words = repr([(each.kind, each.call_id, each.number, each.standing, each.due, each.owner_id)
                  for each in snapshot.due])  # fmt: skip
    return hashlib.sha256(words.encode()).hexdigest()[:12]

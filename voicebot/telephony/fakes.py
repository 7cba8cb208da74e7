"""A call that echoes and a desk that obeys, for tests.

Fakes of the other ports stand beside them in `voicebot.call.fakes`.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from voicebot.call.events import StopReason
from voicebot.call.outcome import Outcome
from voicebot.call.ports import CallBook, Conclusion, MediaOutlet, PartError
from voicebot.transfer.ports import LegTurn, Placement, Standing, Where


class FakeLiveCall:
    """Implements `LiveCall`: keeps what it is told; echoes audio, with a mark after ``mark_every`` messages.

    Key '#' hangs up, key '*' clears.
    """

    def __init__(self, call_id: str, outlet: MediaOutlet, book: CallBook | None = None, mark_every: int = 10):
        self.call_id = call_id
        self.outlet = outlet
        self.book = book
        self.mark_every = mark_every
        self.heard: list[tuple[float, bytes]] = []
        self.keys: list[str] = []
        self.marks: list[str] = []
        self.reasons: list[StopReason] = []
        self.started = False
        self.returned = ""
        self.closed = threading.Event()
        self._rest = b""

    def start(self, returned: str = "") -> None:
        """Begin."""
        self.started = True
        self.returned = returned

    def media(self, mulaw: bytes, at: float) -> None:
        """Echo whole frames."""
        self.heard.append((at, mulaw))
        data = self._rest + mulaw
        whole = len(data) - len(data) % 160
        self._rest = data[whole:]
        if whole:
            self.outlet.send_audio(data[:whole])
        if len(self.heard) % self.mark_every == 0:
            self.outlet.send_mark(f"echo-{len(self.heard) // self.mark_every}")

    def key(self, key: str) -> None:
        """Keep a key; '#' ends the call, '*' clears."""
        self.keys.append(key)
        if key == "*":
            self.outlet.send_clear()
        if key == "#":
            self._end(Outcome.SOLVED, "O-03")
            self.outlet.close()

    def mark(self, name: str) -> None:
        """Keep a mark."""
        self.marks.append(name)

    def stop(self, reason: StopReason) -> None:
        """End; the first reason counts."""
        if not self.closed.is_set():
            self.reasons.append(reason)
            hung_up = reason is StopReason.HUNG_UP
            self._end(
                Outcome.CALLER_LEFT if hung_up else Outcome.FAILED_TO_HUMAN, "O-02" if hung_up else "H-94"
            )

    def wait_closed(self, timeout: float) -> bool:
        """Whether it ended."""
        return self.closed.wait(timeout)

    def _end(self, outcome: Outcome, rule_id: str) -> None:
        if self.book:
            self.book.conclude(self.call_id, Conclusion(outcome, rule_id))
        self.closed.set()


@dataclass
class FakeDesk:
    """Implements `HandoverDesk`: answers as it was set, keeps what it is told; PartError while ``down``.

    turns: what the next answered legs and keys get, the last one for all that follow.
    """

    placement: Placement = field(default_factory=lambda: Placement(Where.CONFERENCE, "xfer-0a1b"))
    done: Placement = field(default_factory=lambda: Placement(Where.OVER))
    turns: list[LegTurn] = field(default_factory=lambda: [LegTurn("Er is een klant.", "choose")])
    place: Standing = field(default_factory=lambda: Standing(open=True))
    accepts: bool = True
    down: bool = False
    told: list[tuple[object, ...]] = field(default_factory=list)

    def request(self, call_id: str, *, queue: str, priority: int, rule_id: str, summary: str) -> Standing:
        """Note it."""
        self._note("request", call_id, queue, priority, rule_id)
        return self.place

    def caller_arrived(self, call_id: str) -> Placement:
        """Note it."""
        self._note("caller_arrived", call_id)
        return self.placement

    def standing(self, call_id: str) -> Standing:
        """As set."""
        self._note("standing", call_id)
        return self.place

    def caller_done(self, call_id: str, *, on_line: bool) -> Placement:
        """Note it."""
        self._note("caller_done", call_id, on_line)
        return self.done

    def caller_left(self, call_id: str) -> None:
        """Note it."""
        self._note("caller_left", call_id)

    def leg_answered(self, offer_id: str, leg: str) -> LegTurn:
        """The next turn."""
        self._note("leg_answered", offer_id, leg)
        return self._turn()

    def leg_key(self, offer_id: str, leg: str, key: str) -> LegTurn:
        """The next turn."""
        self._note("leg_key", offer_id, leg, key)
        return self._turn()

    def leg_status(self, offer_id: str, leg: str, status: str, *, machine: bool = False) -> None:
        """Note it."""
        self._note("leg_status", offer_id, leg, status, machine)

    def conference_event(self, conference: str, event: str, leg: str) -> None:
        """Note it."""
        self._note("conference_event", conference, event, leg)

    def accept(self, offer_id: str, agent_id: int) -> bool:
        """As set."""
        self._note("accept", offer_id, agent_id)
        return self.accepts

    def decline(self, offer_id: str, agent_id: int) -> bool:
        """As set."""
        self._note("decline", offer_id, agent_id)
        return self.accepts

    def _note(self, *what: object) -> None:
        if self.down:
            raise PartError("the fake desk is down")
        self.told.append(what)

    def _turn(self) -> LegTurn:
        return self.turns.pop(0) if len(self.turns) > 1 else self.turns[0]

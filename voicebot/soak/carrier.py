"""A carrier for tests that plays Twilio's part in a transfer: legs, conferences, webhooks.

Its REST calls fail, and time out after they worked; its webhooks come late, twice and in any order, and some
never. What those do whom it connects, `People` decides. Conferences are as the house's TwiML makes them:
whoever leaves ends the conference for all.
"""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from typing import Protocol

from voicebot.soak.clockwork import Clockwork
from voicebot.transfer.ports import CarrierError, HandoverDesk, LegTurn, Placement, Where


class Crash(BaseException):
    """The worker's process dies in the middle of an errand."""


@dataclass(frozen=True, slots=True)
class Faults:
    """How often things go wrong, 0 to 1 each.

    refused: a REST call fails and does nothing. lost_answer: it works, and fails all the same. final: of
    those that do nothing, the carrier says that asking again will not help. crash: the worker dies after the
    carrier's answer. doubled, dropped: webhooks that come twice or never. late: the longest delay of one.
    """

    refused: float = 0.04
    lost_answer: float = 0.04
    final: float = 0.2
    crash: float = 0.005
    doubled: float = 0.15
    dropped: float = 0.02
    late: float = 4.0


FAITHFUL = Faults(refused=0, lost_answer=0, crash=0, doubled=0, dropped=0, late=0.5)
TERRIBLE = Faults(refused=0.2, lost_answer=0.2, final=0.3, crash=0.03, doubled=0.5, dropped=0.2, late=5.0)


class Place(Enum):
    """Where a simulated call is."""

    RINGING = auto()
    ANSWERED = auto()
    CONFERENCE = auto()
    ASSISTANT = auto()
    OUTSIDE = auto()
    OVER = auto()


@dataclass(slots=True, eq=False)
class Line:
    """A telephone call: a caller's, or one that the house made for an offer or a callback (``about``)."""

    id: str
    about: str = ""
    customer: bool = False
    where: Place = Place.RINGING
    conference: str = ""
    hears: int = 0  # counts what it was told to hear: an answer to something older is not heard any more
    talked: bool = False
    waits_since: datetime | None = None  # alone in the conference


class People(Protocol):
    """What those do whom the carrier connects."""

    def rung(self, line: Line) -> None:
        """Their telephone rings."""
        ...

    def choosing(self, line: Line) -> None:
        """They heard the summary and are asked for a key."""
        ...

    def talking(self, conference: str, lines: tuple[Line, ...]) -> None:
        """Two are in a conference."""
        ...

    def back(self, caller: Line) -> None:
        """The caller is with the assistant again."""
        ...


@dataclass
class SimulatedCarrier:
    """Implements `voicebot.transfer.ports.Carrier`. ``desk`` and ``people`` are set before the first call."""

    clock: Clockwork
    rng: random.Random
    faults: Faults = field(default_factory=Faults)
    desk: HandoverDesk = field(init=False)
    people: People = field(init=False)
    lines: dict[str, Line] = field(default_factory=dict)
    rooms: dict[str, list[Line]] = field(default_factory=dict)
    rung: Counter[str] = field(default_factory=Counter)  # how often for each offer or callback
    problems: list[str] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)
    _ids: itertools.count[int] = field(default_factory=itertools.count)

    # ── what the desk asks ────────────────────────────────────────────────────────────────────────────────

    def ring_agent(self, offer_id: str, to: str, *, seconds: int) -> str:
        """See `Carrier.ring_agent`."""
        return self._ring(offer_id, customer=False, seconds=seconds)

    def ring_customer(self, callback_id: str, to: str, *, seconds: int) -> str:
        """See `Carrier.ring_customer`."""
        return self._ring(callback_id, customer=True, seconds=seconds)

    def join(self, leg: str, conference: str) -> None:
        """See `Carrier.join`."""
        with_answer = self._asked("join")
        line = self._living(leg)
        if line.where is Place.RINGING:
            raise CarrierError("it rings", final=True)
        self._put(line, conference)
        with_answer()

    def end_leg(self, leg: str) -> None:
        """See `Carrier.end_leg`."""
        with_answer = self._asked("end_leg")
        self.end(self._living(leg), "canceled" if self.lines[leg].where is Place.RINGING else "completed")
        with_answer()

    def return_caller(self, call_id: str) -> None:
        """See `Carrier.return_caller`."""
        with_answer = self._asked("return_caller")
        caller = self._living(call_id)
        if caller.where is Place.ASSISTANT:
            self.counted["returned twice"] += 1
        self._leave(caller)
        caller.where = Place.ASSISTANT
        caller.hears += 1
        self.people.back(caller)
        with_answer()

    def end_conference(self, conference: str) -> None:
        """See `Carrier.end_conference`."""
        with_answer = self._asked("end_conference")
        if not self.rooms.get(conference):
            raise CarrierError("no such conference", gone=True, final=True)
        self._end_room(conference)
        with_answer()

    def is_over(self, call_id: str) -> bool:
        """See `Carrier.is_over`."""
        line = self.lines.get(call_id)
        return line is None or line.where is Place.OVER

    def _ring(self, about: str, *, customer: bool, seconds: int) -> str:
        with_answer = self._asked("ring")
        line = Line(f"CA{next(self._ids)}", about, customer)
        self.lines[line.id] = line
        self.rung[about] += 1
        if self.rung[about] > 1:
            self.problems.append(f"{about} was rung {self.rung[about]} times")
        self.status(line, "initiated")
        self.status(line, "ringing")
        self.clock.later(seconds, lambda: self.end(line, "no-answer", only=Place.RINGING))
        self.people.rung(line)
        with_answer()
        return line.id

    def _asked(self, what: str) -> Callable[[], None]:
        """Fails now, or gives what must be called when the work is done, which may fail too."""
        self.counted[what] += 1
        chance = self.rng.random()
        if chance < self.faults.refused:
            raise CarrierError(f"refused to {what}", final=self.rng.random() < self.faults.final)
        lost = chance < self.faults.refused + self.faults.lost_answer
        crash = self.rng.random() < self.faults.crash

        def answer() -> None:
            if crash:
                raise Crash
            if lost:
                raise CarrierError(f"no answer to {what}")

        return answer

    def _living(self, line_id: str) -> Line:
        line = self.lines.get(line_id)
        if line is None or line.where is Place.OVER:
            raise CarrierError("the call is over", gone=True, final=True)
        return line

    # ── what the lines do ─────────────────────────────────────────────────────────────────────────────────

    def caller(self, call_id: str) -> Line:
        """A caller, with the assistant."""
        self.lines[call_id] = line = Line(call_id, where=Place.ASSISTANT)
        return line

    def arrive(self, caller: Line) -> None:
        """The assistant's stream is over: the desk is asked where to."""
        self._ask_placement(caller, lambda: self.desk.caller_arrived(caller.id))

    def answer(self, line: Line) -> None:
        """Somebody takes the telephone."""
        if line.where is Place.RINGING:
            line.where = Place.ANSWERED
            self.status(line, "in-progress")
            self._ask_turn(line, lambda: self.desk.leg_answered(line.about, line.id))

    def press(self, line: Line, key: str) -> None:
        """A key, or '' for none in time."""
        if line.where is Place.ANSWERED:
            self._ask_turn(line, lambda: self.desk.leg_key(line.about, line.id, key))

    def machine(self, line: Line) -> None:
        """The carrier found out that a machine answered."""
        if line.where is not Place.OVER:
            self.webhook(lambda: self.desk.leg_status(line.about, line.id, "in-progress", machine=True))

    def end(self, line: Line, status: str = "completed", *, only: Place | None = None) -> None:
        """A line is hung up, on one end or the other. ``only``: if it is there still."""
        if line.where is Place.OVER or (only is not None and line.where is not only):
            return
        conference = line.where is Place.CONFERENCE
        self._leave(line)
        line.where = Place.OVER
        line.hears += 1
        if line.about:
            self.status(line, status)
            return
        if conference:
            self.webhook(lambda: self._nothing(self.desk.caller_done(line.id, on_line=False)))
        self.webhook(lambda: self.desk.caller_left(line.id), sure=True)

    def status(self, line: Line, status: str) -> None:
        """Tell how a line is, sooner or later. The last word is never lost."""
        sure = status not in ("initiated", "ringing", "in-progress")
        self.webhook(lambda: self.desk.leg_status(line.about, line.id, status), sure=sure)

    def webhook(self, tell: Callable[[], None], *, sure: bool = False) -> None:
        """Tell the desk something, late, perhaps twice, perhaps (unless ``sure``) never."""
        if not sure and self.rng.random() < self.faults.dropped:
            return
        for _ in range(2 if self.rng.random() < self.faults.doubled else 1):
            self.clock.later(self.rng.uniform(0.02, self.faults.late), tell)

    # ── conferences ───────────────────────────────────────────────────────────────────────────────────────

    def _put(self, line: Line, conference: str) -> None:
        self._leave(line)
        room = self.rooms.setdefault(conference, [])
        room.append(line)
        line.where, line.conference = Place.CONFERENCE, conference
        line.hears += 1
        self.webhook(lambda: self.desk.conference_event(conference, "join", line.id))
        line.waits_since = self.clock.now()
        if len(room) == 2:
            for one in room:
                one.talked, one.waits_since = True, None
            self.people.talking(conference, tuple(room))
        elif len(room) > 2:
            self.problems.append(f"{len(room)} calls are in {conference}")

    def _leave(self, line: Line) -> None:
        if line.where is not Place.CONFERENCE:
            return
        conference = line.conference
        self.rooms[conference].remove(line)
        line.conference, line.waits_since = "", None
        line.where = Place.ANSWERED
        self.webhook(lambda: self.desk.conference_event(conference, "leave", line.id))
        self._end_room(conference)

    def _end_room(self, conference: str) -> None:
        room, self.rooms[conference] = self.rooms.get(conference, []), []
        if room:
            self.webhook(lambda: self.desk.conference_event(conference, "end", ""))
        for line in room:
            line.conference, line.where, line.waits_since = "", Place.ANSWERED, None
            self.webhook(lambda line=line: self.desk.conference_event(conference, "leave", line.id))  # type: ignore[misc]
            if line.about:
                self.end(line)
            else:
                self._ask_placement(line, lambda line=line: self.desk.caller_done(line.id, on_line=True))  # type: ignore[misc]

    # ── documents: the carrier asks, waits, and does what they say, if the line still listens ─────────────

    def _ask_turn(self, line: Line, ask: Callable[[], LegTurn]) -> None:
        line.hears += 1
        heard = line.hears

        def asked() -> None:
            turn = ask()
            if line.hears != heard or line.where is not Place.ANSWERED:
                return
            if self.rng.random() < self.faults.doubled:
                self.clock.later(self.rng.uniform(0.0, self.faults.late), lambda: self._nothing(ask()))
            self.clock.later(self.rng.uniform(0.0, 0.3), lambda: self._hear(line, turn, heard))

        self.clock.later(self.rng.uniform(0.05, 0.5), asked)

    def _hear(self, line: Line, turn: LegTurn, heard: int) -> None:
        if line.hears != heard or line.where is not Place.ANSWERED:
            return
        if turn.then == "join":
            self._put(line, turn.conference)
        elif turn.then == "choose":
            self.people.choosing(line)
        else:
            self.end(line)

    def _ask_placement(self, caller: Line, ask: Callable[[], Placement]) -> None:
        caller.hears += 1
        heard = caller.hears

        def asked() -> None:
            if caller.where is Place.OVER or caller.hears != heard:
                return
            placement = ask()
            if self.rng.random() < self.faults.doubled:
                self.clock.later(self.rng.uniform(0.0, self.faults.late), lambda: self._nothing(ask()))
            if caller.hears != heard:  # so it is too when the call is over
                return
            match placement.where:
                case Where.CONFERENCE:
                    self._put(caller, placement.conference)
                case Where.ASSISTANT:
                    caller.where = Place.ASSISTANT
                    self.people.back(caller)
                case Where.BLIND:
                    caller.where = Place.OUTSIDE
                case Where.OVER:
                    self.end(caller)

        self.clock.later(self.rng.uniform(0.05, 0.5), asked)

    def _nothing(self, _answer: object) -> None:
        """The answer to a repeated question is not used."""

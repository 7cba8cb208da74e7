"""Keeps every open screen up to date: one reader of the database for all of them.

While anybody looks, the board is read at most four times a second, and what changed is kept as a numbered
step. A screen that was away for a moment asks for the steps after the last one it saw (Last-Event-ID); one
that was away for longer gets everything. Screens hold no database connection.
"""

from __future__ import annotations

import json
import logging
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from voicebot.call.ports import PartError
from voicebot.console import situation
from voicebot.store.board import Snapshot

log = logging.getLogger(__name__)

INTERVAL = 0.25  # seconds between two readings
HEARTBEAT = (
    15.0  # a comment after so many seconds of silence; it shows also whether the screen is still there
)
_STEPS = 240  # a minute of busy changes
_TOGETHER = 40  # more steps than that are sent as everything at once


class TooMany(Exception):
    """No more screens can be updated at once. ``own``: this agent has too many, not the house."""

    def __init__(self, *, own: bool) -> None:
        super().__init__("too many screens")
        self.own = own


@dataclass(frozen=True, slots=True)
class Picture:
    """The board at one moment. number: counts the changes. well: the last reading worked."""

    number: int
    snapshot: Snapshot
    rows: dict[str, situation.Row]
    well: bool = True


@dataclass(eq=False, slots=True)
class Screen:
    """One open screen. valid_until: by the hub's clock."""

    agent_id: int
    epoch: int
    valid_until: float


class Hub:
    """Reads for all, tells each. Thread-safe. ``read`` may raise PartError."""

    def __init__(
        self,
        read: Callable[[], Snapshot],
        *,
        limit: int,
        limit_each: int,
        interval: float = INTERVAL,
        heartbeat: float = HEARTBEAT,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._read = read
        self._limit = limit
        self._limit_each = limit_each
        self._interval = interval
        self._heartbeat = heartbeat
        self._clock = clock
        self._wall = wall
        # Another process, or the one before a restart, counted otherwise.
        self._name = secrets.token_hex(4)
        self._changed = threading.Condition()
        self._reading = threading.Lock()
        self._screens: set[Screen] = set()
        self._steps: deque[tuple[int, str]] = deque(maxlen=_STEPS)
        self._picture = Picture(0, Snapshot((), (), ()), {}, well=False)
        self._thread: threading.Thread | None = None
        self._closed = False

    def __len__(self) -> int:
        """How many screens are updated."""
        return len(self._screens)

    def look(self) -> Picture:
        """Read now. Raises PartError."""
        with self._reading:
            return self._take(self._read())

    def enter(self, agent_id: int, epoch: int, seconds: float) -> Screen:
        """A place for a screen whose log-in lasts ``seconds`` more; give it back with `leave`.

        Raises TooMany.
        """
        screen = Screen(agent_id, epoch, self._clock() + seconds)
        with self._changed:
            if self._closed or len(self._screens) >= self._limit:
                raise TooMany(own=False)
            if sum(each.agent_id == agent_id for each in self._screens) >= self._limit_each:
                raise TooMany(own=True)
            self._screens.add(screen)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="console-board", daemon=True)
                self._thread.start()
            self._changed.notify_all()
        return screen

    def leave(self, screen: Screen) -> None:
        """The screen is gone. Idempotent."""
        with self._changed:
            self._screens.discard(screen)

    def events(self, screen: Screen, last_id: str) -> Iterator[str]:
        """Server-sent events for the screen, until its log-in ends ('bye') or the hub closes.

        'all': every row. 'step': the rows that changed, and those that are gone. 'me': the agent's own
        situation. 'trouble': the database does not answer; 'well': it does again. 'beat': nothing is new,
        which tells a browser that the connection lives.
        """
        yield "retry: 2000\n\n"
        try:
            picture = self.look()
        except PartError:
            picture = self._picture
            yield _event("trouble", "{}")
        seen = self._number_of(last_id)
        told = ""
        well = picture.well
        while True:
            yield from self._news(picture, seen)
            seen = picture.number
            mine = situation.of_agent(picture.snapshot, screen.agent_id)
            if picture.number and (mine is None or not self._valid(screen, picture)):
                yield _event("bye", "{}")
                return
            if mine is not None and (text := _json(mine.row())) != told:
                told = text
                yield _event("me", text)
            if picture.well != well:
                well = picture.well
                yield _event("well" if well else "trouble", "{}")
            next_picture = self._wait(picture)
            if next_picture is None:
                if self._closed:
                    return
                if self._clock() >= screen.valid_until:
                    yield _event("bye", "{}")
                    return
                yield f": still here\n{_event('beat', str(int(self._wall())))}"
            else:
                picture = next_picture

    @staticmethod
    def encoded(value: object) -> str:
        """Compact JSON on one line."""
        return _json(value)

    def everything(self, picture: Picture) -> str:
        """The whole picture as JSON, with the server's time."""
        return _json({"now": int(self._wall()), "order": list(picture.rows), "rows": picture.rows})

    def close(self) -> None:
        """End all streams; there will be no others. Idempotent."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _valid(self, screen: Screen, picture: Picture) -> bool:
        same = any(
            each.id == screen.agent_id and each.session_epoch == screen.epoch
            for each in picture.snapshot.agents
        )
        return same and self._clock() < screen.valid_until

    def _news(self, picture: Picture, seen: int | None) -> Iterator[str]:
        if seen == picture.number:
            return
        with self._changed:
            steps = [step for step in self._steps if seen is not None and seen < step[0] <= picture.number]
        missed = picture.number - seen if seen is not None else 0
        if seen is None or len(steps) != missed or missed > _TOGETHER:
            yield _event("all", self.everything(picture), self._id(picture.number))
        else:
            for number, step in steps:
                yield _event("step", step, self._id(number))

    def _wait(self, seen: Picture) -> Picture | None:
        """The next picture that is another one; None after a heartbeat's time, or at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._picture is not seen, self._heartbeat)
            return None if self._closed or self._picture is seen else self._picture

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._screens)
                if self._closed:
                    return
            began = self._clock()
            try:
                self.look()
            except PartError as error:
                self._unwell(error)
            except Exception:
                log.exception("the board could not be read")
                self._unwell(None)
            with self._changed:
                self._changed.wait_for(
                    lambda: self._closed, max(0.0, self._interval - (self._clock() - began))
                )

    def _unwell(self, error: PartError | None) -> None:
        with self._changed:
            before = self._picture
            if before.well:
                if error:
                    log.warning("the board could not be read: %s", error)
                self._picture = Picture(before.number, before.snapshot, before.rows, well=False)
                self._changed.notify_all()

    def _take(self, snapshot: Snapshot) -> Picture:
        rows = situation.rows(snapshot)
        with self._changed:
            before = self._picture
            if before.well and snapshot == before.snapshot:
                return before
            number = before.number
            step = _difference(before.rows, rows)
            if step or not number:
                number += 1
                self._steps.append((number, _json(step)))
            self._picture = Picture(number, snapshot, rows)
            self._changed.notify_all()
            return self._picture

    def _id(self, number: int) -> str:
        return f"{self._name}-{number}"

    def _number_of(self, last_id: str) -> int | None:
        name, _, number = last_id.partition("-")
        known = name == self._name and number.isascii() and number.isdigit() and len(number) < 12
        return int(number) if known and int(number) <= self._picture.number else None


def _difference(before: dict[str, situation.Row], after: dict[str, situation.Row]) -> dict[str, object]:
    """What changed; empty for nothing. The order is told when it is another one."""
    step: dict[str, object] = {}
    changed = {key: row for key, row in after.items() if before.get(key) != row}
    gone = [key for key in before if key not in after]
    if changed:
        step["set"] = changed
    if gone:
        step["gone"] = gone
    stayed = [key for key in before if key in after]
    if [*stayed, *(key for key in after if key not in before)] != list(after):
        step["order"] = list(after)
    return step


def _event(name: str, data: str, number: str = "") -> str:
    head = f"id: {number}\n" if number else ""
    return f"{head}event: {name}\ndata: {data}\n\n"


def _json(value: object) -> str:
    # No newline can be in it: one ends an event.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

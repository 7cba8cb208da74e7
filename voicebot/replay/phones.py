"""Telephones of the simulated carrier: who answers, what is heard, which key is pressed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from voicebot.replay.line import CarrierError, Line
from voicebot.replay.twiml import TwimlError, Verb, parse

_MOST_DOCUMENTS = 10
DETECTION_SECONDS = 1.0  # from the answer until the carrier knows what answered


class Does(StrEnum):
    """What somebody does whose telephone rings."""

    ACCEPTS = "accepts"  # presses 1
    DECLINES = "declines"  # presses 2
    HEARS_AGAIN = "hears again"  # presses 3, then 1
    NO_KEY = "no key"  # answers and presses nothing
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    MACHINE = "machine"  # a voicemail answers


KEYS: Mapping[Does, str] = {Does.ACCEPTS: "1", Does.DECLINES: "2", Does.HEARS_AGAIN: "31"}


@dataclass
class Phone:
    """One telephone. ``heard``: the sound files that were played to it, as they came (WAV)."""

    number: str
    does: Does = Does.ACCEPTS
    rings: float = 0.2  # seconds until it is answered, or not
    talks: float = 7.0  # seconds with the caller, then whoever holds it hangs up
    heard: list[bytes] = field(default_factory=list)
    rung: int = 0


class AgentLeg:
    """The carrier's call to one telephone; runs on a thread of its own.

    ``join``: enters a conference and returns when the leg is out of it again. ``status``: tells the server.
    ``listened``: the carrier knows by now what answered.
    """

    def __init__(
        self,
        sid: str,
        phone: Phone,
        line: Line,
        form: Mapping[str, str],
        status: Callable[[str], None],
        join: Callable[[str, Verb], None],
        listened: Callable[[], None] = lambda: None,
    ) -> None:
        self.sid = sid
        self.phone = phone
        self.over = threading.Event()
        self.answered = False
        self._line = line
        self._form = dict(form)
        self._status = status
        self._join = join
        self._listened = listened
        self._orders: list[str] = []  # TwiML that the server put in place of what runs now
        self._lock = threading.Lock()

    def start(self, url: str) -> None:
        """Begin to ring."""
        threading.Thread(target=self._run, args=(url,), name=f"leg-{self.sid[-6:]}", daemon=True).start()

    def order(self, twiml: str) -> None:
        """The server updates the call: this document from now on."""
        with self._lock:
            self._orders.append(twiml)

    def end(self) -> None:
        """The server, or the end of a conference, ends the call."""
        self.over.set()

    # ── on the leg's thread ───────────────────────────────────────────────────────────────────────────────

    def _run(self, url: str) -> None:
        self.phone.rung += 1
        self._status("ringing")
        if self.over.wait(self.phone.rings):
            self._status("canceled")
        elif self.phone.does in (Does.BUSY, Does.NO_ANSWER):
            self._status(self.phone.does.value)
        else:
            self.answered = True
            self._status("in-progress")
            detection = threading.Timer(DETECTION_SECONDS, self._listened)
            detection.daemon = True
            detection.start()
            self._follow(self._document(url))
            self._status("completed")
        self.over.set()

    def _follow(self, verbs: tuple[Verb, ...]) -> None:
        keys = list(KEYS.get(self.phone.does, ""))
        for _ in range(_MOST_DOCUMENTS):
            following: tuple[Verb, ...] | None = None
            for verb in verbs:
                if self.over.is_set() or verb.name == "Hangup":
                    return
                following = self._verb(verb, keys) or self._ordered()
                if following:
                    break
            if not following:
                return
            verbs = following

    def _verb(self, verb: Verb, keys: list[str]) -> tuple[Verb, ...] | None:
        if verb.name == "Play":
            self._play(verb)
        elif verb.name == "Redirect":
            return self._document(self._line.absolute(verb.text))
        elif verb.name == "Gather":
            for inner in verb.inside:
                if inner.name == "Play":
                    self._play(inner)
            action = self._line.absolute(verb.attributes["action"])
            if keys:
                return self._document(action, Digits=keys.pop(0))
            if not self._waits(float(verb.attributes.get("timeout", "5"))):
                return self._document(action, Digits="")
        elif verb.name == "Dial" and (conference := verb.first("Conference")):
            self._join(self.sid, conference)
        return None

    def _waits(self, seconds: float) -> bool:
        """No key is pressed; whether the server ordered something else meanwhile, or ended the call."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self._orders or self.over.wait(0.05):
                return True
        return False

    def _ordered(self) -> tuple[Verb, ...] | None:
        with self._lock:
            return parse(self._orders.pop(0)) if self._orders else None

    def _play(self, verb: Verb) -> None:
        answer = self._line.get(self._line.absolute(verb.text))
        if answer.status_code == 200:
            self.phone.heard.append(answer.content)

    def _document(self, url: str, **more: str) -> tuple[Verb, ...]:
        try:
            return parse(self._line.post(url, self._form | {"CallStatus": "in-progress"} | more).text)
        except (CarrierError, TwimlError):
            return ()

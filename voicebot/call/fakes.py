"""A fake beside each port of a call, for tests: no model, no network, no disk."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from voicebot.call.delivery import NORMAL, Delivery
from voicebot.call.ledger import Kind, LedgerEntry
from voicebot.call.outcome import Outcome
from voicebot.call.ports import CallStatus, Conclusion, NotWanted, PartError, Prepared, Transcript
from voicebot.call.replies import Expects, Reply


@dataclass
class FakeTranscriber:
    """Gives scripted texts in order, then repeats the last; an Exception in the script is raised."""

    script: list[str | Exception] = field(default_factory=lambda: ["Waar is mijn bestelling?"])
    heard: list[bytes] = field(default_factory=list)

    def transcribe(
        self, mulaw: bytes, hint: str = "", wanted: Callable[[], bool] = lambda: True
    ) -> Transcript:
        """The next scripted text; NotWanted, and the script stays where it is, when nobody wants it."""
        if not wanted():
            raise NotWanted("nobody waits for it")
        self.heard.append(mulaw)
        text = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if isinstance(text, Exception):
            raise text
        return Transcript(text, 0.9, None if text else "no_speech", "fake")

    def transcribe_batch(
        self, turns: Sequence[bytes], hint: str = "", wanted: Callable[[], bool] = lambda: True
    ) -> list[Transcript]:
        """The next texts, one a turn."""
        return [self.transcribe(mulaw, hint, wanted) for mulaw in turns]

    def window(self, mulaw: bytes) -> float:
        """The same for all."""
        return 15.0


@dataclass
class FakeSynthesizer:
    """20 ms of sound a character; texts in ``fails`` raise PartError."""

    fails: set[str] = field(default_factory=set)
    spoken: list[str] = field(default_factory=list)

    def synthesize(self, text: str, *, fixed: bool = False, delivery: Delivery = NORMAL) -> bytes:
        """A tone as long as the text."""
        if text in self.fails:
            raise PartError("the fake voice failed")
        self.spoken.append(text)
        return b"\x55" * 160 * max(1, len(text))


@dataclass
class FakeDialogue:
    """Answers from a table of exact texts, else with ``default``; PartError when ``down``."""

    answers: dict[str, Reply] = field(default_factory=dict)
    default: Reply = field(default_factory=lambda: Reply(("Dank u.",), intent="any"))
    down: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)
    queues: list[str] = field(default_factory=list)
    prepared: list[str] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    whole: bool | None = None
    sure: bool = True
    complete: float | None = None

    def begin(self, call_id: str) -> None:
        """Note the call."""
        if self.down:
            raise PartError("the fake dialogue is down")
        self.begun.append(call_id)

    def prepare(self, call_id: str, text: str, *, expects: Expects, digits: int | None) -> Prepared:
        """Always the same opinion."""
        if self.down:
            raise PartError("the fake dialogue is down")
        self.prepared.append(text)
        return Prepared(self.whole, self.sure, self.complete)

    def forget(self, call_id: str) -> None:
        """Nothing is kept."""
        self.prepared.clear()

    def ask(self, call_id: str, text: str, *, source: str, confidence: float, queue: str = "") -> Reply:
        """The table's answer."""
        if self.down:
            raise PartError("the fake dialogue is down")
        self.asked.append((text, source))
        self.queues.append(queue)
        return self.answers.get(text, self.default)

    def ready(self) -> bool:
        """Whether it is up."""
        return not self.down


@dataclass
class FakeOutlet:
    """Notes what was sent to the carrier: ('audio', bytes), ('mark', name), ('clear',), ('close',)."""

    sent: list[tuple[str, object]] = field(default_factory=list)
    broken: bool = False

    def send_audio(self, mulaw: bytes) -> None:
        """Note audio."""
        self._note("audio", mulaw)

    def send_mark(self, name: str) -> None:
        """Note a mark."""
        self._note("mark", name)

    def send_clear(self) -> None:
        """Note a clear."""
        self._note("clear", None)

    def close(self) -> None:
        """Note the close."""
        self.sent.append(("close", None))

    def of(self, kind: str) -> list[object]:
        """What was sent of one kind."""
        return [what for name, what in self.sent if name == kind]

    def _note(self, kind: str, what: object) -> None:
        if self.broken:
            raise ConnectionError("the fake line is dead")
        self.sent.append((kind, what))


@dataclass
class FakeBook:
    """Calls in memory; every method raises PartError while ``down``."""

    down: bool = False
    tokens: dict[str, str] = field(default_factory=dict)
    entries: dict[str, list[LedgerEntry]] = field(default_factory=dict)
    conclusions: dict[str, Conclusion] = field(default_factory=dict)
    tickets: dict[str, str] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)  # of outcomes that changed
    rung: set[str] = field(default_factory=set)

    def open_call(self, call_id: str, caller: str, called: str) -> str:
        """Enter a call."""
        self._check()
        self.tokens[call_id] = secrets.token_hex(8)
        self.entries.setdefault(call_id, [])
        return self.tokens[call_id]

    def claim_stream(self, call_id: str, token: str) -> bool:
        """Use up the token."""
        self._check()
        right = self.tokens.get(call_id) == token
        if right:
            self.tokens[call_id] = ""
        return right and bool(token)

    def record(self, call_id: str, entry: LedgerEntry) -> None:
        """Keep an entry."""
        self._check()
        self.entries.setdefault(call_id, []).append(entry)

    def conclude(self, call_id: str, conclusion: Conclusion) -> bool:
        """Keep the first conclusion; a callback gets its ticket."""
        self._check()
        if self.conclusions.setdefault(call_id, conclusion) is not conclusion:
            return False
        if conclusion.outcome is Outcome.CALLBACK:
            self.to_callback(call_id, conclusion.rule_id)
        return True

    def status(self, call_id: str) -> CallStatus | None:
        """What is known."""
        self._check()
        if call_id not in self.entries:
            return None
        done = self.conclusions.get(call_id)
        ticket = self.tickets.get(call_id)
        outcome = Outcome.CALLBACK if ticket else done.outcome if done else None
        rule_id = self.rules.get(call_id, done.rule_id if done else None)
        streamed = self.tokens.get(call_id) == ""
        return CallStatus(call_id, outcome, done.queue if done else None, ticket, rule_id, streamed)

    def disclosed(self, call_id: str) -> bool:
        """Whether an entry says so."""
        self._check()
        entries = self.entries.get(call_id, ())
        return any(entry.kind is Kind.DISCLOSURE and bool(entry.data.get("heard")) for entry in entries)

    def reopen(self, call_id: str, rule_id: str) -> str:
        """Forget the conclusion; a new token."""
        self._check()
        self.conclusions.pop(call_id, None)
        self.rules.pop(call_id, None)
        self.tokens[call_id] = secrets.token_hex(8)
        self.record(call_id, LedgerEntry(0.0, Kind.DECISION, rule_id, {}))
        return self.tokens[call_id]

    def to_person(self, call_id: str, rule_id: str) -> None:
        """Note it; a caller who had left had not."""
        self._check()
        self.rung.add(call_id)
        if self.conclusions[call_id].outcome in (Outcome.SOLVED, Outcome.CALLER_LEFT):
            self.conclusions[call_id] = Conclusion(Outcome.FAILED_TO_HUMAN, rule_id)

    def to_callback(self, call_id: str, rule_id: str) -> str:
        """Give a ticket, the same one twice."""
        self._check()
        if call_id not in self.tickets:
            self.tickets[call_id] = f"T-{len(self.tickets) + 1:04d}"
            self.rules[call_id] = rule_id
        return self.tickets[call_id]

    def _check(self) -> None:
        if self.down:
            raise PartError("the fake book is down")

"""The small Protocols through which the house reaches the outside. Each has a fake in `fakes.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from voicebot.call.delivery import NORMAL, Delivery
from voicebot.call.ledger import LedgerEntry
from voicebot.call.outcome import Outcome
from voicebot.call.replies import Agreement, Expects, Reply
from voicebot.call.written import UNCHOSEN, Written


class PartError(Exception):
    """A part (Whisper, Rasa, speech, the carrier) failed; the message is for the log: no personal data."""


class NotWanted(PartError):
    """The work was given up half-way, because nobody waits for its result any more."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """Text of one turn. confidence 0..1; rejected: None, 'no_speech' or 'unclear'; model: its name."""

    text: str
    confidence: float
    rejected: str | None
    model: str


class Transcriber(Protocol):
    """Speech to text. Thread-safe."""

    def transcribe(
        self, mulaw: bytes, hint: str = "", wanted: Callable[[], bool] = lambda: True
    ) -> Transcript:
        """Transcribe 8 kHz μ-law; ``hint`` is a prompt of expected words. Raises PartError.

        ``wanted`` is asked now and then; NotWanted is raised when it says no.
        """
        ...

    def transcribe_batch(
        self, turns: Sequence[bytes], hint: str = "", wanted: Callable[[], bool] = lambda: True
    ) -> list[Transcript]:
        """Several turns at once, in their order. Raises as `transcribe`, for all of them."""
        ...

    def window(self, mulaw: bytes) -> float:
        """Seconds that a turn takes in the model; turns of the same are best done in one batch."""
        ...


class Synthesizer(Protocol):
    """Text to speech. Thread-safe."""

    def synthesize(self, text: str, *, fixed: bool = False, delivery: Delivery = NORMAL) -> bytes:
        """Dutch text to 8 kHz μ-law; ``fixed`` prompts are cached on disk. Raises PartError.

        ``delivery``: slower or louder than by itself.
        """
        ...


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the dialogue thinks of words that may not be all; see `voicebot.call.events.DialoguePrepared`."""

    whole: bool | None
    sure: bool
    complete: float | None = None
    story: bool = False


class Dialogue(Protocol):
    """Decides what to say. Thread-safe; one conversation per call id."""

    def begin(self, call_id: str) -> None:
        """A call has begun: do what its first turn would wait for. Raises PartError."""
        ...

    def prepare(self, call_id: str, text: str, *, expects: Expects, digits: int | None) -> Prepared:
        """Do ahead what has no effect, for a spoken turn that may not be over. Raises PartError.

        ``expects``, ``digits``: the open question, as in `Reply`.
        """
        ...

    def forget(self, call_id: str) -> None:
        """The call is over: drop what was prepared for it."""
        ...

    def ask(self, call_id: str, text: str, *, source: str, confidence: float, queue: str = "") -> Reply:
        """Answer one turn. ``source``, ``queue``: as in `voicebot.call.commands.AskDialogue`.

        Raises PartError.
        """
        ...

    def ready(self) -> bool:
        """Whether the dialogue answers with its model loaded."""
        ...


class MediaOutlet(Protocol):
    """Where a call's audio goes (one media stream)."""

    def send_audio(self, mulaw: bytes) -> None:
        """Send 8 kHz μ-law, a multiple of 160 bytes."""
        ...

    def send_mark(self, name: str) -> None:
        """Ask for a mark when all audio sent so far was played."""
        ...

    def send_clear(self) -> None:
        """Empty the carrier's buffer; it returns pending marks."""
        ...

    def close(self) -> None:
        """Close the stream. Idempotent."""
        ...


@dataclass(frozen=True, slots=True)
class Message:
    """A written message to a caller. ``to``: E.164 number or e-mail address; subject and html: e-mail's."""

    to: str
    text: str
    subject: str = ""
    html: str = ""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """How a call ended, stored in one transaction together with the confirmation job it owes.

    written: None when the caller said nothing of how it should be confirmed.
    """

    outcome: Outcome
    rule_id: str
    queue: str | None = None
    priority: int | None = None
    summary: str = ""
    agreements: tuple[Agreement, ...] = ()
    contact_email: str | None = None
    written: Written | None = None


@dataclass(frozen=True, slots=True)
class CallStatus:
    """What the book knows of a call. ``outcome`` is None while it runs; ``ticket`` is a callback's number.

    rule_id: by which rule it has its outcome. streamed: its media stream was opened. can_call_back: whether
    the caller's number is one that a person can ring.
    """

    call_id: str
    outcome: Outcome | None
    queue: str | None
    ticket: str | None
    rule_id: str | None = None
    streamed: bool = False
    can_call_back: bool = True


class CallBook(Protocol):
    """The stored calls. Thread-safe. Every method may raise PartError when the database is gone."""

    def open_call(self, call_id: str, caller: str, called: str) -> str:
        """Enter a call (again, if the carrier repeats itself); returns a fresh one-time stream token."""
        ...

    def claim_stream(self, call_id: str, token: str) -> bool:
        """Whether ``token`` belongs to the call and was not used before; using it up."""
        ...

    def record(self, call_id: str, entry: LedgerEntry) -> None:
        """Store one ledger entry, in order."""
        ...

    def conclude(self, call_id: str, conclusion: Conclusion) -> bool:
        """Store the outcome and the confirmation it owes; False when the call had an outcome already.

        A book may keep a conclusion that the database does not take and store it later: `status` knows it.
        """
        ...

    def status(self, call_id: str) -> CallStatus | None:
        """The call's state, or None for an unknown call."""
        ...

    def disclosed(self, call_id: str) -> bool:
        """Whether the disclosure was proven heard in this call."""
        ...

    def reopen(self, call_id: str, rule_id: str) -> str:
        """No person came, and the caller goes back to the assistant: the call has no outcome any more.

        Noted in the ledger by ``rule_id``; returns a fresh one-time stream token.
        """
        ...

    def to_person(self, call_id: str, rule_id: str) -> None:
        """The caller is on the line and a person is rung: noted as such in the ledger. Idempotent.

        An outcome by which the caller had gone was wrong: it becomes FAILED_TO_HUMAN by ``rule_id``.
        """
        ...

    def to_callback(self, call_id: str, rule_id: str) -> str:
        """No person could be reached: the outcome becomes CALLBACK; returns the ticket.

        Confirmed in writing where the caller gave a number that can be called. Idempotent: a second call
        returns the same ticket.
        """
        ...


@dataclass(frozen=True, slots=True)
class ConfirmationJob:
    """One written confirmation that is owed. ``job_id`` is the store's.

    ``caller`` and ``called`` are as the carrier gave them.

    reference: digits that a person finds the call by. outcome: how the call ended, at the time of claiming.
    contact_email: the e-mail on file, None before identification. agreements: at least one. written: what
    the caller, or an agent, wants. reason: why it is owed, unique in its call.
    """

    job_id: int
    call_id: str
    caller: str
    called: str
    contact_email: str | None
    reference: str
    outcome: Outcome | None
    agreements: tuple[Agreement, ...]
    written: Written = UNCHOSEN
    reason: str = "conclusion"

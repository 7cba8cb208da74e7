"""What a call asks its surroundings to do. Pure data; the runtime carries it out."""

from __future__ import annotations

from dataclasses import dataclass

from voicebot.call.delivery import NORMAL, Delivery
from voicebot.call.ledger import LedgerEntry
from voicebot.call.outcome import Outcome
from voicebot.call.replies import Agreement, Expects
from voicebot.call.written import UNCHOSEN, Written


@dataclass(frozen=True, slots=True)
class Command:
    """Base of all commands."""


@dataclass(frozen=True, slots=True)
class Transcribe(Command):
    """Turn a caller's turn (8 kHz μ-law) into text; answered by TranscriptReady or TranscriptFailed.

    While the caller may still go on it is speculation: the turn so far. A later draft of the same turn takes
    the place of the earlier ones, whose answers nobody waits for any more. ``final``: the turn is over.
    """

    turn_id: int
    audio: bytes
    hint: str = ""
    draft: int = 1
    final: bool = True


@dataclass(frozen=True, slots=True)
class DropTranscript(Command):
    """Nobody waits for the drafts of this turn so far: the caller went on."""

    turn_id: int


@dataclass(frozen=True, slots=True)
class HurryTranscript(Command):
    """The turn is over as its newest draft has it: that one is awaited, and goes before all speculation."""

    turn_id: int


@dataclass(frozen=True, slots=True)
class PrepareDialogue(Command):
    """The caller has probably said this: do what can be done ahead without any effect.

    Answered by DialoguePrepared, or not at all. ``expects``, ``digits``: the open question, as in `Reply`.
    """

    turn_id: int
    draft: int
    text: str
    expects: Expects
    digits: int | None


@dataclass(frozen=True, slots=True)
class AskDialogue(Command):
    """Ask the dialogue what to say; answered by ReplyReady or ReplyFailed. ``source``: 'voice' or 'keys';
    or 'system': the house itself tells why nobody comes.

    ``queue``: that nobody came of, whose people would call back; '' when no person was wanted in vain.
    """

    turn_id: int
    text: str
    confidence: float
    source: str
    queue: str = ""


@dataclass(frozen=True, slots=True)
class Synthesize(Command):
    """Make speech of Dutch text; answered by SpeechReady or SpeechFailed. ``fixed``: cached on disk.

    ``delivery``: slower or louder than the house speaks by itself.
    """

    speech_id: int
    text: str
    fixed: bool
    delivery: Delivery = NORMAL


@dataclass(frozen=True, slots=True)
class Play(Command):
    """Play 8 kHz μ-law after what is already queued, then send the mark."""

    speech_id: int
    audio: bytes
    mark: str


@dataclass(frozen=True, slots=True)
class StopPlayback(Command):
    """Drop everything queued and clear the carrier's buffer."""


@dataclass(frozen=True, slots=True)
class HandOver(Command):
    """Bring the caller to a person; answered by DeskAnswered, or not at all. ``live``: the caller waits for
    it.

    ``priority`` 1 is first; ``summary`` is English, for the agent. Given as soon as it is decided, while the
    caller still hears why. A later one takes the place of an earlier one.
    """

    queue: str
    priority: int
    rule_id: str
    summary: str
    live: bool = True


@dataclass(frozen=True, slots=True)
class SendConfirmation(Command):
    """Write to the caller what was agreed, in the ``written`` way. Given at most once a call.

    Also when the caller wants nothing in writing: then it tells just that.
    """

    agreements: tuple[Agreement, ...]
    contact_email: str | None
    written: Written = UNCHOSEN


@dataclass(frozen=True, slots=True)
class Record(Command):
    """Store one ledger entry."""

    entry: LedgerEntry


@dataclass(frozen=True, slots=True)
class EndCall(Command):
    """The call's one outcome. Given exactly once, after HandOver and SendConfirmation, before HangUp."""

    outcome: Outcome
    rule_id: str


@dataclass(frozen=True, slots=True)
class HangUp(Command):
    """Close the media stream; the carrier goes on with the verb after <Connect>."""

"""A call in virtual time: the real call core and its parts on a line that plays as fast as it is computed.

The stream's own time is the only clock: each 20 ms of it one frame goes to the call, and what the parts
answer arrives after a fixed delay, however long they took. So a call goes the same way on every machine.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from voicebot.audio.frames import FRAME_BYTES, FRAME_SECONDS, SILENCE_BYTE, SILENCE_FRAME
from voicebot.audio.level import level, speech_level
from voicebot.audio.vad import VoiceActivity
from voicebot.call import commands as do
from voicebot.call import events as ev
from voicebot.call.ledger import LedgerEntry
from voicebot.call.machine import Call
from voicebot.call.ports import Dialogue, PartError, Synthesizer, Transcriber
from voicebot.call.rules import CallRules
from voicebot.replay.handset import Caller as Telephone
from voicebot.replay.handset import Doing, Handset
from voicebot.replay.playback import Played as Heard
from voicebot.replay.timeline import Timeline, What

HEARING_SECONDS = 0.3  # Whisper base on two cores, for a turn of 3 s
PREPARING_SECONDS = 0.02
ANSWERING_SECONDS = 0.04
SPEAKING_SECONDS = 0.01

Kind = TypeVar("Kind", bound=do.Command)
Caller = Callable[[float, bytes], bytes]
"""Gives the caller's 20 ms (160 bytes of 8 kHz μ-law) of the frame that begins at a stream time in seconds,
told the 20 ms of the bot that are played in it."""


@dataclass
class Played:
    """What came of a call. Commands with the stream second in which they were given, which is the end of the
    frame that brought them; both sides' sound from the same beginning, 8 kHz μ-law. drafts: what Whisper made
    of a turn's drafts, by turn and draft; those that nobody waited for are not among them.
    """

    commands: list[tuple[float, do.Command]] = field(default_factory=list)
    entries: list[LedgerEntry] = field(default_factory=list)
    caller: bytearray = field(default_factory=bytearray)
    bot: bytearray = field(default_factory=bytearray)
    ended: bool = False
    timeline: Timeline = field(default_factory=Timeline)
    drafts: dict[tuple[int, int], str] = field(default_factory=dict)

    def times(self, kind: type[Kind]) -> list[tuple[float, Kind]]:
        """Commands of one kind, with their seconds."""
        return [(at, command) for at, command in self.commands if isinstance(command, kind)]


@dataclass(frozen=True, slots=True)
class VirtualHouse:
    """The parts that a call needs. ``hearing``: seconds that the text of some sound takes."""

    transcriber: Transcriber
    dialogue: Dialogue
    synthesizer: Synthesizer
    hearing: Callable[[bytes], float] = lambda _: HEARING_SECONDS
    vad_aggressiveness: int = 2

    def play(
        self,
        rules: CallRules,
        caller: Caller,
        seconds: float,
        events: Iterable[ev.Event] = (),
        *,
        call_id: str = "virtual",
    ) -> Played:
        """One call until its end, or for so many seconds. ``events``: what happens besides, such as keys.

        Raises ValueError when the caller gives no whole frame, and what the parts raise but PartError.
        """
        return _Line(self, rules, call_id, events).run(_Fixed(caller), seconds)

    def call(
        self,
        rules: CallRules,
        caller: Telephone,
        seconds: float,
        *,
        call_id: str = "virtual",
        tell: Callable[[do.Command], None] = lambda _: None,
    ) -> Played:
        """One call of somebody who hears and acts, such as `voicebot.replay.player.ScenarioCaller`.

        It ends when the bot or the caller hangs up; after ``seconds`` the line breaks. ``tell``: is given
        every command as it comes, to be stored.
        """
        return _Line(self, rules, call_id, (), tell).run(caller, seconds)


def recording(audio: bytes, at: float = 0.0) -> Caller:
    """A caller who says this (8 kHz μ-law) from ``at`` (stream seconds) on, and nothing else."""
    start = round(at / FRAME_SECONDS)

    def say(now: float, _: bytes) -> bytes:
        first = (round(now / FRAME_SECONDS) - start) * FRAME_BYTES
        frame = audio[first : first + FRAME_BYTES] if first >= 0 else b""
        return frame + SILENCE_BYTE * (FRAME_BYTES - len(frame))

    return say


def speakerphone(caller: Caller, delay: float, echo: Callable[[bytes, bytes], bytes]) -> Caller:
    """A caller in whose sound the bot's comes back ``delay`` seconds (in steps of 20 ms) later.

    ``echo`` puts the bot's 20 ms of back then into the caller's.
    """
    late = [SILENCE_FRAME] * round(delay / FRAME_SECONDS)

    def say(now: float, bot: bytes) -> bytes:
        late.append(bot)
        return echo(caller(now, bot), late.pop(0))

    return say


class _Fixed:
    """A caller of sound alone; what it says may depend on the bot's sound of the same 20 ms."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def speak(self, at: float, heard: Heard) -> bytes:
        frame = self._caller(at, heard.audio)
        if len(frame) != FRAME_BYTES:
            raise ValueError(f"the caller gave {len(frame)} bytes at {at:.2f} s, not {FRAME_BYTES}")
        return frame


class _Line:
    """One call under way."""

    def __init__(
        self,
        house: VirtualHouse,
        rules: CallRules,
        call_id: str,
        events: Iterable[ev.Event],
        tell: Callable[[do.Command], None] = lambda _: None,
    ) -> None:
        self._house = house
        self._id = call_id
        self._store = tell
        self._call = Call(rules)
        self._vad = VoiceActivity(house.vad_aggressiveness)
        self._due: list[tuple[float, int, Callable[[float], ev.Event | None]]] = []
        self._hearing: dict[int, int] = {}  # the draft of a turn that is still awaited
        self._count = 0
        self._now = 0.0
        self._played = Played()
        self._phone = Handset(self._played.timeline)
        self._played.timeline.add(0.0, What.STREAM)
        self._at(0.0, ev.StreamStarted)
        for event in events:
            self._later(event.at, lambda _, event=event: event)  # type: ignore[misc]

    def run(self, caller: _Fixed | Telephone, seconds: float) -> Played:
        for number in range(round(seconds / FRAME_SECONDS)):
            began = number * FRAME_SECONDS
            self._catch_up(began)
            if self._played.ended:
                self._played.timeline.add(began, What.STREAM_CLOSED, data=f"{self._phone.buffered:.2f}")
                break
            doing = Doing() if isinstance(caller, _Fixed) else caller.step(self._phone)
            for key in doing.keys:
                self._phone.press(key)
                self._tell(ev.KeyPressed(began, key))
            if doing.hang_up:
                self._played.timeline.add(began, What.CALLER_HANGS_UP)
                self._tell(ev.StreamStopped(began, ev.StopReason.HUNG_UP))
                break
            heard = self._phone.play()
            frame = caller.speak(began, heard) if isinstance(caller, _Fixed) else doing.audio
            self._now = began + FRAME_SECONDS
            self._phone.speak(frame, heard)
            self._tell(ev.MediaFrame(began, frame, self._vad.voiced(frame), level(frame)))
            for name in heard.marks:
                self._at(self._now, ev.PlaybackMark, name)
        else:
            if not isinstance(caller, _Fixed):
                self._tell(ev.StreamStopped(self._now, ev.StopReason.LOST))
        self._catch_up(self._now)
        self._played.caller, self._played.bot = self._phone.caller_audio, self._phone.bot_audio
        return self._played

    def _catch_up(self, now: float) -> None:
        """All that is due by ``now``, in order."""
        while self._due and self._due[0][0] <= now + 1e-9 and not self._played.ended:
            self._now, _, make = heapq.heappop(self._due)
            event = make(self._now)
            if event:
                self._tell(event)

    def _tell(self, event: ev.Event) -> None:
        for command in self._call.handle(event):
            self._played.commands.append((round(self._now, 4), command))
            self._store(command)
            self._carry_out(command)

    def _later(self, at: float, make: Callable[[float], ev.Event | None]) -> None:
        self._count += 1
        heapq.heappush(self._due, (at, self._count, make))

    def _at(self, at: float, kind: type[ev.Event], *args: object) -> None:
        self._later(at, lambda now: kind(now, *args))

    def _carry_out(self, command: do.Command) -> None:
        match command:
            case do.Record(entry):
                self._played.entries.append(entry)
            case do.Transcribe(turn_id, audio, _, draft, _):
                self._hearing[turn_id] = draft
                self._later(self._now + self._house.hearing(audio), lambda now: self._hear(now, command))
            case do.DropTranscript(turn_id):
                self._hearing.pop(turn_id, None)
            case do.PrepareDialogue():
                self._later(self._now + PREPARING_SECONDS, lambda now: self._prepare(now, command))
            case do.AskDialogue():
                self._later(self._now + ANSWERING_SECONDS, lambda now: self._ask(now, command))
            case do.Synthesize():
                self._later(self._now + SPEAKING_SECONDS, lambda now: self._speak(now, command))
            case do.Play(_, audio, mark):
                self._phone.media(audio)
                self._phone.mark(mark)
            case do.StopPlayback():
                for name in self._phone.clear():
                    self._at(self._now, ev.PlaybackMark, name)
            case do.HandOver(live=True):
                self._at(self._now, ev.DeskAnswered)
            case do.EndCall():
                self._played.ended = True
            case _:  # hurry: every delay is fixed; confirmation, hang-up: the end comes with EndCall
                pass

    # ── the parts, asked when their answer is due: what was dropped meanwhile costs nothing ─────────────────

    def _hear(self, now: float, ask: do.Transcribe) -> ev.Event | None:
        if self._hearing.get(ask.turn_id) != ask.draft:
            return None
        del self._hearing[ask.turn_id]
        try:
            heard = self._house.transcriber.transcribe(ask.audio, ask.hint)
        except PartError as error:
            return ev.TranscriptFailed(now, ask.turn_id, str(error), ask.draft)
        self._played.drafts[ask.turn_id, ask.draft] = heard.text
        return ev.TranscriptReady(
            now, ask.turn_id, heard.text, heard.confidence, heard.rejected, heard.model, ask.draft
        )

    def _prepare(self, now: float, ask: do.PrepareDialogue) -> ev.Event | None:
        try:
            made = self._house.dialogue.prepare(self._id, ask.text, expects=ask.expects, digits=ask.digits)
        except PartError:  # the call goes on without it
            return None
        return ev.DialoguePrepared(
            now, ask.turn_id, ask.draft, made.whole, made.sure, made.complete, made.story
        )

    def _ask(self, now: float, ask: do.AskDialogue) -> ev.Event:
        try:
            reply = self._house.dialogue.ask(
                self._id, ask.text, source=ask.source, confidence=ask.confidence, queue=ask.queue
            )
        except PartError as error:
            return ev.ReplyFailed(now, ask.turn_id, str(error))
        return ev.ReplyReady(now, ask.turn_id, reply)

    def _speak(self, now: float, ask: do.Synthesize) -> ev.Event:
        try:
            audio = self._house.synthesizer.synthesize(ask.text, fixed=ask.fixed, delivery=ask.delivery)
        except PartError as error:
            return ev.SpeechFailed(now, ask.speech_id, str(error))
        return ev.SpeechReady(now, ask.speech_id, audio, speech_level(audio))

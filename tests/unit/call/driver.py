"""Drives a call in virtual time: a small world that answers commands and checks nothing itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from voicebot.audio.frames import SILENCE_FRAME
from voicebot.call import commands as do
from voicebot.call import events as ev
from voicebot.call.ledger import Kind, LedgerEntry
from voicebot.call.machine import Call
from voicebot.call.replies import Reply
from voicebot.call.rules import CallRules

RULES = CallRules(disclosure="Ik ben een computer.", disclosure_version="v1")
SPEECH = b"\x55" * 1600  # 0.2 s


@dataclass
class World:
    """One call and everything it asked for."""

    call: Call = field(default_factory=lambda: Call(RULES))
    at: float = 0.0
    commands: list[do.Command] = field(default_factory=list)
    speech: bytes = SPEECH
    desk: tuple | None = ("", None)  # what the desk says at once: refused, wait, patience

    def give(self, event_type: type[ev.Event], *args: object, after: float = 0.0) -> list[do.Command]:
        self.at += after
        new = self.call.handle(event_type(self.at, *args))
        self.commands += new
        if self.desk and any(isinstance(command, do.HandOver) and command.live for command in new):
            new = [*new, *self.give(ev.DeskAnswered, *self.desk)]
        return new

    def of(self, kind: type) -> list:
        return [command for command in self.commands if isinstance(command, kind)]

    def ledger(self, kind: Kind | None = None) -> list[LedgerEntry]:
        entries = [command.entry for command in self.of(do.Record)]
        return [entry for entry in entries if kind in (None, entry.kind)]

    def frames(self, seconds: float, *, voiced: bool = False) -> None:
        for _ in range(round(seconds / 0.02)):
            self.give(ev.MediaFrame, SILENCE_FRAME, voiced, after=0.02)

    def synthesize_all(self) -> None:
        """Answer every open Synthesize."""
        done = getattr(self, "_done", set())
        self._done = done
        for command in self.of(do.Synthesize):
            if command.speech_id not in done:
                done.add(command.speech_id)
                self.give(ev.SpeechReady, command.speech_id, self.speech)

    def hear_all(self) -> None:
        """Synthesize everything and let the carrier play and mark it."""
        self.synthesize_all()
        marked = getattr(self, "_marked", set())
        self._marked = marked
        for command in self.of(do.Play):
            if command.mark not in marked:
                marked.add(command.mark)
                self.give(ev.PlaybackMark, command.mark, after=0.2)

    def start(self) -> World:
        """Up to the end of the disclosure."""
        self.give(ev.StreamStarted)
        self.hear_all()
        return self

    def say(self, text: str, *, rejected: str | None = None) -> list[do.Command]:
        """The caller says something, it is transcribed, and counts as over; what the call does then."""
        self.frames(0.6, voiced=True)
        self.frames(0.8)
        turn = self.of(do.Transcribe)[-1]
        before, turns = len(self.commands), len(self.ledger(Kind.CALLER_TURN))
        self.give(ev.TranscriptReady, turn.turn_id, text, 0.9, rejected, "base", turn.draft)
        for _ in range(200):
            if len(self.ledger(Kind.CALLER_TURN)) > turns:
                break
            self.frames(0.02)
        return self.commands[before:]

    def reply(self, *texts: str, **more: object) -> list[do.Command]:
        """The dialogue answers the last question."""
        asked = self.of(do.AskDialogue)[-1]
        return self.give(ev.ReplyReady, asked.turn_id, Reply(texts, **more))  # type: ignore[arg-type]

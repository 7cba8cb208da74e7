"""The bot's side of a call: texts become commands to synthesize, play and stop, with evidence of it."""

from __future__ import annotations

from collections.abc import Callable

from voicebot.call import commands as do
from voicebot.call import evidence
from voicebot.call.delivery import NORMAL, Manner
from voicebot.call.playback import Playback, Speech
from voicebot.call.rules import CallRules
from voicebot.call.sentences import sentences
from voicebot.call.timers import Timers


class Voice:
    """Speaks for one call. ``emit`` takes commands; timers 'speech:ID' and 'mark:ID' watch each speech."""

    def __init__(self, rules: CallRules, timers: Timers, emit: Callable[[do.Command], None]) -> None:
        self._rules = rules
        self._timers = timers
        self._emit = emit
        self._playback = Playback()
        self._delivery = NORMAL

    @property
    def active(self) -> bool:
        """Whether something is still to be heard."""
        return self._playback.active

    @property
    def interruptible(self) -> bool:
        """Whether something is to be heard and all of it may be cut off."""
        return self._playback.interruptible

    def say(
        self, now: float, text: str, *, fixed: bool, interruptible: bool, disclosure: bool, answer: bool
    ) -> None:
        """Queue a text and ask for its speech, sentence by sentence; the disclosure is one piece, proven as
        such.

        ``fixed``: cached.
        """
        pieces = [text] if disclosure else sentences(text)
        for piece in pieces:
            speech = self._playback.add(
                piece,
                interruptible=interruptible,
                disclosure=disclosure,
                answer=answer and piece is pieces[-1],
            )
            self._timers.set(f"speech:{speech.speech_id}", now + self._rules.speech_limit)
            same = fixed or piece in self._rules.fixed
            self._emit(do.Synthesize(speech.speech_id, piece, same, self._delivery))

    def echo(self, now: float) -> float | None:
        """See `Playback.echo`."""
        return self._playback.echo(now)

    def asks(self, now: float) -> bool:
        """See `Playback.asks`."""
        return self._playback.asks(now)

    def speak(self, manner: Manner) -> None:
        """From the next text on, slower or louder."""
        self._delivery = self._delivery.asked(manner)

    def synthesized(self, now: float, speech_id: int, audio: bytes, level: float) -> float | None:
        """Speech is there: play what can be played, in order; when that begins, None for nothing."""
        speech = self._awaited(speech_id)
        if speech is None:
            return None
        self._timers.cancel(f"speech:{speech_id}")
        speech.audio, speech.level = audio, level
        return self._play(now)

    def failed(self, now: float, speech_id: int) -> bool:
        """Speech will not come: drop it, and play what waited behind it. False when nobody waits for it."""
        speech = self._awaited(speech_id)
        if speech is None:
            return False
        self._timers.cancel(f"speech:{speech_id}")
        self._playback.drop(speech)
        self._play(now)
        return True

    def marked(self, now: float, mark: str) -> Speech | None:
        """A mark came back: the speech that it proves heard, or None."""
        speech = self._playback.heard(now, mark)
        if speech:
            self._timers.cancel(f"mark:{speech.speech_id}")
            self._write(now, speech, heard=True)
        return speech

    def mark_lost(self, now: float, speech_id: int) -> Speech:
        """The mark of a queued speech did not come in time: it is dropped as not proven, and returned."""
        speech = self._playback.take(speech_id)
        self._write(now, speech, heard=False)
        return speech

    def stop(self, now: float) -> list[Speech]:
        """Cut off everything at the carrier too; returns what was not heard to its end."""
        dropped = self.abandon(now)
        self._emit(do.StopPlayback())
        return dropped

    def abandon(self, now: float) -> list[Speech]:
        """Forget what is queued (the line is gone); returns it."""
        dropped = self._playback.stop(now)
        for speech in dropped:
            self._timers.cancel(f"speech:{speech.speech_id}")
            self._timers.cancel(f"mark:{speech.speech_id}")
            self._write(now, speech, heard=False)
        return dropped

    def _play(self, now: float) -> float | None:
        playing = self._playback.ready(now)
        for ready in playing:
            self._emit(do.Play(ready.speech_id, ready.audio or b"", ready.mark))
            self._timers.set(f"mark:{ready.speech_id}", (ready.play_ends or now) + self._rules.mark_grace)
        return playing[0].play_starts if playing else None

    def _awaited(self, speech_id: int) -> Speech | None:
        speech = self._playback.find(speech_id)
        return speech if speech and speech.audio is None else None

    def _write(self, now: float, speech: Speech, *, heard: bool) -> None:
        if not speech.disclosure:  # the disclosure has an entry of its own kind
            self._emit(do.Record(evidence.bot_turn(round(now, 2), speech, heard=heard)))

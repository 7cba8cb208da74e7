"""The caller's side of a call: frames become turns, and their texts are asked for while the caller may still
go on.

    voice ──short pause──▶ a draft is asked for ──its text is there──▶ the dialogue prepares
      ▲                            │                                          │
      └── the caller goes on: the draft is dropped; the next one has all of it │
                                   silence enough for what was asked and said (turns/ends.py) ──▶ the turn is
                                   over

No turn ends before its text is there, unless that takes too long (`TurnRules.no_text`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from voicebot.call import commands as do
from voicebot.call import events as ev
from voicebot.call.hints import HINTS
from voicebot.call.replies import Expects
from voicebot.call.turns.ends import silence_needed
from voicebot.call.turns.gate import VoiceGate
from voicebot.call.turns.hypothesis import Hypothesis
from voicebot.call.turns.inbox import Inbox, Turn
from voicebot.call.turns.utterance import TurnRules, Utterance


class Listener:
    """Listens for one call. ``emit`` takes commands; a turn that is over is put into ``inbox``."""

    def __init__(self, rules: TurnRules, inbox: Inbox, emit: Callable[[do.Command], None]) -> None:
        self._rules = rules
        self._inbox = inbox
        self._emit = emit
        self._gate = VoiceGate(rules.gate)
        self._utterance = Utterance(rules)
        self._expects = Expects.OPEN
        self._digits: int | None = None
        self._turn: Turn | None = None  # the open utterance's, once a draft of it was asked for
        self._over: Expects | None = None
        self._drafted = False  # the newest draft holds all that was said so far
        self._urgent = False
        self._probed = False  # the newest draft was asked for in the middle of sound, see `TurnRules.probe`
        self._hypothesis: Hypothesis | None = None
        self.patience = 1.0  # this caller's own factor on the silences that end a turn

    @property
    def speaking(self) -> bool:
        """Whether the caller began and did not end."""
        return self._utterance.open

    @property
    def voiced_seconds(self) -> float:
        """Voiced sound in what the caller is saying, in seconds."""
        return self._utterance.voiced_seconds

    def question(self, expects: Expects, digits: int | None) -> None:
        """What the bot asks now, and the number of digits that it wants (None: unknown)."""
        self._expects, self._digits = expects, digits

    def frame(self, frame: ev.MediaFrame, echo: float | None, over: Expects | None) -> Turn | None:
        """Take 20 ms; the turn that is over with it, its text there or awaited.

        ``echo``: see `VoiceGate.hears`. ``over``: what the bot asks while it speaks, None when it is silent.
        """
        said = self._utterance
        was_open = said.open
        heard = self._gate.hears(frame.voiced, frame.level, echo, speaking=was_open)
        voiced = said.push(frame.at, frame.audio, heard)
        if not said.open:
            return None
        if not was_open:
            self._over = over
        if voiced:
            self._went_on()
            if over is None and self._over and not self._turn and said.length >= self._rules.probe:
                self._draft(final=False)
                self._probed = self._drafted
        elif (self._probed or not self._drafted) and said.silence >= self._rules.speculate - 1e-9:
            self._draft(final=False)
        return self._ended()

    def accepted(self) -> None:
        """What was heard last were words: somebody who speaks much softer is not the caller."""
        self._gate.accepted()

    def pass_time(self, now: float) -> Turn | None:
        """No frame came, but it is ``now``; the turn that is over with it."""
        self._utterance.pass_time(now)
        return self._ended() if self._utterance.open else None

    def transcript(self, event: ev.TranscriptReady) -> Turn | None:
        """A draft's text; the turn that is over with it, if it is one of what is being said."""
        if not self._awaits(event.turn_id, event.draft):
            return None
        text = event.text.strip()
        rejected = event.rejected or (None if text else "no_speech")
        self._hypothesis = Hypothesis(text, event.confidence, rejected, event.model)
        if self._probed:
            if rejected == "no_speech":
                return self._close()
            self._probed = self._drafted = False
            self._hypothesis = None
            return None
        if rejected is None:
            ask = do.PrepareDialogue(event.turn_id, event.draft, text, self._expects, self._digits)
            self._emit(ask)
        return self._ended()

    def prepared(self, event: ev.DialoguePrepared) -> Turn | None:
        """What the dialogue thinks of a draft; the turn that is over with it, if one is."""
        if not self._hypothesis or not self._is_newest(event.turn_id, event.draft):
            return None
        self._hypothesis = replace(
            self._hypothesis,
            whole=event.whole,
            sure=event.sure,
            complete=event.complete,
            story=event.story,
        )
        return self._ended()

    def failed(self, event: ev.TranscriptFailed) -> bool:
        """Whether the draft that failed is one of what is being said; all of it is then forgotten."""
        if not self._awaits(event.turn_id, event.draft):
            return False
        self._close(lost=True)
        return True

    def forget(self) -> None:
        """Nobody wants what the caller is saying now."""
        if self._turn and self._drafted and self._hypothesis is None:
            self._emit(do.DropTranscript(self._turn.turn_id))
        self._close(lost=True)

    # ── drafts ────────────────────────────────────────────────────────────────────────────────────────────

    def _is_newest(self, turn_id: int, draft: int) -> bool:
        turn = self._turn
        return self._drafted and turn is not None and (turn.turn_id, turn.draft) == (turn_id, draft)

    def _awaits(self, turn_id: int, draft: int) -> bool:
        return self._hypothesis is None and self._is_newest(turn_id, draft)

    def _draft(self, *, final: bool) -> None:
        said = self._utterance
        if said.voiced_seconds < self._rules.min_voiced:
            return
        if self._turn is None:
            self._turn = self._inbox.new("voice", said.started_at)
            self._turn.over = self._over
        else:
            self._turn.draft += 1
        hint = HINTS.get(self._expects, "")
        self._emit(do.Transcribe(self._turn.turn_id, said.audio, hint, self._turn.draft, final))
        self._drafted, self._urgent, self._probed, self._hypothesis = True, final, False, None

    def _went_on(self) -> None:
        if self._probed:
            return
        if self._turn and self._drafted and self._hypothesis is None:
            self._emit(do.DropTranscript(self._turn.turn_id))
        self._drafted, self._urgent, self._hypothesis = False, False, None

    # ── the end ───────────────────────────────────────────────────────────────────────────────────────────

    def _ended(self) -> Turn | None:
        said, rules = self._utterance, self._rules
        if said.length >= rules.max_turn:
            if not self._drafted:
                self._draft(final=True)
            return self._close()
        if self._hypothesis:
            needed = silence_needed(self._expects, self._hypothesis) * rules.patience * self.patience
            over = said.silence >= needed - 1e-9
            return self._close() if over else None
        if self._turn and self._drafted and not self._urgent and said.silence >= rules.urgent - 1e-9:
            self._urgent = True
            self._emit(do.HurryTranscript(self._turn.turn_id))
        enough = rules.no_text if self._drafted else rules.urgent  # without a draft it was a click
        return self._close() if said.silence >= enough - 1e-9 else None

    def _close(self, *, lost: bool = False) -> Turn | None:
        """The utterance is over; its turn, unless it was too short for one."""
        turn, hypothesis, said = self._turn, self._hypothesis, self._utterance
        if turn and not lost:
            turn.ended_at, turn.decided_at = said.last_voiced, said.now
            self._inbox.add(turn)
            if hypothesis:
                turn.text, turn.confidence = hypothesis.text, hypothesis.confidence
                turn.rejected, turn.model = hypothesis.rejected, hypothesis.model
                turn.complete = hypothesis.complete
        self._turn = self._hypothesis = None
        self._drafted = self._urgent = self._probed = False
        said.end()
        return turn

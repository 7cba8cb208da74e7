"""The call: one state machine without I/O. Every transition of a call stands in this file.

    WAITING ──StreamStarted──▶ DISCLOSING ──disclosure's mark──▶ TALKING ──goodbye / hand-over──▶ LEAVING
       └───────────────────────────┴──── stream stopped, or last mark came ────┴────────────────▶ ENDED

Rules that hold here (property-tested in tests/unit/call):
  1. Nothing is played before the disclosure; it is not interruptible; TALKING begins only with its mark.
     What the caller says or keys meanwhile is kept and handled then.
  2. In TALKING, and while goodbye is said, a request for a person or key 0 hands over at once.
  3. A slot is asked at most twice.
  5. EndCall is given exactly once; every failure and time-out ends in a hand-over.
  6. SendConfirmation is given at most once.
  7. Only a mark of speech that is still queued proves that it was heard; of what was cut off, what was
  played.
"""

from __future__ import annotations

from collections.abc import Callable

from voicebot.call import commands as do
from voicebot.call import events as ev
from voicebot.call import evidence, wording
from voicebot.call.handing import Handing
from voicebot.call.handover import Row, row_for
from voicebot.call.interruption import Interruption
from voicebot.call.keypad import Keypad
from voicebot.call.ledger import Kind, LedgerEntry
from voicebot.call.listener import Listener
from voicebot.call.outcome import Outcome
from voicebot.call.pace import Pace
from voicebot.call.phase import Phase
from voicebot.call.policies.answering import Answering
from voicebot.call.policies.ending import when_caller_left, when_goodbye_said
from voicebot.call.policies.patience import Patience
from voicebot.call.policies.person_request import needs_person
from voicebot.call.replies import Expects, Reply
from voicebot.call.rules import CallRules
from voicebot.call.story import Story
from voicebot.call.timers import Timers
from voicebot.call.turns.backchannel import backchannel
from voicebot.call.turns.going_on import GoingOn
from voicebot.call.turns.inbox import Inbox, Turn
from voicebot.call.turns.same_again import SameAgain
from voicebot.call.voice import Voice

Value = str | int | float | bool | None

DISCLOSURE_TRIES = 2
EXTRA_SECONDS = 120.0  # to agree on a callback, when a call was too long already and no person can come


class Call:
    """One call. Give it events in order; carry out the commands that it returns, in order."""

    def __init__(self, rules: CallRules) -> None:
        self.phase = Phase.WAITING
        self.now = 0.0
        self._rules = rules
        self._out: list[do.Command] = []
        self._timers = Timers()
        self._turns = Inbox()
        self._caller = Listener(rules.turns, self._turns, lambda command: self._out.append(command))
        self._keypad = Keypad()
        self._voice = Voice(rules, self._timers, lambda command: self._out.append(command))
        self._pace = Pace()
        self._going_on = GoingOn()
        self._same_again = SameAgain()
        self._interruption = Interruption(rules.barge_in, rules.barge_in_again)
        self._expects = Expects.OPEN
        self._open_question: str | None = None
        self._patience = Patience()
        self._disclosure_tries = 0
        self._disclosed = False
        self._handing = Handing()
        self._returned = ""  # why no person came for a caller who is back
        self._house_asked: int | None = None  # the turn in which the house itself told the dialogue something
        self._story = Story()
        self._answering = Answering(self._story)
        self._pause = 0.0  # silence that the caller asked for, in seconds

    def next_timer(self) -> tuple[float, str] | None:
        """The earliest deadline (stream seconds) and its name: when the next event is due at the latest."""
        return self._timers.next()

    def handle(self, event: ev.Event) -> list[do.Command]:
        """Take one event; returns what must be done now. Time never runs backwards; ENDED ignores all."""
        self._out = []
        if self.phase is not Phase.ENDED:
            self._pass_time(max(self.now, event.at))
        if self.phase is not Phase.ENDED:
            _HANDLERS[type(event)](self, event)
            self._proceed()
        out, self._out = self._out, []
        return out

    # ── time ──────────────────────────────────────────────────────────────────────────────────────────────

    def _pass_time(self, now: float) -> None:
        while self.phase is not Phase.ENDED and (due := self._timers.pop_due(now)):
            self.now = max(self.now, due[0])
            self._timer_fired(due[1])
            self._proceed()
        self.now = now

    def _timer_fired(self, name: str) -> None:
        kind, _, ref = name.partition(":")
        match kind:
            case "hearing":
                self._part_failed("hearing_failed", "time-out")
            case "answering":
                self._part_failed("dialogue_failed", "time-out")
            case "speech":
                self._speech_lost(int(ref), "time-out")
            case "mark":
                self._mark_lost(int(ref))
            case "keys":
                self._keys_complete(self._keypad.flush())
            case "idle":
                self._caller_is_silent()
            case "desk":
                self._announce("")
            case _:  # "limit"
                self._hand_over("too_long", "call limit reached")

    # ── events ────────────────────────────────────────────────────────────────────────────────────────────

    def _stream_started(self, event: ev.StreamStarted) -> None:
        if self.phase is Phase.WAITING:
            self._handing.can_call_back = event.can_call_back
            self._returned, self._handing.queue = event.returned, event.queue
            self._timers.set("limit", self.now + self._rules.call_limit)
            if event.returned and event.disclosed:
                self._disclosed = True
                self.phase = Phase.TALKING
                self._come_back()
                return
            self.phase = Phase.DISCLOSING
            self._disclose()
            if event.crowded and not event.returned:
                self._hand_over("too_many_calls", "more calls than can be answered in time")

    def _media(self, event: ev.MediaFrame) -> None:
        if self.phase is Phase.WAITING or self._handing.to:
            return
        asking = self._expects if self._voice.asks(self.now) else Expects.OPEN
        over = asking if self._voice.active else None
        turn = self._caller.frame(event, self._voice.echo(self.now), over)
        if self._caller.speaking:
            self._timers.cancel("idle")
            if self._caller.voiced_seconds >= self._interruption.needs - 1e-9:
                self._interrupt("speech")
        self._said(turn)

    def _said(self, turn: Turn | None) -> None:
        """The caller's turn is over, its text there or still awaited; None: none is over."""
        if turn and turn.text is None:
            self._timers.set(f"hearing:{turn.turn_id}", self.now + self._rules.hearing_limit)
        elif turn:
            self._heard(turn)

    def _key(self, event: ev.KeyPressed) -> None:
        if self.phase is Phase.WAITING:
            return
        if self._keypad.asks_for_person(event.key):
            self._keypad.flush()
            self._hand_over("key_0", "key 0")
            return
        if not event.key.isdigit() and not self._keypad.digits:
            return  # '#' after an answer that was complete already must not cut off what the bot says to it
        self._interrupt("key")
        self._timers.cancel("idle")
        self._timers.set("keys", self.now + self._rules.key_pause)
        self._keys_complete(self._keypad.press(event.key))

    def _keys_complete(self, digits: str | None) -> None:
        if digits:
            self._timers.cancel("keys")
            turn = self._turns.add(self._turns.new("keys", self.now))
            turn.text = digits
            self._heard(turn)

    def _transcript(self, event: ev.TranscriptReady) -> None:
        turn = self._turns.unheard(event.turn_id, event.draft)
        if turn:
            self._timers.cancel(f"hearing:{turn.turn_id}")
            turn.text = event.text.strip()
            turn.rejected = event.rejected or (None if turn.text else "no_speech")
            turn.confidence, turn.model = event.confidence, event.model
            self._heard(turn)
        elif not self._handing.to:
            self._said(self._caller.transcript(event))

    def _transcript_failed(self, event: ev.TranscriptFailed) -> None:
        if self._turns.unheard(event.turn_id, event.draft) or self._caller.failed(event):
            self._part_failed("hearing_failed", event.reason)

    def _prepared(self, event: ev.DialoguePrepared) -> None:
        if not self._handing.to:
            self._said(self._caller.prepared(event))

    def _reply(self, event: ev.ReplyReady) -> None:
        if self._answered(event.turn_id) and self.phase is Phase.TALKING:
            self._speak_reply(event.turn_id, event.reply)

    def _reply_failed(self, event: ev.ReplyFailed) -> None:
        if self._answered(event.turn_id):
            self._part_failed("dialogue_failed", event.reason)

    def _speech(self, event: ev.SpeechReady) -> None:
        starts = self._voice.synthesized(self.now, event.speech_id, event.audio, event.level)
        if starts is not None and (timing := self._pace.speaks(self.now, starts)):
            self._write(timing)

    def _speech_failed(self, event: ev.SpeechFailed) -> None:
        self._speech_lost(event.speech_id, event.reason)

    def _mark(self, event: ev.PlaybackMark) -> None:
        speech = self._voice.marked(self.now, event.name)
        if speech and speech.answer:
            self._story.answer_heard = True
        elif speech and speech.disclosure:
            self._write(evidence.disclosure(self._at, "C-01", self._rules, heard=True))
            self._disclosed = True
            self.phase = Phase.TALKING
            if self._handing.held:
                self._hand_over(*self._handing.held)
            elif self._returned:
                self._come_back()

    def _stopped(self, event: ev.StreamStopped) -> None:
        to = self._handing.to
        if self.phase is Phase.LEAVING and to is None:
            self._end(*when_goodbye_said(solved=self._story.answered))
        elif to and to.callback:
            self._end_with_person(to)  # promised: it holds for a caller who hangs up as well
        elif event.reason is not ev.StopReason.HUNG_UP:
            self._end_with_person(to or row_for("stream_failed"))
        elif self._handing.owed:
            self._end_with_person(self._handing.promise())
        else:
            busy = bool(to or self._open_question) or self._turns.waits_for_answer
            self._end(*when_caller_left(solved=self._story.answer_heard, busy=busy))

    def _time_passed(self, _: ev.TimePassed | ev.TimerFired) -> None:
        """Timers belong to the call and have fired already: one reported from outside is time that passed."""
        if not self._handing.to:
            self._said(self._caller.pass_time(self.now))

    # ── the disclosure ────────────────────────────────────────────────────────────────────────────────────

    def _disclose(self) -> None:
        self._disclosure_tries += 1
        self._say(self._rules.disclosure, fixed=True, interruptible=False, disclosure=True)

    # ── what the caller said ──────────────────────────────────────────────────────────────────────────────

    def _heard(self, turn: Turn) -> None:
        text = turn.text or ""
        listening = turn.over and backchannel(text, turn.over)
        if turn.rejected is None and (listening or self._same_again.repeats(turn)):
            turn.rejected = "backchannel"
        self._write(evidence.caller_turn(self._at, turn))
        if self.phase is not Phase.DISCLOSING:  # else the answer waits for its end
            self._pace.heard(self.now, turn)
        if turn.source == "voice" and (condition := needs_person(text, turn.rejected)):
            self._hand_over(condition, f"turn {turn.turn_id}")

    def _proceed(self) -> None:
        """Take the next step that nothing stands in the way of: the next turn, the end, or waiting."""
        if self.phase is Phase.LEAVING and not (self._voice.active or self._timers.running("desk")):
            if self._handing.to:
                self._end_with_person(self._handing.to)
            else:
                self._end(*when_goodbye_said(solved=self._story.answered))
        while self.phase is Phase.TALKING and (turn := self._turns.next_heard()):
            if turn.rejected is None:
                self._ask(turn)
            else:
                self._turns.drop(turn)
                self._not_used(turn)
        if self._at_rest():
            if not self._timers.running("idle"):
                self._timers.set("idle", self.now + max(self._rules.idle, self._pause))
        else:
            self._timers.cancel("idle")

    def _at_rest(self) -> bool:
        busy = self._turns or self._voice.active or self._caller.speaking or self._keypad.digits
        return self.phase is Phase.TALKING and not busy

    def _ask(self, turn: Turn) -> None:
        turn.asked = True
        if turn.source == "voice":
            self._caller.accepted()
        self._patience.heard()
        self._timers.set("answering", self.now + self._rules.answering_limit)
        meant, alone = self._interruption.meant(), turn.text
        self._same_again.asked(turn, self._expects)
        text = self._going_on.asked(turn)
        if text != alone:
            self._record(Kind.DECISION, "T-06", turn=turn.turn_id, patience=self._going_on.patience)
            self._caller.patience = self._going_on.patience
        elif meant:
            self._story.mood.interrupted()
        queue = self._handing.queue
        self._out.append(do.AskDialogue(turn.turn_id, text, turn.confidence, turn.source, queue))

    def _not_used(self, turn: Turn) -> None:
        """Noise or 'hm': go on with what it cut off, if it did. Speech that was not understood: ask again."""
        if turn.rejected in ("no_speech", "backchannel"):
            self._pace.nothing_to_say()
            self._resume()
            return
        self._patience.heard()
        self._pace.decided(self.now)
        self._story.mood.conduct("F-34")
        again = self._patience.not_understood()
        if again is None:
            self._hand_over("not_understood", f"{self._patience.unclear} unclear turns")
            return
        self._record(Kind.DECISION, "T-02", failures=self._patience.unclear)
        self._say(again, fixed=True)

    def _resume(self) -> None:
        """Go on at the word where the bot was cut off, if it was."""
        cut = self._interruption.false_alarm()
        if cut:
            self._record(Kind.DECISION, "B-04", pieces=len(cut))
        for speech in cut:
            if speech.rest:
                self._say(speech.rest, answer=speech.answer)

    def _caller_is_silent(self) -> None:
        again = self._patience.silent(self._expects)
        self._record(Kind.DECISION, "I-01", silences=self._patience.silences)
        if again:
            self._say(again, fixed=True)
            return
        if self._handing.owed:
            self._promise_callback()
            return
        standing = wording.AGREED if self._story.agreements else wording.NOTHING_CHANGED
        for text in (wording.NOBODY_THERE, standing, wording.GOODBYE):
            self._say(text, fixed=True)
        self._leave(None)

    def _interrupt(self, by: str) -> None:
        if self.phase is Phase.TALKING and self._voice.interruptible:
            self._record(Kind.DECISION, "B-03", by=by)
            cut = self._voice.stop(self.now)
            if by == "key":
                self._story.mood.interrupted()
            else:
                self._interruption.begin(cut)

    # ── what the dialogue answered ────────────────────────────────────────────────────────────────────────

    def _answered(self, turn_id: int) -> bool:
        """Whether this answers the question that is open at the dialogue; if so it is closed."""
        answered = self._turns.take_answered(turn_id)
        if answered:
            self._timers.cancel("answering")
        return answered

    def _speak_reply(self, turn_id: int, reply: Reply) -> None:
        self._write(evidence.understood(self._at, turn_id, reply))
        if turn_id != self._house_asked:
            self._handing.answered(reply)
        self._going_on.answered(reply)
        self._pace.decided(self.now)
        answer = self._answering.to(reply)
        self._patience.understood()
        self._pause = reply.wait
        if answer.rose:
            self._record(Kind.DECISION, "F-90", level=answer.rose.value, because=self._story.mood.reasons)
        if answer.condition:
            self._hand_over(answer.condition, answer.because)
            return
        self._open_question = reply.asks
        self._expects = reply.expects
        self._keypad.question(reply.expects, reply.digits)
        self._caller.question(reply.expects, reply.digits)
        if reply.manner:
            self._voice.speak(reply.manner)
        if answer.before:
            self._say(answer.before, fixed=True)
        if answer.notice:
            self._record(Kind.DECISION, "T-07", before_goodbye=reply.ends_call)
        if reply.ends_call and answer.notice:
            self._say(answer.notice, interruptible=False)
        for text in reply.texts:
            last = text is reply.texts[-1]
            self._say(text, interruptible=not reply.ends_call, answer=reply.solved and last)
        if reply.ends_call:
            self._leave(None)
            return
        for text, fixed in ((answer.notice, False), (answer.after, True)):
            if text:
                self._say(text, fixed=fixed)
        if answer.second_wish:
            turn = self._turns.add(self._turns.new("voice", self.now))
            turn.text = answer.second_wish
            self._record(Kind.DECISION, "T-04", turn=turn.turn_id)

    # ── what the bot says ─────────────────────────────────────────────────────────────────────────────────

    def _say(
        self,
        text: str,
        *,
        fixed: bool = False,
        interruptible: bool = True,
        disclosure: bool = False,
        answer: bool = False,
    ) -> None:
        self._voice.say(
            self.now, text, fixed=fixed, interruptible=interruptible, disclosure=disclosure, answer=answer
        )

    def _speech_lost(self, speech_id: int, reason: str) -> None:
        if not self._voice.failed(self.now, speech_id):
            return
        self._record(Kind.ERROR, "E-01", part="speech", reason=reason)
        if self.phase is Phase.DISCLOSING:
            self._end_with_person(row_for("speech_failed"))
        elif self.phase is Phase.TALKING:
            self._hand_over("speech_failed", reason)

    def _mark_lost(self, speech_id: int) -> None:
        speech = self._voice.mark_lost(self.now, speech_id)
        if not speech.disclosure:
            return
        if self._disclosure_tries < DISCLOSURE_TRIES:
            self._write(evidence.disclosure(self._at, "C-02", self._rules, heard=False))
            self._disclose()
        else:
            self._end_with_person(row_for("disclosure_failed"))

    # ── the end ───────────────────────────────────────────────────────────────────────────────────────────

    def _part_failed(self, condition: str, reason: str) -> None:
        self._record(Kind.ERROR, "E-01", part=condition.removesuffix("_failed"), reason=reason)
        if self.phase is not Phase.LEAVING:
            self._hand_over(condition, reason)

    def _hand_over(self, condition: str, why: str) -> None:
        """Bring the caller to a person: now, or right after the disclosure; a hand-over under way stays."""
        if self.phase is Phase.DISCLOSING:
            self._handing.held = self._handing.held or (condition, why)
            return
        if self._handing.to:
            return
        row = self._handing.row(condition)
        self._record(Kind.DECISION, row.rule_id, condition=condition, because=why)
        self._pace.decided(self.now)
        if self._voice.active:
            self._voice.stop(self.now)
        self._leave(row)
        if row.callback:
            self._say(row.say, fixed=True, interruptible=False)
        else:
            self._timers.set("desk", self.now + self._rules.desk_limit)
            self._call_person(row)

    def _call_person(self, row: Row) -> None:
        summary = self._story.summary(row)
        priority, queue = self._story.priority(row), self._handing.queue_of(row)
        self._out.append(do.HandOver(queue, priority, row.rule_id, summary, live=not row.callback))

    def _desk(self, event: ev.DeskAnswered) -> None:
        if not self._timers.running("desk"):
            return
        self._timers.cancel("desk")
        found = {"refused": event.refused, "wait": event.wait, "patience": event.patience}
        self._record(Kind.DECISION, "W-03", **found)
        if event.refused:
            self._nobody(event.refused)
        else:
            self._announce(wording.takes(event.wait, event.patience))

    def _announce(self, when: str) -> None:
        """Say why a person comes, and roughly when."""
        said = self._handing.to.say if self._handing.to else ""
        for text in (said, when):
            if text:
                self._say(text, fixed=True, interruptible=False)

    def _come_back(self) -> None:
        """No person came, and the caller is with the assistant again."""
        self._record(Kind.DECISION, "W-02", because=self._returned)
        self._say(wording.BACK, fixed=True)
        self._nobody(self._returned)

    def _nobody(self, why: str) -> None:
        """No person can come: the dialogue offers a callback; the second time one is promised."""
        self._record(Kind.DECISION, "W-04", because=why)
        last, warn = self._handing.nobody()
        if not self._timers.running("limit"):
            self._timers.set("limit", self.now + EXTRA_SECONDS)
        self.phase = Phase.TALKING
        self._start_afresh()
        if warn:
            self._say(warn, fixed=True, interruptible=False)
        if last:
            self._promise_callback()
            return
        turn = self._turns.add(self._turns.new("system", self.now))
        turn.text = why
        self._house_asked = turn.turn_id

    def _start_afresh(self) -> None:
        """What the caller said before is of no account any more."""
        self._caller.forget()
        self._interruption.meant()
        self._open_question = None
        self._timers.cancel("answering")
        for turn in self._turns.clear():
            self._timers.cancel(f"hearing:{turn.turn_id}")

    def _promise_callback(self) -> None:
        row = self._handing.promise()
        self._record(Kind.DECISION, row.rule_id, condition=row.condition, because="nobody came")
        self._leave(row)
        self._say(row.say, fixed=True, interruptible=False)

    def _leave(self, row: Row | None) -> None:
        self.phase = Phase.LEAVING
        self._handing.to = row

    def _end_with_person(self, row: Row) -> None:
        self._story.promised(row)
        queue, priority = self._handing.queue_of(row), self._story.priority(row)
        self._record(Kind.HANDOVER, row.rule_id, queue=queue, priority=priority)
        if self._handing.to is not row or row.callback:
            self._call_person(row)
        self._end(row.outcome, row.rule_id)

    def _end(self, outcome: Outcome, rule_id: str) -> None:
        if not self._disclosed:
            self._write(evidence.disclosure(self._at, "C-03", self._rules, heard=False))
        self._voice.abandon(self.now)
        if self._story.agreements:
            story = self._story
            self._out.append(do.SendConfirmation(story.agreements, story.contact_email, story.written))
        self._record(Kind.OUTCOME, rule_id, outcome=outcome.value)
        self._out += [do.EndCall(outcome, rule_id), do.HangUp()]
        self._timers.clear()
        self.phase = Phase.ENDED

    # ── evidence ──────────────────────────────────────────────────────────────────────────────────────────

    @property
    def _at(self) -> float:
        return round(self.now, 2)

    def _record(self, kind: Kind, rule_id: str, **data: Value) -> None:
        self._write(LedgerEntry(self._at, kind, rule_id, data))

    def _write(self, entry: LedgerEntry) -> None:
        self._out.append(do.Record(entry))


_HANDLERS: dict[type[ev.Event], Callable[..., None]] = {
    ev.StreamStarted: Call._stream_started,
    ev.MediaFrame: Call._media,
    ev.KeyPressed: Call._key,
    ev.PlaybackMark: Call._mark,
    ev.TranscriptReady: Call._transcript,
    ev.TranscriptFailed: Call._transcript_failed,
    ev.DialoguePrepared: Call._prepared,
    ev.DeskAnswered: Call._desk,
    ev.ReplyReady: Call._reply,
    ev.ReplyFailed: Call._reply_failed,
    ev.SpeechReady: Call._speech,
    ev.SpeechFailed: Call._speech_failed,
    ev.StreamStopped: Call._stopped,
    ev.TimePassed: Call._time_passed,
    ev.TimerFired: Call._time_passed,
}

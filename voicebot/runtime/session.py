"""One live call: a thread that feeds the core and carries out its commands on the real parts.

Time is the media stream's own; when frames stay away it runs on with the wall clock: timers still fire.
Whatever breaks in here ends in a stored outcome and a person, never in silence (invariant 5).
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from voicebot.audio.frames import FRAME_SECONDS, Framer
from voicebot.audio.level import level, speech_level
from voicebot.audio.vad import VoiceActivity
from voicebot.call import commands as do
from voicebot.call import events as ev
from voicebot.call.concluded import conclusion
from voicebot.call.handover import row_for
from voicebot.call.ledger import Kind, LedgerEntry
from voicebot.call.machine import Call
from voicebot.call.outcome import Outcome
from voicebot.call.phase import Phase
from voicebot.call.ports import (
    CallBook,
    CallStatus,
    Conclusion,
    Dialogue,
    MediaOutlet,
    PartError,
    Prepared,
    Synthesizer,
    Transcript,
)
from voicebot.call.replies import Reply
from voicebot.call.rules import CallRules
from voicebot.runtime import metrics
from voicebot.runtime.capacity import Capacity
from voicebot.runtime.hearing import HearingService
from voicebot.runtime.playout import Playout
from voicebot.runtime.pool import WorkPool
from voicebot.runtime.recording import RecordedOutlet, Recording
from voicebot.transfer.ports import HandoverDesk

log = logging.getLogger(__name__)
TICK = 0.1  # seconds without any event after which timers are looked at


@dataclass(frozen=True)
class Parts:
    """What every call of one server shares."""

    rules: CallRules
    dialogue: Dialogue
    synthesizer: Synthesizer
    book: CallBook
    hearing: HearingService
    deciding: WorkPool
    speaking: WorkPool
    capacity: Capacity
    vad_aggressiveness: int = 2
    desk: HandoverDesk | None = None


class CallSession:
    """Implements telephony's `LiveCall`; its public methods are thread-safe and never block."""

    def __init__(
        self, call_id: str, outlet: MediaOutlet, parts: Parts, recording: Recording | None = None
    ) -> None:
        """``recording``: keeps the sound of a caller who agreed to it; None: nothing is kept."""
        self._id = call_id
        self._recording = recording
        if recording:
            outlet = RecordedOutlet(outlet, recording, lambda: self._call.now)
        self._outlet = outlet
        self._parts = parts
        self._call = Call(parts.rules)
        self._vad = VoiceActivity(parts.vad_aggressiveness)
        self._framer = Framer()
        self._playout = Playout(outlet)
        self._inbox: queue.SimpleQueue[Callable[[], ev.Event]] = queue.SimpleQueue()
        self._media_at = 0.0
        self._media_wall = time.monotonic()
        self._handover: do.HandOver | None = None
        self._confirmation: do.SendConfirmation | None = None
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"call-{call_id[-6:]}", daemon=True)

    # ── what the carrier tells ────────────────────────────────────────────────────────────────────────────

    def start(self, returned: str = "") -> None:
        """The stream was accepted: the call begins, or goes on for a caller for whom no person came.

        ``returned``: why, see `voicebot.call.events.StreamStarted`.
        """
        self._media_wall = time.monotonic()
        self._thread.start()
        self._parts.deciding.submit(
            lambda: self._parts.dialogue.begin(self._id),
            lambda _: None,
            lambda _: metrics.UNPREPARED.inc(),  # its first turn will tell, if the dialogue is gone
            self._alive,
        )
        crowded = not self._parts.capacity.enter()
        self._inbox.put(lambda: self._started(crowded, returned))

    def media(self, mulaw: bytes, at: float) -> None:
        """8 kHz μ-law of any length that begins at ``at`` (stream seconds)."""
        for index, frame in enumerate(self._framer.push(mulaw)):
            self._inbox.put(lambda at=at + index * FRAME_SECONDS, frame=frame: self._frame(at, frame))  # type: ignore[misc]

    def key(self, key: str) -> None:
        """A key was pressed."""
        self._post(ev.KeyPressed, key)

    def mark(self, name: str) -> None:
        """The carrier returned a mark."""
        self._post(ev.PlaybackMark, name)

    def stop(self, reason: ev.StopReason) -> None:
        """The stream is over; idempotent."""
        self._post(ev.StreamStopped, reason)

    def wait_closed(self, timeout: float) -> bool:
        """Wait until the outcome is stored; False when that took longer than ``timeout`` seconds."""
        return self._closed.wait(timeout)

    # ── the call's own thread ─────────────────────────────────────────────────────────────────────────────

    def _started(self, crowded: bool, returned: str) -> ev.StreamStarted:
        now, status = self._now(), self._status()
        can_call_back = status is None or status.can_call_back
        if not returned:
            return ev.StreamStarted(now, can_call_back, crowded)
        queue = (status.queue if status else None) or ""
        return ev.StreamStarted(now, can_call_back, crowded, returned, self._disclosed(), queue)

    def _status(self) -> CallStatus | None:
        try:
            return self._parts.book.status(self._id)
        except PartError:  # the call begins all the same; a number that is hidden is looked at again later
            return None

    def _disclosed(self) -> bool:
        try:
            return self._parts.book.disclosed(self._id)
        except PartError:  # heard twice is better than never
            return False

    def _post(self, event_type: type[ev.Event], *args: object) -> None:
        self._inbox.put(lambda: event_type(self._now(), *args))

    def _now(self) -> float:
        return max(self._call.now, self._media_at + time.monotonic() - self._media_wall)

    def _frame(self, at: float, frame: bytes) -> ev.Event:
        self._media_at = at + FRAME_SECONDS
        if self._recording:
            self._recording.caller(frame, at)
        self._media_wall = time.monotonic()
        return ev.MediaFrame(at, frame, self._vad.voiced(frame), level(frame))

    def _run(self) -> None:
        metrics.LIVE_CALLS.inc()
        try:
            if self._recording:
                self._record(self._recording.entry())
            while self._call.phase is not Phase.ENDED:
                self._step(self._next_event())
        except Exception:
            log.exception("call %s: its thread failed; the caller goes to a person", self._id)
            self._give_up()
        finally:
            metrics.LIVE_CALLS.dec()
            self._parts.capacity.leave()
            if self._recording:
                self._recording.save()
            self._closed.set()
            self._parts.hearing.drop(self._id)
            self._parts.dialogue.forget(self._id)

    def _next_event(self) -> ev.Event:
        try:
            return self._inbox.get(timeout=TICK)()
        except queue.Empty:
            return ev.TimePassed(self._now())

    def _step(self, event: ev.Event) -> None:
        try:
            for command in self._call.handle(event):
                self._carry_out(command)
            self._playout.pump(self._call.now)
        except ConnectionError:
            self._post(ev.StreamStopped, ev.StopReason.LOST)

    def _give_up(self) -> None:
        row = row_for("stream_failed")
        self._conclude(Conclusion(Outcome.FAILED_TO_HUMAN, row.rule_id, row.queue, row.priority, row.summary))
        self._outlet.close()

    # ── commands ──────────────────────────────────────────────────────────────────────────────────────────

    def _carry_out(self, command: do.Command) -> None:
        parts = self._parts
        match command:
            case do.Record(entry):
                self._record(entry)
            case do.Transcribe(turn_id, audio, hint, draft, final):
                parts.hearing.submit(
                    self._id, turn_id, draft, audio, hint, final=final,
                    done=lambda heard: self._transcribed(turn_id, draft, heard),
                    failed=lambda why: self._post(ev.TranscriptFailed, turn_id, why, draft),
                )  # fmt: skip
            case do.DropTranscript(turn_id):
                parts.hearing.drop(self._id, turn_id)
            case do.HurryTranscript(turn_id):
                parts.hearing.hurry(self._id, turn_id)
            case do.PrepareDialogue(turn_id, draft, text, expects, digits):
                parts.deciding.submit(
                    lambda: parts.dialogue.prepare(self._id, text, expects=expects, digits=digits),
                    lambda made: self._prepared(turn_id, draft, made),
                    lambda _: metrics.UNPREPARED.inc(),  # the call goes on without it
                    self._alive,
                )
            case do.AskDialogue(turn_id, text, confidence, source, whose):
                parts.deciding.submit(
                    lambda: parts.dialogue.ask(
                        self._id, text, source=source, confidence=confidence, queue=whose
                    ),
                    lambda reply: self._replied(turn_id, reply),
                    lambda why: self._post(ev.ReplyFailed, turn_id, why),
                    self._alive,
                )
            case do.Synthesize(speech_id, text, fixed, delivery):
                parts.speaking.submit(
                    lambda: parts.synthesizer.synthesize(text, fixed=fixed, delivery=delivery),
                    lambda audio: self._post(ev.SpeechReady, speech_id, audio, speech_level(audio)),
                    lambda why: self._post(ev.SpeechFailed, speech_id, why),
                    self._alive,
                )
            case do.Play(_, audio, mark):
                self._playout.add(audio, mark)
            case do.StopPlayback():
                self._playout.stop(self._call.now)
            case do.HandOver():
                self._handover = command
                if command.live:
                    self._call_person(command)
            case do.SendConfirmation():
                self._confirmation = command
            case do.EndCall(outcome, rule_id):
                self._end(outcome, rule_id)
            case do.HangUp():
                self._outlet.close()

    def _call_person(self, over: do.HandOver) -> None:
        desk = self._parts.desk
        if desk is None:  # one telephone is rung when the stream is over
            self._post(ev.DeskAnswered)
            return
        self._parts.deciding.submit(
            lambda: desk.request(
                self._id,
                queue=over.queue,
                priority=over.priority,
                rule_id=over.rule_id,
                summary=over.summary,
            ),
            lambda standing: self._post(ev.DeskAnswered, standing.reason, standing.wait, standing.patience),
            lambda _: metrics.UNPREPARED.inc(),  # asked again when the caller arrives at the desk
            lambda: True,
        )

    def _alive(self) -> bool:
        return not self._closed.is_set()

    def _record(self, entry: LedgerEntry) -> None:
        if entry.kind is Kind.TIMING:
            metrics.turn_timed(entry.data)
        try:
            self._parts.book.record(self._id, entry)
        except PartError as error:
            metrics.LOST_RECORDS.inc()
            log.error("call %s: a ledger entry could not be stored: %s", self._id, error)

    def _transcribed(self, turn_id: int, draft: int, heard: Transcript) -> None:
        self._post(
            ev.TranscriptReady, turn_id, heard.text, heard.confidence, heard.rejected, heard.model, draft
        )

    def _prepared(self, turn_id: int, draft: int, made: Prepared) -> None:
        self._post(ev.DialoguePrepared, turn_id, draft, made.whole, made.sure, made.complete, made.story)

    def _replied(self, turn_id: int, reply: Reply) -> None:
        self._post(ev.ReplyReady, turn_id, reply)

    def _end(self, outcome: Outcome, rule_id: str) -> None:
        self._conclude(conclusion(outcome, rule_id, self._handover, self._confirmation))

    def _conclude(self, conclusion: Conclusion) -> None:
        metrics.CALLS.labels(outcome=conclusion.outcome.value).inc()
        try:
            self._parts.book.conclude(self._id, conclusion)
        except PartError as error:
            # The carrier's next webhook finds no outcome and dials a person; the worker closes it later.
            log.error("call %s: its outcome could not be stored: %s", self._id, error)

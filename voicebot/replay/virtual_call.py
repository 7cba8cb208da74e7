"""Plays scenarios in virtual time on the real parts: Whisper, Rasa, pyttsx3, the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO

from rich.console import Console
from sqlalchemy import Engine

from voicebot.bootstrap import call_rules
from voicebot.call import commands as do
from voicebot.call.concluded import conclusion
from voicebot.call.outcome import Outcome
from voicebot.confirm.compose import Composer
from voicebot.confirm.router import Router
from voicebot.confirm.steps import Steps
from voicebot.delivery.states import Attempt
from voicebot.replay import never, report
from voicebot.replay.assemble import call_result
from voicebot.replay.checks import check
from voicebot.replay.deciding import Deciding
from voicebot.replay.never import Never
from voicebot.replay.plan import Job
from voicebot.replay.player import Limits, ScenarioCaller
from voicebot.replay.results import CallResult
from voicebot.replay.scenario import Scenario
from voicebot.replay.story import Story
from voicebot.replay.timeline import What
from voicebot.replay.virtual import Played, VirtualHouse
from voicebot.replay.world import Worlds, new_id
from voicebot.settings import Settings
from voicebot.speech.prompt_cache import CachedSynthesizer
from voicebot.speech.synthesizer import SpeechSynthesizer
from voicebot.speech.transcriber import WhisperTranscriber
from voicebot.store.attempts import Outgoing, SqlAttempts
from voicebot.store.book import SqlCallBook
from voicebot.store.outbound import SqlOutbound

_CALLED = "+31850000000"  # as `voicebot.replay.carrier` has it
_RUNG = "H-94"  # rule of a call that ended as if the caller had gone; not used for those that need a person
_TO_PERSON = (Outcome.HANDED_OVER, Outcome.FAILED_TO_HUMAN)


@dataclass(frozen=True, slots=True)
class PlayedCall:
    """A call's result, the sound of both sides (8 kHz μ-law, the caller first), and its text for people."""

    result: CallResult
    sound: tuple[bytes, bytes]
    text: str


class Stage:
    """The parts of one worker, warm. Not thread-safe."""

    def __init__(
        self, settings: Settings, worlds: Worlds, where: Deciding, rules: Sequence[Never], threads: int
    ) -> None:
        """``threads``: processor threads of a transcription. Raises WeightsError and PartError."""
        self._worlds = worlds
        self._never = rules
        self._aggressiveness = settings.vad_aggressiveness
        self._rules = call_rules(settings)
        self._composer = Composer(settings.company)
        self._dialogue = where.dialogue(worlds)
        voice = SpeechSynthesizer(
            settings.voice,
            settings.voice_rate,
            settings.voice_volume,
            seconds=30.0,
            start_seconds=60.0,
            afresh=True,
        )
        self._voice = CachedSynthesizer(voice, settings.cache_dir / "prompts")
        try:
            self._ear = WhisperTranscriber(
                settings.whisper_model,
                settings.cache_dir,
                device=settings.whisper_device,
                compute_type=settings.whisper_compute_type,
                threads=threads,
                workers=1,
                beam=settings.whisper_beam,
                windows=settings.whisper_windows,
            )
        except BaseException:
            self._voice.close()
            raise
        self.whisper, self.voice = self._ear.model, voice.identity

    def close(self) -> None:
        """Give the parts back."""
        self._voice.close()

    def play(self, scenario: Scenario, job: Job, recording: str | None = None) -> PlayedCall:
        """Play a scenario's call to its end and judge it. Raises PartError when the store fails."""
        sid = new_id(job.id)
        engine = self._worlds.create(sid, "book")
        try:
            caller = ScenarioCaller(scenario)
            played, book = self._call(engine, sid, scenario, caller)
            story = Story(
                timeline=played.timeline,
                said=caller.acted,
                entries=book.ledger(sid),
                confirmations=book.confirmations(sid),
                status=book.status(sid),
                problem=caller.problem,
            )
        finally:
            self._dialogue.forget(sid)
            engine.dispose()
            self._worlds.remove(sid)
        checks = (*check(scenario, story), *never.check(self._never, story))
        sound = bytes(played.caller), bytes(played.bot)
        result = call_result(
            scenario,
            story,
            checks,
            key=job.key,
            nth=job.nth,
            file=job.file,
            sha256=job.sha256,
            sound=sound,
            recording=recording,
            aggressiveness=self._aggressiveness,
            played=played,
        )
        console = Console(file=StringIO(), width=120, record=True)
        report.show(console, scenario, story, checks)
        return PlayedCall(result, sound, console.export_text())

    def _call(
        self, engine: Engine, sid: str, scenario: Scenario, caller: ScenarioCaller
    ) -> tuple[Played, SqlCallBook]:
        now = self._worlds.now.astimezone(UTC)
        book = SqlCallBook(engine, lambda: now)
        token = book.open_call(sid, scenario.caller, _CALLED)
        book.claim_stream(sid, token)
        ending = _Ending(book, sid)
        self._dialogue.begin(sid)
        house = VirtualHouse(self._ear, self._dialogue, self._voice, vad_aggressiveness=self._aggressiveness)
        longest = Limits().call + 1.0
        played = house.call(self._rules, caller, longest, call_id=sid, tell=ending.tell)
        status = book.status(sid)
        if played.timeline.of(What.STREAM_CLOSED) and status and status.outcome in _TO_PERSON:
            book.to_person(sid, _RUNG)  # as the carrier's next question would: somebody is rung, and answers
            played.timeline.add(len(played.caller) / 8000, What.DIAL, data="completed")
        self._confirm(engine, lambda: now)
        return played, book

    def _confirm(self, engine: Engine, now: Callable[[], datetime]) -> None:
        """Write what is owed, in the worker's own steps, one after the other."""
        outbound = SqlOutbound(engine, now)
        router = Router(sms=None, email=None, outbox=_Nowhere())
        steps = Steps(outbound, SqlAttempts(engine, now), router, self._composer)
        for due in outbound.due():
            if steps.take(due.confirmation_id, due.run_id):
                attempt = steps.write(due.confirmation_id, due.run_id)
                if attempt:
                    steps.settle(attempt, due.run_id, steps.send(attempt))


class _Ending:
    """Stores what a call writes down and how it ends, as `voicebot.runtime.session` does."""

    def __init__(self, book: SqlCallBook, sid: str) -> None:
        self._book = book
        self._sid = sid
        self._over: do.HandOver | None = None
        self._sent: do.SendConfirmation | None = None

    def tell(self, command: do.Command) -> None:
        """Take a command of the call."""
        match command:
            case do.Record(entry):
                self._book.record(self._sid, entry)
            case do.HandOver():
                self._over = command
            case do.SendConfirmation():
                self._sent = command
            case do.EndCall(outcome, rule_id):
                ended = conclusion(outcome, rule_id, self._over, self._sent)
                self._book.conclude(self._sid, ended)


class _Nowhere:
    """An outbox that is looked into by nobody: the text stands in the database."""

    name = "outbox"
    lease = 60.0
    can_look = True

    def send(self, out: Outgoing, going: Callable[[], None]) -> tuple[str, Attempt]:
        """Nothing is sent."""
        going()
        return f"{len(out.message.text)} letters", Attempt.SENT

    def find(self, out: Outgoing, taken: Callable[[tuple[str, ...]], frozenset[str]]) -> str | None:
        """Nothing went out without our knowing."""
        return None

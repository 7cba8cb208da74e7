"""Wires ports to parts. The only module that knows everybody; one function for each process of the house."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import requests
from flask import Flask
from sqlalchemy import Engine, text

from voicebot import people
from voicebot.backoffice.database import DatabaseBackoffice
from voicebot.backoffice.demo import seed
from voicebot.backoffice.port import Backoffice
from voicebot.backoffice.today import today_in_the_netherlands
from voicebot.call import wording
from voicebot.call.handover import ROWS
from voicebot.call.ports import MediaOutlet, PartError
from voicebot.call.rules import CallRules
from voicebot.call.sentences import sentences
from voicebot.call.turns.utterance import TurnRules
from voicebot.confirm.commands import composer
from voicebot.confirm.compose import TemplateProblem
from voicebot.confirm.email import SmtpEmail, SmtpServer
from voicebot.confirm.metrics import ConfirmationMetrics
from voicebot.confirm.outbox import OutboxFolder
from voicebot.confirm.outbox_age import remove_older
from voicebot.confirm.router import Router
from voicebot.confirm.sms import TwilioSms, twilio_client
from voicebot.confirm.steps import Steps
from voicebot.confirm.worker import ConfirmationWorker
from voicebot.confirm.workflows import system_database
from voicebot.delivery.ports import Reports
from voicebot.desk.dispatcher import Dispatcher
from voicebot.dialogue.client import RasaDialogue
from voicebot.dialogue.fixed import fixed_texts
from voicebot.runtime.capacity import Capacity
from voicebot.runtime.hearing import HearingService
from voicebot.runtime.pool import WorkPool
from voicebot.runtime.recording import Consent, Recording
from voicebot.runtime.session import CallSession, Parts
from voicebot.settings import Settings
from voicebot.speech.prompt_cache import CachedSynthesizer
from voicebot.speech.synthesizer import SpeechSynthesizer
from voicebot.speech.transcriber import WhisperTranscriber
from voicebot.speech.weights import WeightsError
from voicebot.start_error import StartError
from voicebot.store.attempts import SqlAttempts
from voicebot.store.book import SqlCallBook
from voicebot.store.confirmations import SqlConfirmations
from voicebot.store.engine import make_engine
from voicebot.store.errors import StoreError
from voicebot.store.heartbeat import Heartbeat
from voicebot.store.migrate import upgrade
from voicebot.store.outbound import SqlOutbound
from voicebot.store.reader import CallReader
from voicebot.store.recordings import delete_old
from voicebot.store.retention import SqlRetention
from voicebot.store.writer import BackgroundBook
from voicebot.telephony.config import TelephonyConfig

log = logging.getLogger(__name__)
JANITOR_SECONDS = 60.0
UNFINISHED_SECONDS = 1800.0  # twice the longest call (CallRules.call_limit)
WORKER = "worker"  # whose sign of life the web process looks for
STUCK_SECONDS = 30.0  # the dispatcher looks twice a second: one that has done nothing for so long hangs
LIFE_SECONDS = 90.0  # without a beat for so long it does not: longer than sending a message can take


@contextmanager
def starting() -> Iterator[None]:
    """Around the building of parts: what they say is wrong becomes StartError.

    ValueError is among it (a sender or an address that cannot be used), so keep the running out of the block.
    """
    try:
        yield
    except (StoreError, WeightsError, PartError, TemplateProblem, ValueError) as error:
        raise StartError(str(error)) from error


def database(settings: Settings) -> Engine:
    """The database, with its tables as this version wants them. Raises StoreError."""
    engine = make_engine(settings.database_url)
    upgrade(engine)
    return engine


def backoffice(settings: Settings) -> Backoffice:
    """What the actions ask about customers, policies and orders, the demo's among them if so set."""
    engine = database(settings)
    if settings.demo_data:
        seed(engine, today_in_the_netherlands())
    return DatabaseBackoffice(engine)


def call_rules(settings: Settings) -> CallRules:
    """The core's rules with the owner's texts and times."""
    return CallRules(
        disclosure=settings.disclosure_text,
        disclosure_version=settings.disclosure_version,
        turns=TurnRules(patience=settings.patience),
        fixed=fixed_texts(),
    )


def telephony_config(settings: Settings) -> TelephonyConfig:
    """What telephony must be told."""
    return TelephonyConfig(
        public_url=settings.public_url,
        auth_token=settings.twilio_auth_token.get_secret_value(),
        person_number=settings.person_number,
        ring_seconds=settings.person_ring_seconds,
        company=settings.company,
        max_message_bytes=settings.max_message_bytes,
    )


def open_book(settings: Settings) -> SqlCallBook:
    """The stored calls, to read or to write directly. Raises StoreError."""
    return SqlCallBook(database(settings))


def confirmation_worker(settings: Settings, engine: Engine) -> ConfirmationWorker:
    """Sends what is owed over the channels that are set up; the others go to the outbox folder.

    Raises TemplateProblem, or ValueError for a sender that cannot be used.
    """
    sms = email = None
    if settings.sends_sms:
        token = settings.twilio_auth_token.get_secret_value()
        client = twilio_client(settings.twilio_account_sid, token, api_url=settings.twilio_api_url)
        # The carrier refuses messages whose reports should go to an address that only this machine knows.
        reached = settings.twilio_api_url or settings.public_url != settings.own_url
        reports = telephony_config(settings).message_status_url if reached else lambda _: ""
        sms = TwilioSms(client, settings.twilio_number, reports)
    if settings.sends_email:
        server = SmtpServer(
            settings.smtp_host,
            settings.smtp_port,
            settings.smtp_user,
            settings.smtp_password.get_secret_value(),
            settings.smtp_starttls,
        )
        email = SmtpEmail(
            server, settings.mail_from, bounces=settings.mail_bounces, reply_to=settings.mail_reply_to
        )
    router = Router(sms=sms, email=email, outbox=OutboxFolder(settings.outbox_dir))
    outbound, attempts = SqlOutbound(engine), SqlAttempts(engine)
    return ConfirmationWorker(
        engine,
        Steps(outbound, attempts, router, composer(settings)),
        outbound,
        attempts,
        system_database(settings.database_url, settings.workflow_database_url),
        reporting=sms,
        beat=Heartbeat(engine, WORKER).beat,
    )


def work(settings: Settings, stop: threading.Event) -> None:
    """The worker process: confirmations, a callback for callers whom a crash left alone, and the erasing of
    what is kept no longer.

    Raises StartError before anything is sent.
    """
    with starting():
        engine = database(settings)
        book = SqlCallBook(engine)
        confirmations = confirmation_worker(settings, engine)

    def janitor() -> None:
        while not stop.wait(JANITOR_SECONDS):
            delete_old(settings.recordings_dir, settings.record_days)
            try:
                closed = book.fail_unfinished(UNFINISHED_SECONDS)
            except PartError as error:
                log.warning("unfinished calls could not be looked for: %s", error)
            else:
                if closed:
                    log.error("%d callers had been left without an answer; they are called back", closed)
            erase_old(settings, engine)

    threading.Thread(target=janitor, name="janitor", daemon=True).start()
    try:
        confirmations.run(stop)
    except StoreError as error:
        raise StartError(str(error)) from error


def erase_old(settings: Settings, engine: Engine) -> None:
    """Erase the words and addresses of confirmations that are older than the settings say."""
    days = settings.confirmation_days
    try:
        erased = SqlRetention(engine).erase(days)
    except PartError as error:
        log.warning("old confirmations could not be erased: %s", error)
        return
    removed = remove_older(settings.outbox_dir, datetime.now(UTC) - timedelta(days=days))
    if erased or removed:
        log.info("erased the words of %d confirmations and %d files, %d days old", erased, removed, days)


def make_synthesizer(settings: Settings) -> CachedSynthesizer:
    """Speech with its cache. Raises PartError."""
    voice = SpeechSynthesizer(settings.voice, settings.voice_rate, settings.voice_volume)
    return CachedSynthesizer(voice, settings.cache_dir / "prompts")


@dataclass
class WebHouse:
    """Everything that the web process holds. console: the agents' pages; None: there are none (tests).

    reports: takes what the carrier tells of text messages. confirmations: their states, for /metrics.
    """

    parts: Parts
    telephony: TelephonyConfig
    synthesizer: CachedSynthesizer
    checks: dict[str, Callable[[], bool]]
    close: Callable[[], None]
    console: Flask | None = None
    reports: Reports | None = None
    confirmations: Callable[[], bytes] | None = None
    recording: Callable[[str], Recording | None] = lambda call_id: None

    def make_call(self, call_id: str, outlet: MediaOutlet) -> CallSession:
        """A call for a stream that was accepted."""
        return CallSession(call_id, outlet, self.parts, self.recording(call_id))


def web_house(settings: Settings) -> WebHouse:
    """The parts of the web process, warm: model loaded, fixed prompts rendered, tables there.

    Raises StoreError, WeightsError or PartError with a message for a person.
    """
    engine = database(settings)
    telephony = telephony_config(settings)
    links = people.story_links(settings)
    to_people = people.handovers(settings, engine, telephony, links)
    rings = people.can_ring(settings)
    book = BackgroundBook(SqlCallBook(engine))
    synthesizer = make_synthesizer(settings)
    rules = call_rules(settings)
    try:
        for prompt in (settings.disclosure_text, *_own_sentences(), *sorted(rules.fixed)):
            synthesizer.synthesize(prompt, fixed=True)
        transcriber = WhisperTranscriber(
            settings.whisper_model,
            settings.cache_dir,
            device=settings.whisper_device,
            compute_type=settings.whisper_compute_type,
            threads=settings.whisper_threads,
            workers=settings.whisper_workers,
            beam=settings.whisper_beam,
            windows=settings.whisper_windows,
        )
    except BaseException:
        synthesizer.close()
        book.close()
        raise
    dialogue = RasaDialogue(
        settings.rasa_url, settings.rasa_token.get_secret_value(), timeout=settings.rasa_timeout_seconds
    )
    hearing = HearingService(
        transcriber,
        workers=settings.whisper_workers,
        waiting=settings.whisper_queue,
        batch=settings.whisper_batch,
    )
    deciding = WorkPool("dialogue", 8, settings.threads)
    speaking = WorkPool("speech", 2, settings.threads)

    def close() -> None:
        to_people.dispatcher.stop(timeout=2.0)
        for pool in (hearing, deciding, speaking):
            pool.close()
        book.close()
        synthesizer.close()

    if rings:
        to_people.dispatcher.start()
    return WebHouse(
        parts=Parts(
            rules=rules,
            dialogue=dialogue,
            synthesizer=synthesizer,
            book=book,
            hearing=hearing,
            deciding=deciding,
            speaking=speaking,
            capacity=Capacity(settings.max_calls),
            vad_aggressiveness=settings.vad_aggressiveness,
            desk=to_people.desk if rings else None,
        ),
        telephony=telephony,
        synthesizer=synthesizer,
        checks={
            "database": lambda: _answers(engine),
            "rasa": dialogue.ready,
            "actions": lambda: _actions_up(settings),
            "speech": synthesizer.ready,
            # The model was run once when it was made; a turn that waits for longer goes to a person.
            "transcriber": lambda: hearing.oldest() < rules.hearing_limit,
            "worker": lambda: _lives(Heartbeat(engine, WORKER)),
            "dispatcher": lambda: _dispatches(to_people.dispatcher, rings),
        },
        close=close,
        console=people.console(settings, engine, to_people.desk, links),
        reports=SqlAttempts(engine),
        confirmations=ConfirmationMetrics(SqlConfirmations(engine)).latest,
        recording=_recordings(settings, engine),
    )


def _recordings(settings: Settings, engine: Engine) -> Callable[[str], Recording | None]:
    """For a call's id where its sound is kept, when its caller agreed to that."""
    if settings.record == "off":
        return lambda call_id: None
    consent = Consent(frozenset(settings.record_numbers), settings.recordings_dir)
    calls = CallReader(engine)

    def recording(call_id: str) -> Recording | None:
        try:
            call = calls.call(call_id)
        except PartError:  # without knowing who it is nothing is kept
            return None
        return consent.recording(call_id, call.caller) if call else None

    return recording


def _own_sentences() -> Iterator[str]:
    """What the core itself says, as the voice is asked for it."""
    for said in (*wording.FIXED, *(row.say for row in ROWS if row.say)):
        yield from sentences(said)


def _answers(engine: Engine) -> bool:
    with engine.connect() as connection:
        return bool(connection.execute(text("SELECT 1")).scalar())


def _lives(heartbeat: Heartbeat) -> bool:
    age = heartbeat.age()
    return age is not None and age < LIFE_SECONDS


def _dispatches(dispatcher: Dispatcher, rings: bool) -> bool:
    """Whether this process offers callers to agents; one that rings nobody has nothing to offer."""
    return not rings or dispatcher.silent_seconds() < STUCK_SECONDS


def _actions_up(settings: Settings) -> bool:
    url = f"http://{settings.actions_host}:{settings.actions_port}/health"
    with requests.Session() as session:
        session.trust_env = False  # a proxy of the surroundings does not reach our own action server
        try:
            return session.get(url, timeout=2).ok
        except requests.RequestException:
            return False

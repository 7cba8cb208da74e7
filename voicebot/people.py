"""Wires what brings callers to people: the desk with its dispatcher on Twilio, and the agents' console."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine

from voicebot.backoffice.database import DatabaseBackoffice
from voicebot.call.handover import ROWS
from voicebot.call.rules import RULES
from voicebot.call.written import Channels
from voicebot.confirm.commands import composer
from voicebot.confirm.mail_room import ComposerMailRoom
from voicebot.console.app import PATH, make_console
from voicebot.console.config import ConsoleConfig
from voicebot.console.house import Parts
from voicebot.console.links import StoryLinks
from voicebot.console.telling import Telling
from voicebot.desk.assemble import Handovers, assemble
from voicebot.dialogue import rule_ids
from voicebot.dialogue.tasks.hours import HoursOf, usual_of
from voicebot.phone_numbers import can_be_called
from voicebot.settings import Settings
from voicebot.store import acts
from voicebot.store.book import SqlCallBook
from voicebot.store.promises import SqlPromises
from voicebot.store.reader import CallReader
from voicebot.store.recordings import Recordings
from voicebot.telephony.carrier import TwilioCarrier, carrier_client
from voicebot.telephony.config import TelephonyConfig
from voicebot.telephony.no_carrier import NoCarrier
from voicebot.transfer.ports import Carrier, HandoverDesk
from voicebot.transfer.queue_file import load
from voicebot.transfer.queues import Queues


def queues(settings: Settings) -> Queues:
    """The owner's queues. Raises QueuesError, a ValueError that names the wrong line."""
    return load(Path(settings.queues_file) if settings.queues_file else None)


def callback_hours(settings: Settings) -> HoursOf:
    """When callbacks can be promised: in the hours of their own queue, without a file of queues in the usual
    ones. Raises QueuesError.
    """
    if not settings.queues_file:
        return usual_of
    owners = queues(settings)
    return lambda queue: owners.limits(queue).hours.on


def can_ring(settings: Settings) -> bool:
    """Whether agents can be rung: the account, its token and a number of our own are set."""
    token = settings.twilio_auth_token.get_secret_value()
    return bool(settings.twilio_account_sid and token) and can_be_called(settings.twilio_number)


def story_links(settings: Settings) -> StoryLinks:
    """Links that the desk hands out and the console reads: both need the same."""
    return StoryLinks(settings.public_url + PATH, settings.secret_key.get_secret_value())


def handovers(settings: Settings, engine: Engine, telephony: TelephonyConfig, links: StoryLinks) -> Handovers:
    """The desk and its dispatcher, not started; of a house that cannot ring anybody (`can_ring`) it never is.

    links: blind transfers carry one to the call's story. Raises QueuesError.
    """
    carrier: Carrier = NoCarrier()
    if can_ring(settings):
        client = carrier_client(
            settings.twilio_account_sid,
            settings.twilio_auth_token.get_secret_value(),
            api_url=settings.twilio_api_url,
        )
        carrier = TwilioCarrier(client, telephony, settings.twilio_number)
    return assemble(
        engine,
        queues(settings),
        carrier,
        SqlCallBook(engine),
        person_number=settings.person_number,
        context_link=links.link,
        story=Telling(CallReader(engine)),
    )


def mail_room(settings: Settings) -> ComposerMailRoom:
    """How confirmations look, and where they can go. Raises TemplateProblem."""
    return ComposerMailRoom(composer(settings), Channels(settings.sends_sms, settings.sends_email))


def console(settings: Settings, engine: Engine, desk: HandoverDesk, links: StoryLinks) -> Flask:
    """The console's app, to be mounted."""
    config = ConsoleConfig(
        company=settings.company,
        secret_key=settings.secret_key.get_secret_value(),
        public_url=settings.public_url,
        streams=max(2, settings.threads // 3),
        proxies=settings.console_proxies,
    )
    rules = RULES | rule_ids.RULES | acts.RULES | {row.rule_id: row.summary for row in ROWS}
    parts = Parts.on(
        engine,
        desk,
        SqlPromises(engine),
        mail_room(settings),
        Recordings(settings.recordings_dir, settings.record_days),
        backoffice=DatabaseBackoffice(engine),
        rules=dict(rules),
        lead=timedelta(minutes=settings.reminder_minutes),
    )
    return make_console(config, parts, links)

"""What the pages work with, and how a page asks for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

from flask import current_app
from flask_limiter import Limiter
from sqlalchemy import Engine

from voicebot.backoffice.port import Backoffice
from voicebot.console.config import ConsoleConfig
from voicebot.console.hub import Hub
from voicebot.console.links import StoryLinks
from voicebot.console.ports import MailRoom, Promises
from voicebot.store.agents import SqlAgents
from voicebot.store.board import SqlBoard
from voicebot.store.clock import utc_now
from voicebot.store.confirmations import SqlConfirmations
from voicebot.store.followups import LEAD, SqlFollowUps
from voicebot.store.listening import SqlListening
from voicebot.store.reader import CallReader
from voicebot.store.recordings import Recordings
from voicebot.store.search import SqlSearch
from voicebot.store.wrapups import SqlWrapUps
from voicebot.transfer.ports import HandoverDesk

_KEY = "voicebot.console"


@dataclass
class Parts:
    """The parts behind the pages.

    backoffice: tells the name of a caller who was identified; None: no names. rules: what a rule id means,
    in English, for the ledger's page.
    """

    agents: SqlAgents
    board: SqlBoard
    search: SqlSearch
    wrap_ups: SqlWrapUps
    follow_ups: SqlFollowUps
    calls: CallReader
    confirmations: SqlConfirmations
    desk: HandoverDesk
    promises: Promises
    mail: MailRoom
    recordings: Recordings
    listening: SqlListening
    backoffice: Backoffice | None = None
    rules: dict[str, str] = field(default_factory=dict)
    now: Callable[[], datetime] = utc_now

    @classmethod
    def on(
        cls,
        engine: Engine,
        desk: HandoverDesk,
        promises: Promises,
        mail: MailRoom,
        recordings: Recordings,
        *,
        backoffice: Backoffice | None = None,
        rules: dict[str, str] | None = None,
        lead: timedelta = LEAD,
        now: Callable[[], datetime] = utc_now,
    ) -> Parts:
        """The parts on one database, whose tables are there. lead: see `SqlFollowUps`."""
        return cls(
            agents=SqlAgents(engine, now),
            board=SqlBoard(engine, now, lead),
            search=SqlSearch(engine),
            wrap_ups=SqlWrapUps(engine, now),
            follow_ups=SqlFollowUps(engine, now, lead),
            calls=CallReader(engine),
            desk=desk,
            confirmations=SqlConfirmations(engine, now),
            promises=promises,
            mail=mail,
            recordings=recordings,
            listening=SqlListening(engine, now),
            backoffice=backoffice,
            rules=rules or {},
            now=now,
        )


@dataclass
class House:
    """Everything that one console holds."""

    config: ConsoleConfig
    parts: Parts
    hub: Hub
    limiter: Limiter
    links: StoryLinks

    def close(self) -> None:
        """End all streams, so that their threads can end. Idempotent."""
        self.hub.close()


def house() -> House:
    """The console whose request this is."""
    return cast(House, current_app.extensions[_KEY])


def put_in(extensions: dict[str, object], found: House) -> None:
    """Make it found by `house` and `of`."""
    extensions[_KEY] = found


def of(extensions: dict[str, object]) -> House:
    """The house of a console's `extensions`."""
    return cast(House, extensions[_KEY])

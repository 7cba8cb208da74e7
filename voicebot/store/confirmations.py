"""Written confirmations for people: lists, one with its history, and what agents do with them.

What the console uses of it:

    confirmations = SqlConfirmations(engine)
    confirmations.page(Wanted(states={"failed"}), limit=50, offset=0)   what needs a person first, then newest
    confirmations.counts()                   a number for each state, and how many alarms are open
    confirmations.one(17)                    with its attempts and the carrier's reports; None: there is none
    confirmations.resend(17, agent_id=3, key=…)                a new confirmation that repeats it; its number
    confirmations.resend(17, agent_id=3, key=…, written=Written("email", "s@example.nl"))
    confirmations.write("CA…", "Wij sturen u …", agent_id=3, key=…)         one in an agent's own words
    confirmations.dealt_with(17, agent_id=3)                   False when another was faster
    confirmations.opt_outs(), confirmations.opted_out("+316…")

``key`` comes from the form, made anew whenever it is shown: the same key twice is one confirmation, so that
a double click sends once. Both give the number of the confirmation that is owed; the worker sends it.

An alarm says why a person should look, and is open until somebody dealt with it (`dealt_with`; a resend does
so as well):

    uncertain    it may have gone out, and nobody can say; it is not sent again by itself
    failed       it reached nobody, on no channel
    no_report    it was accepted, and the carrier has not said for hours what became of it
    no_address   something was agreed, and nobody can be written to: it lies in the outbox folder though a
                 channel is set up
    doubled      the carrier reports two messages for one attempt
    stuck        its worker's run ended unexpectedly
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, Engine, and_, case, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voicebot.call.replies import Agreement
from voicebot.call.written import Written
from voicebot.delivery.states import SETTLED, State
from voicebot.store import acts
from voicebot.store.clock import utc_now
from voicebot.store.engine import reading
from voicebot.store.errors import Refused, database_errors
from voicebot.store.models import Confirmation, ConfirmationAttempt, DeliveryEvent, OptOut
from voicebot.store.reader import stored_confirmation, to_json, tried
from voicebot.store.records import StoredConfirmation
from voicebot.store.tickets import locked, referenced

KIND = "agent"  # of an agreement in an agent's own words
ALARMS = ("uncertain", "failed", "no_report", "no_address", "doubled", "stuck")
_OPEN = and_(Confirmation.alarm.is_not(None), Confirmation.handled_at.is_(None))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which confirmations a list shows; empty: all. alarms: only those with an open alarm."""

    states: Collection[str] = ()
    channels: Collection[str] = ()
    call_id: str = ""
    alarms: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the confirmations; ``total`` counts all that were asked for."""

    items: tuple[StoredConfirmation, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are of each state, and how many open alarms."""

    states: dict[str, int]
    alarms: int


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report of the carrier, in its own word, with its error code; see `voicebot.delivery.codes`."""

    status: str
    code: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class StoredAttempt:
    """One attempt; state: see `voicebot.delivery.states.Attempt`. Times are UTC.

    going_at: when it may have left the house. code and error: what went wrong, without personal data.
    """

    attempt_id: int
    number: int
    channel: str
    masked: str
    state: str
    message_id: str | None
    code: int | None
    error: str | None
    started_at: datetime
    going_at: datetime | None
    changed_at: datetime
    reports: tuple[StoredReport, ...]


@dataclass(frozen=True, slots=True)
class Detail:
    """A confirmation with all that happened to it, oldest first, and the numbers of those that repeat it."""

    confirmation: StoredConfirmation
    attempts: tuple[StoredAttempt, ...]
    repeated_by: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StoredOptOut:
    """A number that wants no SMS; source: 'stop' (its own SMS) or 'carrier' (the carrier refused for it)."""

    number: str
    at: datetime
    source: str


class SqlConfirmations:
    """Confirmations on a database, for people. Thread- and process-safe; may raise PartError."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._reading = reading(engine)
        self._now = now

    def page(self, wanted: Wanted | None = None, *, limit: int = 50, offset: int = 0) -> Page:
        """Open alarms first, the oldest of them first; then the others, newest first."""
        where = _conditions(wanted or Wanted())
        urgent = case((_OPEN, 0), else_=1)
        age = case((_OPEN, Confirmation.id), else_=-Confirmation.id)
        question = select(Confirmation, tried()).where(*where).order_by(urgent, age)
        with database_errors("list confirmations"), Session(self._reading) as session:
            total = session.scalar(select(func.count()).select_from(Confirmation).where(*where)) or 0
            rows = session.execute(question.limit(limit).offset(offset))
            return Page(tuple(stored_confirmation(row, tries) for row, tries in rows), total)

    def counts(self) -> Counts:
        """Numbers for the navigation; cheap enough for every look at the board."""
        each = select(Confirmation.state, func.count()).group_by(Confirmation.state)
        with database_errors("count confirmations"), Session(self._reading) as session:
            states = {row[0]: row[1] for row in session.execute(each)}
            alarms = open_alarms(session)
        return Counts({state: states.get(state, 0) for state in State}, alarms)

    def one(self, confirmation_id: int) -> Detail | None:
        """A confirmation with its history, or None."""
        question = select(Confirmation, tried()).where(Confirmation.id == confirmation_id)
        with database_errors("confirmation"), Session(self._reading) as session:
            found = session.execute(question).one_or_none()
            if found is None:
                return None
            attempts = session.scalars(
                select(ConfirmationAttempt)
                .where(ConfirmationAttempt.confirmation_id == confirmation_id)
                .order_by(ConfirmationAttempt.number)
            ).all()
            repeats = select(Confirmation.id).where(Confirmation.resend_of == confirmation_id)
            return Detail(
                stored_confirmation(found[0], found[1]),
                tuple(_attempt(session, attempt) for attempt in attempts),
                tuple(session.scalars(repeats.order_by(Confirmation.id))),
            )

    def resend(self, confirmation_id: int, *, agent_id: int, key: str, written: Written | None = None) -> int:
        """Owe the same once more; returns the new confirmation's number, also for a ``key`` used before.

        written: another channel or address; None: as the first one was wanted. The alarm of the first is
        dealt with. Raises Refused for an unknown confirmation, and for one that is still on its way.
        """
        reason, now = _reason("resend", key), self._now()

        def owe(session: Session) -> Confirmation:
            first = session.get(Confirmation, confirmation_id, with_for_update=True)
            if first is None:
                raise Refused(f"there is no confirmation {confirmation_id}")
            if first.state not in SETTLED:
                raise Refused(f"confirmation {confirmation_id} is still on its way")
            if first.alarm and first.handled_at is None:
                first.handled_by, first.handled_at = agent_id, now
            usual = "" if first.wish_channel == "none" else first.wish_channel
            wish = written or Written(usual, first.wish_address, first.language)
            return Confirmation(
                call_id=first.call_id,
                reason=reason,
                agreements=first.agreements,
                resend_of=first.id,
                **_owed_by(agent_id, wish, now),
            )

        call_of = partial(self._call_of, confirmation_id=confirmation_id)
        return self._once(call_of, reason, owe, acts.CONFIRMATION_RESENT)

    def write(
        self, call_id: str, text: str, *, agent_id: int, key: str, written: Written | None = None
    ) -> int:
        """Owe a confirmation in the agent's own words (Dutch); its number, also for a ``key`` used before.

        Raises Refused for an unknown call or an empty text.
        """
        reason, now = _reason("agent", key), self._now()
        if not text.strip():
            raise Refused("a confirmation needs a text")

        def owe(session: Session) -> Confirmation:
            call = locked(session, call_id)
            agreement = Agreement(KIND, text.strip(), referenced(session, call))
            return Confirmation(
                call_id=call_id,
                reason=reason,
                agreements=to_json((agreement,)),
                **_owed_by(agent_id, written or Written(), now),
            )

        return self._once(lambda _: call_id, reason, owe, acts.CONFIRMATION_WRITTEN)

    def dealt_with(self, confirmation_id: int, *, agent_id: int) -> bool:
        """An agent dealt with its alarm; False when there is none that is open."""
        done = (
            update(Confirmation)
            .where(Confirmation.id == confirmation_id, _OPEN)
            .values(handled_by=agent_id, handled_at=self._now())
            .returning(Confirmation.call_id)
        )
        with database_errors("deal with alarm"), Session(self._engine) as session, session.begin():
            call_id = session.scalar(done)
            if call_id is None:
                return False
            acts.note(
                session,
                call_id,
                acts.ALARM_SETTLED,
                self._now(),
                agent=agent_id,
                confirmation=confirmation_id,
            )
            return True

    def opted_out(self, number: str) -> bool:
        """Whether this number (E.164) wants no SMS from us."""
        mine = select(OptOut.number).where(OptOut.number == number, OptOut.lifted_at.is_(None))
        with database_errors("opt-out"), Session(self._reading) as session:
            return session.scalar(mine) is not None

    def opt_outs(self, limit: int = 500) -> tuple[StoredOptOut, ...]:
        """Numbers that want no SMS, newest first."""
        question = select(OptOut).where(OptOut.lifted_at.is_(None)).order_by(OptOut.at.desc()).limit(limit)
        with database_errors("opt-outs"), Session(self._reading) as session:
            return tuple(StoredOptOut(row.number, row.at, row.source) for row in session.scalars(question))

    def _call_of(self, session: Session, confirmation_id: int) -> str | None:
        return session.scalar(select(Confirmation.call_id).where(Confirmation.id == confirmation_id))

    def _once(
        self,
        call_of: Callable[[Session], str | None],
        reason: str,
        owe: Callable[[Session], Confirmation],
        rule: str,
    ) -> int:
        """The row of this reason in its call, made unless it is there; ``rule`` tells the ledger of it."""
        with database_errors("owe confirmation"):
            for _ in range(2):
                with Session(self._engine) as session, session.begin():
                    mine = (Confirmation.call_id == call_of(session), Confirmation.reason == reason)
                    there = session.scalar(select(Confirmation.id).where(*mine))
                    if there is not None:
                        return there
                    row = owe(session)
                    session.add(row)
                    try:
                        session.flush()
                        acts.note(
                            session, row.call_id, rule, row.created_at,
                            agent=row.agent_id or 0, confirmation=row.id, repeats=row.resend_of or 0,
                        )  # fmt: skip
                    except IntegrityError:  # the same click, at the same moment
                        session.rollback()
                        continue
                    return row.id
        raise Refused("the confirmation could not be owed")


def open_alarms(session: Session) -> int:
    """How many alarms nobody dealt with; within a transaction of the caller's."""
    return session.scalar(select(func.count()).select_from(Confirmation).where(_OPEN)) or 0


def _owed_by(agent_id: int, written: Written, now: datetime) -> dict[str, object]:
    return {
        "state": State.PENDING,
        "created_at": now,
        "agent_id": agent_id,
        "wish_channel": written.channel,
        "wish_address": written.address,
        "language": written.language,
    }


def _reason(kind: str, key: str) -> str:
    """At most 16 characters; the same for the same key."""
    return f"{kind}-{hashlib.sha256(key.encode()).hexdigest()}"[:16]


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if wanted.states:
        where.append(Confirmation.state.in_(wanted.states))
    if wanted.channels:
        where.append(Confirmation.channel.in_(wanted.channels))
    if wanted.call_id:
        where.append(Confirmation.call_id == wanted.call_id)
    if wanted.alarms:
        where.append(_OPEN)
    return where


def _attempt(session: Session, row: ConfirmationAttempt) -> StoredAttempt:
    reports = select(DeliveryEvent).where(DeliveryEvent.attempt_id == row.id).order_by(DeliveryEvent.id)
    return StoredAttempt(
        attempt_id=row.id,
        number=row.number,
        channel=row.channel,
        masked=row.masked,
        state=row.state,
        message_id=row.message_id,
        code=row.code,
        error=row.error,
        started_at=row.started_at,
        going_at=row.going_at,
        changed_at=row.changed_at,
        reports=tuple(StoredReport(one.status, one.code, one.at) for one in session.scalars(reports)),
    )

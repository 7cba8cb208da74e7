"""The tables. Times of the world are UTC; times inside a call are seconds of its media stream."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, MetaData, String, Text, UniqueConstraint, false
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

CALL_ID = String(64)
PHONE = String(64)
HOUSE_NUMBER = String(16)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, always with its time zone, always UTC (SQLite would drop the zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse moments without a zone (ValueError); store the others as UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables; constraints have names so that migrations can change them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Call(Base):
    """One telephone call. ``outcome`` is None while it runs; ``reference``, once something is owed."""

    __tablename__ = "calls"

    id: Mapped[str] = mapped_column(CALL_ID, primary_key=True)  # the carrier's call id
    caller: Mapped[str] = mapped_column(PHONE)
    called: Mapped[str] = mapped_column(PHONE)
    token_hash: Mapped[str] = mapped_column(String(64))  # SHA-256 in hex; the token itself is never stored
    token_claimed: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)  # start, or the last thing recorded
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(32), index=True)
    rule_id: Mapped[str | None] = mapped_column(String(32))
    queue: Mapped[str | None] = mapped_column(String(64))
    priority: Mapped[int | None]
    summary: Mapped[str] = mapped_column(Text, default="")
    contact_email: Mapped[str | None] = mapped_column(String(320))
    reference: Mapped[str | None] = mapped_column(String(16), unique=True)
    entries: Mapped[int] = mapped_column(default=0)  # ledger entries so far


class Entry(Base):
    """One ledger entry; ``seq`` counts from 0 within its call."""

    __tablename__ = "ledger"

    call_id: Mapped[str] = mapped_column(CALL_ID, ForeignKey("calls.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[float]
    kind: Mapped[str] = mapped_column(String(32))
    rule_id: Mapped[str] = mapped_column(String(32))
    model: Mapped[str] = mapped_column(String(256))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)


class Turn(Base):
    """What one side said, drawn from the ledger. ``turn_id`` is the core's number of a caller's turn."""

    __tablename__ = "turns"

    call_id: Mapped[str] = mapped_column(CALL_ID, ForeignKey("calls.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # of its ledger entry
    speaker: Mapped[str] = mapped_column(String(8))  # 'caller' or 'bot'
    turn_id: Mapped[int | None]
    started_at: Mapped[float]
    ended_at: Mapped[float]
    text: Mapped[str] = mapped_column(Text)
    confidence: Mapped[float | None]
    source: Mapped[str | None] = mapped_column(String(16))  # 'voice' or 'keys'
    intent: Mapped[str | None] = mapped_column(String(64))
    heard: Mapped[bool | None]


class Callback(Base):
    """A person must call back: one ticket a call. The ticket is the call's reference.

    ``number`` '': the call's own. due_from, due_until: when the caller wants it, None: as soon as possible.
    state: open → calling → open (again) or done or dead; 'held' for a number that cannot be called.
    """

    __tablename__ = "callbacks"

    call_id: Mapped[str] = mapped_column(CALL_ID, ForeignKey("calls.id"), primary_key=True)
    ticket: Mapped[str] = mapped_column(String(16), unique=True)
    rule_id: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    number: Mapped[str] = mapped_column(PHONE, server_default="")
    due_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(16), server_default="open", index=True)
    tries: Mapped[int] = mapped_column(server_default="0")
    next_try: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_outcome: Mapped[str | None] = mapped_column(String(16))


class Confirmation(Base):
    """A written confirmation, see `voicebot.delivery.states.State`. A call owes at most one of each reason.

    channel, address, subject, text and html are those of the message that goes out now, or went out last;
    they are stored before it does. alarm: why a person should look, None for no reason; see
    `voicebot.store.confirmations`. Agents' numbers are no foreign keys: SQLite cannot add one to a table.
    """

    __tablename__ = "confirmations"
    __table_args__ = (UniqueConstraint("call_id", "reason"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(CALL_ID, ForeignKey("calls.id"))
    reason: Mapped[str] = mapped_column(String(16))  # 'conclusion', 'callback', 'agent-…', 'resend-…'
    agreements: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(16), index=True)
    channel: Mapped[str | None] = mapped_column(String(16))  # decided at sending
    address: Mapped[str | None] = mapped_column(String(320))
    text: Mapped[str | None] = mapped_column(Text)
    message_id: Mapped[str | None] = mapped_column(String(512))
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # What the caller or an agent wants: '' is the usual way, 'none' nothing at all.
    wish_channel: Mapped[str] = mapped_column(String(16), server_default="")
    wish_address: Mapped[str] = mapped_column(String(320), server_default="")
    language: Mapped[str] = mapped_column(String(8), server_default="nl")
    subject: Mapped[str | None] = mapped_column(Text)
    html: Mapped[str | None] = mapped_column(Text)
    masked: Mapped[str | None] = mapped_column(String(320))  # the address; stays when the address goes
    written_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # address and texts are gone
    alarm: Mapped[str | None] = mapped_column(String(32), index=True)
    handled_by: Mapped[int | None]  # the agent who dealt with the alarm
    handled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    agent_id: Mapped[int | None]  # who wrote it or sent it again
    resend_of: Mapped[int | None]  # the confirmation that this one repeats
    round: Mapped[int] = mapped_column(server_default="0")
    run_id: Mapped[str | None] = mapped_column(String(128))
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    next_try: Mapped[datetime | None] = mapped_column(UtcDateTime)  # while it waits


class ConfirmationAttempt(Base):
    """One message over one channel, see `voicebot.delivery.states.Attempt`; counted from 1.

    owner, owned_until: who sends it right now, and until when nobody else touches it. looks: how often the
    carrier was asked for it. code: the
    carrier's or the mail server's number for what went wrong. message_id: Twilio's, or the Message-ID.
    """

    __tablename__ = "confirmation_attempts"
    __table_args__ = (UniqueConstraint("confirmation_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    confirmation_id: Mapped[int] = mapped_column(ForeignKey("confirmations.id"))
    number: Mapped[int]
    channel: Mapped[str] = mapped_column(String(16))
    masked: Mapped[str] = mapped_column(String(320), server_default="")
    state: Mapped[str] = mapped_column(String(16), index=True)
    owner: Mapped[str | None] = mapped_column(String(64))
    owned_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    looks: Mapped[int] = mapped_column(server_default="0")
    message_id: Mapped[str | None] = mapped_column(String(512), unique=True)
    code: Mapped[int | None]
    error: Mapped[str | None] = mapped_column(Text)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    going_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when it may have left the house
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DeliveryEvent(Base):
    """A report of the carrier on an attempt's message, each once. status: the carrier's own word."""

    __tablename__ = "delivery_events"
    __table_args__ = (UniqueConstraint("attempt_id", "message_id", "status"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("confirmation_attempts.id"))
    message_id: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(16))
    code: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class OptOut(Base):
    """A number that wants no SMS from us (STOP). lifted_at: it wants them again (START)."""

    __tablename__ = "opt_outs"

    number: Mapped[str] = mapped_column(PHONE, primary_key=True)  # E.164
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    source: Mapped[str] = mapped_column(String(16))  # 'stop' (the caller's SMS) or 'carrier' (its refusal)
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Customer(Base):
    """A customer of the owner."""

    __tablename__ = "customers"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    name: Mapped[str] = mapped_column(String(128))
    birth_date: Mapped[date | None]  # identifies the holder of a policy
    postcode: Mapped[str] = mapped_column(String(6))  # compact: '3512JE'
    house_number: Mapped[str] = mapped_column(HOUSE_NUMBER, server_default="")
    email: Mapped[str | None] = mapped_column(String(320))
    phone: Mapped[str | None] = mapped_column(PHONE)


class Policy(Base):
    """An insurance policy. ``ends`` is the last day of cover; money is in euro cents."""

    __tablename__ = "policies"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    product: Mapped[str] = mapped_column(String(64))
    starts: Mapped[date]
    ends: Mapped[date | None]
    premium_cents_month: Mapped[int] = mapped_column(server_default="0")
    own_risk_cents: Mapped[int] = mapped_column(server_default="0")
    has_green_card: Mapped[bool] = mapped_column(server_default=false())
    customer: Mapped[Customer] = relationship()


class Order(Base):
    """An order of the webshop. The address is the delivery's, postcode compact and upper case. Euro cents."""

    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    postcode: Mapped[str] = mapped_column(String(6))
    house_number: Mapped[str] = mapped_column(HOUSE_NUMBER, server_default="")
    status: Mapped[str] = mapped_column(String(16))
    expected: Mapped[date | None]
    window_from: Mapped[int | None]  # whole hours of the expected day
    window_until: Mapped[int | None]
    delivered: Mapped[date | None]
    items: Mapped[list[str]] = mapped_column(JSON)
    paid: Mapped[bool] = mapped_column(server_default=false())
    amount_cents: Mapped[int] = mapped_column(server_default="0")
    due: Mapped[date | None]  # last day to pay
    customer: Mapped[Customer] = relationship()


class Request(Base):
    """A change that a caller asked for and got; ``nth`` counts from 0 within its call, kind and target.

    No foreign keys: an owner's own system may keep the orders and policies, and the calls.
    """

    __tablename__ = "requests"
    __table_args__ = (UniqueConstraint("call_id", "kind", "target", "nth"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(CALL_ID)
    kind: Mapped[str] = mapped_column(String(32))  # voicebot.backoffice.changes.Kind
    target: Mapped[str] = mapped_column(String(16), index=True)  # number of the order or policy
    nth: Mapped[int]
    data: Mapped[dict[str, str]] = mapped_column(JSON)  # the new values
    reference: Mapped[str | None] = mapped_column(String(16), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

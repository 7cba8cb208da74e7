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
    """A person must call back: one ticket a call. The ticket is the call's reference."""

    __tablename__ = "callbacks"

    call_id: Mapped[str] = mapped_column(CALL_ID, ForeignKey("calls.id"), primary_key=True)
    ticket: Mapped[str] = mapped_column(String(16), unique=True)
    rule_id: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Confirmation(Base):
    """A written confirmation: pending → sending → sent or failed. A call owes at most one of each reason."""

    __tablename__ = "confirmations"
    __table_args__ = (UniqueConstraint("call_id", "reason"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(CALL_ID, ForeignKey("calls.id"))
    reason: Mapped[str] = mapped_column(String(16))  # 'conclusion' or 'callback'
    agreements: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(16), index=True)
    channel: Mapped[str | None] = mapped_column(String(16))  # decided at sending
    address: Mapped[str | None] = mapped_column(String(320))
    text: Mapped[str | None] = mapped_column(Text)
    message_id: Mapped[str | None] = mapped_column(String(512))
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


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

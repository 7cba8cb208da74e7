"""The tables of agents and warm transfers. Times are UTC."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from voicebot.store.models import CALL_ID, PHONE, Base, UtcDateTime

HEX_ID = String(32)  # a random UUID without hyphens
STATE = String(16)
_OPEN = text("ended_at IS NULL")


def _one_open(name: str, column: str) -> Index:
    """At most one row of this column's value is not ended: the database sees to it, whoever writes."""
    return Index(name, column, unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN)


class Agent(Base):
    """A person who works with the console. ``queues``: those whose calls are offered to this agent.

    state: offline, available, busy, wrap_up or pause.
    """

    __tablename__ = "agents"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(64), unique=True)  # lower case
    name: Mapped[str] = mapped_column(String(128))
    password_hash: Mapped[str] = mapped_column(String(255))  # argon2id, with its parameters
    role: Mapped[str] = mapped_column(STATE)  # agent, supervisor, privacy or admin
    phone: Mapped[str] = mapped_column(PHONE, server_default="")  # E.164 or sip:; '' takes no calls
    queues: Mapped[list[str]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(STATE, server_default="offline")
    state_since: Mapped[datetime] = mapped_column(UtcDateTime)
    wrap_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # then available, if still in wrap_up
    disabled: Mapped[bool] = mapped_column(server_default=false())
    session_epoch: Mapped[int] = mapped_column(server_default="0")  # counted up, it ends all sessions
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Transfer(Base):
    """A caller on the way to a person, or a customer who is called back. At most one of a call is open.

    ``data`` is the state machine's own picture of it, ``version`` counts its changes: whoever changes it
    names the version that was read.
    """

    __tablename__ = "transfers"
    __table_args__ = (
        Index(None, "ended_at", "queue"),
        _one_open("uq_transfers_open_call", "call_id"),
    )

    id: Mapped[str] = mapped_column(HEX_ID, primary_key=True)
    call_id: Mapped[str] = mapped_column(CALL_ID, ForeignKey("calls.id"), index=True)
    kind: Mapped[str] = mapped_column(STATE)  # 'live' or 'callback'
    queue: Mapped[str] = mapped_column(String(64))
    priority: Mapped[int]
    rule_id: Mapped[str] = mapped_column(String(32))
    summary: Mapped[str] = mapped_column(Text)  # English, for the agent
    state: Mapped[str] = mapped_column(STATE)
    version: Mapped[int] = mapped_column(server_default="0")
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))  # who has it, or had it
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Offer(Base):
    """One attempt to give a transfer to an agent. ``outcome``: see `voicebot.transfer.ports.LegOutcome`."""

    __tablename__ = "offers"
    __table_args__ = (
        _one_open("uq_offers_open_agent", "agent_id"),
        _one_open("uq_offers_open_transfer", "transfer_id"),
    )

    id: Mapped[str] = mapped_column(HEX_ID, primary_key=True)
    transfer_id: Mapped[str] = mapped_column(HEX_ID, ForeignKey("transfers.id"), index=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), index=True)
    leg: Mapped[str | None] = mapped_column(String(64), index=True)  # the carrier's id of the agent's call
    state: Mapped[str] = mapped_column(STATE)  # ringing, answered, accepted or over
    outcome: Mapped[str | None] = mapped_column(STATE)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TransferEvent(Base):
    """What was told of a transfer, each once: ``key`` names it, as 'leg:CA…:completed'."""

    __tablename__ = "transfer_events"

    transfer_id: Mapped[str] = mapped_column(HEX_ID, ForeignKey("transfers.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(160), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class TransferTask(Base):
    """Something that the carrier must be asked to do, written in one transaction with what decided it.

    state: pending → doing → done or dead. ``due_at`` moves on with every try that failed.
    """

    __tablename__ = "transfer_tasks"
    __table_args__ = (Index(None, "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[str] = mapped_column(HEX_ID, ForeignKey("transfers.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(STATE)
    tries: Mapped[int] = mapped_column(server_default="0")
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    error: Mapped[str | None] = mapped_column(Text)


class WrapUp(Base):
    """What an agent wrote down after a call; at most one of each agent and call."""

    __tablename__ = "wrap_ups"

    call_id: Mapped[str] = mapped_column(CALL_ID, ForeignKey("calls.id"), primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), primary_key=True)
    disposition: Mapped[str] = mapped_column(String(32))
    notes: Mapped[str] = mapped_column(Text)
    promise: Mapped[str] = mapped_column(Text)  # Dutch, confirmed in writing; '' for none
    needless: Mapped[bool] = mapped_column(server_default=false())  # the assistant should have done it
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TurnMark(Base):
    """A caller's turn that was misheard, for retraining. ``right``: what was really said, '' if unknown."""

    __tablename__ = "turn_marks"

    call_id: Mapped[str] = mapped_column(CALL_ID, ForeignKey("calls.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # of the turn's ledger entry
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    right: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

"""The table of promises with a date. Times are UTC."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from voicebot.store.models import CALL_ID, Base, UtcDateTime


class Reminder(Base):
    """When something that was promised in a call is due, and whose it is.

    Of an agent's promise the words stand in the wrap-up alone (kind 'promise', author_id); the assistant's
    are told by the kind of agreement and its reference. owner_id: who is to do it, None for everybody.
    """

    __tablename__ = "reminders"
    __table_args__ = (UniqueConstraint("call_id", "key"), Index(None, "done_at", "due_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(CALL_ID, ForeignKey("calls.id"))
    key: Mapped[str] = mapped_column(String(64))  # 'agent:7', 'damage_reported:3104780': each is once
    kind: Mapped[str] = mapped_column(String(32))
    reference: Mapped[str] = mapped_column(String(16), server_default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))

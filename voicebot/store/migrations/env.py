"""Runs migrations on the connection that `voicebot.store.migrate` hands over."""

from __future__ import annotations

from alembic import context

from voicebot.store import desk_models, heartbeat, reminder_models  # noqa: F401 (Base knows a table once it is imported)
from voicebot.store.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite alters tables by copying them
)
context.run_migrations()

"""Runs migrations on the connection that `voicebot.store.migrate` hands over."""

from __future__ import annotations

from alembic import context

from voicebot.store.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite alters tables by copying them
)
context.run_migrations()

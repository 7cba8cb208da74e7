"""Alembic's environment and the migrations; run by `voicebot.store.migrate.upgrade`."""

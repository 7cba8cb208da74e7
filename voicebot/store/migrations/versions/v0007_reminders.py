"""Promises with a date, which agents are reminded of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("reference", sa.String(length=16), server_default="", nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_at", _TIME, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("done_at", _TIME, nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_reminders_call_id_calls")),
        sa.ForeignKeyConstraint(["author_id"], ["agents.id"], name=op.f("fk_reminders_author_id_agents")),
        sa.ForeignKeyConstraint(["owner_id"], ["agents.id"], name=op.f("fk_reminders_owner_id_agents")),
        sa.ForeignKeyConstraint(["done_by"], ["agents.id"], name=op.f("fk_reminders_done_by_agents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint("call_id", "key", name=op.f("uq_reminders_call_id_key")),
    )
    op.create_index(op.f("ix_reminders_done_at_due_at"), "reminders", ["done_at", "due_at"], unique=False)


def downgrade() -> None:
    """Promises are as they were, without their dates."""
    op.drop_table("reminders")

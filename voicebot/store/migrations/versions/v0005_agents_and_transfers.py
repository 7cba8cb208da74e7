"""Agents, warm transfers, what agents write down; callbacks that are carried out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_CALL = sa.String(length=64)
_HEX = sa.String(length=32)
_STATE = sa.String(length=16)
_TIME = sa.DateTime(timezone=True)

# Added one by one: SQLite does so in place. Defaults are for callbacks that are promised already.
_CALLBACKS = (
    ("number", sa.String(length=64), ""),
    ("due_from", _TIME, None),
    ("due_until", _TIME, None),
    ("state", _STATE, "open"),
    ("tries", sa.Integer(), "0"),
    ("next_try", _TIME, None),
    ("last_outcome", _STATE, None),
)


def upgrade() -> None:
    """Make the tables."""
    for name, kind, default in _CALLBACKS:
        column = sa.Column(name, kind, nullable=default is None, server_default=default)
        op.add_column("callbacks", column)
    op.create_index(op.f("ix_callbacks_state"), "callbacks", ["state"], unique=False)
    op.create_table(
        "agents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("role", _STATE, nullable=False),
        sa.Column("phone", sa.String(length=64), server_default="", nullable=False),
        sa.Column("queues", sa.JSON(), nullable=False),
        sa.Column("state", _STATE, server_default="offline", nullable=False),
        sa.Column("state_since", _TIME, nullable=False),
        sa.Column("wrap_until", _TIME, nullable=True),
        sa.Column("disabled", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("session_epoch", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agents")),
        sa.UniqueConstraint("login", name=op.f("uq_agents_login")),
    )
    _transfers()
    _offers()
    _what_agents_write()


def _transfers() -> None:
    op.create_table(
        "transfers",
        sa.Column("id", _HEX, nullable=False),
        sa.Column("call_id", _CALL, nullable=False),
        sa.Column("kind", _STATE, nullable=False),
        sa.Column("queue", sa.String(length=64), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.String(length=32), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("state", _STATE, nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("changed_at", _TIME, nullable=False),
        sa.Column("ended_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_transfers_agent_id_agents")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_transfers_call_id_calls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfers")),
    )
    _one_open("uq_transfers_open_call", "transfers", "call_id")
    op.create_index(op.f("ix_transfers_call_id"), "transfers", ["call_id"], unique=False)
    op.create_index(op.f("ix_transfers_ended_at_queue"), "transfers", ["ended_at", "queue"], unique=False)
    op.create_table(
        "transfer_events",
        sa.Column("transfer_id", _HEX, nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfers.id"], name=op.f("fk_transfer_events_transfer_id_transfers")
        ),
        sa.PrimaryKeyConstraint("transfer_id", "key", name=op.f("pk_transfer_events")),
    )
    op.create_table(
        "transfer_tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", _HEX, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("state", _STATE, nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", _TIME, nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfers.id"], name=op.f("fk_transfer_tasks_transfer_id_transfers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_tasks")),
    )
    op.create_index(
        op.f("ix_transfer_tasks_state_due_at"), "transfer_tasks", ["state", "due_at"], unique=False
    )
    op.create_index(op.f("ix_transfer_tasks_transfer_id"), "transfer_tasks", ["transfer_id"], unique=False)


def _one_open(name: str, table: str, column: str) -> None:
    still = sa.text("ended_at IS NULL")
    op.create_index(name, table, [column], unique=True, sqlite_where=still, postgresql_where=still)


def _offers() -> None:
    op.create_table(
        "offers",
        sa.Column("id", _HEX, nullable=False),
        sa.Column("transfer_id", _HEX, nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("leg", sa.String(length=64), nullable=True),
        sa.Column("state", _STATE, nullable=False),
        sa.Column("outcome", _STATE, nullable=True),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("ended_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_offers_agent_id_agents")),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfers.id"], name=op.f("fk_offers_transfer_id_transfers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
    )
    _one_open("uq_offers_open_agent", "offers", "agent_id")
    _one_open("uq_offers_open_transfer", "offers", "transfer_id")
    for column in ("agent_id", "leg", "transfer_id"):
        op.create_index(op.f(f"ix_offers_{column}"), "offers", [column], unique=False)


def _what_agents_write() -> None:
    op.create_table(
        "wrap_ups",
        sa.Column("call_id", _CALL, nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("disposition", sa.String(length=32), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("promise", sa.Text(), nullable=False),
        sa.Column("needless", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_wrap_ups_agent_id_agents")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_wrap_ups_call_id_calls")),
        sa.PrimaryKeyConstraint("call_id", "agent_id", name=op.f("pk_wrap_ups")),
    )
    op.create_table(
        "turn_marks",
        sa.Column("call_id", _CALL, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("right", sa.Text(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_turn_marks_agent_id_agents")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_turn_marks_call_id_calls")),
        sa.PrimaryKeyConstraint("call_id", "seq", name=op.f("pk_turn_marks")),
    )


def downgrade() -> None:
    """Back to hand-overs that ring one number. What agents wrote is lost."""
    for table in (
        "turn_marks",
        "wrap_ups",
        "offers",
        "transfer_tasks",
        "transfer_events",
        "transfers",
        "agents",
    ):
        op.drop_table(table)
    op.drop_index(op.f("ix_callbacks_state"), table_name="callbacks")
    for name, _kind, _default in reversed(_CALLBACKS):
        op.drop_column("callbacks", name)

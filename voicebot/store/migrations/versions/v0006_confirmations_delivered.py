"""Confirmations: wishes, attempts, the carrier's reports, alarms, opt-outs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_TIME = sa.DateTime(timezone=True)
# Added one by one: SQLite does so in place. Defaults are for confirmations that are there already.
_COLUMNS = (
    ("wish_channel", sa.String(length=16), ""),
    ("wish_address", sa.String(length=320), ""),
    ("language", sa.String(length=8), "nl"),
    ("subject", sa.Text(), None),
    ("html", sa.Text(), None),
    ("masked", sa.String(length=320), None),
    ("written_at", _TIME, None),
    ("erased_at", _TIME, None),
    ("alarm", sa.String(length=32), None),
    ("handled_by", sa.Integer(), None),
    ("handled_at", _TIME, None),
    ("agent_id", sa.Integer(), None),
    ("resend_of", sa.Integer(), None),
    ("round", sa.Integer(), "0"),
    ("run_id", sa.String(length=128), None),
    ("taken_at", _TIME, None),
    ("next_try", _TIME, None),
)


def upgrade() -> None:
    """Add the columns and make the tables; what an older worker left half done becomes uncertain."""
    for name, kind, default in _COLUMNS:
        column = sa.Column(name, kind, nullable=default is None, server_default=default)
        op.add_column("confirmations", column)
    op.create_index(op.f("ix_confirmations_alarm"), "confirmations", ["alarm"], unique=False)
    # Whether they went out is not known, and the worker that took them is gone.
    op.execute("UPDATE confirmations SET state = 'uncertain', alarm = 'uncertain' WHERE state = 'sending'")
    op.execute("UPDATE confirmations SET alarm = 'failed' WHERE state = 'failed'")
    op.create_table(
        "confirmation_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("confirmation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("masked", sa.String(length=320), server_default="", nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=True),
        sa.Column("owned_until", _TIME, nullable=True),
        sa.Column("looks", sa.Integer(), server_default="0", nullable=False),
        sa.Column("message_id", sa.String(length=512), nullable=True),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("started_at", _TIME, nullable=False),
        sa.Column("going_at", _TIME, nullable=True),
        sa.Column("changed_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmation_id"],
            ["confirmations.id"],
            name=op.f("fk_confirmation_attempts_confirmation_id_confirmations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmation_attempts")),
        sa.UniqueConstraint(
            "confirmation_id", "number", name=op.f("uq_confirmation_attempts_confirmation_id_number")
        ),
        sa.UniqueConstraint("message_id", name=op.f("uq_confirmation_attempts_message_id")),
    )
    op.create_index(op.f("ix_confirmation_attempts_state"), "confirmation_attempts", ["state"], unique=False)
    op.create_table(
        "delivery_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["confirmation_attempts.id"],
            name=op.f("fk_delivery_events_attempt_id_confirmation_attempts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_events")),
        sa.UniqueConstraint(
            "attempt_id", "message_id", "status", name=op.f("uq_delivery_events_attempt_id_message_id_status")
        ),
    )
    op.create_table(
        "opt_outs",
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("lifted_at", _TIME, nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_opt_outs")),
    )


def downgrade() -> None:
    """Back to confirmations that are sent at most once. Attempts, reports and opt-outs are lost."""
    for table in ("opt_outs", "delivery_events", "confirmation_attempts"):
        op.drop_table(table)
    op.execute("UPDATE confirmations SET state = 'sent' WHERE state = 'delivered'")
    op.execute(
        "UPDATE confirmations SET state = 'failed' "
        "WHERE state IN ('uncertain', 'declined', 'sending', 'waiting')"
    )
    op.drop_index(op.f("ix_confirmations_alarm"), table_name="confirmations")
    for name, _kind, _default in reversed(_COLUMNS):
        op.drop_column("confirmations", name)

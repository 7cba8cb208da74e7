"""What callers may ask of orders and policies, and a note of every change they asked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

# Defaults are for rows that are there already. Columns are added and dropped one by one: SQLite does so in
# place, while copying `customers`, to which others point, would fail with foreign keys on.
_COLUMNS = (
    ("customers", "birth_date", sa.Date(), None),
    ("customers", "house_number", sa.String(length=16), ""),
    ("policies", "ends", sa.Date(), None),
    ("policies", "premium_cents_month", sa.Integer(), "0"),
    ("policies", "own_risk_cents", sa.Integer(), "0"),
    ("policies", "has_green_card", sa.Boolean(), sa.false()),
    ("orders", "house_number", sa.String(length=16), ""),
    ("orders", "window_from", sa.Integer(), None),
    ("orders", "window_until", sa.Integer(), None),
    ("orders", "paid", sa.Boolean(), sa.false()),
    ("orders", "amount_cents", sa.Integer(), "0"),
    ("orders", "due", sa.Date(), None),
)


def upgrade() -> None:
    """Add the columns and the table of requests."""
    for table, name, kind, default in _COLUMNS:
        op.add_column(table, sa.Column(name, kind, nullable=default is None, server_default=default))
    op.create_table(
        "requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("target", sa.String(length=16), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requests")),
        sa.UniqueConstraint(
            "call_id", "kind", "target", "nth", name=op.f("uq_requests_call_id_kind_target_nth")
        ),
        sa.UniqueConstraint("reference", name=op.f("uq_requests_reference")),
    )
    op.create_index(op.f("ix_requests_target"), "requests", ["target"], unique=False)


def downgrade() -> None:
    """Back to orders and policies that can only be looked up. The requests are lost."""
    op.drop_index(op.f("ix_requests_target"), table_name="requests")
    op.drop_table("requests")
    for table, name, _kind, _default in reversed(_COLUMNS):
        op.drop_column(table, name)

"""Visits and treatment periods are changed and withdrawn, and what they said before is kept"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CHANGING = ("treatment_period", "visit")
ADDED = {"withdrawn": (sa.Boolean(), sa.false()), "version": (sa.Integer(), "1")}
"""What rows that are there already are given."""


def upgrade() -> None:
    for table in CHANGING:
        with op.batch_alter_table(table) as batch:
            for name, (kind, value) in ADDED.items():
                batch.add_column(sa.Column(name, kind, nullable=False, server_default=value))
        with op.batch_alter_table(table) as batch:
            for name in ADDED:
                batch.alter_column(name, server_default=None)
        _keep_versions(table)


def _keep_versions(table: str) -> None:
    name, key = f"{table}_version", f"{table}_id"
    op.create_table(
        name,
        sa.Column(key, sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_by_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint([key], [f"{table}.id"], name=op.f(f"fk_{name}_{key}")),
        sa.ForeignKeyConstraint(["replaced_by_id"], ["account.id"], name=op.f(f"fk_{name}_replaced_by_id")),
        sa.PrimaryKeyConstraint(key, "version", name=op.f(f"pk_{name}")),
    )


def downgrade() -> None:
    for table in CHANGING:
        op.drop_table(f"{table}_version")
        with op.batch_alter_table(table) as batch:
            for name in ADDED:
                batch.drop_column(name)

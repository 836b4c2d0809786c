"""Exams know when they were signed: the worklist of those that wait stays quick among a million"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WAITING = sa.text("signed_at IS NULL")


def upgrade() -> None:
    op.add_column("exam", sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_exam_unsigned",
        "exam",
        ["site_id", "taken_at", "id"],
        postgresql_where=WAITING,
        sqlite_where=WAITING,
    )


def downgrade() -> None:
    op.drop_index("ix_exam_unsigned", "exam")
    op.drop_column("exam", "signed_at")

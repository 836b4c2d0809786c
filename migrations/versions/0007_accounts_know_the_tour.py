"""Accounts know whether their person was shown around"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("toured_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE account SET toured_at = created_at")


def downgrade() -> None:
    op.drop_column("account", "toured_at")

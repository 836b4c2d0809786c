"""Readings name the model's answer that they were made with"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEY = "fk_reading_assessment_id"
CERTAIN = """
UPDATE reading SET assessment_id = (
    SELECT assessment.id FROM assessment WHERE assessment.exam_id = reading.exam_id LIMIT 1
) WHERE agreement IS NOT NULL AND (
    SELECT COUNT(*) FROM assessment WHERE assessment.exam_id = reading.exam_id
) = 1
"""
"""Only where there was one answer alone: which of several a reader saw was not kept."""


def upgrade() -> None:
    with op.batch_alter_table("reading") as batch:
        batch.add_column(sa.Column("assessment_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(op.f(KEY), "assessment", ["assessment_id"], ["id"])
    op.execute(CERTAIN)


def downgrade() -> None:
    with op.batch_alter_table("reading") as batch:
        batch.drop_constraint(op.f(KEY), type_="foreignkey")
        batch.drop_column("assessment_id")

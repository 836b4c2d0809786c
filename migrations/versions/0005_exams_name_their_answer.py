"""Exams name the answer in force, and since when they wait for their model"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = "fk_exam_assessment_id"
NEWEST = """
UPDATE exam SET assessment_id = (
    SELECT assessment.id FROM assessment WHERE assessment.exam_id = exam.id
    ORDER BY assessment.created_at DESC, assessment.id DESC LIMIT 1
)
"""


def upgrade() -> None:
    with op.batch_alter_table("exam") as batch:
        batch.add_column(sa.Column("assessment_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("unserved_since", sa.DateTime(timezone=True), nullable=True))
        batch.create_foreign_key(op.f(KEY), "assessment", ["assessment_id"], ["id"])
    op.execute(NEWEST)


def downgrade() -> None:
    with op.batch_alter_table("exam") as batch:
        batch.drop_constraint(op.f(KEY), type_="foreignkey")
        batch.drop_column("unserved_since")
        batch.drop_column("assessment_id")

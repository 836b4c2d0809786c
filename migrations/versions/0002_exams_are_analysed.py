"""Exams are analysed: claims, overrides, complaints, whole assessments, what a site has chosen"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
FILLED = {
    "consent": (sa.Boolean(), sa.false()),
    "bytes": (sa.BigInteger(), "0"),
    "lease_owner": (sa.String(length=200), ""),
    "attempts": (sa.Integer(), "0"),
    "fault": (DOCUMENT, "{}"),
}
"""What exams that are there already are given."""


def words(column: str, kind: str, *listed: str, nullable: bool = False) -> sa.Column[str]:
    allowed = sa.Enum(*listed, name=kind, native_enum=False, create_constraint=True, length=32)
    return sa.Column(column, allowed, nullable=nullable)


def upgrade() -> None:
    _extend_exams()
    for name in ("frame_seconds", "spacing_x_mm", "spacing_y_mm"):
        op.add_column("picture", sa.Column(name, sa.Float(), nullable=True))
    op.create_table(
        "override",
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_override_by_id")),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_override_exam_id")),
        sa.PrimaryKeyConstraint("exam_id", "code", name=op.f("pk_override")),
    )
    op.create_table(
        "site_task",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("task", sa.String(length=200), nullable=False),
        sa.Column("operating_point", sa.String(length=200), nullable=False),
        sa.Column("prevalence", sa.Float(), nullable=True),
        words("reading_mode", "readingmode", "second_reader", "concurrent", "triage_blind"),
        sa.CheckConstraint("prevalence > 0 AND prevalence < 1", name=op.f("ck_site_task_prevalence")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_task_site_id")),
        sa.PrimaryKeyConstraint("site_id", "task", name=op.f("pk_site_task")),
    )
    # Nothing has written to these two before this revision.
    _drop_answers()
    op.create_table(
        "assessment",
        *_identity("terms_sha256"),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("terms_sha256", sa.String(length=64), nullable=False),
        sa.Column("point", sa.String(length=200), nullable=False),
        sa.Column("prevalence", sa.Float(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        words("verdict", "verdict", "suspected", "uncertain", "not_suspected", nullable=True),
        sa.Column("probability", sa.Float(), nullable=True),
        sa.Column("uncertain_low", sa.Float(), nullable=True),
        sa.Column("uncertain_high", sa.Float(), nullable=True),
        sa.Column("answer", DOCUMENT, nullable=False),
        sa.Column("embedding_width", sa.Integer(), nullable=True),
    )
    op.create_table(
        "complaint",
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("hard", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Boolean(), nullable=False),
        sa.Column("picture", sa.Integer(), nullable=True),
        sa.Column("frame", sa.Integer(), nullable=True),
        sa.Column("said", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_complaint_assessment_id")),
        sa.PrimaryKeyConstraint("assessment_id", "position", name=op.f("pk_complaint")),
    )
    op.create_index("ix_complaint_code", "complaint", ["code"])
    _create_scores(sa.Column("detectable", sa.Float(), nullable=True), band_known=False)


def downgrade() -> None:
    op.drop_table("complaint")
    _drop_answers()
    op.create_table(
        "assessment",
        *_identity("preparation_version"),
        *(sa.Column(name, DOCUMENT, nullable=False) for name in ("thresholds", "findings", "maps", "complaints")),
    )
    _create_scores(band_known=True)
    op.drop_table("site_task")
    op.drop_table("override")
    for name in ("frame_seconds", "spacing_x_mm", "spacing_y_mm"):
        op.drop_column("picture", name)
    for name in ("ix_exam_worklist_urgent", "ix_exam_waiting", "ix_exam_changed"):
        op.drop_index(name, "exam")
    with op.batch_alter_table("exam") as batch_op:
        batch_op.drop_constraint(op.f("ck_exam_gestation"), type_="check")
        for name in FILLED:
            batch_op.drop_column(name)
        batch_op.drop_column("gestation_days")
        batch_op.drop_column("changed_at")


def _extend_exams() -> None:
    for name, (kind, value) in FILLED.items():
        op.add_column("exam", sa.Column(name, kind, server_default=value, nullable=False))
    op.add_column("exam", sa.Column("gestation_days", sa.Integer(), nullable=True))
    op.add_column("exam", sa.Column("changed_at", MOMENT, nullable=True))
    op.execute("UPDATE exam SET changed_at = created_at")
    with op.batch_alter_table("exam") as batch_op:
        for name in FILLED:
            batch_op.alter_column(name, server_default=None)
        batch_op.alter_column("changed_at", nullable=False)
        batch_op.create_check_constraint(op.f("ck_exam_gestation"), "gestation_days BETWEEN 35 AND 315")
    op.create_index("ix_exam_changed", "exam", ["changed_at", "id"])
    op.create_index("ix_exam_waiting", "exam", ["state", "created_at", "id"])
    op.create_index("ix_exam_worklist_urgent", "exam", ["site_id", "urgent", "taken_at", "id"])


def _drop_answers() -> None:
    op.drop_table("severity_score")
    op.drop_table("assessment")


def _identity(last_of_key: str) -> Sequence[sa.schema.SchemaItem]:
    """What an assessment has had from the first."""
    key = ("exam_id", "model_sha256", last_of_key)
    return (
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("model_sha256", sa.String(length=64), nullable=False),
        sa.Column("model_version", sa.String(length=200), nullable=False),
        sa.Column("preset", sa.String(length=200), nullable=False),
        sa.Column("preparation_version", sa.Integer(), nullable=False),
        sa.Column("embedding", sa.LargeBinary(), nullable=True),
        sa.Column("timings", DOCUMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_assessment_exam_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint(*key, name=op.f(f"uq_assessment_{'_'.join(key)}")),
    )


def _create_scores(*more: sa.Column[float], band_known: bool) -> None:
    op.create_table(
        "severity_score",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("picture_id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        words("ear", "ear", "left", "right"),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("low", sa.Float(), nullable=not band_known),
        sa.Column("high", sa.Float(), nullable=not band_known),
        *more,
        sa.Column("percentile", sa.Float(), nullable=False),
        sa.Column("model_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_severity_score_assessment_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_severity_score_patient_id")),
        sa.ForeignKeyConstraint(["picture_id"], ["picture.id"], name=op.f("fk_severity_score_picture_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_severity_score")),
        sa.UniqueConstraint(
            "picture_id", "ear", "model_sha256", name=op.f("uq_severity_score_picture_id_ear_model_sha256")
        ),
    )
    op.create_index("ix_severity_score_chart", "severity_score", ["patient_id", "ear", "model_sha256", "taken_at"])

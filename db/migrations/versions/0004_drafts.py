"""Input that was not written yet: a draft a place, of its author, without a trace in the audit log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("run", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(32), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer()),
        sa.Column("typed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("run", "kind", "subject", "place", name="pk_drafts"),
    )
    op.create_index("ix_drafts_author", "drafts", ["author"])
    op.create_index("ix_drafts_subject", "drafts", ["subject"])


def downgrade() -> None:
    op.drop_table("drafts")

"""The first schema: cases with their revisions, meetings with their seals, the audit log, the index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.String(32)
SHA256 = sa.String(64)
PERSON = sa.String(200)
CHOSEN = sa.String(40)
MOMENT = sa.DateTime()
TEXT = sa.Text()
INTEGER = sa.Integer()

# What a server holds beyond tables, as it was when there was a first one: it began with this schema.
SERVER = (
    (
        "CREATE TABLE case_search (case_id VARCHAR(32) NOT NULL, text TEXT NOT NULL, letters TEXT NOT NULL, "
        "parts TEXT[] NOT NULL, CONSTRAINT pk_case_search PRIMARY KEY (case_id), CONSTRAINT "
        "fk_case_search_case_id_case_facts FOREIGN KEY (case_id) REFERENCES case_facts (case_id) ON DELETE "
        "CASCADE)"
    ),
    "CREATE INDEX ix_case_search_parts ON case_search USING gin (parts)",
    (
        "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql SET search_path = crlm, pg_temp AS $$ BEGIN "
        "RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = '23000'; END $$"
    ),
    (
        "CREATE FUNCTION keep_closed() RETURNS trigger LANGUAGE plpgsql SET search_path = crlm, pg_temp AS $$"
        " BEGIN IF EXISTS (SELECT 1 FROM meetings WHERE state = 'closed' AND ((TG_OP <> 'DELETE' AND id = "
        "NEW.meeting_id) OR (TG_OP <> 'INSERT' AND id = OLD.meeting_id))) THEN RAISE EXCEPTION USING MESSAGE "
        "= 'the meeting is closed', ERRCODE = '23000'; END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; "
        "RETURN NEW; END $$"
    ),
    (
        "CREATE FUNCTION keep_unsealed() RETURNS trigger LANGUAGE plpgsql SET search_path = crlm, pg_temp AS "
        "$$ BEGIN IF NOT EXISTS (SELECT 1 FROM seals WHERE meeting_id = NEW.id) THEN RAISE EXCEPTION USING "
        "MESSAGE = 'a meeting is closed by sealing it', ERRCODE = '23000'; END IF; RETURN NEW; END $$"
    ),
    (
        "CREATE FUNCTION move_head() RETURNS trigger SECURITY DEFINER LANGUAGE plpgsql SET search_path = "
        "crlm, pg_temp AS $$ BEGIN UPDATE registry_info SET newest_entry = NEW.id, newest_sha256 = NEW.sha256"
        " WHERE newest_entry = NEW.id - 1 AND newest_sha256 = NEW.previous_sha256; IF NOT FOUND THEN RAISE "
        "EXCEPTION USING MESSAGE = 'the entry does not continue the log', ERRCODE = '23000'; END IF; RETURN "
        "NULL; END $$"
    ),
    (
        "CREATE FUNCTION forget_drafts() RETURNS trigger SECURITY DEFINER LANGUAGE plpgsql SET search_path = "
        "crlm, pg_temp AS $$ BEGIN DELETE FROM drafts WHERE subject = NEW.id; RETURN NULL; END $$"
    ),
    (
        "CREATE TRIGGER revisions_keep_on_update BEFORE UPDATE ON revisions FOR EACH ROW EXECUTE FUNCTION "
        "keep('revisions: rows are only ever added')"
    ),
    (
        "CREATE TRIGGER revisions_keep_on_delete BEFORE DELETE ON revisions FOR EACH ROW EXECUTE FUNCTION "
        "keep('revisions: rows are only ever added')"
    ),
    (
        "CREATE TRIGGER revisions_keep_on_truncate BEFORE TRUNCATE ON revisions FOR EACH STATEMENT EXECUTE "
        "FUNCTION keep('revisions: rows are only ever added')"
    ),
    (
        "CREATE TRIGGER seals_keep_on_update BEFORE UPDATE ON seals FOR EACH ROW EXECUTE FUNCTION "
        "keep('seals: rows are only ever added')"
    ),
    (
        "CREATE TRIGGER seals_keep_on_delete BEFORE DELETE ON seals FOR EACH ROW EXECUTE FUNCTION "
        "keep('seals: rows are only ever added')"
    ),
    (
        "CREATE TRIGGER seals_keep_on_truncate BEFORE TRUNCATE ON seals FOR EACH STATEMENT EXECUTE FUNCTION "
        "keep('seals: rows are only ever added')"
    ),
    (
        "CREATE TRIGGER audit_log_keep_on_update BEFORE UPDATE ON audit_log FOR EACH ROW EXECUTE FUNCTION "
        "keep('audit_log: rows are only ever added')"
    ),
    (
        "CREATE TRIGGER audit_log_keep_on_delete BEFORE DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION "
        "keep('audit_log: rows are only ever added')"
    ),
    (
        "CREATE TRIGGER audit_log_keep_on_truncate BEFORE TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE "
        "FUNCTION keep('audit_log: rows are only ever added')"
    ),
    (
        "CREATE TRIGGER attendances_closed BEFORE INSERT OR UPDATE OR DELETE ON attendances FOR EACH ROW "
        "EXECUTE FUNCTION keep_closed()"
    ),
    (
        "CREATE TRIGGER agenda_items_closed BEFORE INSERT OR UPDATE OR DELETE ON agenda_items FOR EACH ROW "
        "EXECUTE FUNCTION keep_closed()"
    ),
    (
        "CREATE TRIGGER outcomes_closed BEFORE INSERT OR UPDATE OR DELETE ON outcomes FOR EACH ROW EXECUTE "
        "FUNCTION keep_closed()"
    ),
    (
        "CREATE TRIGGER meetings_closed BEFORE UPDATE OR DELETE ON meetings FOR EACH ROW WHEN (OLD.state = "
        "'closed') EXECUTE FUNCTION keep('the meeting is closed')"
    ),
    (
        "CREATE TRIGGER meetings_closed_without_seal BEFORE UPDATE ON meetings FOR EACH ROW WHEN (NEW.state ="
        " 'closed') EXECUTE FUNCTION keep_unsealed()"
    ),
    (
        "CREATE TRIGGER meetings_forget_drafts AFTER UPDATE ON meetings FOR EACH ROW WHEN (NEW.state = "
        "'closed') EXECUTE FUNCTION forget_drafts()"
    ),
    ("CREATE TRIGGER audit_log_moves_head AFTER INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION move_head()"),
)


def upgrade() -> None:
    _cases()
    _projection()
    _meetings()
    if op.get_bind().dialect.name == "postgresql":
        _server()
    else:
        _full_text()
        _append_only()
        _closed()


def downgrade() -> None:
    raise NotImplementedError("there is nothing before the first schema")


def _cases() -> None:
    op.create_table(
        "registry_info",
        sa.Column("singleton", INTEGER, autoincrement=False, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("offers", TEXT),
        sa.CheckConstraint("singleton = 1", name="ck_registry_info_one_row"),
        sa.PrimaryKeyConstraint("singleton", name="pk_registry_info"),
    )
    op.create_table(
        "patients",
        sa.Column("id", ID, nullable=False),
        sa.Column("number", sa.String(200), nullable=False),
        sa.Column("number_key", sa.String(400), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("born_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name="pk_patients"),
        sa.UniqueConstraint("number_key", name="uq_patients_number_key"),
    )
    op.create_table(
        "audit_log",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("author", PERSON, nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("subject", ID, nullable=False),
        sa.Column("detail", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_log"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_log_subject", "audit_log", ["subject"])
    op.create_table(
        "cases",
        sa.Column("id", ID, nullable=False),
        sa.Column("patient_id", ID, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("head", INTEGER, nullable=False),
        sa.CheckConstraint("head >= 1", name="ck_cases_head"),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name="fk_cases_patient_id_patients"),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("patient_id", name="uq_cases_patient_id"),
    )
    op.create_table(
        "revisions",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("number", INTEGER, autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", SHA256, nullable=False),
        sa.Column("parent_sha256", SHA256),
        sa.Column("author", PERSON, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.CheckConstraint("(number = 1) = (parent_sha256 IS NULL)", name="ck_revisions_parent"),
        sa.CheckConstraint("length(sha256) = 64", name="ck_revisions_sha256"),
        sa.CheckConstraint("number >= 1", name="ck_revisions_number"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_revisions_case_id_cases"),
        sa.PrimaryKeyConstraint("case_id", "number", name="pk_revisions"),
    )
    op.create_table(
        "opinions",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("case_sha256", SHA256, nullable=False),
        sa.Column("person", PERSON, nullable=False),
        sa.Column("discipline", CHOSEN, nullable=False),
        sa.Column("strategy", sa.String(100), nullable=False),
        sa.Column("stance", CHOSEN, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("recorded_by", PERSON, nullable=False),
        sa.Column("withdrawn_at", MOMENT),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_opinions_case_id_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_opinions"),
    )
    op.create_index("ix_opinions_case_id", "opinions", ["case_id"])


def _projection() -> None:
    op.create_table(
        "case_facts",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("touched", INTEGER, nullable=False),
        sa.Column("number", sa.String(200), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("age_years", INTEGER),
        sa.Column("sex", CHOSEN),
        sa.Column("presentation", CHOSEN),
        sa.Column("lesion_count", INTEGER),
        sa.Column("ras", CHOSEN),
        sa.Column("braf", CHOSEN),
        sa.Column("mmr", CHOSEN),
        sa.Column("completeness", INTEGER, nullable=False),
        sa.Column("revision", INTEGER, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.CheckConstraint("completeness BETWEEN 0 AND 100", name="ck_case_facts_completeness"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_facts_case_id_cases"),
        sa.ForeignKeyConstraint(["touched"], ["audit_log.id"], name="fk_case_facts_touched_audit_log"),
        sa.PrimaryKeyConstraint("case_id", name="pk_case_facts"),
        sa.UniqueConstraint("touched", name="uq_case_facts_touched"),
    )
    op.create_table(
        "lesion_facts",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("position", INTEGER, autoincrement=False, nullable=False),
        sa.Column("lesion", sa.String(16), nullable=False),
        sa.Column("segments", sa.String(80)),
        sa.Column("size_mm", sa.Double()),
        sa.Column("state", CHOSEN),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_facts.case_id"], name="fk_lesion_facts_case_id_case_facts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("case_id", "position", name="pk_lesion_facts"),
    )


def _meetings() -> None:
    op.create_table(
        "meetings",
        sa.Column("id", ID, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("site", TEXT, nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time()),
        sa.Column("ends_at", sa.Time()),
        sa.Column("chair", TEXT, nullable=False),
        sa.Column("coordinator", TEXT, nullable=False),
        sa.Column("state", CHOSEN, nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="ck_meetings_closed"),
        sa.PrimaryKeyConstraint("id", name="pk_meetings"),
    )
    op.create_index("ix_meetings_held_on", "meetings", ["held_on"])
    op.create_table(
        "attendances",
        sa.Column("meeting_id", ID, nullable=False),
        sa.Column("position", INTEGER, autoincrement=False, nullable=False),
        sa.Column("person", PERSON, nullable=False),
        sa.Column("discipline", CHOSEN, nullable=False),
        sa.Column("presence", CHOSEN, nullable=False),
        sa.Column("arrived_at", sa.Time()),
        sa.Column("left_at", sa.Time()),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name="fk_attendances_meeting_id_meetings"),
        sa.PrimaryKeyConstraint("meeting_id", "position", name="pk_attendances"),
    )
    op.create_table(
        "agenda_items",
        sa.Column("meeting_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("position", INTEGER, nullable=False),
        sa.Column("question", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_agenda_items_case_id_cases"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name="fk_agenda_items_meeting_id_meetings"),
        sa.PrimaryKeyConstraint("meeting_id", "case_id", name="pk_agenda_items"),
    )
    op.create_index("ix_agenda_items_case_id", "agenda_items", ["case_id"])
    op.create_table(
        "outcomes",
        sa.Column("meeting_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("options", TEXT, nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.Column("revision", INTEGER, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by", PERSON, nullable=False),
        sa.CheckConstraint("kind IN ('decision', 'deferral')", name="ck_outcomes_kind"),
        sa.ForeignKeyConstraint(
            ["meeting_id", "case_id"],
            ["agenda_items.meeting_id", "agenda_items.case_id"],
            name="fk_outcomes_meeting_id_case_id_agenda_items",
        ),
        sa.PrimaryKeyConstraint("meeting_id", "case_id", name="pk_outcomes"),
    )
    op.create_index("ix_outcomes_case_id", "outcomes", ["case_id"])
    op.create_table(
        "seals",
        sa.Column("meeting_id", ID, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", SHA256, nullable=False),
        sa.Column("sealed_at", MOMENT, nullable=False),
        sa.Column("sealed_by", PERSON, nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name="ck_seals_sha256"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name="fk_seals_meeting_id_meetings"),
        sa.PrimaryKeyConstraint("meeting_id", name="pk_seals"),
    )


def _server() -> None:
    for statement in SERVER:
        op.get_bind().exec_driver_sql(statement)


def _full_text() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE search_trigrams USING fts5"
        "(text, content='', contentless_delete=1, tokenize='trigram case_sensitive 1')"
    )
    op.execute(
        "CREATE VIRTUAL TABLE search_characters USING fts5(text, content='', contentless_delete=1, tokenize='ascii')"
    )


def _append_only() -> None:
    for table in ("revisions", "seals", "audit_log"):
        for verb in ("UPDATE", "DELETE"):
            _refuse(f"{table}_keep_on_{verb.lower()}", f"{verb} ON {table}", "", f"{table}: rows are only ever added")


def _closed() -> None:
    reason = "the meeting is closed"
    for table in ("attendances", "agenda_items", "outcomes"):
        for verb, ids in (
            ("INSERT", "NEW.meeting_id"),
            ("UPDATE", "OLD.meeting_id, NEW.meeting_id"),
            ("DELETE", "OLD.meeting_id"),
        ):
            condition = f" WHEN EXISTS (SELECT 1 FROM meetings WHERE id IN ({ids}) AND state = 'closed')"
            _refuse(f"{table}_closed_on_{verb.lower()}", f"{verb} ON {table}", condition, reason)
    for verb in ("UPDATE", "DELETE"):
        _refuse(f"meetings_closed_on_{verb.lower()}", f"{verb} ON meetings", " WHEN OLD.state = 'closed'", reason)
    _refuse(
        "meetings_closed_without_seal",
        "UPDATE ON meetings",
        " WHEN NEW.state = 'closed' AND NOT EXISTS (SELECT 1 FROM seals WHERE meeting_id = NEW.id)",
        "a meeting is closed by sealing it",
    )


def _refuse(name: str, moment: str, condition: str, reason: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {moment}{condition} BEGIN SELECT RAISE(ABORT, '{reason}'); END")

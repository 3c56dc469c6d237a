-- Generated from crlm_desktop/registry/tables.py by `python -m crlm_desktop.registry.schema_text`.

CREATE TABLE agenda_items (
    meeting_id VARCHAR(32) NOT NULL,
    case_id VARCHAR(32) NOT NULL,
    position INTEGER NOT NULL,
    question TEXT NOT NULL,
    CONSTRAINT pk_agenda_items PRIMARY KEY (meeting_id, case_id),
    CONSTRAINT fk_agenda_items_meeting_id_meetings FOREIGN KEY(meeting_id) REFERENCES meetings (id),
    CONSTRAINT fk_agenda_items_case_id_cases FOREIGN KEY(case_id) REFERENCES cases (id)
);

CREATE TABLE attendances (
    meeting_id VARCHAR(32) NOT NULL,
    position INTEGER NOT NULL,
    person VARCHAR(200) NOT NULL,
    discipline VARCHAR(40) NOT NULL,
    presence VARCHAR(40) NOT NULL,
    arrived_at TIME,
    left_at TIME,
    CONSTRAINT pk_attendances PRIMARY KEY (meeting_id, position),
    CONSTRAINT fk_attendances_meeting_id_meetings FOREIGN KEY(meeting_id) REFERENCES meetings (id)
);

CREATE TABLE audit_log (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at DATETIME NOT NULL,
    author VARCHAR(200) NOT NULL,
    act VARCHAR(40) NOT NULL,
    subject VARCHAR(32) NOT NULL,
    detail TEXT NOT NULL,
    written TEXT NOT NULL,
    previous_sha256 VARCHAR(64) NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    CONSTRAINT ck_audit_log_sha256 CHECK (length(previous_sha256) = 64 AND length(sha256) = 64)
);

CREATE TABLE case_facts (
    case_id VARCHAR(32) NOT NULL,
    touched INTEGER NOT NULL,
    number VARCHAR(200) NOT NULL,
    name VARCHAR(200) NOT NULL,
    age_years INTEGER,
    sex VARCHAR(40),
    presentation VARCHAR(40),
    lesion_count INTEGER,
    ras VARCHAR(40),
    braf VARCHAR(40),
    mmr VARCHAR(40),
    completeness INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    changed_at DATETIME NOT NULL,
    CONSTRAINT pk_case_facts PRIMARY KEY (case_id),
    CONSTRAINT ck_case_facts_completeness CHECK (completeness BETWEEN 0 AND 100),
    CONSTRAINT fk_case_facts_case_id_cases FOREIGN KEY(case_id) REFERENCES cases (id),
    CONSTRAINT uq_case_facts_touched UNIQUE (touched),
    CONSTRAINT fk_case_facts_touched_audit_log FOREIGN KEY(touched) REFERENCES audit_log (id)
);

CREATE TABLE cases (
    id VARCHAR(32) NOT NULL,
    patient_id VARCHAR(32) NOT NULL,
    created_at DATETIME NOT NULL,
    head INTEGER NOT NULL,
    CONSTRAINT pk_cases PRIMARY KEY (id),
    CONSTRAINT ck_cases_head CHECK (head >= 1),
    CONSTRAINT uq_cases_patient_id UNIQUE (patient_id),
    CONSTRAINT fk_cases_patient_id_patients FOREIGN KEY(patient_id) REFERENCES patients (id)
);

CREATE TABLE drafts (
    run VARCHAR(32) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    subject VARCHAR(32) NOT NULL,
    place VARCHAR(200) NOT NULL,
    author VARCHAR(200) NOT NULL,
    text TEXT NOT NULL,
    revision INTEGER,
    typed_at DATETIME NOT NULL,
    CONSTRAINT pk_drafts PRIMARY KEY (run, kind, subject, place)
);

CREATE TABLE lesion_facts (
    case_id VARCHAR(32) NOT NULL,
    position INTEGER NOT NULL,
    lesion VARCHAR(16) NOT NULL,
    segments VARCHAR(80),
    size_mm DOUBLE,
    state VARCHAR(40),
    CONSTRAINT pk_lesion_facts PRIMARY KEY (case_id, position),
    CONSTRAINT fk_lesion_facts_case_id_case_facts FOREIGN KEY(case_id) REFERENCES case_facts (case_id) ON DELETE CASCADE
);

CREATE TABLE meetings (
    id VARCHAR(32) NOT NULL,
    title TEXT NOT NULL,
    site TEXT NOT NULL,
    held_on DATE NOT NULL,
    starts_at TIME,
    ends_at TIME,
    chair TEXT NOT NULL,
    coordinator TEXT NOT NULL,
    state VARCHAR(40) NOT NULL,
    closed_at DATETIME,
    CONSTRAINT pk_meetings PRIMARY KEY (id),
    CONSTRAINT ck_meetings_closed CHECK ((state = 'closed') = (closed_at IS NOT NULL))
);

CREATE TABLE opinions (
    id VARCHAR(32) NOT NULL,
    case_id VARCHAR(32) NOT NULL,
    case_sha256 VARCHAR(64) NOT NULL,
    person VARCHAR(200) NOT NULL,
    discipline VARCHAR(40) NOT NULL,
    strategy VARCHAR(100) NOT NULL,
    stance VARCHAR(40) NOT NULL,
    text TEXT NOT NULL,
    given_at DATETIME NOT NULL,
    recorded_by VARCHAR(200) NOT NULL,
    withdrawn_at DATETIME,
    CONSTRAINT pk_opinions PRIMARY KEY (id),
    CONSTRAINT fk_opinions_case_id_cases FOREIGN KEY(case_id) REFERENCES cases (id)
);

CREATE TABLE outcomes (
    meeting_id VARCHAR(32) NOT NULL,
    case_id VARCHAR(32) NOT NULL,
    kind VARCHAR(10) NOT NULL,
    options TEXT NOT NULL,
    reason VARCHAR(40) NOT NULL,
    value TEXT NOT NULL,
    revision INTEGER NOT NULL,
    recorded_at DATETIME NOT NULL,
    recorded_by VARCHAR(200) NOT NULL,
    CONSTRAINT pk_outcomes PRIMARY KEY (meeting_id, case_id),
    CONSTRAINT fk_outcomes_meeting_id_case_id_agenda_items FOREIGN KEY(meeting_id, case_id) REFERENCES agenda_items (meeting_id, case_id),
    CONSTRAINT ck_outcomes_kind CHECK (kind IN ('decision', 'deferral'))
);

CREATE TABLE patients (
    id VARCHAR(32) NOT NULL,
    number VARCHAR(200) NOT NULL,
    number_key VARCHAR(400) NOT NULL,
    name VARCHAR(200) NOT NULL,
    born_on DATE,
    CONSTRAINT pk_patients PRIMARY KEY (id),
    CONSTRAINT uq_patients_number_key UNIQUE (number_key)
);

CREATE TABLE registry_info (
    singleton INTEGER NOT NULL,
    id VARCHAR(32) NOT NULL,
    name VARCHAR(200) NOT NULL,
    created_at DATETIME NOT NULL,
    is_demonstration BOOLEAN NOT NULL,
    offers TEXT,
    newest_entry INTEGER NOT NULL,
    newest_sha256 VARCHAR(64) NOT NULL,
    CONSTRAINT pk_registry_info PRIMARY KEY (singleton),
    CONSTRAINT ck_registry_info_one_row CHECK (singleton = 1)
);

CREATE TABLE revisions (
    case_id VARCHAR(32) NOT NULL,
    number INTEGER NOT NULL,
    content BLOB NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    parent_sha256 VARCHAR(64),
    author VARCHAR(200) NOT NULL,
    recorded_at DATETIME NOT NULL,
    reason TEXT NOT NULL,
    CONSTRAINT pk_revisions PRIMARY KEY (case_id, number),
    CONSTRAINT ck_revisions_number CHECK (number >= 1),
    CONSTRAINT ck_revisions_parent CHECK ((number = 1) = (parent_sha256 IS NULL)),
    CONSTRAINT ck_revisions_sha256 CHECK (length(sha256) = 64),
    CONSTRAINT fk_revisions_case_id_cases FOREIGN KEY(case_id) REFERENCES cases (id)
);

CREATE TABLE seals (
    meeting_id VARCHAR(32) NOT NULL,
    content BLOB NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    sealed_at DATETIME NOT NULL,
    sealed_by VARCHAR(200) NOT NULL,
    CONSTRAINT pk_seals PRIMARY KEY (meeting_id),
    CONSTRAINT ck_seals_sha256 CHECK (length(sha256) = 64),
    CONSTRAINT fk_seals_meeting_id_meetings FOREIGN KEY(meeting_id) REFERENCES meetings (id)
);

CREATE VIRTUAL TABLE search_characters USING fts5(text, content='', contentless_delete=1, tokenize='ascii');

CREATE VIRTUAL TABLE search_trigrams USING fts5(text, content='', contentless_delete=1, tokenize='trigram case_sensitive 1');

CREATE TABLE users (
    id VARCHAR(32) NOT NULL,
    name VARCHAR(200) NOT NULL,
    name_key VARCHAR(400) NOT NULL,
    role VARCHAR(40) NOT NULL,
    created_at DATETIME NOT NULL,
    disabled_at DATETIME,
    CONSTRAINT pk_users PRIMARY KEY (id),
    CONSTRAINT uq_users_name_key UNIQUE (name_key)
);

CREATE INDEX ix_agenda_items_case_id ON agenda_items (case_id);

CREATE INDEX ix_audit_log_subject ON audit_log (subject);

CREATE INDEX ix_drafts_author ON drafts (author);

CREATE INDEX ix_drafts_subject ON drafts (subject);

CREATE INDEX ix_meetings_held_on ON meetings (held_on);

CREATE INDEX ix_opinions_case_id ON opinions (case_id);

CREATE INDEX ix_outcomes_case_id ON outcomes (case_id);

CREATE TRIGGER agenda_items_closed_on_delete BEFORE DELETE ON agenda_items WHEN EXISTS (SELECT 1 FROM meetings WHERE id IN (OLD.meeting_id) AND state = 'closed') BEGIN SELECT RAISE(ABORT, 'the meeting is closed'); END;

CREATE TRIGGER agenda_items_closed_on_insert BEFORE INSERT ON agenda_items WHEN EXISTS (SELECT 1 FROM meetings WHERE id IN (NEW.meeting_id) AND state = 'closed') BEGIN SELECT RAISE(ABORT, 'the meeting is closed'); END;

CREATE TRIGGER agenda_items_closed_on_update BEFORE UPDATE ON agenda_items WHEN EXISTS (SELECT 1 FROM meetings WHERE id IN (OLD.meeting_id, NEW.meeting_id) AND state = 'closed') BEGIN SELECT RAISE(ABORT, 'the meeting is closed'); END;

CREATE TRIGGER attendances_closed_on_delete BEFORE DELETE ON attendances WHEN EXISTS (SELECT 1 FROM meetings WHERE id IN (OLD.meeting_id) AND state = 'closed') BEGIN SELECT RAISE(ABORT, 'the meeting is closed'); END;

CREATE TRIGGER attendances_closed_on_insert BEFORE INSERT ON attendances WHEN EXISTS (SELECT 1 FROM meetings WHERE id IN (NEW.meeting_id) AND state = 'closed') BEGIN SELECT RAISE(ABORT, 'the meeting is closed'); END;

CREATE TRIGGER attendances_closed_on_update BEFORE UPDATE ON attendances WHEN EXISTS (SELECT 1 FROM meetings WHERE id IN (OLD.meeting_id, NEW.meeting_id) AND state = 'closed') BEGIN SELECT RAISE(ABORT, 'the meeting is closed'); END;

CREATE TRIGGER audit_log_keep_on_delete BEFORE DELETE ON audit_log BEGIN SELECT RAISE(ABORT, 'audit_log: rows are only ever added'); END;

CREATE TRIGGER audit_log_keep_on_update BEFORE UPDATE ON audit_log BEGIN SELECT RAISE(ABORT, 'audit_log: rows are only ever added'); END;

CREATE TRIGGER meetings_closed_on_delete BEFORE DELETE ON meetings WHEN OLD.state = 'closed' BEGIN SELECT RAISE(ABORT, 'the meeting is closed'); END;

CREATE TRIGGER meetings_closed_on_update BEFORE UPDATE ON meetings WHEN OLD.state = 'closed' BEGIN SELECT RAISE(ABORT, 'the meeting is closed'); END;

CREATE TRIGGER meetings_closed_without_seal BEFORE UPDATE ON meetings WHEN NEW.state = 'closed' AND NOT EXISTS (SELECT 1 FROM seals WHERE meeting_id = NEW.id) BEGIN SELECT RAISE(ABORT, 'a meeting is closed by sealing it'); END;

CREATE TRIGGER outcomes_closed_on_delete BEFORE DELETE ON outcomes WHEN EXISTS (SELECT 1 FROM meetings WHERE id IN (OLD.meeting_id) AND state = 'closed') BEGIN SELECT RAISE(ABORT, 'the meeting is closed'); END;

CREATE TRIGGER outcomes_closed_on_insert BEFORE INSERT ON outcomes WHEN EXISTS (SELECT 1 FROM meetings WHERE id IN (NEW.meeting_id) AND state = 'closed') BEGIN SELECT RAISE(ABORT, 'the meeting is closed'); END;

CREATE TRIGGER outcomes_closed_on_update BEFORE UPDATE ON outcomes WHEN EXISTS (SELECT 1 FROM meetings WHERE id IN (OLD.meeting_id, NEW.meeting_id) AND state = 'closed') BEGIN SELECT RAISE(ABORT, 'the meeting is closed'); END;

CREATE TRIGGER revisions_keep_on_delete BEFORE DELETE ON revisions BEGIN SELECT RAISE(ABORT, 'revisions: rows are only ever added'); END;

CREATE TRIGGER revisions_keep_on_update BEFORE UPDATE ON revisions BEGIN SELECT RAISE(ABORT, 'revisions: rows are only ever added'); END;

CREATE TRIGGER seals_keep_on_delete BEFORE DELETE ON seals BEGIN SELECT RAISE(ABORT, 'seals: rows are only ever added'); END;

CREATE TRIGGER seals_keep_on_update BEFORE UPDATE ON seals BEGIN SELECT RAISE(ABORT, 'seals: rows are only ever added'); END;

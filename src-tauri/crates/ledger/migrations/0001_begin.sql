-- The ledger's first shape. Times are milliseconds since 1970-01-01 UTC, amounts are fen,
-- dates are ISO 8601, pages are counted from 1.

-- A file as it was dropped. Its bytes lie in the data folder under the same sha256.
CREATE TABLE originals (
    sha256      TEXT PRIMARY KEY CHECK (length(sha256) = 64),
    name        TEXT NOT NULL,
    bytes       INTEGER NOT NULL CHECK (bytes >= 0),
    format      TEXT NOT NULL,
    source_path TEXT,
    added_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A unit of review: some pages that make one invoice. The summary columns repeat what follows
-- from its readings and corrections, so that lists need not judge thousands of invoices.
CREATE TABLE documents (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256         TEXT NOT NULL REFERENCES originals (sha256),
    name           TEXT NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('queued', 'working', 'in_doubt', 'failed', 'ready',
                                                  'reviewed', 'postponed', 'not_invoice', 'removed')),
    reason         TEXT,
    state_at       INTEGER NOT NULL,
    added_at       INTEGER NOT NULL,
    failure        TEXT,
    invoice_type   TEXT,
    code           TEXT,
    number         TEXT,
    issue_date     TEXT,
    seller_name    TEXT,
    seller_tax_id  TEXT,
    buyer_name     TEXT,
    buyer_tax_id   TEXT,
    net_fen        INTEGER,
    tax_fen        INTEGER,
    gross_fen      INTEGER,
    doubtful       INTEGER NOT NULL DEFAULT 0,
    wrong          INTEGER NOT NULL DEFAULT 0,
    provider       TEXT,
    reviewed_at    INTEGER,
    exported_at    INTEGER,
    reimbursed_at  INTEGER,
    -- Name and summary, folded (NFKC, lower case): trigram indexes find no word of two Chinese
    -- characters, a scan of this column does.
    search_text    TEXT NOT NULL
) STRICT;

CREATE INDEX documents_by_state ON documents (state, id);
CREATE INDEX documents_by_original ON documents (sha256);
CREATE INDEX documents_by_number ON documents (number, code) WHERE number IS NOT NULL;
CREATE INDEX documents_by_sale ON documents (seller_tax_id, gross_fen, issue_date)
    WHERE seller_tax_id IS NOT NULL;
CREATE INDEX documents_by_date ON documents (issue_date, id);
CREATE INDEX documents_by_state_and_date ON documents (state, issue_date, id);

CREATE TABLE document_pages (
    document      INTEGER NOT NULL REFERENCES documents (id),
    position      INTEGER NOT NULL CHECK (position >= 0),
    sha256        TEXT NOT NULL REFERENCES originals (sha256),
    page          INTEGER NOT NULL CHECK (page >= 1),
    quarter_turns INTEGER NOT NULL DEFAULT 0 CHECK (quarter_turns BETWEEN 0 AND 3),
    -- 1: belongs to the invoice (水单, 行程单) without being part of it.
    attachment    INTEGER NOT NULL DEFAULT 0 CHECK (attachment IN (0, 1)),
    PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX document_pages_by_original ON document_pages (sha256);

CREATE TABLE state_changes (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents (id),
    state    TEXT NOT NULL,
    reason   TEXT,
    at       INTEGER NOT NULL
) STRICT;

CREATE INDEX state_changes_by_document ON state_changes (document, id);

-- A running program that has this file open; it holds a lock on a file of its own beside it.
CREATE TABLE sessions (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    started_at INTEGER NOT NULL
) STRICT;

CREATE TABLE jobs (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    document    INTEGER NOT NULL REFERENCES documents (id),
    provider    TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('queued', 'claimed', 'sent', 'in_doubt', 'answered',
                                               'failed', 'cancelled')),
    session     INTEGER,
    attempts    INTEGER NOT NULL DEFAULT 0,
    not_before  INTEGER NOT NULL,
    enqueued_at INTEGER NOT NULL,
    claimed_at  INTEGER,
    sent_at     INTEGER,
    finished_at INTEGER,
    failure     TEXT
) STRICT;

CREATE INDEX jobs_by_document ON jobs (document, id);
CREATE INDEX jobs_waiting ON jobs (id) WHERE state = 'queued';
CREATE INDEX jobs_under_way ON jobs (session) WHERE state IN ('claimed', 'sent');
-- At most one open job for a document and provider: nothing is asked for, and paid, twice.
CREATE UNIQUE INDEX jobs_open ON jobs (document, provider)
    WHERE state IN ('queued', 'claimed', 'sent', 'in_doubt');

-- A request to a provider, written down before it leaves.
CREATE TABLE calls (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    provider       TEXT NOT NULL,
    document       INTEGER REFERENCES documents (id),
    job            INTEGER REFERENCES jobs (id),
    request_digest TEXT,
    sent_at        INTEGER NOT NULL,
    finished_at    INTEGER,
    -- 'ok' or the code of an error; NULL while no answer came.
    outcome        TEXT,
    provider_code  TEXT,
    http_status    INTEGER,
    request_id     TEXT,
    -- 1 charged, 0 free, NULL not known.
    charged        INTEGER CHECK (charged IN (0, 1)),
    remaining      INTEGER
) STRICT;

CREATE INDEX calls_by_provider ON calls (provider, sent_at);
CREATE INDEX calls_by_time ON calls (sent_at);
CREATE INDEX calls_by_job ON calls (job) WHERE job IS NOT NULL;
CREATE INDEX calls_by_document ON calls (document) WHERE document IS NOT NULL;

CREATE TABLE recognitions (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    document    INTEGER NOT NULL REFERENCES documents (id),
    job         INTEGER REFERENCES jobs (id),
    provider    TEXT NOT NULL,
    raw_reply   TEXT,
    request_id  TEXT,
    charged     INTEGER CHECK (charged IN (0, 1)),
    remaining   INTEGER,
    duration_ms INTEGER,
    at          INTEGER NOT NULL
) STRICT;

CREATE INDEX recognitions_by_document ON recognitions (document, id);

CREATE TABLE readings (
    recognition INTEGER NOT NULL REFERENCES recognitions (id),
    position    INTEGER NOT NULL,
    source      TEXT NOT NULL,
    reading     TEXT NOT NULL,
    PRIMARY KEY (recognition, position)
) STRICT, WITHOUT ROWID;

-- What the reviewer did, in order. An undo is an event of its own, so it survives a restart and
-- stays in the trail.
CREATE TABLE corrections (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    document  INTEGER NOT NULL REFERENCES documents (id),
    kind      TEXT NOT NULL CHECK (kind IN ('set', 'undo', 'redo')),
    -- The first event of the step that an undo or redo moves.
    target    INTEGER REFERENCES corrections (seq),
    -- 1: typing goes on in the same fields; undone together with the event before.
    continues INTEGER NOT NULL DEFAULT 0 CHECK (continues IN (0, 1)),
    at        INTEGER NOT NULL,
    CHECK ((kind = 'set') = (target IS NULL))
) STRICT;

CREATE INDEX corrections_by_document ON corrections (document, seq);

CREATE TABLE correction_values (
    seq  INTEGER NOT NULL REFERENCES corrections (seq),
    path TEXT NOT NULL,
    -- NULL: the reviewer cleared the field.
    text TEXT,
    PRIMARY KEY (seq, path)
) STRICT, WITHOUT ROWID;

-- An invoice as it stood when the reviewer said it is right.
CREATE TABLE reviews (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    document       INTEGER NOT NULL REFERENCES documents (id),
    invoice        TEXT NOT NULL,
    -- The last correction that went into it.
    correction_seq INTEGER,
    spent_ms       INTEGER,
    at             INTEGER NOT NULL
) STRICT;

CREATE INDEX reviews_by_document ON reviews (document, id);

CREATE TABLE exports (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    path   TEXT NOT NULL,
    layout TEXT NOT NULL,
    at     INTEGER NOT NULL
) STRICT;

CREATE TABLE export_entries (
    export   INTEGER NOT NULL REFERENCES exports (id),
    document INTEGER NOT NULL REFERENCES documents (id),
    PRIMARY KEY (export, document)
) STRICT, WITHOUT ROWID;

CREATE INDEX export_entries_by_document ON export_entries (document, export);

-- The user's own companies.
CREATE TABLE companies (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    name          TEXT NOT NULL,
    tax_id        TEXT,
    address_phone TEXT,
    bank_account  TEXT,
    updated_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE settings (
    key        TEXT PRIMARY KEY,
    value      TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Evidence stays as it was written, whatever a later program does.
CREATE TRIGGER recognitions_not_changed BEFORE UPDATE ON recognitions
BEGIN SELECT RAISE(ABORT, 'recognitions are never changed'); END;
CREATE TRIGGER recognitions_not_deleted BEFORE DELETE ON recognitions
BEGIN SELECT RAISE(ABORT, 'recognitions are never deleted'); END;
CREATE TRIGGER readings_not_changed BEFORE UPDATE ON readings
BEGIN SELECT RAISE(ABORT, 'readings are never changed'); END;
CREATE TRIGGER readings_not_deleted BEFORE DELETE ON readings
BEGIN SELECT RAISE(ABORT, 'readings are never deleted'); END;
CREATE TRIGGER corrections_not_changed BEFORE UPDATE ON corrections
BEGIN SELECT RAISE(ABORT, 'corrections are never changed'); END;
CREATE TRIGGER corrections_not_deleted BEFORE DELETE ON corrections
BEGIN SELECT RAISE(ABORT, 'corrections are never deleted'); END;
CREATE TRIGGER correction_values_not_changed BEFORE UPDATE ON correction_values
BEGIN SELECT RAISE(ABORT, 'corrections are never changed'); END;
CREATE TRIGGER correction_values_not_deleted BEFORE DELETE ON correction_values
BEGIN SELECT RAISE(ABORT, 'corrections are never deleted'); END;
CREATE TRIGGER reviews_not_changed BEFORE UPDATE ON reviews
BEGIN SELECT RAISE(ABORT, 'reviews are never changed'); END;
CREATE TRIGGER reviews_not_deleted BEFORE DELETE ON reviews
BEGIN SELECT RAISE(ABORT, 'reviews are never deleted'); END;
CREATE TRIGGER state_changes_not_changed BEFORE UPDATE ON state_changes
BEGIN SELECT RAISE(ABORT, 'the history of a document is never changed'); END;
CREATE TRIGGER state_changes_not_deleted BEFORE DELETE ON state_changes
BEGIN SELECT RAISE(ABORT, 'the history of a document is never deleted'); END;
CREATE TRIGGER calls_not_deleted BEFORE DELETE ON calls
BEGIN SELECT RAISE(ABORT, 'calls are never deleted'); END;

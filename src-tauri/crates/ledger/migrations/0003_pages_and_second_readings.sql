-- Which pages a document had before and after they were split, merged or attached: a trail that
-- only grows. Taking a step back is an entry of its own, as with corrections.
CREATE TABLE arrangements (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    kind   TEXT NOT NULL CHECK (kind IN ('set', 'undo', 'redo')),
    -- The step that an undo or redo moves.
    target INTEGER REFERENCES arrangements (id),
    at     INTEGER NOT NULL,
    CHECK ((kind = 'set') = (target IS NULL))
) STRICT;

CREATE TABLE arranged_documents (
    arrangement INTEGER NOT NULL REFERENCES arrangements (id),
    document    INTEGER NOT NULL REFERENCES documents (id),
    -- JSON lists of pages; empty where the document was not there.
    before      TEXT NOT NULL,
    after       TEXT NOT NULL,
    PRIMARY KEY (arrangement, document)
) STRICT, WITHOUT ROWID;

CREATE INDEX arranged_documents_by_document ON arranged_documents (document, arrangement);

CREATE TRIGGER arrangements_not_changed BEFORE UPDATE ON arrangements
BEGIN SELECT RAISE(ABORT, 'arrangements are never changed'); END;
CREATE TRIGGER arrangements_not_deleted BEFORE DELETE ON arrangements
BEGIN SELECT RAISE(ABORT, 'arrangements are never deleted'); END;
CREATE TRIGGER arranged_documents_not_changed BEFORE UPDATE ON arranged_documents
BEGIN SELECT RAISE(ABORT, 'arrangements are never changed'); END;
CREATE TRIGGER arranged_documents_not_deleted BEFORE DELETE ON arranged_documents
BEGIN SELECT RAISE(ABORT, 'arrangements are never deleted'); END;

-- 1: asked by the program itself, because the first reading left doubts. Counted against a cap.
ALTER TABLE jobs ADD COLUMN second INTEGER NOT NULL DEFAULT 0 CHECK (second IN (0, 1));

-- What speaks against the first open field of a document (JSON, both languages), for the lists.
ALTER TABLE documents ADD COLUMN open_reason TEXT;

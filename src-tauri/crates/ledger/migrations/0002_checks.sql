-- What the checks ask of earlier invoices, what the tax platform answered, how well was read.

-- What the rules found last, as JSON, for lists and workbooks: opening a document judges it anew.
ALTER TABLE documents ADD COLUMN findings TEXT;
-- How many lines have which rate, as JSON: {"13%": 4}.
ALTER TABLE documents ADD COLUMN rates TEXT;

-- A sale is looked for by its amount and date: the seller's number may be misread on one of two.
DROP INDEX documents_by_sale;
CREATE INDEX documents_by_amount ON documents (gross_fen, issue_date) WHERE gross_fen IS NOT NULL;
CREATE INDEX documents_by_seller ON documents (seller_tax_id, id) WHERE seller_tax_id IS NOT NULL;

-- Trips of toll invoices.
CREATE TABLE trips (
    document   INTEGER NOT NULL REFERENCES documents (id),
    line       INTEGER NOT NULL,
    plate      TEXT NOT NULL,
    begins     TEXT NOT NULL,
    ends       TEXT NOT NULL,
    amount_fen INTEGER NOT NULL,
    PRIMARY KEY (document, line)
) STRICT, WITHOUT ROWID;

CREATE INDEX trips_by_plate ON trips (plate, begins);

-- Upon which recognition the rows were chosen that a correction of a line is about: a later one
-- may see other rows. NULL: nothing was read.
ALTER TABLE corrections ADD COLUMN basis INTEGER;

-- What the tax platform answered, as the user wrote it down. NULL takes the answer before back.
CREATE TABLE verifications (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents (id),
    answer   TEXT CHECK (answer IN ('consistent', 'inconsistent', 'not_found', 'void', 'red')),
    at       INTEGER NOT NULL
) STRICT;

CREATE INDEX verifications_by_document ON verifications (document, id);

-- How well each recognizer had read an invoice that was reviewed.
CREATE TABLE review_scores (
    review         INTEGER NOT NULL REFERENCES reviews (id),
    provider       TEXT NOT NULL,
    -- 1: only a picture; 0: the words or data were in the file.
    picture        INTEGER NOT NULL CHECK (picture IN (0, 1)),
    recognition_ms INTEGER,
    -- Values and, of these, corrected ones by field, as JSON: {"number": [1, 0]}.
    fields         TEXT NOT NULL,
    PRIMARY KEY (review, provider)
) STRICT, WITHOUT ROWID;

CREATE INDEX reviews_by_time ON reviews (at);

CREATE TRIGGER verifications_not_changed BEFORE UPDATE ON verifications
BEGIN SELECT RAISE(ABORT, 'answers of the tax platform are never changed'); END;
CREATE TRIGGER verifications_not_deleted BEFORE DELETE ON verifications
BEGIN SELECT RAISE(ABORT, 'answers of the tax platform are never deleted'); END;
CREATE TRIGGER review_scores_not_changed BEFORE UPDATE ON review_scores
BEGIN SELECT RAISE(ABORT, 'scores are never changed'); END;
CREATE TRIGGER review_scores_not_deleted BEFORE DELETE ON review_scores
BEGIN SELECT RAISE(ABORT, 'scores are never deleted'); END;

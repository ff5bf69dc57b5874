-- Documents that are the same invoice as another one, in another format. They are evidence for it
-- and out of every list (state removed); taking them apart brings them back.
CREATE TABLE copies (
    document INTEGER PRIMARY KEY REFERENCES documents (id),
    invoice  INTEGER NOT NULL REFERENCES documents (id),
    -- 1: the reviewer took them apart; they are not joined again.
    apart    INTEGER NOT NULL DEFAULT 0 CHECK (apart IN (0, 1)),
    at       INTEGER NOT NULL,
    CHECK (document <> invoice)
) STRICT;

CREATE INDEX copies_by_invoice ON copies (invoice) WHERE apart = 0;

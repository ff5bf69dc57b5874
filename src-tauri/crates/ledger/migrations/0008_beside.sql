-- Answers of providers beside which this machine has still to look at the pages itself: for the
-- places of the values, and for what the document says. A row goes with what was found.
CREATE TABLE beside_due (
    recognition INTEGER PRIMARY KEY REFERENCES recognitions (id),
    begun       INTEGER NOT NULL DEFAULT 0
) STRICT;

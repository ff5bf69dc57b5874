-- While a call is in doubt, another file of the same invoice waits for what the user decides about it:
-- the number that a document's file says by itself, kept before the document is sent, and the job that
-- a job waits for.
ALTER TABLE documents ADD COLUMN said_number TEXT;
CREATE INDEX documents_by_said_number ON documents (said_number) WHERE said_number IS NOT NULL;
ALTER TABLE jobs ADD COLUMN waits_for INTEGER REFERENCES jobs (id);

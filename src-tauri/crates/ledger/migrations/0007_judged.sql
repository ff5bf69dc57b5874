-- Whether what was read of a document was also judged: only then is it shown as ready, so that no
-- list shows a document without its figures and its findings.
ALTER TABLE documents ADD COLUMN judged INTEGER NOT NULL DEFAULT 0 CHECK (judged IN (0, 1));
UPDATE documents SET judged = 1 WHERE EXISTS (SELECT 1 FROM recognitions WHERE document = documents.id);

-- Readings with the places of their values on the page, where these were found after the answer
-- was kept. What was answered stays as it came.
CREATE TABLE placed_readings (
    recognition INTEGER NOT NULL,
    position    INTEGER NOT NULL,
    reading     TEXT NOT NULL,
    PRIMARY KEY (recognition, position),
    FOREIGN KEY (recognition, position) REFERENCES readings (recognition, position)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER placed_readings_not_changed BEFORE UPDATE ON placed_readings
BEGIN SELECT RAISE(ABORT, 'readings are never changed'); END;
CREATE TRIGGER placed_readings_not_deleted BEFORE DELETE ON placed_readings
BEGIN SELECT RAISE(ABORT, 'readings are never deleted'); END;

-- The prediction log. Times are milliseconds since 1970-01-01 UTC; probabilities and rates lie between 0 and 1.
--
-- Rows are written thousands of times a second and searched now and then, so an index must earn its keep. An id (UUID
-- version 7) begins with the millisecond of its creation: the table, kept in the order of its ids, is appended to, and
-- is at once the index by id, the order of pages, and that of periods and retention. The one index beside it holds only
-- the few rows that a person labelled. The other filters walk the table and test the row.
CREATE TABLE predictions (
    id           BLOB    NOT NULL PRIMARY KEY,
    request_id   TEXT    NOT NULL,
    text         TEXT    NOT NULL,
    language     TEXT,
    model        TEXT    NOT NULL,
    precision    TEXT    NOT NULL,
    model_hash   TEXT    NOT NULL,
    label        TEXT    NOT NULL,
    score        REAL    NOT NULL,
    scores       TEXT    NOT NULL, -- JSON: {"label": probability}
    tokens       INTEGER NOT NULL,
    unknown_rate REAL    NOT NULL,
    truncated    INTEGER NOT NULL,
    tokenize_ms  REAL    NOT NULL,
    queue_ms     REAL    NOT NULL,
    inference_ms REAL    NOT NULL,
    gold_label   TEXT,
    labelled_at  INTEGER,
    CHECK ((gold_label IS NULL) = (labelled_at IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX predictions_labelled ON predictions (id) WHERE gold_label IS NOT NULL;

-- What belongs to the whole installation, such as the hash of the teacher's key.
CREATE TABLE settings (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What was worked out of a model's embedding: maps and the effects of its most frequent words. Each follows from the
-- model's files and the request's numbers, whose hash is the key, so that any row may go at any time. No word that
-- somebody sent is kept. Times are milliseconds since 1970-01-01 UTC.
CREATE TABLE embedding_results (
    key     TEXT    PRIMARY KEY,
    made_at INTEGER NOT NULL,
    result  TEXT    NOT NULL -- JSON
) STRICT;

-- Labelled sets that a model has read. `key` is what the other tables' rows carry: half an id's bytes, a million times.
-- A file lies beside the database until it has been read to its end; `read_bytes` and `read_lines` say how far that is.
CREATE TABLE evaluations (
    key         INTEGER NOT NULL PRIMARY KEY,
    id          BLOB    NOT NULL UNIQUE,
    name        TEXT    NOT NULL,
    model       TEXT    NOT NULL,
    precision   TEXT    NOT NULL,
    model_hash  TEXT    NOT NULL,
    labels      TEXT    NOT NULL, -- JSON: ["negative", "positive"]
    format      TEXT    NOT NULL,
    status      TEXT    NOT NULL,
    reason      TEXT,
    total       INTEGER NOT NULL, -- rows that the file seems to have, then those that it had
    total_bytes INTEGER NOT NULL,
    read_bytes  INTEGER NOT NULL DEFAULT 0,
    read_lines  INTEGER NOT NULL DEFAULT 0,
    rows        INTEGER NOT NULL DEFAULT 0,
    wrong       INTEGER NOT NULL DEFAULT 0,
    refused     INTEGER NOT NULL DEFAULT 0, -- rows of the file that could not be read
    attributes  TEXT    NOT NULL DEFAULT '[]', -- JSON: [{"name", "values": [...] or null}]
    marked      TEXT    NOT NULL DEFAULT '[]', -- JSON: the words that evaluation_marks is about
    created_at  INTEGER NOT NULL,
    ended_at    INTEGER
) STRICT;

-- What people read of a row. Numbers count from 0, in the order of the file.
CREATE TABLE evaluation_rows (
    evaluation INTEGER NOT NULL,
    number     INTEGER NOT NULL,
    line       INTEGER NOT NULL,
    text       TEXT    NOT NULL,
    attributes TEXT,              -- JSON: {"name": "value"}
    original   TEXT,              -- the label in the file, where a person has corrected it
    PRIMARY KEY (evaluation, number)
) STRICT, WITHOUT ROWID;

-- What figures are counted from: the rows from `first` on as columns of numbers, a few kilobytes for some hundred rows, so
-- that a million are read in a few thousand pieces and need no index of their own.
CREATE TABLE evaluation_columns (
    evaluation INTEGER NOT NULL,
    first      INTEGER NOT NULL,
    data       BLOB    NOT NULL,
    marks      BLOB,              -- 8 bytes a row: which of the marked words it has
    PRIMARY KEY (evaluation, first)
) STRICT, WITHOUT ROWID;

-- Rows of the file that could not be read; the first thousand.
CREATE TABLE evaluation_faults (
    evaluation INTEGER NOT NULL,
    line       INTEGER NOT NULL,
    fault      TEXT    NOT NULL, -- JSON
    PRIMARY KEY (evaluation, line)
) STRICT, WITHOUT ROWID;

-- What was found by reading every text once more: {"words": ..., "duplicates": ...}.
CREATE TABLE evaluation_findings (
    evaluation INTEGER NOT NULL,
    kind       TEXT    NOT NULL,
    body       TEXT    NOT NULL, -- JSON
    PRIMARY KEY (evaluation, kind)
) STRICT, WITHOUT ROWID;

-- The words of the wrong rows, to be searched; a rowid is evaluation * 2^32 + number. A row is taken out by telling its text
-- again, before the text goes: only then is no word of it left in the index.
CREATE VIRTUAL TABLE evaluation_search USING fts5 (
    text,
    content = '',
    tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO evaluation_search (evaluation_search, rank) VALUES ('secure-delete', 1);

-- The log's labelled rows are an evaluation too. What is counted of one stands in the index alone, so that the table, with
-- its texts, is not read. `words` and `cues` are written with the label.
ALTER TABLE predictions ADD COLUMN words INTEGER;
ALTER TABLE predictions ADD COLUMN cues INTEGER;
DROP INDEX predictions_labelled;
CREATE INDEX predictions_labelled ON predictions (
    id, gold_label, label, scores, model, precision, language, tokens, unknown_rate, truncated, words, cues
) WHERE gold_label IS NOT NULL;

-- Changes whenever a label is given, changed, taken away or erased: what was counted before is then counted anew.
INSERT INTO settings VALUES ('labels', '0');
CREATE TRIGGER predictions_label_given AFTER UPDATE OF gold_label ON predictions BEGIN
    UPDATE settings SET value = value + 1 WHERE name = 'labels';
END;
CREATE TRIGGER predictions_label_erased AFTER DELETE ON predictions WHEN old.gold_label IS NOT NULL BEGIN
    UPDATE settings SET value = value + 1 WHERE name = 'labels';
END;

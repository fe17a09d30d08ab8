-- The course: documents byte for byte, and the passages that they are cut into. Times are milliseconds since 1970-01-01
-- UTC; offsets are bytes of the source.
CREATE TABLE documents (
    id         INTEGER PRIMARY KEY,
    path       TEXT    NOT NULL UNIQUE,
    format     TEXT    NOT NULL CHECK (format IN ('markdown', 'html', 'text')),
    title      TEXT    NOT NULL,
    source     BLOB    NOT NULL,
    sha256     TEXT    NOT NULL, -- of the source, in hexadecimal
    language   TEXT,             -- ISO 639-1, where it is clear
    origin     TEXT    NOT NULL CHECK (origin IN ('folder', 'http')),
    rules      INTEGER NOT NULL, -- the cutting rules' number
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE passages (
    id         INTEGER PRIMARY KEY,
    document   INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    ordinal    INTEGER NOT NULL,
    headings   TEXT    NOT NULL, -- JSON: ["title", "section"]
    start_byte INTEGER NOT NULL,
    end_byte   INTEGER NOT NULL,
    text       TEXT    NOT NULL,
    sentences  TEXT    NOT NULL, -- JSON: [[start, end]]
    terms      TEXT    NOT NULL, -- JSON: ["term"]
    sha256     TEXT    NOT NULL, -- of headings and text, in hexadecimal
    CHECK (start_byte < end_byte)
) STRICT;

CREATE INDEX passages_in_order ON passages (document, ordinal);

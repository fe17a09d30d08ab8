-- The course's words, a row for each passage, under its number. All but the last column hold stems, folded and without stop
-- words, in the order of the text; `forms` holds the folded words that the stems of the others were made of, one for one,
-- for spelling. The tokens are ours alone: letters and digits between single spaces.
CREATE VIRTUAL TABLE course_index USING fts5 (
    title,   -- the document's title, and its file's name
    above,   -- the headings between the title and the passage's own
    heading, -- the passage's own heading
    terms,   -- words set in bold, and terms that the passage defines
    body,
    forms UNINDEXED,
    tokenize = 'unicode61 remove_diacritics 0'
);

-- What the passages mean, as vectors: little-endian 32-bit floats of norm 1, by what they were made of (the passage's
-- `sha256`) and the model. Passages that return find theirs again.
CREATE TABLE course_vectors (
    sha256 TEXT NOT NULL,
    model  TEXT NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (sha256, model)
) STRICT, WITHOUT ROWID;

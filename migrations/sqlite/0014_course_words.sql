-- Searches find in memory; what they read it from is an ordinary table. The columns are those of `course_index`.
CREATE TABLE course_words (
    passage INTEGER PRIMARY KEY REFERENCES passages (id) ON DELETE CASCADE,
    title   TEXT NOT NULL,
    above   TEXT NOT NULL,
    heading TEXT NOT NULL,
    terms   TEXT NOT NULL,
    body    TEXT NOT NULL,
    forms   TEXT NOT NULL
) STRICT;

INSERT INTO course_words (passage, title, above, heading, terms, body, forms)
SELECT rowid, title, above, heading, terms, body, forms FROM course_index WHERE rowid IN (SELECT id FROM passages);

DROP TABLE course_index;

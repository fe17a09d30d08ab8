-- Quizzes, with their answers, for as long as conversations are kept. Times are milliseconds since 1970-01-01 UTC.
-- Nothing says who asked, nor about what: whoever knows the id may answer.
CREATE TABLE quizzes (
    seq        INTEGER PRIMARY KEY,
    id         TEXT    NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    questions  TEXT    NOT NULL -- JSON: the questions with their choices, answers and citations
) STRICT;

CREATE INDEX quizzes_oldest ON quizzes (created_at);

-- Conversations. An id (UUID version 7) begins with the millisecond of its creation; other times are milliseconds since
-- 1970-01-01 UTC. Whoever knows a conversation's id may read and erase it. Erasing one erases what it left elsewhere.
CREATE TABLE conversations (
    id         BLOB    NOT NULL PRIMARY KEY,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX conversations_by_age ON conversations (updated_at);

CREATE TABLE messages (
    seq            INTEGER PRIMARY KEY,
    id             BLOB    NOT NULL UNIQUE,
    conversation   BLOB    NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    role           TEXT    NOT NULL CHECK (role IN ('user', 'assistant')),
    content        TEXT    NOT NULL,
    mode           TEXT,              -- of an answer: mistral, extract, abstain
    reason         TEXT,              -- of an answer: why it is not the language model's
    citations      TEXT,              -- of an answer, JSON
    course_version TEXT,              -- of an answer
    partial        INTEGER NOT NULL,  -- an answer that was not said to its end
    thumb          TEXT CHECK (thumb IN ('up', 'down')),
    CHECK ((role = 'assistant') = (mode IS NOT NULL))
) STRICT;

CREATE INDEX messages_of_conversation ON messages (conversation, seq);

-- Answers of the language model to first questions, to be given again. The key is a hash of all that an answer depends
-- on; the conversation is the one it was first given in.
CREATE TABLE answers (
    key          BLOB    NOT NULL PRIMARY KEY,
    conversation BLOB    NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    stored_at    INTEGER NOT NULL,
    answer       TEXT    NOT NULL  -- JSON
) STRICT;

CREATE INDEX answers_by_age ON answers (stored_at);
CREATE INDEX answers_of_conversation ON answers (conversation);

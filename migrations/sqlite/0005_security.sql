-- Attempts to take the tutor over, and leaks held back: that they happened, not what was said nor by whom. Times are
-- milliseconds since 1970-01-01 UTC. Rows are read newest first, which is the key's own order.
CREATE TABLE security_events (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    created_at INTEGER NOT NULL,
    kind       TEXT    NOT NULL,
    route      TEXT    NOT NULL,
    request_id TEXT    NOT NULL
) STRICT;

-- What the language model's server was asked for, by day: a row a day, for every server process that shares this
-- database. A call is entered before it is made, with the most that it may cost, and corrected once its cost is known:
-- what a killed process did not correct stays spent.
CREATE TABLE upstream_budget (
    day    INTEGER NOT NULL PRIMARY KEY, -- days since 1970-01-01, UTC
    calls  INTEGER NOT NULL,
    tokens INTEGER NOT NULL             -- in and out
) STRICT;

-- Who gave a prediction which label. `gold_label` is the one given last; these are each person's own, under a pseudonym, so
-- that it can be told how far two agree. They go with the prediction.
CREATE TABLE prediction_labels (
    annotator   TEXT    NOT NULL,
    prediction  BLOB    NOT NULL REFERENCES predictions (id) ON DELETE CASCADE,
    label       TEXT    NOT NULL,
    labelled_at INTEGER NOT NULL,
    PRIMARY KEY (annotator, prediction)
) STRICT, WITHOUT ROWID;

CREATE INDEX prediction_labels_of_prediction ON prediction_labels (prediction);

-- The log in numbers, week by week, of weeks that are over: they change by erasure alone. A week begins with the least id
-- of its Monday (UTC) and ends before the least id of the next.
CREATE TABLE prediction_weeks (
    first  BLOB NOT NULL PRIMARY KEY,
    until  BLOB NOT NULL,
    counts TEXT NOT NULL -- JSON
) STRICT, WITHOUT ROWID;

-- A week of which something is erased is counted anew; one that was being counted meanwhile is not kept.
INSERT INTO settings VALUES ('erasures', '0');
CREATE TRIGGER predictions_erased AFTER DELETE ON predictions BEGIN
    UPDATE settings SET value = value + 1 WHERE name = 'erasures';
    DELETE FROM prediction_weeks
    WHERE first = (SELECT max(first) FROM prediction_weeks WHERE first <= old.id) AND until > old.id;
END;

-- What turned logits into probabilities while an evaluation was read; the rows of one evaluation have one.
ALTER TABLE evaluations ADD COLUMN calibration TEXT; -- JSON: {"temperature", "threshold"}

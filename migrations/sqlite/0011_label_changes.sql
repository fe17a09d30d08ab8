-- What changed since somebody last counted the labelled rows. `label_change` is the number of the last change of a row's label,
-- given, changed or taken away; numbers rise, and `labels` is the latest. It is null where the label is older than this
-- column, or there never was one. An erased row leaves nothing to find: `labels_erased` counts those that somebody may have
-- counted, which are the labelled ones and those whose label was taken away.
ALTER TABLE predictions ADD COLUMN label_change INTEGER;
CREATE INDEX predictions_label_changes ON predictions (label_change) WHERE label_change IS NOT NULL;
INSERT INTO settings VALUES ('labels_erased', '0');

DROP TRIGGER predictions_label_given;
CREATE TRIGGER predictions_label_given AFTER UPDATE OF gold_label ON predictions BEGIN
    UPDATE settings SET value = value + 1 WHERE name = 'labels';
    UPDATE predictions SET label_change = (SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'labels')
    WHERE id = new.id;
END;

DROP TRIGGER predictions_label_erased;
CREATE TRIGGER predictions_label_erased AFTER DELETE ON predictions
WHEN old.gold_label IS NOT NULL OR old.label_change IS NOT NULL BEGIN
    UPDATE settings SET value = value + 1 WHERE name = 'labels_erased';
END;

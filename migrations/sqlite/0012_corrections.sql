-- How often people have corrected labels of an evaluation's rows: whoever keeps the rows' numbers knows by it whether they
-- still hold.
ALTER TABLE evaluations ADD COLUMN corrections INTEGER NOT NULL DEFAULT 0;

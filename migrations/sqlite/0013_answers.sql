-- The oldest answers are found by their row's number: each is written under a higher one.
DROP INDEX answers_by_age;

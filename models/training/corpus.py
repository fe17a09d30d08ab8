"""Reads the labelled reviews and says which rows train, which pick the epoch and which only measure."""

import gzip
import json
import pathlib
import zlib

import folded

# One row in twenty of the French training file picks the epoch: 4,000 rows keep the standard error of an
# accuracy near 0.4 points.
SELECTION_ONE_IN = 20

# The IMDB folds are made by film, so both slices hold films that training never saw.
IMDB_TEST_FOLD = 0
IMDB_SELECTION_FOLD = 1


def read_rows(path):
    """Every row of a gzipped JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def is_selection_row(identifier):
    """Whether a French row belongs to the slice that picks the epoch (by its id, so that it never changes)."""
    return zlib.crc32(identifier.encode("utf-8")) % SELECTION_ONE_IN == 0


def french(data):
    """The French rows as (training, selection)."""
    rows = read_rows(pathlib.Path(data) / "fr" / "train.jsonl.gz")
    training = [row for row in rows if not is_selection_row(row["id"])]
    selection = [row for row in rows if is_selection_row(row["id"])]
    return training, selection


def french_neutral(data):
    """The French rows whose stars say neither, without a label."""
    return read_rows(pathlib.Path(data) / "fr" / "neutral.jsonl.gz")


def french_apart(data):
    """The French rows as (training, selection, neutral), without the few that repeat a part of a validation review."""
    measured = {key for row in french_validation(data) for key in folded.keys(row["text"])}
    return tuple(
        [row for row in rows if not measured & folded.keys(row["text"])] for rows in (*french(data), french_neutral(data))
    )


def french_validation(data):
    """The French rows that only measure."""
    return read_rows(pathlib.Path(data) / "fr" / "validation.jsonl.gz")


def imdb(data):
    """The IMDB rows as (training, selection, test); texts that the official test set repeats are left out."""
    rows = [row for row in read_rows(pathlib.Path(data) / "imdb" / "train.jsonl.gz") if not row.get("leak")]
    held = (IMDB_TEST_FOLD, IMDB_SELECTION_FOLD)
    training = [row for row in rows if row["fold"] not in held]
    selection = [row for row in rows if row["fold"] == IMDB_SELECTION_FOLD]
    test = [row for row in rows if row["fold"] == IMDB_TEST_FOLD]
    return training, selection, test


def is_film_or_cls(source):
    """Film reviews (Allociné, SensCritique) and the Amazon reviews of the CLS corpus."""
    return source.startswith(("allocine", "senscritique", "cls-fr"))

"""Proves what avis-bilstm does not learn from: no validation review, and no sentence of the behaviour suite.

    python models/training/check_apart.py --data DIR

Fails with the ids where a review, its first or its last words occur on both sides (`folded.py`), or where a made sentence has four words
in a row of a suite sentence, holds a short one whole (`apart.py`), or equals a text of the development pairs.
"""

import argparse
import json
import pathlib

import apart
import corpus
import folded
import sentences

# As many as an epoch draws, of another seed each.
DRAWN = 90_000
SEEDS = (1, 2)

DEVELOPMENT = pathlib.Path(__file__).resolve().parent / "development_pairs.jsonl"


def shared_reviews(data):
    """How many validation reviews share a key with a row that trains or chooses; each is printed."""
    rows = [row for part in corpus.french_apart(data) for row in part]
    seen = {key: row["id"] for row in rows for key in folded.keys(row["text"])}
    validation = corpus.french_validation(data)
    shared = [(row["id"], key[0], seen[key]) for row in validation for key in folded.keys(row["text"]) if key in seen]
    for identifier, part, other in shared:
        print(f"{identifier}: {part} as in {other}")
    print(f"{len(validation):,} validation reviews, {len(seen):,} keys of other texts, {len(shared)} shared")
    return len(shared)


def shared_sentences():
    """How many made sentences are like the suite's, or are one of the development pairs'; each is printed."""
    suite, words = apart.Suite(), sentences.Words()
    pairs = [json.loads(line) for line in DEVELOPMENT.read_text(encoding="utf-8").splitlines()]
    development = {tuple(apart.words_of(pair[side])) for pair in pairs for side in ("positive", "negative")}
    maker = sentences.Maker(words, suite, held=False)
    made = {text for seed in SEEDS for text, _, _ in sentences.sentences(maker, DRAWN, seed)}
    shared = [text for text in made if suite.shares(text)]
    known = [text for text in made if tuple(apart.words_of(text)) in development]
    print("\n".join(shared + known))
    print(f"{len(made):,} made sentences, {len(shared)} like the suite's, {len(known)} of the development pairs'")
    return len(shared)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder that holds fr/")
    data = parser.parse_args().data
    raise SystemExit(bool(shared_reviews(data) + shared_sentences()))


if __name__ == "__main__":
    main()

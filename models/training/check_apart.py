"""Proves that no validation review is among the texts with which avis-bilstm trains or chooses.

    python models/training/check_apart.py --data DIR

Fails with the ids where a text, its first or its last words occur on both sides (`folded.py`).
"""

import argparse

import corpus
import folded


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder that holds fr/")
    data = parser.parse_args().data
    rows = [row for part in corpus.french_apart(data) for row in part]
    seen = {key: row["id"] for row in rows for key in folded.keys(row["text"])}
    validation = corpus.french_validation(data)
    shared = [(row["id"], key[0], seen[key]) for row in validation for key in folded.keys(row["text"]) if key in seen]
    for identifier, part, other in shared:
        print(f"{identifier}: {part} as in {other}")
    print(f"{len(validation):,} validation reviews, {len(seen):,} keys of other texts, {len(shared)} shared")
    raise SystemExit(bool(shared))


if __name__ == "__main__":
    main()

"""Writes what cleanlab finds in small labelled sets, which the server's tests compare with: `tests/fixtures/doubts.json`.

    python models/training/make_doubts_fixture.py

Needs cleanlab 2.9 and numpy. The rows are drawn from a seed, with labels flipped, a rare label, ties and sure answers.
"""

import json
import pathlib

import numpy as np
from cleanlab.count import compute_confident_joint, get_confident_thresholds
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_label_quality_scores

TO = pathlib.Path(__file__).resolve().parents[2] / "tests" / "fixtures" / "doubts.json"
SEED = 8


def rows(rng, count, shares, sharpness):
    """A model's probabilities, as the server holds them (in single precision), and labels of which some are flipped."""
    labels = len(shares)
    truth = rng.choice(labels, size=count, p=shares)
    logits = rng.normal(size=(count, labels)) + sharpness * np.eye(labels)[truth]
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    # Ties are common among answers of few digits.
    probabilities = np.round(probabilities, 3).astype(np.float32)
    probabilities[0] = np.eye(labels, dtype=np.float32)[truth[0]]
    flipped = rng.random(count) < 0.1
    gold = np.where(flipped, rng.choice(labels, size=count), truth)
    return gold, probabilities


def case(name, gold, probabilities):
    """What cleanlab makes of the rows, with the rows."""
    wide = probabilities.astype(np.float64)
    scores = get_label_quality_scores(gold, wide, method="normalized_margin")
    found = np.flatnonzero(find_label_issues(gold, wide, filter_by="confident_learning", min_examples_per_class=0, n_jobs=1))
    order = found[np.lexsort((found, scores[found]))]
    return {
        "name": name,
        "gold": gold.tolist(),
        "probabilities": [[float(str(p)) for p in row] for row in probabilities],
        "thresholds": get_confident_thresholds(gold, wide).tolist(),
        "joint": compute_confident_joint(gold, wide, calibrate=False).tolist(),
        "issues": order.tolist(),
        "scores": scores[order].tolist(),
    }


def main():
    rng = np.random.default_rng(SEED)
    cases = [
        case("two labels", *rows(rng, 120, [0.5, 0.5], 2.5)),
        case("three labels, one of them rare", *rows(rng, 150, [0.5, 0.4, 0.1], 2.0)),
        case("a model that hardly knows", *rows(rng, 120, [0.4, 0.3, 0.3], 0.5)),
    ]
    lines = ",\n".join(json.dumps(found, separators=(",", ":")) for found in cases)
    TO.write_text(f"[\n{lines}\n]\n")
    print({found["name"]: len(found["issues"]) for found in cases})


if __name__ == "__main__":
    main()

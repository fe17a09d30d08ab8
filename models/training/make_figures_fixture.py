"""Writes the rows on which the tests hold the evaluation's figures to scikit-learn, SciPy and statsmodels.

    python models/training/make_figures_fixture.py

Needs numpy, scipy, scikit-learn (1.9 or later) and statsmodels. Each case of `tests/fixtures/figures.json` holds rows and
what these packages say of them, under the names of the server's answers; where the server says null, so does this file.
What they lack is written here from its definition, the slow way: DeLong's interval, calibration errors, Newcombe's
interval for pairs, the population stability index.
"""

import json
import pathlib
import warnings

import numpy as np
from scipy import optimize, stats
from scipy.special import logsumexp, softmax
from sklearn import metrics
from sklearn.calibration import calibration_curve
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.inter_rater import cohens_kappa

FILE = pathlib.Path(__file__).resolve().parents[2] / "tests" / "fixtures" / "figures.json"
SEED = 31
BINS = 15
Z = stats.norm.ppf(0.975)


def floats(values):
    """As the server holds probabilities: single precision, counted with in double."""
    return np.asarray(values, dtype=np.float32).astype(np.float64)


def estimate(value, interval):
    if value is None or np.isnan(value):
        return None
    return {"value": float(value), "interval": interval and {"low": float(interval[0]), "high": float(interval[1])}}


def proportion(successes, n):
    if n == 0:
        return None
    interval = stats.binomtest(int(successes), int(n)).proportion_ci(method="wilson")
    return estimate(successes / n, (interval.low, interval.high))


def mean(value, each):
    """A mean that scikit-learn gave, with the standard error of what it is the mean of."""
    assert np.isclose(value, np.mean(each), rtol=1e-12, atol=1e-15)
    reach = Z * stats.sem(each)
    return estimate(value, (max(value - reach, 0.0), value + reach))


def delong(is_label, scores):
    """Each row's structural component less its mean, over the root of n (n - 1): DeLong's definition, pair by pair."""
    positive, negative = scores[is_label], scores[~is_label]
    pairs = (positive[:, None] > negative) + 0.5 * (positive[:, None] == negative)
    deviations = np.zeros(len(scores))
    for rows, components in ((is_label, pairs.mean(1)), (~is_label, pairs.mean(0))):
        if len(components) < 2:
            return None
        deviations[rows] = (components - components.mean()) / np.sqrt(len(components) * (len(components) - 1))
    return deviations


def area(gold, probabilities, labels):
    """The mean area over those of `labels` that occur and are not alone, and the mean average precision."""
    told = [label for label in labels if 0 < (gold == label).sum() < len(gold)]
    if not told:
        return None, None
    areas = [metrics.roc_auc_score(gold == label, probabilities[:, label]) for label in told]
    precisions = [metrics.average_precision_score(gold == label, probabilities[:, label]) for label in told]
    deviations = [delong(gold == label, probabilities[:, label]) for label in told]
    value, interval = np.mean(areas), None
    if all(one is not None for one in deviations):
        reach = Z * np.sqrt((np.mean(deviations, 0) ** 2).sum())
        interval = (max(value - reach, 0.0), min(value + reach, 1.0))
    return estimate(value, interval), float(np.mean(precisions))


def curve(came_true, probabilities):
    """scikit-learn's calibration curve, and how many rows each of its points has."""
    observed, predicted = calibration_curve(came_true, probabilities, pos_label=True, n_bins=BINS)
    edges = np.linspace(0.0, 1.0, BINS + 1)
    rows = np.bincount(np.searchsorted(edges[1:-1], probabilities), minlength=BINS)
    return [
        {"rows": int(n), "mean_probability": float(x), "observed": proportion(round(y * n), n)}
        for n, x, y in zip(rows[rows > 0], predicted, observed, strict=True)
    ]


def expected_error(bins):
    gaps = np.array([abs(one["mean_probability"] - one["observed"]["value"]) for one in bins])
    rows = np.array([one["rows"] for one in bins])
    return float((gaps * rows).sum() / rows.sum()), float(gaps.max())


def per_label(gold, predicted, probabilities, labels):
    precision, recall, f1, _ = metrics.precision_recall_fscore_support(
        gold, predicted, labels=range(len(labels)), zero_division=np.nan
    )
    classes = []
    for label, name in enumerate(labels):
        hits = (gold == label) & (predicted == label)
        support, given = (gold == label).sum(), (predicted == label).sum()
        # zero_division also makes F1 undefined where only precision or recall is; it is then 0, as 2 tp / (2 tp + fp + fn).
        harmonic = f1[label] if not np.isnan(f1[label]) else 0.0 if support + given > 0 else None
        auc, average = area(gold, probabilities, [label])
        one = {
            "label": name,
            "support": int(support),
            "predicted": int(given),
            "precision": proportion(hits.sum(), given),
            "recall": proportion(hits.sum(), support),
            "f1": None if harmonic is None else {"value": float(harmonic)},
            "roc_auc": auc,
            "average_precision": average,
        }
        for name, value in (("precision", precision), ("recall", recall)):
            assert one[name] is None and np.isnan(value[label]) or np.isclose(one[name]["value"], value[label])
        classes.append(one)
    return classes


def figures(gold, predicted, probabilities, labels):
    two = len(labels) == 2
    confidence = probabilities[np.arange(len(gold)), predicted]
    right = gold == predicted
    hot = np.eye(len(labels))[gold]
    auc, average = area(gold, probabilities, [1] if two else range(len(labels)))
    # With labels given, scikit-learn takes a class that does not occur; of one class alone only the loss.
    loss = metrics.log_loss(gold, probabilities, labels=range(len(labels)))
    eps = np.finfo(float).eps
    each_loss = -np.log(np.clip(probabilities[np.arange(len(gold)), gold], eps, 1 - eps))
    if two:
        each = (probabilities[:, 1] - gold) ** 2
        brier = metrics.brier_score_loss(gold, probabilities[:, 1], pos_label=1)
    else:
        each = ((probabilities - hot) ** 2).sum(1)
        brier = metrics.brier_score_loss(gold, probabilities, labels=range(len(labels)), scale_by_half=False)
    bins = curve(right, confidence)
    ece, mce = expected_error(bins)
    varies = len(set(gold)) > 1 and len(set(predicted)) > 1
    return {
        "rows": len(gold),
        "accuracy": proportion(right.sum(), len(gold)),
        "macro_f1": {"value": metrics.f1_score(gold, predicted, average="macro", zero_division=0.0)},
        "balanced_accuracy": {"value": metrics.balanced_accuracy_score(gold, predicted)},
        "matthews": {"value": metrics.matthews_corrcoef(gold, predicted)} if varies else None,
        "roc_auc": auc,
        "average_precision": average,
        "log_loss": mean(loss, each_loss),
        "brier": mean(brier, each),
        "ece": {"value": ece},
        "mce": mce,
        "classes": per_label(gold, predicted, probabilities, labels),
    }


def thresholds(gold, scores):
    """Every tenth of the server's thresholds; the best are looked for among all."""
    rows, best = [], {}
    for at in range(101):
        given = scores >= at / 100
        (tn, fp), (fn, tp) = metrics.confusion_matrix(gold, given.astype(int), labels=[0, 1]).tolist()
        precision, recall, f1, _ = metrics.precision_recall_fscore_support(
            gold, given.astype(int), labels=[1], zero_division=np.nan
        )
        accuracy = metrics.accuracy_score(gold, given)
        macro = metrics.f1_score(gold, given, average="macro", zero_division=0.0)
        youden = None
        if 0 < gold.sum() < len(gold):
            youden = metrics.balanced_accuracy_score(gold, given, adjusted=True)
        row = {
            "threshold": at / 100,
            "true_positives": tp,
            "false_positives": fp,
            "true_negatives": tn,
            "false_negatives": fn,
            "precision": None if np.isnan(precision[0]) else precision[0],
            "recall": None if np.isnan(recall[0]) else recall[0],
            "f1": None if tp + fp + fn == 0 else 0.0 if np.isnan(f1[0]) else f1[0],
            "macro_f1": macro,
            "accuracy": accuracy,
            "youden": youden,
        }
        for name, value in (("best_accuracy", accuracy), ("best_macro_f1", macro), ("best_youden", youden)):
            if value is not None:
                best.setdefault(name, []).append((-round(value, 12), abs(at - 50), at))
        if at % 10 == 0:
            rows.append(row)
    chosen = {name: min(values)[2] / 100 for name, values in best.items()}
    return {"tenths": rows, "best_youden": None, **chosen}


def case(name, labels, gold, probabilities, predicted=None):
    probabilities = floats(probabilities)
    gold = np.asarray(gold)
    predicted = probabilities.argmax(1) if predicted is None else np.asarray(predicted)
    said = {
        "figures": figures(gold, predicted, probabilities, labels),
        "confusion": metrics.confusion_matrix(gold, predicted, labels=range(len(labels))).tolist(),
        "reliability": curve(gold == predicted, probabilities[np.arange(len(gold)), predicted]),
        "reliability_of_last": curve(gold == len(labels) - 1, probabilities[:, -1]),
        "thresholds": thresholds(gold, probabilities[:, 1]) if len(labels) == 2 else None,
    }
    return {
        "name": name,
        "labels": labels,
        "gold": gold.tolist(),
        "predicted": predicted.tolist(),
        "probabilities": [[float(f"{value:.9g}") for value in row] for row in probabilities],
        **said,
    }


def pair(positive):
    positive = floats(positive)
    return np.stack([1 - positive, positive], 1)


def cases(rng):
    two, three = ["negative", "positive"], ["negative", "neutral", "positive"]
    # Hundredths, so that many rows tie and some stand on a bin's edge or a threshold.
    scores = np.round(rng.beta(1.2, 1, 240), 2)
    gold = (rng.random(240) < np.clip(0.15 + 0.7 * scores, 0, 1)).astype(int)
    yield case("two labels with ties", two, gold, pair(scores))
    yield case("a threshold of 0.3", two, gold[:90], pair(scores[:90]), (floats(scores[:90]) >= 0.3).astype(int))
    extremes = np.array([0.0, 1.0, 1e-30, 1 - 2**-24, 0.5, 0.25])[rng.integers(0, 6, 60)]
    yield case("extremes", two, (rng.random(60) < extremes * 0.8 + 0.1).astype(int), pair(extremes))
    yield case("one class", two, np.ones(25, int), pair(rng.random(25)))
    yield case("never predicted", two, (np.arange(40) % 13 == 0).astype(int), pair(rng.random(40) / 2.1))
    logits = rng.normal(size=(200, 3)) * 1.5
    gold = np.array([rng.choice(3, p=p) for p in softmax(logits + [0, -4.2, 0], 1)])
    yield case("three labels, one rare", three, gold, softmax(logits * 1.4 + [0, -3, 0], 1))
    logits = rng.normal(size=(80, 3)) + [0, -2, 0]
    gold = np.array([rng.choice(3, p=p) for p in softmax(logits, 1)])
    gold[gold == 1] = 0
    yield case("three labels, one absent", three, gold, softmax(logits, 1))


def main():
    warnings.simplefilter("ignore")
    fixture = {"cases": list(cases(np.random.default_rng(SEED)))}
    FILE.write_text(json.dumps(fixture, ensure_ascii=False, separators=(",", ":")).replace('{"name"', '\n{"name"') + "\n")
    for one in fixture["cases"]:
        print(one["name"], np.bincount(one["gold"]), one["figures"]["accuracy"]["value"], one["figures"]["roc_auc"])
    print(FILE.stat().st_size, "bytes")


if __name__ == "__main__":
    main()

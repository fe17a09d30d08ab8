"""Holds the evaluations of a running server to scikit-learn, SciPy and statsmodels.

Sends a labelled file, waits, exports its rows, and counts from their labels and probabilities alone, with those packages,
what the server says of them: figures with their intervals, each label's, confusion, reliability, histogram, thresholds,
temperature, every slice; with a second model also McNemar's test, the difference and kappa. All within 1e-9, which is a
billionth of what is compared. What the packages lack is written out in make_figures_fixture.py.

    python models/training/check_evaluation.py --url http://127.0.0.1:8080 --data FILE.jsonl.gz --model avis-bilstm

`--second NAME` compares two models. `--flip-word pas` turns the labels of the texts with that word over, and expects it as
the worst slice; `--flip-share 0.03` turns that share of all labels over, and tells how many of them the doubts find.
"""

import argparse
import gzip
import json
import random
import re
import sys
import time
import unicodedata
import urllib.request

import make_figures_fixture as reference
import numpy as np
from scipy import stats
from sklearn import metrics
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest

TOLERANCE = 1e-9
POLL_S = 0.5
PAGE = 200
# Below this expected count, Fisher's exact test (Cochran 1954).
MIN_EXPECTED = 5
# DeLong's interval is counted pair by pair: more rows take more than a gigabyte.
DEFAULT_LIMIT = 6000


class Server:
    def __init__(self, url):
        self.url = url.rstrip("/")

    def open(self, path, body=None):
        headers = {"content-type": "application/x-ndjson"} if body is not None else {}
        return urllib.request.urlopen(urllib.request.Request(self.url + path, body, headers))

    def get(self, path):
        with self.open(path) as answer:
            return json.load(answer)

    def evaluate(self, rows, model, name):
        body = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
        with self.open(f"/evaluations?model={model}&name={name}", body) as answer:
            path = answer.headers["location"]
        while (state := self.get(path))["status"] not in ("done", "failed"):
            time.sleep(POLL_S)
        assert state["status"] == "done" and state["refused"] == 0, state
        return path, state

    def rows(self, path):
        with self.open(f"{path}/export") as answer:
            return [json.loads(line) for line in answer]


class Checks:
    """What was compared, part by part: how many numbers, and the largest difference."""

    def __init__(self):
        self.parts = {}
        self.faults = []

    def hold(self, part, ours, theirs, path=""):
        if isinstance(theirs, dict):
            for name, value in theirs.items():
                if ours is None:
                    self.faults.append(f"{part}{path}: null, and {theirs}")
                    return
                self.hold(part, ours[name], value, f"{path}.{name}")
        elif isinstance(theirs, (list, tuple)):
            self.equal(part, len(ours), len(theirs), path)
            for at, (one, other) in enumerate(zip(ours, theirs)):
                self.hold(part, one, other, f"{path}[{at}]")
        elif isinstance(theirs, (float, np.floating)) and ours is not None:
            count, worst = self.parts.get(part, (0, 0.0))
            difference = abs(ours - theirs)
            self.parts[part] = count + 1, max(worst, difference)
            if not difference <= TOLERANCE * max(1.0, abs(theirs)):
                self.faults.append(f"{part}{path}: {ours} is not {theirs}")
        else:
            self.equal(part, ours, theirs, path)

    def equal(self, part, ours, theirs, path=""):
        count, worst = self.parts.get(part, (0, 0.0))
        self.parts[part] = count + 1, worst
        if ours != theirs:
            self.faults.append(f"{part}{path}: {ours} is not {theirs}")

    def report(self):
        print(f"{'part':<24}{'numbers':>9}  largest difference")
        for part, (count, worst) in self.parts.items():
            print(f"{part:<24}{count:>9}  {worst:.1e}")
        for fault in self.faults[:20]:
            print("WRONG", fault)
        return not self.faults


class Exported:
    """Exported rows as arrays; probabilities as the server holds them, in single precision."""

    def __init__(self, rows, labels):
        self.rows, self.labels = rows, labels
        place = {label: at for at, label in enumerate(labels)}
        self.gold = np.array([place[row["label"]] for row in rows])
        self.predicted = np.array([place[row["predicted"]] for row in rows])
        self.probabilities = reference.floats([[row["scores"][label] for label in labels] for row in rows])
        self.confidence = self.probabilities[np.arange(len(rows)), self.predicted]
        self.right = self.gold == self.predicted


def filled(bins):
    return [bin for bin in bins if bin["rows"]]


def check_figures(checks, server, path, state, found):
    expected = reference.figures(found.gold, found.predicted, found.probabilities, found.labels)
    classes = expected.pop("classes")
    checks.hold("figures", state["figures"], expected)
    checks.hold("figures by label", state["figures"]["classes"], classes)
    confusion = server.get(f"{path}/confusion")
    table = metrics.confusion_matrix(found.gold, found.predicted, labels=range(len(found.labels))).tolist()
    checks.hold("confusion", confusion, {"labels": found.labels, "matrix": table})
    checks.equal("confusion", sum(map(sum, confusion["matrix"])), len(found.rows))


def check_calibration(checks, server, path, found):
    said = server.get(f"{path}/calibration?aim=macro_f1")
    checks.hold("reliability", filled(said["confidence"]), reference.curve(found.right, found.confidence))
    # An edge belongs to the bin below it, which is what searching from the left says.
    at = np.searchsorted(np.linspace(0, 1, 21)[1:-1], found.confidence)
    bins = [{"right": int((found.right & (at == bin)).sum()), "wrong": int((~found.right & (at == bin)).sum())} for bin in range(20)]
    checks.hold("histogram", said["histogram"], bins)
    checks.equal("histogram", sum(bin["right"] + bin["wrong"] for bin in said["histogram"]), len(found.rows))
    if len(found.labels) == 2:
        second = found.probabilities[:, 1]
        checks.hold("reliability", filled(said["second_label"]), reference.curve(found.gold == 1, second))
        thresholds = reference.thresholds(found.gold, second)
        tenths = said["thresholds"]["thresholds"][::10]
        checks.hold("thresholds", tenths, thresholds.pop("tenths"))
        checks.hold("thresholds", said["thresholds"], thresholds)
    expected = reference.calibration(found.gold, found.predicted, found.probabilities, "macro_f1")
    checks.hold("temperature", said["recalibration"], expected)


def p_value(errors, rows, other_errors, other_rows):
    wrong, all_rows = errors + other_errors, rows + other_rows
    if min(rows, other_rows) * min(wrong, all_rows - wrong) / all_rows < MIN_EXPECTED:
        return float(stats.fisher_exact([[errors, rows - errors], [other_errors, other_rows - other_errors]]).pvalue)
    return float(proportions_ztest([errors, other_errors], [rows, other_rows])[1])


def check_slices(checks, server, path, found):
    said = server.get(f"{path}/slices")
    wrong, rows = int((~found.right).sum()), len(found.rows)
    checks.hold("slices", said, {"rows": rows, "errors": wrong})
    told = []
    for group in said["groups"]:
        if group["is_partition"]:
            held = sum(one["rows"] for one in group["slices"]) + group["rows_left_out"]
            checks.equal("partitions", held, rows, group["subject"])
            if group["rows_left_out"] == 0:
                checks.equal("partitions", sum(one["errors"] for one in group["slices"]), wrong, group["subject"])
        told += group["slices"]
    for one in told + said["worst"]["slices"]:
        errors, size = one["errors"], one["rows"]
        low, high = reference.wilson(errors, size)
        expected = {"error_rate": errors / size, "interval": {"low": low, "high": high}}
        if size < rows:
            low, high = confint_proportions_2indep(errors, size, wrong - errors, rows - size, method="newcomb")
            rest = (wrong - errors) / (rows - size)
            expected |= {"rest_error_rate": rest, "difference": errors / size - rest}
            expected["difference_interval"] = {"low": low, "high": high}
            expected["p_value"] = p_value(errors, size, wrong - errors, rows - size)
        checks.hold("slices", one, expected, str(one["conditions"]))
    tested = [one for one in told if one["p_value"] is not None]
    adjusted = multipletests([one["p_value"] for one in tested], method="holm")[1]
    checks.hold("Holm", [one["p_adjusted"] for one in tested], adjusted.tolist())
    for row in found.rows:
        row["where"] = {f"{cue}=yes" for cue in row["cues"]}
        row["where"] |= {f"truncated={'yes' if row['truncated'] else 'no'}", f"language={row['language'] or 'unclear'}"}
        row["where"] |= {f"attribute.{name}={value}" for name, value in row["attributes"].items()}
    for one in told:
        name = one["conditions"][0]
        if name.startswith("word="):
            # Which rows have a word is told of the marked ones alone; the planted word checks that.
            continue
        if name.split("=")[0] in ("truncated", "language") or name.endswith("=yes") or re.match(r"attribute\.[^=]+=.", name):
            mine = [at for at, row in enumerate(found.rows) if name in row["where"]]
            checks.equal("rows of slices", (one["rows"], one["errors"]), (len(mine), int((~found.right[mine]).sum())), name)


def check_versus(checks, server, path, found, other_path, other):
    expected = reference.pairing("", found.labels, found.gold, found.predicted, other.predicted)["versus"]
    checks.hold("two models", server.get(f"{path}/compare?with={other_path.rsplit('/', 1)[1]}"), expected)


def folded(text):
    text = unicodedata.normalize("NFD", text.lower())
    return set(re.findall(r"\w+", "".join(c for c in text if not unicodedata.combining(c))))


def turned(row):
    return row | {"label": 1 - row["label"]}


def plant_word(checks, server, rows, model, word):
    planted = [turned(row) if word in folded(row["text"]) else row for row in rows]
    path, _ = server.evaluate(planted, model, "planted-word")
    worst = server.get(f"{path}/slices?pairs=false")["worst"]["slices"][0]
    checks.equal("planted word", worst["conditions"], [f"word={word}"])
    print(f"labels with «{word}» turned over: the worst slice is {worst['conditions']}, {worst['errors']} of {worst['rows']} wrong")


def plant_share(server, rows, model, share, seed):
    flipped = set(random.Random(seed).sample(range(len(rows)), round(share * len(rows))))
    path, _ = server.evaluate([turned(row) if at in flipped else row for at, row in enumerate(rows)], model, "planted-share")
    top = len(rows) // 20
    ranked, after = [], ""
    while after is not None and len(ranked) < top:
        page = server.get(f"{path}/errors?order=doubtful&limit={PAGE}{after and '&cursor=' + after}")
        ranked += [row["row"] for row in page["rows"]]
        after = page["next_cursor"]
    found = len(flipped & set(ranked[:top]))
    print(f"{len(flipped)} labels of {len(rows)} turned over: {found} ({found / len(flipped):.1%}) among the {min(top, len(ranked))} most doubtful")


def read(path, limit, seed):
    opened = gzip.open if str(path).endswith(".gz") else open
    with opened(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    if limit and len(rows) > limit:
        rows = random.Random(seed).sample(rows, limit)
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--url", default="http://127.0.0.1:8080")
    parser.add_argument("--data", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--second")
    parser.add_argument("--limit", type=int, default=DEFAULT_LIMIT)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--flip-word")
    parser.add_argument("--flip-share", type=float)
    options = parser.parse_args()
    server, checks = Server(options.url), Checks()
    rows = read(options.data, options.limit, options.seed)

    def evaluated(model):
        path, state = server.evaluate(rows, model, "check")
        found = Exported(server.rows(path), state["labels"])
        checks.equal("rows", [row["text"] for row in found.rows] == [row["text"] for row in rows], True)
        print(f"{state['model']}:{state['precision']}, {len(rows)} rows, accuracy {state['figures']['accuracy']['value']:.4f}")
        return path, state, found

    path, state, found = evaluated(options.model)
    check_figures(checks, server, path, state, found)
    check_calibration(checks, server, path, found)
    check_slices(checks, server, path, found)
    if options.second:
        other_path, _, other = evaluated(options.second)
        check_versus(checks, server, path, found, other_path, other)
    if options.flip_word:
        plant_word(checks, server, rows, options.model, options.flip_word)
    if options.flip_share:
        plant_share(server, rows, options.model, options.flip_share, options.seed)
    sys.exit(0 if checks.report() else 1)


if __name__ == "__main__":
    main()

"""Measures over HTTP what each mistake of an encoder costs `imdb-lstm`, and prints the table of its card.

    python models/training/measure_switches.py --url http://127.0.0.1:8080 --data DIR

IMDB's fold 0 answers, which neither trained nor chose anything.
"""

import argparse

import numpy as np

import corpus
from client import Client

PLANS = (
    ("none", ()),
    ("`ids_shifted`", ("ids_shifted",)),
    ("`unknown_as_padding`", ("unknown_as_padding",)),
    ("`punctuation_glued`", ("punctuation_glued",)),
    ("all three", ("ids_shifted", "unknown_as_padding", "punctuation_glued")),
)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8080", help="the running server")
    parser.add_argument("--data", required=True, help="folder that holds imdb/")
    parser.add_argument("--model", default="imdb-lstm:fp32", help="which graph answers")
    arguments = parser.parse_args()
    rows = corpus.imdb(arguments.data)[2]
    labels = np.array([row["label"] for row in rows])
    right = None
    print(f"{arguments.model}, {len(rows):,} texts\n")
    print("| switches | accuracy | labels changed | answered positive | unknown tokens |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, switches in PLANS:
        answers = list(Client(arguments.url).stream((row["text"] for row in rows), arguments.model, switches))
        if len(answers) != len(rows):
            raise SystemExit(f"{name}: {len(answers)} answers to {len(rows)} lines")
        positive = np.array([answer["scores"]["positive"] for answer in answers]) > 0.5
        right = positive if right is None else right
        unknown = np.mean([answer["unknown_rate"] for answer in answers])
        print(
            f"| {name} | {np.mean(positive == labels):.3f} | {np.mean(positive != right):.1%} "
            f"| {np.mean(positive):.1%} | {unknown:.1%} |"
        )


if __name__ == "__main__":
    main()

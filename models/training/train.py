"""Trains one of the served models from the data folder and writes its model folder.

    python models/training/train.py avis-bilstm --data DIR
    python models/training/train.py imdb-lstm --data DIR
"""

import argparse
import importlib
import pathlib

import torch

import quantising

RECIPES = {"avis-bilstm": "avis_bilstm", "imdb-lstm": "imdb_lstm"}
MODELS = pathlib.Path(__file__).resolve().parent.parent


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", choices=RECIPES, help="which model to train")
    parser.add_argument("--data", required=True, help="folder that holds fr/train.jsonl.gz and imdb/train.jsonl.gz")
    parser.add_argument("--out", help="folder to write (default: models/<model>)")
    parser.add_argument("--epochs", type=int, help="epochs (default: the recipe's)")
    arguments = parser.parse_args()
    # Gradients through long texts shrink to denormal numbers, which a CPU computes many times more slowly.
    torch.set_flush_denormal(True)
    recipe = importlib.import_module(RECIPES[arguments.model])
    # The order of floating-point sums depends on the number of threads: a fixed number makes a run repeatable.
    torch.set_num_threads(recipe.THREADS)
    folder = pathlib.Path(arguments.out) if arguments.out else MODELS / arguments.model
    recipe.train(arguments.data, folder, arguments.epochs or recipe.EPOCHS)
    quantising.quantise(folder)
    print(f"wrote {folder}")


if __name__ == "__main__":
    main()

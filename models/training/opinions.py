"""What the teachers (`teachers.py`) think of the French texts: kept beside the recipe, which then runs without a graphics card.

Log-odds of the positive label, of the reviews, of sentences cut from them and of the neutral reviews, in the order in which
the recipe reads these; a checksum of their token ids says that they are the same texts.
"""

import dataclasses
import pathlib
import zlib

import numpy as np

FILE = pathlib.Path(__file__).resolve().parent / "opinions.npz"


@dataclasses.dataclass(frozen=True)
class Opinions:
    """Probabilities of the positive label, one a text: of those that no network learnt from before it judged them, and of others."""

    reviews: np.ndarray
    fragments: np.ndarray
    neutral: np.ndarray


def checksum(groups):
    """Of groups of texts, each a list of ids."""
    value = 0
    for texts in groups:
        for ids in texts:
            value = zlib.crc32(np.asarray(ids, "<i8").tobytes(), value)
    return value


def save(groups, log_odds):
    """Writes the log-odds of three groups of texts: reviews, fragments, neutral ones."""
    names = (field.name for field in dataclasses.fields(Opinions))
    arrays = {name: values.astype(np.float16) for name, values in zip(names, log_odds)}
    np.savez_compressed(FILE, texts=np.uint32(checksum(groups)), **arrays)


def load(groups):
    """The opinions of the same three groups."""
    kept = np.load(FILE)
    if checksum(groups) != kept["texts"]:
        raise SystemExit(f"{FILE.name} is of other texts than these: make it anew with teachers.py")
    names = (field.name for field in dataclasses.fields(Opinions))
    return Opinions(*(1 / (1 + np.exp(-kept[name].astype(np.float32))) for name in names))

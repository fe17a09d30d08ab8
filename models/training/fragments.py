"""Sentences cut from reviews: short texts as people write them, of which no star says anything."""

import re

import numpy as np

# Where a sentence ends: its marks, and what closes it.
END = re.compile(r"(?<=[.!?…])[\s»\")]+|\n+")

# In words. A shorter one says nothing, a longer one is a review.
SHORTEST, LONGEST = 3, 30


def fragments(text):
    """The sentences of a text that are neither."""
    return [part for part in (part.strip() for part in END.split(text)) if SHORTEST <= len(part.split()) <= LONGEST]


def drawn(texts, count, seed):
    """`count` sentences of the texts, in an order that the seed gives."""
    found = [part for text in texts for part in fragments(text)]
    return [found[index] for index in np.random.default_rng(seed).permutation(len(found))[:count]]

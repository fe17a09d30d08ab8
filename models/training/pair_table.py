"""The wide part of a network of two parts: a weight for each token, and one for each hashed pair of neighbours.

A text's margin is the sum of its tokens' and pairs' weights, divided by the root of its length, and a constant. It counts for the
more the longer the text: what single tokens are worth says little of a sentence of ten.
"""

import dataclasses

import numpy as np

# A million places for pairs: at one byte each, the file stays small; two common pairs seldom share one.
PLACES = 1 << 20

# Odd, so that multiplying by it loses nothing modulo a power of two; larger than a vocabulary, so that the two tokens of a
# pair do not simply add up.
MULTIPLIER = 40_503

# Weights are multiples of this: a float's sum of them is exact below 1,024, in whatever order it is taken.
GRID = 2.0**-14


# Tokens of a text in which the table has half its say. Of 0, 4, 8, 12, 16, 20 and 30 the highest that left the log loss of the
# selection rows within 0.001 of the best (EXPERIMENTS.md, line 15): the higher it is, the more of the development pairs pass.
HALF_AT = 16


@dataclasses.dataclass(frozen=True)
class Table:
    """Weights towards the second label: tokens [vocabulary], pairs [PLACES], and what every text gets."""

    tokens: np.ndarray
    pairs: np.ndarray
    constant: float

    def margins(self, texts):
        """One margin a text, a list of ids: log-odds of the second label."""
        return np.array([self.margin(np.asarray(ids)) for ids in texts], np.float32)

    def margin(self, ids):
        total = self.tokens[ids].sum(dtype=np.float64) + self.pairs[places(ids)].sum(dtype=np.float64)
        return (total / np.sqrt(len(ids)) + self.constant) * len(ids) / (len(ids) + HALF_AT)

    def times(self, share):
        """The table whose margins are `share` times these, on the grid."""
        return Table(on_grid(self.tokens * share), on_grid(self.pairs * share), self.constant * share)


def places(ids):
    """The place of each pair of neighbours: one fewer than tokens."""
    return (ids[:-1] * MULTIPLIER + ids[1:]) % PLACES


def on_grid(weights):
    return (np.round(np.asarray(weights, np.float64) / GRID) * GRID).astype(np.float32)

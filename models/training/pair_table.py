"""The wide part of a network of two parts: a weight for each token, and one for each hashed pair of tokens that stand close.

A text's margin is the sum of its tokens' and pairs' weights, divided by the root of its length, and a constant. Pairs are
neighbours; where the table says so, also tokens with one between them. A token or a pair weighs each time that it stands in
the text, or once. Where the table says so, a margin counts for the more the longer the text: what single tokens are worth says
little of a sentence of ten.
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


@dataclasses.dataclass(frozen=True)
class Table:
    """Weights towards the second label: tokens [vocabulary], pairs [PLACES], and what every text gets.

    `once` says that a token's or a pair's second time in a text weighs nothing. `apart`, where there is one, weighs the
    pairs with one token between them [PLACES]. In a text of `half_at` tokens the margin counts by half; with 0, whole in every
    text.
    """

    tokens: np.ndarray
    pairs: np.ndarray
    constant: float
    once: bool = False
    apart: np.ndarray | None = None
    half_at: int = 0

    def margins(self, texts):
        """One margin a text, a list of ids: log-odds of the second label."""
        return np.array([self.margin(np.asarray(ids)) for ids in texts], np.float32)

    def margin(self, ids):
        seen = (self.tokens, ids), *((weights, places(ids, step)) for step, weights in self.by_step())
        total = sum(weights[counted(where, self.once)].sum(dtype=np.float64) for weights, where in seen)
        return (total / np.sqrt(len(ids)) + self.constant) * len(ids) / (len(ids) + self.half_at)

    def by_step(self):
        """The weights of pairs, by how many places a pair's second token stands behind its first."""
        return [(1, self.pairs)] if self.apart is None else [(1, self.pairs), (2, self.apart)]

    def times(self, share):
        """The table whose margins are `share` times these, on the grid."""
        apart = None if self.apart is None else on_grid(self.apart * share)
        tokens, pairs = on_grid(self.tokens * share), on_grid(self.pairs * share)
        return dataclasses.replace(self, tokens=tokens, pairs=pairs, constant=self.constant * share, apart=apart)


def counted(where, once):
    """The places that weigh in a text: all of them, or each different one."""
    return np.unique(where) if once else where


def places(ids, step=1):
    """The place of each pair of tokens `step` apart: as many fewer than tokens."""
    return (ids[:-step] * MULTIPLIER + ids[step:]) % PLACES


def on_grid(weights):
    return (np.round(np.asarray(weights, np.float64) / GRID) * GRID).astype(np.float32)

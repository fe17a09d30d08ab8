"""The weights of two toy LSTMs, set by hand so that they answer sensibly and a reader can follow them.

An embedding says three things of a word: is it kind or unkind (feature 0), does it negate (feature 1), is it
nothing at all (small seeded noise in the others). Unit 0 adds up the polarity of what it reads, unless unit 1
remembers a negation; then unit 2 adds up the opposite.
"""

import numpy as np

from graph import Weights, lstm_direction

FEATURES = 6
UNITS = 4
POLARITY, NEGATION = 0, 1
SUM, MEMORY, OPPOSITE = 0, 1, 2

# Far enough from zero for a gate to be open or shut, near enough for eight bits to tell the values apart.
OPEN = 3.0


def embeddings(vocabulary, kind, unkind, negations, random):
    table = random.normal(0, 0.05, (len(vocabulary), FEATURES))
    for index, word in enumerate(vocabulary):
        table[index, POLARITY] = (word in kind) - float(word in unkind)
        table[index, NEGATION] = float(word in negations)
    table[0] = 0.0
    return table


def direction(random):
    """One direction's (W, R, B), written gate by gate in the order i, f, g, o."""
    w = random.normal(0, 0.02, (4, UNITS, FEATURES))
    r = random.normal(0, 0.02, (4, UNITS, UNITS))
    bias = np.zeros((4, UNITS))
    enter, keep, candidate, leave = range(4)
    bias[enter], bias[keep], bias[leave] = OPEN, OPEN, OPEN
    w[candidate, SUM, POLARITY] = 1.5
    r[enter, SUM, MEMORY] = -4 * OPEN
    w[candidate, MEMORY, NEGATION] = 2.0
    # A negation reaches about two words further.
    bias[keep, MEMORY] = -0.5
    w[candidate, OPPOSITE, POLARITY] = -1.5
    bias[enter, OPPOSITE] = -OPEN
    r[enter, OPPOSITE, MEMORY] = 4 * OPEN
    flat = [part.reshape(4 * UNITS, -1) for part in (w, r)]
    return lstm_direction(*flat, bias.reshape(-1), np.zeros(4 * UNITS))


def weights(table, directions, pooled_units, gain, random):
    """`pooled_units` are the places of SUM and OPPOSITE in what the dense layer reads."""
    stacked = [direction(random) for _ in range(directions)]
    reads = 4 * UNITS if directions == 2 else UNITS
    dense = random.normal(0, 0.02, (reads, 2))
    for place in pooled_units:
        dense[place] = (-gain, gain)
    return Weights(
        embedding=table,
        w=np.stack([part[0] for part in stacked]),
        r=np.stack([part[1] for part in stacked]),
        b=np.stack([part[2] for part in stacked]),
        dense=dense,
        bias=np.array([0.05, -0.05]),
    )

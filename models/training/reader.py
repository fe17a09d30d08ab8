"""A larger network, too slow to serve, that teaches the small one. It first learns what French text goes on with.

Two stacks of LSTMs, one each way, learn to guess the next token of unlabelled text, then to judge: Howard and Ruder, 2018. The
states that judge are pooled as the small network's are.
"""

import torch
from torch import nn

import vocabulary
from pooled import DENSE_DROPOUT, EMBEDDING_DROPOUT, lstm, pooled, turned

WIDTH = 256
HIDDEN = 512
LAYERS = 2
LAYER_DROPOUT = 0.3


class Reader(nn.Module):
    """Guesses tokens (`surprise`) and judges texts (`forward`: two logits)."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary.BPE_SIZE, WIDTH)
        nn.init.normal_(self.embedding.weight, std=0.1)
        self.embedding_dropout = nn.Dropout(EMBEDDING_DROPOUT)
        self.ahead, self.back = (lstm(WIDTH, HIDDEN, num_layers=LAYERS, dropout=LAYER_DROPOUT) for _ in range(2))
        self.guess = nn.Linear(HIDDEN, WIDTH)
        self.guess_bias = nn.Parameter(torch.zeros(vocabulary.BPE_SIZE))
        self.dense_dropout = nn.Dropout(DENSE_DROPOUT)
        self.dense = nn.Linear(4 * HIDDEN, 2)

    def states(self, ids, lengths):
        """The upper states of both stacks, each [step, text, unit], in the order of the text."""
        steps = self.embedding_dropout(self.embedding(ids)).transpose(0, 1)
        return self.ahead(steps)[0], turned(self.back(turned(steps, lengths))[0], lengths)

    def forward(self, ids, lengths):
        return self.dense(self.dense_dropout(pooled(torch.cat(self.states(ids, lengths), 2), lengths)))

    def surprise(self, ids, lengths):
        """The mean loss of guessing each token from those before it, and from those behind it."""
        ahead, back = self.states(ids, lengths)
        tokens = ids.T
        real = torch.arange(1, len(tokens), device=ids.device)[:, None] < lengths[None]
        losses = []
        for states, wanted in ((ahead[:-1][real], tokens[1:][real]), (back[1:][real], tokens[:-1][real])):
            with torch.autocast(ids.device.type, torch.bfloat16, enabled=ids.is_cuda):
                scores = nn.functional.linear(self.guess(states), self.embedding.weight, self.guess_bias)
            losses.append(nn.functional.cross_entropy(scores.float(), wanted))
        return sum(losses) / 2

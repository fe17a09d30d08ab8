"""The network of the models of two parts: one bidirectional LSTM, pooled, and a table's margin added to what it says."""

import torch
from torch import nn

import vocabulary

UNKNOWN = 1

# The embeddings serve as a language model's output weights too: layers as wide as they are.
WIDTH = 128
EMBEDDING_DROPOUT = 0.3
DENSE_DROPOUT = 0.5

# One token in ten becomes [UNK] while training: the model then leans on no single word, and has seen [UNK].
WORD_DROPOUT = 0.10

# What each part's opinion counts for before a text is seen: near the best of both for a network trained alone.
SHARE = 0.6


class Classifier(nn.Module):
    """Embedding, BiLSTM over the real steps; maximum, mean and last state of each direction; two logits of its own, and two of
    both parts together, which are a share of those and a share of the table's margin.

    While training it gives both pairs: a network that answered for what the table leaves over alone would learn little, as
    the table leaves so little.
    """

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary.BPE_SIZE, WIDTH)
        nn.init.normal_(self.embedding.weight, std=0.1)
        self.embedding_dropout = nn.Dropout(EMBEDDING_DROPOUT)
        # Two one-way LSTMs over unpacked batches: three times as fast on a CPU as a packed two-way one.
        self.ahead = lstm()
        self.back = lstm()
        self.dense_dropout = nn.Dropout(DENSE_DROPOUT)
        self.dense = nn.Linear(6 * WIDTH, 2)
        self.own_share = nn.Parameter(torch.tensor(SHARE))
        self.table_share = nn.Parameter(torch.tensor(SHARE))

    def embed(self, ids):
        """Ids [batch, time] to embeddings [time, batch, feature], some of both dropped while training."""
        if self.training:
            ids = ids.masked_fill(torch.rand(ids.shape) < WORD_DROPOUT, UNKNOWN)
        return self.embedding_dropout(self.embedding(ids)).transpose(0, 1)

    def read(self, steps, lengths, margins):
        """Embeddings and the table's margins [batch] to logits of both parts; while training, the network's own behind them."""
        ahead, back = self.ahead(steps)[0], self.back(turned(steps, lengths))[0]
        # The order of steps is nothing to a maximum or a mean: the way back stays as it was read.
        hidden = torch.cat([ahead, back], 2)
        real = (torch.arange(steps.shape[0])[:, None] < lengths[None])[:, :, None]
        highest = hidden.masked_fill(~real, -1.0).amax(0)
        mean = (hidden * real).sum(0) / lengths[:, None]
        last = hidden[lengths - 1, torch.arange(len(lengths))]
        own = self.dense(self.dense_dropout(torch.cat([highest, mean, last], 1)))
        half = self.table_share * margins / 2
        both = self.own_share * own + torch.stack([-half, half], 1)
        return torch.cat([both, own], 1) if self.training else both

    def forward(self, ids, lengths, margins):
        return self.read(self.embed(ids), lengths, margins)


def lstm():
    layer = nn.LSTM(WIDTH, WIDTH)
    nn.init.zeros_(layer.bias_hh_l0)
    nn.init.zeros_(layer.bias_ih_l0)
    # A forget gate that starts open lets the first gradients through.
    layer.bias_ih_l0.data[WIDTH : 2 * WIDTH] = 1.0
    return layer


def turned(steps, lengths):
    """Each text's real steps in reverse order; its padding stays behind them."""
    step = torch.arange(steps.shape[0])[:, None]
    source = torch.where(step < lengths[None], lengths[None] - 1 - step, step)
    return steps.gather(0, source[:, :, None].expand_as(steps))


def loss_of(logits, positive):
    """Cross-entropy with the probability of `positive`: the mean over the pairs of logits that are given."""
    log = torch.log_softmax(logits.unflatten(1, (-1, 2)), 2)
    return -(positive[:, None] * log[:, :, 1] + (1 - positive)[:, None] * log[:, :, 0]).mean(1)

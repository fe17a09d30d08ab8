"""The network beside the table: embedding, a bidirectional LSTM over the real steps, max and mean pooling, two logits."""

import torch
from torch import nn

import vocabulary

WIDTH = 128
EMBEDDING_DROPOUT = 0.3
DENSE_DROPOUT = 0.5

UNKNOWN = 1

LABEL_SMOOTHING = 0.03


class Classifier(nn.Module):
    """Embedding, BiLSTM over the real steps, max and mean pooling over them, two logits."""

    def __init__(self, word_dropout=0.0):
        super().__init__()
        self.word_dropout = word_dropout
        self.embedding = nn.Embedding(vocabulary.BPE_SIZE, WIDTH)
        nn.init.normal_(self.embedding.weight, std=0.1)
        self.embedding_dropout = nn.Dropout(EMBEDDING_DROPOUT)
        # Two one-way LSTMs over unpacked batches: three times as fast on a CPU as a packed two-way one.
        self.ahead = lstm()
        self.back = lstm()
        self.dense_dropout = nn.Dropout(DENSE_DROPOUT)
        self.dense = nn.Linear(4 * WIDTH, 2)

    def forward(self, ids, lengths):
        if self.training and self.word_dropout:
            ids = ids.masked_fill(torch.rand(ids.shape) < self.word_dropout, UNKNOWN)
        steps = self.embedding_dropout(self.embedding(ids)).transpose(0, 1)
        hidden = torch.cat([self.ahead(steps)[0], turned(self.back(turned(steps, lengths))[0], lengths)], 2)
        real = torch.arange(ids.shape[1])[:, None] < lengths[None]
        highest = hidden.masked_fill(~real[:, :, None], -1.0).amax(0)
        mean = (hidden * real[:, :, None]).sum(0) / lengths[:, None]
        return self.dense(self.dense_dropout(torch.cat([highest, mean], 1)))


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


def loss_of(logits, labels):
    return nn.functional.cross_entropy(logits, labels, reduction="none", label_smoothing=LABEL_SMOOTHING)

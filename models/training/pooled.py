"""The network of avis-bilstm-lm: one bidirectional LSTM, read by its maximum, its mean and its last states."""

import torch
from torch import nn

import avis_bilstm
import vocabulary
from avis_bilstm import UNKNOWN, turned

WIDTH = 128
EMBEDDING_DROPOUT = 0.3
DENSE_DROPOUT = 0.5
WORD_DROPOUT = 0.10


class Classifier(nn.Module):
    """Embedding, BiLSTM over the real steps; maximum, mean and last state of each direction; two logits."""

    def __init__(self, vocabulary_size=vocabulary.BPE_SIZE):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary_size, WIDTH)
        nn.init.normal_(self.embedding.weight, std=0.1)
        self.embedding_dropout = nn.Dropout(EMBEDDING_DROPOUT)
        self.ahead = avis_bilstm.lstm()
        self.back = avis_bilstm.lstm()
        self.dense_dropout = nn.Dropout(DENSE_DROPOUT)
        self.dense = nn.Linear(6 * WIDTH, 2)

    def embed(self, ids):
        """Ids [batch, time] to embeddings [time, batch, feature], some of both dropped while training."""
        if self.training:
            ids = ids.masked_fill(torch.rand(ids.shape) < WORD_DROPOUT, UNKNOWN)
        return self.embedding_dropout(self.embedding(ids)).transpose(0, 1)

    def read(self, steps, lengths):
        """Embeddings to logits."""
        ahead, back = self.ahead(steps)[0], self.back(turned(steps, lengths))[0]
        # The order of steps is nothing to a maximum or a mean: the way back stays as it was read.
        hidden = torch.cat([ahead, back], 2)
        real = (torch.arange(steps.shape[0])[:, None] < lengths[None])[:, :, None]
        highest = hidden.masked_fill(~real, -1.0).amax(0)
        mean = (hidden * real).sum(0) / lengths[:, None]
        last = hidden[lengths - 1, torch.arange(len(lengths))]
        return self.dense(self.dense_dropout(torch.cat([highest, mean, last], 1)))

    def forward(self, ids, lengths):
        return self.read(self.embed(ids), lengths)


def loss_of(logits, positive):
    """Cross-entropy with the probability of `positive`."""
    log = torch.log_softmax(logits, 1)
    return -(positive * log[:, 1] + (1 - positive) * log[:, 0])

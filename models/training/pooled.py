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
        self.ahead = lstm(WIDTH, WIDTH)
        self.back = lstm(WIDTH, WIDTH)
        self.dense_dropout = nn.Dropout(DENSE_DROPOUT)
        self.dense = nn.Linear(4 * WIDTH, 2)

    def forward(self, ids, lengths):
        if self.training and self.word_dropout:
            ids = ids.masked_fill(torch.rand(ids.shape, device=ids.device) < self.word_dropout, UNKNOWN)
        steps = self.embedding_dropout(self.embedding(ids)).transpose(0, 1)
        states = torch.cat([self.ahead(steps)[0], turned(self.back(turned(steps, lengths))[0], lengths)], 2)
        return self.dense(self.dense_dropout(pooled(states, lengths)))


def lstm(inputs, hidden, **settings):
    """An LSTM whose forget gates start open, which lets the first gradients through."""
    network = nn.LSTM(inputs, hidden, **settings)
    for layer in range(network.num_layers):
        biases = [getattr(network, f"{name}_l{layer}") for name in ("bias_ih", "bias_hh")]
        for bias in biases:
            nn.init.zeros_(bias)
        biases[0].data[hidden : 2 * hidden] = 1.0
    return network


def turned(steps, lengths):
    """Each text's real steps in reverse order; its padding stays behind them."""
    step = torch.arange(steps.shape[0], device=steps.device)[:, None]
    source = torch.where(step < lengths[None], lengths[None] - 1 - step, step)
    return steps.gather(0, source[:, :, None].expand_as(steps))


def pooled(states, lengths):
    """The largest and the mean of each unit's states over a text's real steps: [text, 2 × units] of [step, text, units]."""
    real = torch.arange(states.shape[0], device=states.device)[:, None] < lengths[None]
    highest = states.masked_fill(~real[:, :, None], -1.0).amax(0)
    mean = (states * real[:, :, None]).sum(0) / lengths[:, None]
    return torch.cat([highest, mean], 1)


def loss_of(logits, targets):
    """One loss a row; a target is a label or, where it is a float, the probability of the second one."""
    if targets.is_floating_point():
        targets = torch.stack([1 - targets, targets], 1)
    return nn.functional.cross_entropy(logits, targets, reduction="none", label_smoothing=LABEL_SMOOTHING)

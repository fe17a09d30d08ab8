"""A language model each way over unlabelled reviews: it teaches the embeddings and both LSTMs before a label is shown.

Dai and Le, 2015. Each direction predicts its next token from what it has read, against a sample of the vocabulary; the
embeddings serve as output weights too, so the layers must be as wide as the embeddings.
"""

import time

import numpy as np
import torch
from torch import nn

import fitting

# Tokens that a right answer is set against, drawn anew for each batch. The whole vocabulary would cost ten times the LSTMs.
SAMPLE = 640

# Between uniform and the tokens' own frequencies, as in word2vec.
SAMPLE_POWER = 0.75

BATCH = 64
LEARNING_RATE = 3e-3
DROPOUT = 0.1
GRADIENT_NORM = 1.0


class Sampler:
    """Draws tokens by their frequency to a power; knows how often it expects each."""

    def __init__(self, texts, vocabulary, seed):
        counts = np.bincount(np.concatenate(texts), minlength=vocabulary).astype(np.float64) ** SAMPLE_POWER
        self.shares = torch.from_numpy(counts / counts.sum())
        self.log_expected = torch.log(SAMPLE * self.shares + 1e-12).float()
        self.generator = torch.Generator().manual_seed(seed)

    def draw(self):
        return torch.multinomial(self.shares, SAMPLE, generator=self.generator)


def next_token_loss(layer, embedding, bias, sampler, ids, real):
    """Mean loss of the tokens that follow, `ids` [time, batch] in the order in which `layer` reads them."""
    states = layer(nn.functional.dropout(embedding(ids[:-1]), DROPOUT))[0]
    states = nn.functional.dropout(states[real[1:]], DROPOUT)
    targets = ids[1:][real[1:]]
    sample = sampler.draw()
    right = (states * embedding(targets)).sum(1) + bias[targets] - sampler.log_expected[targets]
    others = states @ embedding(sample).T + (bias[sample] - sampler.log_expected[sample])
    others = others.masked_fill(targets[:, None] == sample[None], float("-inf"))
    return nn.functional.cross_entropy(torch.cat([right[:, None], others], 1), torch.zeros_like(targets))


def pretrain(embedding, ahead, back, turned, texts, *, limit, epochs, seed):
    """Trains the three modules in place on `texts`, lists of ids; returns one record an epoch.

    Of a text beyond `limit` a stretch is read that begins anywhere, another one each epoch.
    """
    random = np.random.default_rng(seed)
    sampler = Sampler(texts, embedding.num_embeddings, seed)
    bias = nn.Parameter(torch.zeros(embedding.num_embeddings))
    parameters = [*embedding.parameters(), *ahead.parameters(), *back.parameters(), bias]
    optimizer = torch.optim.Adam(parameters, lr=LEARNING_RATE)
    # A text of one token has no next one.
    texts = [text for text in texts if len(text) > 1]
    steps = epochs * -(-len(texts) // BATCH) + epochs
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, LEARNING_RATE, total_steps=steps, pct_start=0.1)
    records = []
    for epoch in range(1, epochs + 1):
        started, total, seen = time.perf_counter(), 0.0, 0
        starts = [random.integers(max(len(text) - limit, 0) + 1) for text in texts]
        stretches = [text[start : start + limit] for text, start in zip(texts, starts)]
        for _, ids, lengths in fitting.Rows(stretches, np.zeros(len(texts))).batches(BATCH, random):
            ids = ids.T
            real = torch.arange(ids.shape[0])[:, None] < lengths[None]
            backwards = turned(ids[:, :, None], lengths)[:, :, 0]
            loss = next_token_loss(ahead, embedding, bias, sampler, ids, real)
            loss = loss + next_token_loss(back, embedding, bias, sampler, backwards, real)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(parameters, GRADIENT_NORM)
            optimizer.step()
            schedule.step()
            total += loss.item() / 2 * ids.shape[1]
            seen += ids.shape[1]
            fitting.show(f"language model, epoch {epoch}/{epochs}  {seen}/{len(texts)} texts  loss {total / seen:.4f}")
        records.append(
            {"epoch": epoch, "loss": round(total / seen, 5), "seconds": round(time.perf_counter() - started, 1)}
        )
        fitting.show("")
        print("language model", records[-1], flush=True)
    return records

"""One training loop for both models: length-sorted batches, averaged weights, the best epoch kept."""

import copy
import sys
import time

import numpy as np
import torch

# Batches are cut from chunks of this many batches sorted by length: little padding, and still a random order.
CHUNK_BATCHES = 50

# Steps between two progress lines.
SHOWN_EVERY = 20


class Rows:
    """Token ids of different lengths, with a label and a weight each; and what is to be learnt of it, its label where nothing is given."""

    def __init__(self, ids, labels, weights=None, targets=None):
        self.ids = ids
        self.labels = np.asarray(labels)
        self.targets = self.labels if targets is None else np.asarray(targets, np.float32)
        self.weights = np.ones(len(ids), dtype=np.float32) if weights is None else np.asarray(weights, np.float32)

    def __len__(self):
        return len(self.ids)

    def only(self, chosen):
        """The rows at these places."""
        return Rows([self.ids[at] for at in chosen], self.labels[chosen], self.weights[chosen], self.targets[chosen])

    def batches(self, size, random=None):
        """Padded batches; shuffled by `random`, or sorted by length without it."""
        lengths = np.array([max(len(ids), 1) for ids in self.ids])
        if random is None:
            order = np.argsort(lengths, kind="stable")
            groups = [order[at : at + size] for at in range(0, len(order), size)]
        else:
            order = random.permutation(len(lengths))
            groups = []
            for at in range(0, len(order), size * CHUNK_BATCHES):
                chunk = order[at : at + size * CHUNK_BATCHES]
                chunk = chunk[np.argsort(lengths[chunk], kind="stable")]
                groups.extend(chunk[start : start + size] for start in range(0, len(chunk), size))
            groups = [groups[index] for index in random.permutation(len(groups))]
        for group in groups:
            ids = np.zeros((len(group), lengths[group].max()), dtype=np.int64)
            for row, index in zip(ids, group):
                row[: len(self.ids[index])] = self.ids[index]
            yield group, torch.from_numpy(ids), torch.from_numpy(lengths[group])


class Average:
    """An exponential moving average of a model's weights: steadier than the last step's."""

    def __init__(self, model, decay):
        self.model = copy.deepcopy(model).eval()
        self.decay = decay
        self.steps = 0

    @torch.no_grad()
    def update(self, model):
        self.steps += 1
        decay = min(self.decay, self.steps / (self.steps + 10))
        for mean, value in zip(self.model.parameters(), model.parameters()):
            mean.lerp_(value, 1 - decay)


def device_of(model):
    return next(model.parameters()).device


@torch.no_grad()
def logits_of(model, rows, size=256):
    """The logits of every row, in the rows' own order."""
    model.eval()
    result, device = None, device_of(model)
    for group, ids, lengths in rows.batches(size):
        logits = model(ids.to(device), lengths.to(device)).cpu().numpy()
        if result is None:
            result = np.zeros((len(rows), logits.shape[1]), dtype=np.float32)
        result[group] = logits
    return result


def as_labels(logits):
    """The label each row of logits stands for: one column is a sigmoid's, two are a softmax's."""
    return (logits[:, 0] > 0) * 1 if logits.shape[1] == 1 else logits.argmax(1)


def fit(model, loss_of, rows_of_epoch, selection, *, epochs, batch, optimizer, schedule, seed, decay=0.0, clip=0.0):
    """Trains where the model is; returns that of the epoch with the lowest loss on `selection`, on the processor, and one record per epoch.

    `loss_of(logits, targets)` gives one loss a row. `rows_of_epoch(random)` gives the epoch's training rows.
    `decay` keeps an average of the weights, which is then the model that is measured and kept.
    """
    random = np.random.default_rng(seed)
    average = Average(model, decay) if decay else None
    best, best_loss, records, device = None, float("inf"), [], device_of(model)
    for epoch in range(1, epochs + 1):
        started = time.perf_counter()
        rows = rows_of_epoch(random)
        # Kept where the network is: to read them after each step would make a graphics card wait.
        total = right = torch.zeros((), device=device)
        seen = 0
        model.train()
        for at, (group, ids, lengths) in enumerate(rows.batches(batch, random)):
            targets, weights = (torch.from_numpy(of[group]).to(device) for of in (rows.targets, rows.weights))
            optimizer.zero_grad(set_to_none=True)
            logits = model(ids.to(device), lengths.to(device))
            loss = (loss_of(logits, targets) * weights).mean()
            loss.backward()
            if clip:
                torch.nn.utils.clip_grad_norm_(model.parameters(), clip)
            optimizer.step()
            if schedule:
                schedule.step()
            if average:
                average.update(model)
            total = total + loss.detach() * len(group)
            right = right + (as_labels(logits.detach()) == torch.from_numpy(rows.labels[group]).to(device)).sum()
            seen += len(group)
            if at % SHOWN_EVERY == 0:
                show(f"epoch {epoch}/{epochs}  {seen}/{len(rows)} rows  loss {float(total) / seen:.4f}")
        measured = average.model if average else model
        logits = logits_of(measured, selection)
        loss = float(loss_of(torch.from_numpy(logits), torch.from_numpy(selection.targets)).mean())
        records.append(
            {
                "epoch": epoch,
                "train_loss": round(float(total) / seen, 5),
                "train_accuracy": round(float(right) / seen, 5),
                "validation_loss": round(loss, 5),
                "validation_accuracy": round(float((as_labels(logits) == selection.labels).mean()), 5),
                "seconds": round(time.perf_counter() - started, 1),
            }
        )
        show("")
        print(records[-1], flush=True)
        if loss < best_loss:
            best, best_loss = copy.deepcopy(measured), loss
    return best.eval().cpu(), records


def show(line):
    """A progress line, only where someone watches."""
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K" + line)
        sys.stderr.flush()

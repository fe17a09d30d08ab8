"""Asks larger networks what they think of the French texts, and writes `opinions.npz`, from which avis-bilstm learns.

    python models/training/teachers.py --data DIR --device cuda --at-once 5

One network learns the language of all texts (`reader.py`). From it, each of five networks learns to judge reviews without a
fifth of them, and judges that fifth. What all five think of a text that has no label is averaged. Minutes on a graphics card; on a
processor, a matter of days.
"""

import argparse
import concurrent.futures
import multiprocessing
import pathlib
import time

import numpy as np
import torch

import avis_bilstm
import calibrating
import fitting
import opinions
import two_parts_training
from reader import Reader

SEED = 20
FOLDS = 5

# A window of this many tokens is read of each text and epoch.
WINDOW = 128
LANGUAGE_EPOCHS = 6
LANGUAGE_BATCH = 128
LANGUAGE_RATE = 2e-3
LANGUAGE_DECAY = 1e-2

EPOCHS = 2
BATCH = 128
SENTENCES = 60_000
WORD_DROPOUT = 0.1
# What knows the language is only bent; what judges is new.
RATES = {"embedding": 4e-4, "stacks": 1e-3, "dense": 3e-3}


def pretrained(texts, device):
    """A `Reader` that guesses the tokens of `texts`, lists of ids."""
    torch.manual_seed(SEED)
    random = np.random.default_rng(SEED)
    model = Reader().to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=LANGUAGE_RATE, weight_decay=LANGUAGE_DECAY)
    texts = [ids for ids in texts if len(ids) > 2]
    steps = LANGUAGE_EPOCHS * (-(-len(texts) // LANGUAGE_BATCH) + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, LANGUAGE_RATE, total_steps=steps, pct_start=0.1)
    model.train()
    for epoch in range(1, LANGUAGE_EPOCHS + 1):
        started, total, seen = time.perf_counter(), torch.zeros((), device=device), 0
        windows = fitting.Rows([window(ids, random) for ids in texts], np.zeros(len(texts)))
        for at, (group, ids, lengths) in enumerate(windows.batches(LANGUAGE_BATCH, random)):
            optimizer.zero_grad(set_to_none=True)
            loss = model.surprise(ids.to(device), lengths.to(device))
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), two_parts_training.GRADIENT_NORM)
            optimizer.step()
            schedule.step()
            total, seen = total + loss.detach() * len(group), seen + len(group)
            if at % fitting.SHOWN_EVERY == 0:
                fitting.show(f"language {epoch}/{LANGUAGE_EPOCHS}  {seen}/{len(windows)} texts  loss {float(total) / seen:.3f}")
        print(f"language {epoch}: loss {float(total) / seen:.4f}, {time.perf_counter() - started:.0f} s", flush=True)
    return model


def window(ids, random):
    start = random.integers(max(len(ids) - WINDOW, 0) + 1)
    return ids[start : start + WINDOW]


def judge(state, rows, made, held, groups, seed, device):
    """One network that learns from `rows` and made sentences: its log-odds of `groups`, lists of lists of ids, and of `held`."""
    torch.manual_seed(seed)
    torch.set_flush_denormal(True)
    model = Reader().to(device)
    model.load_state_dict(state)
    named = dict(model.named_parameters())
    parameters = {
        "embedding": [named["embedding.weight"]],
        "stacks": [value for name, value in named.items() if name.startswith(("ahead", "back"))],
        "dense": [value for name, value in named.items() if name.startswith("dense")],
    }

    def rows_of_epoch(random):
        ids, labels = made(SENTENCES, random)
        return fitting.Rows(
            [avis_bilstm.unread(row, WORD_DROPOUT, random) for row in rows.ids] + ids,
            np.concatenate([rows.labels, labels]),
            np.concatenate([rows.weights, np.ones(len(labels))]),
        )

    best, _ = two_parts_training.trained(
        model,
        [{"params": values, "lr": RATES[name]} for name, values in parameters.items()],
        rows_of_epoch,
        held,
        epochs=EPOCHS,
        batch=BATCH,
        rows=len(rows) + SENTENCES,
        rate=RATES["stacks"],
        seed=seed,
    )
    best = best.to(device)
    return [margins(fitting.logits_of(best, fitting.Rows(ids, np.zeros(len(ids))))) for ids in (*groups, held.ids)]


def margins(logits):
    return logits[:, 1] - logits[:, 0]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder that holds fr/")
    parser.add_argument("--device", default="cuda", help="where to compute: cuda or cpu (default: cuda)")
    parser.add_argument("--at-once", type=int, default=1, help="networks that learn at once (default: 1)")
    arguments = parser.parse_args()
    texts = avis_bilstm.read(arguments.data, pathlib.Path(avis_bilstm.FOLDER))
    language = pretrained([*texts.whole, *texts.neutral], arguments.device)
    state = {name: value.cpu() for name, value in language.state_dict().items()}
    rows, held, made = texts.reviews, texts.held, avis_bilstm.Made(texts.tokenizer)
    folds = np.random.default_rng(SEED).integers(FOLDS, size=len(rows))
    tasks = []
    for fold in range(FOLDS):
        taught, left = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        groups = [[rows.ids[index] for index in left], texts.fragments, texts.neutral]
        tasks.append((state, rows.only(taught), made, held, groups, SEED + fold, arguments.device))
    of_reviews = np.zeros(len(rows), np.float32)
    of_others = [np.zeros(len(ids), np.float32) for ids in (texts.fragments, texts.neutral, held.ids)]
    with concurrent.futures.ProcessPoolExecutor(arguments.at_once, multiprocessing.get_context("spawn")) as pool:
        for fold, found in enumerate(pool.map(judge, *zip(*tasks))):
            of_reviews[folds == fold] = found[0]
            for total, values in zip(of_others, found[1:]):
                total += values / FOLDS
    for name, values, labels in (("reviews, out of fold", of_reviews, rows.labels), ("selection rows", of_others[-1], held.labels)):
        print(f"{name}: accuracy {float(((values > 0) == labels).mean()):.4f}")
    # On the selection rows, which none of them learnt from: how sure the five may be.
    (share,) = calibrating.shares(of_others[-1][:, None].astype(np.float64), held.labels)
    opinions.save(texts.taught(), [share * values for values in (of_reviews, *of_others[:2])])
    print(f"wrote {opinions.FILE}")


if __name__ == "__main__":
    main()

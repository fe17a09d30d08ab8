"""Keeps what is slow to make, so that an interrupted training need not begin anew."""

import pathlib

import torch

KEPT = pathlib.Path(__file__).resolve().parents[2] / "target" / "training"


def kept(name, make):
    """What `make` gives, or gave an earlier run: remove its file from `target/training/` to make it anew."""
    file = KEPT / f"{name}.pt"
    if not file.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        torch.save(make(), file)
    return torch.load(file, weights_only=False)

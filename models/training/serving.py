"""A model folder read the way the server reads it, one text at a time: the reference that the server is held to."""

import json
import pathlib

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from vocabulary import cut


class Model:
    """A folder's tokenizer, limit and session."""

    def __init__(self, folder, file="model.onnx"):
        folder = pathlib.Path(folder)
        self.config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self.limit = self.config.get("max_length") or self.config["max_position_embeddings"]
        self.truncation = self.config.get("truncation", "head")
        self.pad = self.config.get("pad_token_id", 0)
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        padding = self.tokenizer.padding
        self.fixed_length = padding.get("length") if padding else None
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        template = self.tokenizer.encode("a")
        inner = template.special_tokens_mask.index(0)
        self.before = template.ids[:inner]
        self.after = template.ids[inner + template.special_tokens_mask.count(0) :]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            str(folder / file), options, providers=["CPUExecutionProvider"]
        )
        self.inputs = {value.name for value in self.session.get_inputs()}

    def encode(self, text):
        """Token ids within the limit. Special tokens are always kept: only the text is cut."""
        room = self.limit - len(self.before) - len(self.after)
        ids = cut(self.tokenizer.encode(text, add_special_tokens=False).ids, room, self.truncation)
        ids = self.before + ids + self.after
        if self.fixed_length:
            ids = ids + [self.pad] * (self.fixed_length - len(ids))
        return ids or [self.pad]

    def logits(self, ids):
        """The logits of one text alone."""
        feed = {"input_ids": np.array([ids], dtype=np.int64)}
        if "lengths" in self.inputs:
            feed["lengths"] = np.array([len(ids)], dtype=np.int64)
        if "attention_mask" in self.inputs:
            feed["attention_mask"] = np.ones((1, len(ids)), dtype=np.int64)
        return self.session.run(["logits"], feed)[0][0]


def probabilities(logits):
    """Softmax in double precision, or a sigmoid's two classes from one column, rounded to single precision."""
    values = np.asarray(logits, dtype=np.float64)
    if len(values) == 1:
        positive = 1 / (1 + np.exp(-values[0]))
        return np.array([1 - positive, positive], dtype=np.float32)
    exponentials = np.exp(values - values.max())
    return (exponentials / exponentials.sum()).astype(np.float32)

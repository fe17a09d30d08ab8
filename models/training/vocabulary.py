"""Builds the two tokenizers, and cuts token ids to a model's limit the way the server does."""

import collections

import numpy as np
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

BPE_SIZE = 16_000

# Rarer characters than the 250 most frequent ones occur fewer than a dozen times in the training texts: they
# become [UNK]. Accents, punctuation and the common emoji stay.
BPE_ALPHABET = 250

# Keras' `num_words=5000`: ids 0 to 3 are reserved, so 4,996 words remain.
KERAS_WORDS = 5_000
KERAS_RESERVED = ("[PAD]", "[START]", "[UNK]", "[UNUSED]")
KERAS_LENGTH = 200

# Keras' filter characters; the apostrophe is not one of them.
KERAS_FILTER = r"""[!"#$%&()*+,\-./:;<=>?@\[\\\]^_`{|}~\s]+"""


def cut(ids, limit, truncation):
    """At most `limit` ids: the first ones, the last ones, or the first half and the last half."""
    if len(ids) <= limit:
        return ids
    if truncation == "head":
        return ids[:limit]
    if truncation == "tail":
        return ids[-limit:]
    last = limit // 2
    return ids[: limit - last] + ids[-last:]


def cut_all(texts, limit, truncation):
    """Every text as an array of at most `limit` ids."""
    return [np.asarray(cut(list(ids), limit, truncation)) for ids in texts]


def ids_of(tokenizer, texts):
    """Each text's ids as an array; one unknown token where there are none."""
    unknown = tokenizer.token_to_id("[UNK]")
    return [np.array(encoding.ids or [unknown], dtype=np.int64) for encoding in tokenizer.encode_batch_fast(texts)]


def bpe(texts, size=BPE_SIZE):
    """Lower-cased BPE whose words never cross a space, so that a server may tokenise word by word."""
    tokenizer = Tokenizer(models.BPE(unk_token="[UNK]", fuse_unk=False, continuing_subword_prefix="##"))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Lowercase(),
            normalizers.Replace("’", "'"),
            # The variation selector that follows an emoji is invisible, and would be a token of its own.
            normalizers.Replace("\ufe0f", ""),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        limit_alphabet=BPE_ALPHABET,
        special_tokens=["[PAD]", "[UNK]"],
        continuing_subword_prefix="##",
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def bpe_of(file, texts):
    """The tokenizer that `file` holds, or one of these texts where there is no such file.

    Made anew it might differ, in the rarest of its characters, whose order of equals is not fixed.
    """
    return Tokenizer.from_file(str(file)) if file.exists() else bpe(texts)


def assert_local_to_words(tokenizer, texts):
    """Fails unless a text's ids are its words' ids, one word after the other."""
    known = {}
    for text, encoding in zip(texts, tokenizer.encode_batch_fast(texts)):
        ids = []
        for word in text.split():
            if word not in known:
                known[word] = tokenizer.encode(word).ids
            ids.extend(known[word])
        if ids != encoding.ids:
            raise AssertionError("the tokenizer is not local to words")


def keras_words(texts):
    """Keras' word-level scheme: the most frequent words from id 4 on, [START] before each text, padded to 200."""
    splitter = pre_tokenizers.Split(Regex(KERAS_FILTER), "removed")
    counts = collections.Counter()
    for text in texts:
        counts.update(word for word, _ in splitter.pre_tokenize_str(text.lower()))
    # Ties are broken by the word itself: the vocabulary then depends on the texts alone, not on their order.
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    tokens = list(KERAS_RESERVED) + ranked[: KERAS_WORDS - len(KERAS_RESERVED)]
    ids = {token: index for index, token in enumerate(tokens)}
    tokenizer = Tokenizer(models.WordLevel(ids, unk_token="[UNK]"))
    tokenizer.add_special_tokens(list(KERAS_RESERVED))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = splitter
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[START] $A", special_tokens=[("[START]", ids["[START]"])]
    )
    tokenizer.enable_padding(direction="right", pad_id=ids["[PAD]"], pad_token="[PAD]", length=KERAS_LENGTH)
    return tokenizer

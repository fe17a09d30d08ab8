"""What a network of two parts learns before a label is shown: word vectors, then a language model each way."""

import torch

import pretraining
import vocabulary
import word_vectors
from pooled import WIDTH, Classifier, turned

EPOCHS = 2

# Longer stretches teach a language model little more, and cost their length.
LENGTH = 128


def state_after(texts, seed):
    """The state of a network that has read `texts`, lists of ids, and one record an epoch. Its dense layer knows nothing."""
    vectors = word_vectors.word_vectors(texts, vocabulary.BPE_SIZE, WIDTH, seed)
    torch.manual_seed(seed)
    model = Classifier()
    model.embedding.weight.data.copy_(torch.from_numpy(vectors))
    records = pretraining.pretrain(
        model.embedding, model.ahead, model.back, turned, texts, limit=LENGTH, epochs=EPOCHS, seed=seed
    )
    state = model.state_dict()
    return {name: state[name] for name in state if name.startswith(("embedding.", "ahead.", "back."))}, records

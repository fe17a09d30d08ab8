"""A training step that also learns the batch moved to where it is hardest: Miyato, Dai and Goodfellow, 2017.

The embeddings of each text move together, by a fixed length, along the loss's own gradient. One more pass each way: the
first pass gives the gradient of the weights and the direction at once.
"""


def learn(length, model, loss_of, read, labels, weights):
    """Adds both passes' gradients; returns the plain pass's logits and loss.

    A text moves by `length` spreads of the embedding's values in all: Miyato's 5 is for values of spread 1.
    """
    ids, *rest = read
    steps = model.embed(ids)
    plain = steps.detach().requires_grad_()
    logits = model.read(plain, *rest)
    loss = (loss_of(logits, labels) * weights).mean()
    loss.backward()
    direction = plain.grad / (plain.grad.pow(2).sum((0, 2), keepdim=True).sqrt() + 1e-12)
    spread = model.embedding.weight.detach().std()
    moved = (plain.detach() + length * spread * direction).requires_grad_()
    (loss_of(model.read(moved, *rest), labels) * weights).mean().backward()
    steps.backward(plain.grad + moved.grad)
    return logits.detach(), loss.item()

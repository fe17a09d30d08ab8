"""A one-layer DistilBERT of random weights with the inputs, outputs and files that `optimum` exports."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

import graph

DIM = 16
HEADS = 2
HIDDEN_DIM = 32
POSITIONS = 64
WORDS = "the film is was great dull funny this and not very story actor ##ing ##ed ##ly good bad".split()
EPSILON = 1e-12


def tokenizer():
    """WordPiece over a few words and every letter, so that ordinary English has no unknown token."""
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", ",", "!", "?", "'"]
    tokens += letters + ["##" + letter for letter in letters] + WORDS
    vocabulary = {token: index for index, token in enumerate(tokens)}
    made = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))
    made.add_special_tokens(tokens[:5])
    made.normalizer = normalizers.BertNormalizer()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.decoder = decoders.WordPiece()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", vocabulary["[CLS]"]), ("[SEP]", vocabulary["[SEP]"])],
    )
    return made


def config(size):
    return {
        "activation": "gelu",
        "architectures": ["DistilBertForSequenceClassification"],
        "attention_dropout": 0.1,
        "dim": DIM,
        "dropout": 0.1,
        "hidden_dim": HIDDEN_DIM,
        "id2label": {"0": "LABEL_0", "1": "LABEL_1"},
        "initializer_range": 0.02,
        "label2id": {"LABEL_0": 0, "LABEL_1": 1},
        "max_position_embeddings": POSITIONS,
        "model_type": "distilbert",
        "n_heads": HEADS,
        "n_layers": 1,
        "pad_token_id": 0,
        "qa_dropout": 0.1,
        "seq_classif_dropout": 0.2,
        "sinusoidal_pos_embds": False,
        "tie_weights_": True,
        "vocab_size": size,
    }


class Builder:
    """Collects nodes and initializers; each method adds a step and returns the name of its output."""

    def __init__(self, random):
        self.random = random
        self.nodes = []
        self.stored = {}

    def node(self, operator, inputs, output, **attributes):
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def constant(self, name, value):
        self.stored[name] = value
        return name

    def drawn(self, name, *shape):
        return self.constant(name, self.random.normal(0, 0.4, shape).astype(np.float32))

    def linear(self, x, name, inputs, outputs):
        weight = self.drawn(f"{name}.weight", inputs, outputs)
        product = self.node("MatMul", [x, weight], f"{name}.product")
        return self.node("Add", [product, self.drawn(f"{name}.bias", outputs)], f"{name}.output")

    def normalised(self, x, name):
        scale = self.constant(f"{name}.weight", np.ones(DIM, np.float32))
        bias = self.constant(f"{name}.bias", np.zeros(DIM, np.float32))
        return self.node("LayerNormalization", [x, scale, bias], f"{name}.output", axis=-1, epsilon=EPSILON)

    def heads(self, x, name, perm):
        split = self.node("Reshape", [x, "head_shape"], f"{name}.split")
        return self.node("Transpose", [split], f"{name}.heads", perm=perm)


def model(size, random):
    b = Builder(random)
    b.constant("head_shape", np.array([0, 0, HEADS, DIM // HEADS], np.int64))
    b.constant("flat_shape", np.array([0, 0, DIM], np.int64))
    words = b.node("Gather", [b.drawn("word_embeddings.weight", size, DIM), "input_ids"], "words")
    time = b.node("Shape", ["input_ids"], "time", start=1, end=2)
    starts, axes = b.constant("first", np.array([0], np.int64)), b.constant("first_axis", np.array([0], np.int64))
    places = b.drawn("position_embeddings.weight", POSITIONS, DIM)
    positions = b.node("Slice", [places, starts, time, axes], "positions")
    x = b.normalised(b.node("Add", [words, positions], "embedded"), "embeddings.LayerNorm")

    query = b.heads(b.linear(x, "attention.q_lin", DIM, DIM), "query", [0, 2, 1, 3])
    key = b.heads(b.linear(x, "attention.k_lin", DIM, DIM), "key", [0, 2, 3, 1])
    value = b.heads(b.linear(x, "attention.v_lin", DIM, DIM), "value", [0, 2, 1, 3])
    product = b.node("MatMul", [query, key], "query_key")
    root = b.constant("head_root", np.array(np.sqrt(DIM // HEADS), np.float32))
    scores = b.node("Div", [product, root], "scores")
    zero, broadcast = b.constant("zero", np.array(0, np.int64)), b.constant("mask_axes", np.array([1, 2], np.int64))
    is_padding = b.node("Equal", ["attention_mask", zero], "is_padding")
    mask = b.node("Unsqueeze", [is_padding, broadcast], "mask")
    lowest = b.constant("lowest", np.array(np.finfo(np.float32).min, np.float32))
    shares = b.node("Softmax", [b.node("Where", [mask, lowest, scores], "masked_scores")], "shares", axis=-1)
    context = b.node("MatMul", [shares, value], "context")
    context = b.node("Transpose", [context], "context_by_time", perm=[0, 2, 1, 3])
    context = b.node("Reshape", [context, "flat_shape"], "context_flat")
    context = b.linear(context, "attention.out_lin", DIM, DIM)
    x = b.normalised(b.node("Add", [context, x], "attended"), "sa_layer_norm")

    inner = b.linear(x, "ffn.lin1", DIM, HIDDEN_DIM)
    root_two = b.constant("root_two", np.array(np.sqrt(2), np.float32))
    error = b.node("Erf", [b.node("Div", [inner, root_two], "gelu_scaled")], "gelu_erf")
    raised = b.node("Add", [error, b.constant("unit", np.array(1, np.float32))], "gelu_raised")
    doubled = b.node("Mul", [inner, raised], "gelu_doubled")
    active = b.node("Mul", [doubled, b.constant("half", np.array(0.5, np.float32))], "gelu")
    outer = b.linear(active, "ffn.lin2", HIDDEN_DIM, DIM)
    x = b.normalised(b.node("Add", [outer, x], "transformed"), "output_layer_norm")

    first = b.node("Gather", [x, zero], "first_token", axis=1)
    hidden = b.node("Relu", [b.linear(first, "pre_classifier", DIM, DIM)], "pre_classified")
    b.node("Identity", [b.linear(hidden, "classifier", DIM, 2)], "logits")

    axes_names = ["batch_size", "sequence_length"]
    made = helper.make_model(
        helper.make_graph(
            b.nodes,
            "tiny-transformer",
            [helper.make_tensor_value_info(n, TensorProto.INT64, axes_names) for n in ("input_ids", "attention_mask")],
            [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch_size", 2])],
            [numpy_helper.from_array(value, key) for key, value in b.stored.items()],
        ),
        producer_name="tramontane",
        opset_imports=[helper.make_opsetid("", graph.OPSET)],
    )
    made.ir_version = graph.IR_VERSION
    onnx.checker.check_model(made)
    return made

"""The nodes of a table of tokens and pairs in an ONNX graph: from ids and lengths to the margin of `pair_table.py`."""

import numpy as np
from onnx import helper

import pair_table

# The names of the weights of pairs in the graph, by how many places a pair's second token stands behind its first.
NAMES = {1: "pairs", 2: "apart"}


def nodes_of(table):
    """The nodes from `ids_by_time`, `is_real_step` and `lengths_float` to `margin` [batch]; their constants; their weights.

    The weights' sums run down the time axis over multiples of a power of two, which floats add exactly: no batch changes
    a text's answer.
    """
    weigh = weighed_once if table.once else weighed_each_time
    nodes, summed = weigh("tokens", "ids_by_time"), "tokens.real"
    tensors = {"tokens.weight": table.tokens}
    constants = {
        "multiplier": np.array(pair_table.MULTIPLIER, np.int64),
        "places": np.array(len(table.pairs), np.int64),
        "first": np.array([0], np.int64),
        "past_any": np.array([np.iinfo(np.int64).max], np.int64),
        "no_place": np.array(-1, np.int64),
        "nothing": np.array(0, np.float32),
    }
    if table.once:
        constants |= {"before_last": np.array([-1], np.int64), "one_before": np.array([1, 0, 0, 0], np.int64)}
    for step, weights in table.by_step():
        name = NAMES[step]
        nodes += pairs_of(name) + weigh(name, f"{name}.places")
        nodes.append(helper.make_node("Add", [summed, f"{name}.real"], [f"{name}.and_before"]))
        summed = f"{name}.and_before"
        tensors[f"{name}.weight"] = weights
        constants |= {
            f"{name}.step": np.array([step], np.int64),
            f"{name}.before_step": np.array([-step], np.int64),
            f"{name}.rows_before": np.array([step, 0, 0, 0], np.int64),
        }
    nodes += [
        helper.make_node("ReduceSum", [summed, "time_axis"], ["table_sum"], keepdims=0),
        helper.make_node("Sqrt", ["lengths_float"], ["length_roots"]),
        helper.make_node("Div", ["table_sum", "length_roots"], ["table_mean" if table.half_at else "margin"]),
    ]
    if table.half_at:
        nodes += say_by_length()
        constants |= {
            "half_at": np.array(table.half_at, np.float32),
            "table.constant": np.array(table.constant, np.float32),
        }
    return nodes, constants, tensors


def say_by_length():
    """The nodes that leave a short text to the network, which reads how its words are put together."""
    return [
        helper.make_node("Add", ["table_mean", "table.constant"], ["table_margin"]),
        helper.make_node("Add", ["lengths_float", "half_at"], ["longer_lengths"]),
        helper.make_node("Div", ["lengths_float", "longer_lengths"], ["table_say"]),
        helper.make_node("Mul", ["table_margin", "table_say"], ["margin"]),
    ]


def pairs_of(name):
    """The nodes to the place of the pair that ends at each token; the first tokens end none."""
    return [
        helper.make_node("Slice", ["ids_by_time", "first", f"{name}.before_step", "time_axis"], [f"{name}.left"]),
        helper.make_node("Slice", ["ids_by_time", f"{name}.step", "past_any", "time_axis"], [f"{name}.right"]),
        helper.make_node("Mul", [f"{name}.left", "multiplier"], [f"{name}.multiplied"]),
        helper.make_node("Add", [f"{name}.multiplied", f"{name}.right"], [f"{name}.numbers"]),
        helper.make_node("Mod", [f"{name}.numbers", "places"], [f"{name}.by_end"]),
        helper.make_node("Pad", [f"{name}.by_end", f"{name}.rows_before", "no_place"], [f"{name}.places"]),
    ]


def weighed_each_time(name, places):
    """The nodes to what stands at each step weighs, and nothing past the text's end."""
    return [
        helper.make_node("Where", ["is_real_step", places, "no_place"], [f"{name}.known"]),
        helper.make_node("Gather", [f"{name}.weight", f"{name}.known"], [f"{name}.weights"], name=name),
        helper.make_node("Equal", [f"{name}.known", "no_place"], [f"{name}.is_nothing"]),
        helper.make_node("Where", [f"{name}.is_nothing", "nothing", f"{name}.weights"], [f"{name}.real"]),
    ]


def weighed_once(name, places):
    """The nodes to what each different place of the text weighs: sorted, a place counts unless the one before equals it.

    The places past the text's end are put below all others, and equal the one before the first.
    """
    return [
        helper.make_node("Where", ["is_real_step", places, "no_place"], [f"{name}.known"]),
        helper.make_node("TopK", [f"{name}.known", "time"], [f"{name}.sorted", f"{name}.order"], axis=0, largest=0),
        helper.make_node("Pad", [f"{name}.sorted", "one_before", "no_place"], [f"{name}.longer"]),
        helper.make_node("Slice", [f"{name}.longer", "first", "before_last", "time_axis"], [f"{name}.before"]),
        helper.make_node("Equal", [f"{name}.sorted", f"{name}.before"], [f"{name}.is_nothing"]),
        helper.make_node("Gather", [f"{name}.weight", f"{name}.sorted"], [f"{name}.weights"], name=name),
        helper.make_node("Where", [f"{name}.is_nothing", "nothing", f"{name}.weights"], [f"{name}.real"]),
    ]

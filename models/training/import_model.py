"""Unpacks a trained model into one .safetensors file of its arrays, for `tramontane import` to read.

    python import_model.py keras model.keras arrays.safetensors      (or model.h5; needs h5py and numpy)
    python import_model.py pytorch state.pt arrays.safetensors       (needs torch)

The importer runs it by itself where there is a Python; where there is none, or the model lies in a notebook on another
machine, run it there and give the importer the result. It only unpacks: what the layers mean is the importer's to decide.
"""

import io
import json
import re
import struct
import sys
import zipfile

NO_PACKAGE = 3
UNREADABLE = 4


class Unreadable(Exception):
    """The file is not what it should be."""


def keras(path):
    """(layers, arrays): each layer's class and configuration with its arrays' names, in the model's order."""
    if zipfile.is_zipfile(path):
        return keras_archive(path)
    return keras_hdf5(path)


def keras_archive(path):
    """The `.keras` format of Keras 3: a zip of the configuration and an HDF5 file of weights."""
    import h5py

    with zipfile.ZipFile(path) as archive:
        missing = {"config.json", "model.weights.h5"} - set(archive.namelist())
        if missing:
            raise Unreadable(f"the archive has no {', '.join(sorted(missing))}")
        described = json.loads(archive.read("config.json"))
        weights = io.BytesIO(archive.read("model.weights.h5"))
    layers, arrays, counts = layers_of(described), {}, {}
    with h5py.File(weights, "r") as file:
        groups = file.get("layers", {})
        # Groups are called by class and number; newer versions write the layer's own name inside.
        named = {str(groups[key]["vars"].attrs.get("name")): key for key in groups if "vars" in groups[key]}
        for layer in layers:
            kind = snake_case(layer["class_name"])
            number = counts[kind] = counts.get(kind, -1) + 1
            by_count = kind if number == 0 else f"{kind}_{number}"
            group = groups.get(named.get(layer["config"].get("name"), by_count))
            parts = [group] if group is not None else []
            if group is not None and layer["class_name"] == "Bidirectional":
                parts = [group["forward_layer"], group["backward_layer"]]
            for part in parts:
                variables = part["cell"]["vars"] if "cell" in part else part["vars"]
                for key in sorted(variables, key=int):
                    keep(layer, arrays, variables[key][()])
    return layers, arrays


def keras_hdf5(path):
    """The older `.h5` format, of Keras 2 and 3."""
    import h5py

    if not h5py.is_hdf5(path):
        raise Unreadable("neither a .keras archive nor an HDF5 file")
    arrays = {}
    with h5py.File(path, "r") as file:
        if "model_config" not in file.attrs:
            raise Unreadable("it holds weights alone; save the whole model (model.save)")
        layers = layers_of(json.loads(file.attrs["model_config"]))
        groups = file["model_weights"]
        for layer in layers:
            group = groups.get(layer["config"].get("name"))
            for name in group.attrs["weight_names"] if group is not None else ():
                keep(layer, arrays, group[name if isinstance(name, str) else name.decode()][()])
    return layers, arrays


def layers_of(model):
    """The layers of a Sequential model, or of a Functional one that is a chain."""
    if model.get("class_name") not in ("Sequential", "Functional", "Model"):
        raise Unreadable(f"a model of class {model.get('class_name')}; Sequential and Functional are known")
    described = model["config"]["layers"]
    before = None
    for layer in described:
        # A Functional layer says which ones it reads.
        sources = set(histories(layer.get("inbound_nodes", [])))
        if sources - {before}:
            raise Unreadable("its layers are no chain, one after the other")
        before = layer["config"].get("name")
    return [{"class_name": layer["class_name"], "config": layer["config"], "weights": []} for layer in described]


def histories(node):
    """Names of the layers that a node reads, in Keras 3's form and in Keras 2's."""
    if isinstance(node, dict):
        if "keras_history" in node:
            yield node["keras_history"][0]
        else:
            for value in node.values():
                yield from histories(value)
    elif isinstance(node, list):
        if len(node) >= 3 and isinstance(node[0], str) and isinstance(node[1], int):
            yield node[0]
        else:
            for value in node:
                yield from histories(value)


def keep(layer, arrays, array):
    name = str(len(arrays))
    layer["weights"].append(name)
    arrays[name] = array


def snake_case(name):
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W+", "", name))
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def pytorch(path):
    """(None, arrays) of a state dict, or of a dictionary that holds one."""
    import torch

    try:
        # Arrays alone: a pickle could run any code.
        state = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:
        raise Unreadable(
            "not a state dict of arrays alone; save with torch.save(model.state_dict(), path)"
        ) from error
    for key in ("state_dict", "model_state_dict"):
        if isinstance(state, dict) and isinstance(state.get(key), dict):
            state = state[key]
    if not isinstance(state, dict) or not all(hasattr(value, "numpy") for value in state.values()):
        raise Unreadable("not a state dict; save with torch.save(model.state_dict(), path)")
    return None, {name: value.detach().numpy() for name, value in state.items() if value.is_floating_point()}


def write(path, layers, arrays):
    """The safetensors format: a length, a JSON header, then the numbers."""
    import numpy

    header, blobs, at = {}, [], 0
    if layers is not None:
        header["__metadata__"] = {"layers": json.dumps(layers)}
    for name, array in arrays.items():
        blob = numpy.ascontiguousarray(array, dtype="<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [at, at + len(blob)]}
        at += len(blob)
        blobs.append(blob)
    encoded = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(encoded)) + encoded)
        file.writelines(blobs)


def main(kind, source, target):
    try:
        write(target, *{"keras": keras, "pytorch": pytorch}[kind](source))
    except ModuleNotFoundError as error:
        print(error.name, file=sys.stderr)
        return NO_PACKAGE
    except Unreadable as error:
        print(error, file=sys.stderr)
        return UNREADABLE
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in ("keras", "pytorch"):
        raise SystemExit(__doc__)
    raise SystemExit(main(*sys.argv[1:]))

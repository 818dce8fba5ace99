"""Opens a network that the module saved, with Python's safetensors: says what it holds, computes its outputs with numpy, and
writes another file, in which every parameter is changed, for the module to open.

    read_network.py NETWORK INPUTS CHANGED

INPUTS are float64 numbers, one sample after the other. Prints JSON: the options in the metadata, the tensors' shapes and types,
the outputs, and those of the changed network.
"""

import json
import sys

import numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

ACTIVATIONS = {
    "identity": lambda a: a,
    "tanh": np.tanh,
    "relu": lambda a: np.maximum(a, 0),
    "sigmoid": lambda a: 1 / (1 + np.exp(-a)),
}


def outputs(tensors, options, inputs):
    """mu_L for each row of the inputs, in double precision."""
    x = inputs
    functions = [*options["activation"], "identity"]
    for l, name in enumerate(functions):
        weights = tensors[f"f{l}.weight"].astype(np.float64)
        x = ACTIVATIONS[name](x @ weights.T + tensors[f"f{l}.bias"].astype(np.float64))
    return x


network, inputs, changed = sys.argv[1:]
with safe_open(network, framework="np") as file:
    metadata = file.metadata()
tensors = load_file(network)
options = json.loads(metadata["pc-playground"])
x = np.fromfile(inputs).reshape(-1, options["sizes"][0])

# Halves and quarters, so that what the module finds is exact.
other = {name: tensor / 2 + np.asarray(0.25, tensor.dtype) for name, tensor in tensors.items()}
save_file(other, changed, metadata)

print(json.dumps({
    "options": options,
    "tensors": {name: [str(tensor.dtype), list(tensor.shape)] for name, tensor in tensors.items()},
    "outputs": outputs(tensors, options, x).ravel().tolist(),
    "changed": outputs(other, options, x).ravel().tolist(),
}))

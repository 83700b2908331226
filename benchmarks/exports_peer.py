"""onnxruntime and emlearn for exports.py, in an environment of their own.

Run as ``python exports_peer.py FOLDER ACTIVATION``; FOLDER has weights, rows and an ONNX file. Prints one JSON
object.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import emlearn
import numpy as np
import onnxruntime
from sklearn.neural_network import MLPClassifier

REPEATS = 5
# What emlearn knows, by scikit-learn's names.
KNOWN = {"relu": "relu", "tanh": "tanh", "sigmoid": "logistic"}


def fastest(call) -> float:
    """Return the seconds of the fastest of some calls."""
    best = np.inf
    for _ in range(REPEATS):
        start = time.perf_counter()
        call()
        best = min(best, time.perf_counter() - start)
    return best


def with_onnxruntime(path: str, X, exact) -> list[float]:
    """Return the microseconds of one row and of a row among all, and the largest difference."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    name, one = session.get_inputs()[0].name, X[:1]
    place = next(i for i, output in enumerate(session.get_outputs()) if "float" in output.type)
    single = fastest(lambda: [session.run(None, {name: one}) for _ in range(1000)]) / 1000
    many = fastest(lambda: session.run(None, {name: X})) / len(X)
    off = np.abs(session.run(None, {name: X})[place] - exact).max()
    return [single * 1e6, many * 1e6, float(off)]


def with_emlearn(folder: Path, weights, activation: str) -> str:
    """Write a header of emlearn, and return where its own headers are."""
    layers = sum(name.startswith("W") for name in weights)
    model = MLPClassifier(activation=KNOWN[activation])
    model.coefs_ = [weights[f"W{k}"] for k in range(layers)]
    model.intercepts_ = [weights[f"b{k}"] for k in range(layers)]
    model.n_layers_, model.n_outputs_, model.out_activation_ = layers + 1, 10, "softmax"
    model.classes_ = np.arange(10)
    emlearn.convert(model, method="inline").save(name="peer", file=str(folder / "peer.h"))
    return emlearn.includedir


def main() -> None:
    """Print what was measured."""
    folder, activation = Path(sys.argv[1]), sys.argv[2]
    weights = np.load(folder / "weights.npz")
    found: dict[str, object] = {
        "onnxruntime": with_onnxruntime(str(folder / "model.onnx"), weights["X"], weights["exact"])
    }
    if activation in KNOWN:
        found["emlearn"] = with_emlearn(folder, weights, activation)
    print(json.dumps(found))


main()

"""One library in a process of its own: answers rows with a given network, and times that.

Run by answers.py as ``python answers_peer.py LIBRARY FILE``; FILE has weights and rows. Prints one JSON object.
"""
# ruff: noqa: PLC0415  each library is in an environment of its own

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable

import numpy as np

Answer = Callable[[np.ndarray], np.ndarray]
CALLS = 20_000  # one row each
SECONDS = 1.0  # that a timing of many rows, or of two threads, takes about


def ours(widths: list[int], hidden: str, weights: list[np.ndarray]) -> dict[str, Answer]:
    """Return ``net.compile()`` and ``net.predict``."""
    import barreleye as be

    net = be.mlp(widths[0], widths[1:-1], widths[-1], activation=hidden, seed=0)
    for layer, W, b in zip(net.layers, weights[::2], weights[1::2], strict=True):
        layer.weights[...], layer.biases[...] = W, b
    handle = net.compile()
    return {
        "barreleye, handle": lambda x: handle(x[0] if len(x) == 1 else x),
        "barreleye, predict": net.predict,
    }


def pytorch(_: list[int], hidden: str, weights: list[np.ndarray]) -> dict[str, Answer]:
    """Return a module in inference mode."""
    import torch

    torch.set_num_threads(1)
    kind = {"relu": torch.nn.ReLU, "tanh": torch.nn.Tanh}[hidden]
    layers: list[torch.nn.Module] = []
    for W, b in zip(weights[::2], weights[1::2], strict=True):
        layer = torch.nn.Linear(*W.shape)
        layer.weight.data, layer.bias.data = torch.from_numpy(W.T.copy()), torch.from_numpy(b)
        layers += [layer, kind()]
    model = torch.nn.Sequential(*layers[:-1]).eval()

    def answer(x: np.ndarray) -> np.ndarray:
        with torch.inference_mode():
            return model(torch.from_numpy(x)).numpy()

    return {"PyTorch": answer}


def onnx(widths: list[int], hidden: str, weights: list[np.ndarray]) -> dict[str, Answer]:
    """Return a session of onnxruntime."""
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    nodes, constants, name = [], [], "x"
    last = len(weights) // 2 - 1
    for i in range(last + 1):
        constants += [numpy_helper.from_array(weights[2 * i + k], f"{'Wb'[k]}{i}") for k in (0, 1)]
        nodes.append(helper.make_node("Gemm", [name, f"W{i}", f"b{i}"], [f"z{i}"]))
        name = f"z{i}"
        if i < last:
            nodes.append(helper.make_node({"relu": "Relu", "tanh": "Tanh"}[hidden], [name], [f"a{i}"]))
            name = f"a{i}"
    ends = [
        helper.make_tensor_value_info(n, TensorProto.FLOAT, [None, w])
        for n, w in (("x", widths[0]), (name, widths[-1]))
    ]
    graph = helper.make_graph(nodes, "network", ends[:1], ends[1:], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    return {"onnxruntime": lambda x: session.run(None, {"x": x})[0]}


def sklearn(widths: list[int], hidden: str, weights: list[np.ndarray]) -> dict[str, Answer]:
    """Return ``predict`` of an MLPRegressor."""
    from sklearn.neural_network import MLPRegressor

    model = MLPRegressor(hidden_layer_sizes=widths[1:-1], activation=hidden, max_iter=1)
    model.partial_fit(np.zeros((2, widths[0]), np.float32), np.zeros((2, widths[-1])).squeeze())
    model.coefs_, model.intercepts_ = weights[::2], weights[1::2]
    return {"scikit-learn": model.predict}


def one_row(answer: Answer, x: np.ndarray) -> dict[str, float]:
    """Return the median and the 99th percentile of a call, in microseconds."""
    for _ in range(CALLS // 10):
        answer(x)
    times = np.empty(CALLS)
    for k in range(CALLS):
        began = time.perf_counter_ns()
        answer(x)
        times[k] = time.perf_counter_ns() - began
    return {"p50": float(np.median(times)) / 1e3, "p99": float(np.percentile(times, 99)) / 1e3}


def many_rows(answer: Answer, X: np.ndarray) -> float:
    """Return the microseconds of a call, the best of several."""
    answer(X)
    best, spent = float("inf"), 0.0
    while spent < SECONDS:
        began = time.perf_counter()
        answer(X)
        taken = time.perf_counter() - began
        best, spent = min(best, taken), spent + taken
    return best * 1e6


def two_threads(answer: Answer, x: np.ndarray) -> float:
    """Return how many times as many calls two threads of Python get done as one."""

    def calls(threads: int) -> int:
        counts, end = [0] * threads, time.perf_counter() + SECONDS

        def work(k: int) -> None:
            while time.perf_counter() < end:
                answer(x)
                counts[k] += 1

        working = [threading.Thread(target=work, args=(k,)) for k in range(threads)]
        for one in working:
            one.start()
        for one in working:
            one.join()
        return sum(counts)

    calls(1)
    return calls(2) / calls(1)


def main() -> None:
    """Answer, and print what it said and how long it took."""
    with np.load(sys.argv[2]) as file:
        widths, hidden = file["widths"].tolist(), str(file["hidden"])
        weights = [file[f"w{k}"] for k in range(2 * len(widths) - 2)]
        X, sizes = file["X"], file["sizes"].tolist()
    makers = {"barreleye": ours, "PyTorch": pytorch, "onnxruntime": onnx, "scikit-learn": sklearn}
    found = {}
    for name, answer in makers[sys.argv[1]](widths, hidden, weights).items():
        found[name] = {
            "said": np.asarray(answer(X[:5])).reshape(5, -1).tolist(),
            "one": one_row(answer, X[:1]),
            "many": {size: many_rows(answer, X[:size]) for size in sizes},
            "two": {size: two_threads(answer, X[:size]) for size in (1, 1024)},
        }
    print(json.dumps(found))


if __name__ == "__main__":
    main()

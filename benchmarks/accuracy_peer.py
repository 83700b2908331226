"""Evaluate one peer's functions, in an environment that holds this peer and nothing of ours.

Started by accuracy.py: python accuracy_peer.py <peer> <input> <output>. Each line on stdin, such as
"tanh slope", asks for that function at the float32 numbers in the input file; the results go to the
output file, and one line of JSON to stdout says what was run.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import numpy as np
from accuracy_forms import JAX, NUMPY, ONNX, TORCH

CHUNK = 2**20
Run = Callable[[np.ndarray], np.ndarray]
Find = Callable[[str, str], tuple[str, Run] | None]


def numpy_peer() -> tuple[str, Find]:
    """Expressions of NumPy and SciPy as they are usually written, and the usual slopes."""
    scipy, special = import_module("scipy"), import_module("scipy.special")

    def find(name: str, of: str) -> tuple[str, Run] | None:
        text = NUMPY.get(name, (None, None))[of == "slope"]
        if text is None:
            return None
        return text, eval(f"lambda z: {text}", {"np": np, "special": special})  # noqa: S307  ours

    return f"NumPy {np.__version__}, SciPy {scipy.__version__}", find


def torch_peer() -> tuple[str, Find]:
    """PyTorch on the CPU, eager; slopes by autograd."""
    torch = import_module("torch")

    def find(name: str, of: str) -> tuple[str, Run] | None:
        text = TORCH.get(name)
        if text is None or (of == "slope" and name == "step"):
            return None
        function = eval(text, {"torch": torch})  # noqa: S307  ours

        def value(z: np.ndarray) -> np.ndarray:
            with torch.no_grad():
                return function(torch.from_numpy(z)).numpy()

        def slope(z: np.ndarray) -> np.ndarray:
            x = torch.from_numpy(z).requires_grad_()
            return torch.autograd.grad(function(x), x, torch.ones_like(x))[0].numpy()

        return (text, value) if of == "value" else (f"autograd of {text}", slope)

    return f"PyTorch {torch.__version__}", find


def jax_peer() -> tuple[str, Find]:
    """JAX on the CPU, jitted; slopes by jvp with ones."""
    jax, jnp, jaxlib = map(import_module, ("jax", "jax.numpy", "jaxlib"))

    def find(name: str, of: str) -> tuple[str, Run] | None:
        text = JAX.get(name)
        if text is None:
            return None
        function = eval(text, {"jax": jax, "jnp": jnp})  # noqa: S307  ours
        value = jax.jit(function)
        slope = jax.jit(lambda z: jax.jvp(function, (z,), (jnp.ones_like(z),))[1])
        run = value if of == "value" else slope
        return (text if of == "value" else f"jvp of {text}"), lambda z: np.asarray(run(z))

    return f"JAX {jax.__version__}, jaxlib {jaxlib.__version__}", find


def onnx_peer() -> tuple[str, Find]:
    """Models of one operator (or few) in onnxruntime on the CPU; values only."""
    onnx, parser, onnxruntime = map(import_module, ("onnx", "onnx.parser", "onnxruntime"))

    def find(name: str, of: str) -> tuple[str, Run] | None:
        text = ONNX.get(name)
        if text is None or of == "slope":
            return None
        head = '<ir_version: 10, opset_import: ["" : 20]> g (float[n] z) => (float[n] y)'
        model = parser.parse_model(f"{head} {{ {text} }}")
        session = onnxruntime.InferenceSession(
            model.SerializeToString(), providers=["CPUExecutionProvider"]
        )
        return text, lambda z: session.run(None, {"z": z})[0]

    return f"onnxruntime {onnxruntime.__version__}, onnx {onnx.__version__}", find


PEERS = {"numpy": numpy_peer, "torch": torch_peer, "jax": jax_peer, "onnx": onnx_peer}


def main() -> None:
    """Answer until stdin ends."""
    peer, source, target = sys.argv[1:]
    versions, find = PEERS[peer]()
    print(json.dumps({"versions": versions}), flush=True)
    for line in sys.stdin:
        found = find(*line.split())
        if found is None:
            print(json.dumps({"form": None}), flush=True)
            continue
        form, run = found
        size = Path(source).stat().st_size // 4
        x = np.memmap(source, np.float32, "r", shape=(size,))
        y = np.memmap(target, np.float32, "w+", shape=(size,))
        for at in range(0, size, CHUNK):
            with np.errstate(all="ignore"):
                result = run(np.array(x[at : at + CHUNK]))
            if result.dtype != np.float32:
                raise SystemExit(f"{peer} {line.strip()}: {form} returned {result.dtype}")
            y[at : at + CHUNK] = result
        y.flush()
        print(json.dumps({"form": form}), flush=True)


if __name__ == "__main__":
    main()

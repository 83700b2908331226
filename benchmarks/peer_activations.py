"""One peer in a process of its own: times one activation when asked, line by line.

Run by activations.py as ``python peer_activations.py NAME THREADS``; each line of standard input is a
JSON list (function, what, numbers, dtype, in place), each answer a JSON list of microseconds per call
(or null where the peer has no such function).
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from functools import cache
from importlib import import_module
from threading import Thread
from typing import Any

import numpy as np

Call = Callable[[], Any]
MINIMUM = 0.004  # seconds that one timing lasts at least


Size = int | tuple[int, int]  # so many numbers, or rows and columns


def numbers(n: Size, dtype: str) -> np.ndarray:
    """Return inputs as layers see them: normal, with standard deviation 3."""
    return (np.random.default_rng(0).standard_normal(n) * 3.0).astype(dtype)


@cache
def labels(n: tuple[int, int]) -> np.ndarray:
    """Return a class for each row."""
    return np.random.default_rng(1).integers(0, n[1], n[0])


@cache
def inputs(n: Size, dtype: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return x and two places for results; kept, so that only calls are timed."""
    x = numbers(n, dtype)
    return x, np.zeros_like(x), np.zeros_like(x)


def barreleye(threads: int) -> Callable[..., Call | None]:
    """Return how this library is called."""
    import barreleye as be  # noqa: PLC0415  each process imports one peer

    def copier(x: np.ndarray, place: np.ndarray | None) -> Call:
        halves = [slice(k * len(x) // threads, (k + 1) * len(x) // threads) for k in range(threads)]

        def copy() -> None:
            out = np.empty_like(x) if place is None else place
            others = [Thread(target=np.copyto, args=(out[half], x[half])) for half in halves[1:]]
            for other in others:
                other.start()
            np.copyto(out[halves[0]], x[halves[0]])
            for other in others:
                other.join()

        alone = x.copy if place is None else lambda: np.copyto(place, x)
        return copy if threads > 1 and x.size > 1_000_000 else alone

    def call(function: str, what: str, n: Size, dtype: str, in_place: bool) -> Call | None:
        x, out, _ = inputs(n, dtype)
        if function == "copy":
            return copier(x, out if in_place else None)
        if function == "cross_entropy":
            wanted = what == "both" and not in_place
            return (lambda: be.losses.cross_entropy.value_and_gradient(x, labels(n))) if wanted else None
        f = be.activations.get(function)
        if function == "softmax":
            wanted = what == "value"
            return (lambda: f(x, out=out) if in_place else f(x)) if wanted else None
        if what == "both":
            return None if in_place else lambda: f.value_and_derivative(x)
        f = f if what == "value" else f.derivative
        return (lambda: f(x, out)) if in_place else (lambda: f(x))

    return call


def plain(threads: int) -> Callable[..., Call | None]:  # noqa: ARG001  pinned by the driver
    """Return how the usual formulas are called in this library's loops."""
    import plain_forms  # noqa: PLC0415  as above

    def call(function: str, what: str, n: Size, dtype: str, in_place: bool) -> Call | None:  # noqa: ARG001
        x = inputs(n, dtype)[0]
        f = plain_forms.call(function, what)
        return lambda: f(x)

    return call


def numpy_expressions(threads: int) -> Callable[..., Call | None]:  # noqa: ARG001  NumPy has one
    """Return the forms that people write in NumPy."""

    def softmax(x: np.ndarray) -> np.ndarray:
        e = np.exp(x - x.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def cross_entropy(x: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
        p, at = softmax(x), (np.arange(len(y)), y)
        loss = -np.log(p[at]).mean()
        p[at] -= 1
        return loss, p / len(y)

    table: dict[str, tuple[Callable[..., Any], Callable[..., Any] | None]] = {
        "relu": (lambda x: np.maximum(x, 0), lambda x: (x > 0).astype(x.dtype)),
        "sigmoid": (
            lambda x: 1 / (1 + np.exp(-x)),
            lambda x: np.exp(-x) / (1 + np.exp(-x)) ** 2,
        ),
        "tanh": (np.tanh, lambda x: 1 - np.tanh(x) ** 2),
        "softplus": (lambda x: np.logaddexp(x, 0), lambda x: 1 / (1 + np.exp(-x))),
        "silu": (lambda x: x / (1 + np.exp(-x)), None),
        "elu": (lambda x: np.where(x > 0, x, np.expm1(x)), lambda x: np.where(x > 0, 1, np.exp(x))),
        "leaky_relu": (lambda x: np.where(x > 0, x, 0.01 * x), None),
        "softsign": (lambda x: x / (1 + np.abs(x)), None),
        "mish": (lambda x: x * np.tanh(np.log1p(np.exp(x))), None),
        "arctan": (np.arctan, lambda x: 1 / (1 + x * x)),
        "sine": (np.sin, np.cos),
        "gaussian": (lambda x: np.exp(-x * x), lambda x: -2 * x * np.exp(-x * x)),
        "softmax": (softmax, None),
    }
    ufuncs = {"relu": lambda x, out: np.maximum(x, 0, out=out), "tanh": np.tanh, "sine": np.sin}

    def call(function: str, what: str, n: Size, dtype: str, in_place: bool) -> Call | None:
        x, out, _ = inputs(n, dtype)
        if function == "cross_entropy" and what == "both" and not in_place:
            return lambda: cross_entropy(x, labels(n))
        if function not in table or what == "both":
            return None
        f = table[function][what == "derivative"]
        if in_place:
            f = ufuncs.get(function) if what == "value" else None
            return f and (lambda: f(x, out))
        return f and (lambda: f(x))

    np.seterr(all="ignore")
    return call


def torch(threads: int) -> Callable[..., Call | None]:
    """Return how PyTorch is called: eager, the derivative through autograd."""
    import torch as library  # noqa: PLC0415  as above

    library.set_num_threads(threads)
    F = library.nn.functional
    table = {
        "relu": library.relu, "sigmoid": library.sigmoid, "tanh": library.tanh, "softplus": F.softplus,
        "silu": F.silu, "elu": F.elu, "leaky_relu": F.leaky_relu, "softsign": F.softsign, "mish": F.mish,
        "gelu": F.gelu, "gelu_tanh": lambda x: F.gelu(x, approximate="tanh"), "selu": F.selu,
        "log_sigmoid": F.logsigmoid, "hard_swish": F.hardswish, "arctan": library.atan, "sine": library.sin,
        "softmax": lambda x: library.softmax(x, 1),
    }  # fmt: skip
    into = {
        "sigmoid": library.sigmoid,
        "tanh": library.tanh,
        "arctan": library.atan,
        "sine": library.sin,
    }

    def call(function: str, what: str, n: Size, dtype: str, in_place: bool) -> Call | None:
        x, out = (library.from_numpy(array) for array in inputs(n, dtype)[:2])
        f = table.get(function)
        if function == "cross_entropy" and what == "both" and not in_place:
            leaf, y = x.clone().requires_grad_(), library.from_numpy(labels(n))

            def loss_and_gradient() -> tuple[Any, Any]:
                loss = F.cross_entropy(leaf, y)
                return loss, library.autograd.grad(loss, leaf)[0]

            return loss_and_gradient
        if f is None or what == "derivative" or (function == "softmax" and what == "both"):
            return None
        if in_place:
            f = into.get(function) if what == "value" else None
            return f and (lambda: f(x, out=out))
        if what == "value":
            return lambda: f(x)
        leaf, ones = x.clone().requires_grad_(), library.ones_like(x)

        def both() -> tuple[Any, Any]:
            y = f(leaf)
            return y, library.autograd.grad(y, leaf, ones)[0]

        return both

    return call


def jax(threads: int) -> Callable[..., Call | None]:  # noqa: ARG001  pinned by the driver
    """Return how JAX is called: jitted, the derivative as a product with ones."""
    import jax as library  # noqa: PLC0415  as above

    library.config.update("jax_enable_x64", True)
    nn, jnp = library.nn, library.numpy
    table = {
        "relu": nn.relu, "sigmoid": nn.sigmoid, "tanh": jnp.tanh, "softplus": nn.softplus, "silu": nn.silu,
        "elu": nn.elu, "leaky_relu": nn.leaky_relu, "softsign": nn.soft_sign, "mish": nn.mish,
        "gelu": lambda x: nn.gelu(x, approximate=False), "gelu_tanh": nn.gelu, "selu": nn.selu,
        "log_sigmoid": nn.log_sigmoid, "hard_swish": nn.hard_swish, "arctan": jnp.arctan, "sine": jnp.sin,
        "softmax": nn.softmax,
    }  # fmt: skip
    picked = lambda x, y: -jnp.take_along_axis(nn.log_softmax(x), y[:, None], 1).mean()  # noqa: E731  as below
    cross_entropy = library.jit(library.value_and_grad(picked))

    @cache
    def jitted(function: str, what: str) -> Any:
        f = table[function]
        if what == "value":
            return library.jit(f)
        both = lambda x: library.jvp(f, (x,), (jnp.ones_like(x),))  # noqa: E731  one line
        return library.jit(both if what == "both" else lambda x: both(x)[1])

    def call(function: str, what: str, n: Size, dtype: str, in_place: bool) -> Call | None:
        if function == "cross_entropy" and what == "both" and not in_place:
            x, y = jnp.asarray(inputs(n, dtype)[0]), jnp.asarray(labels(n))
            return lambda: library.block_until_ready(cross_entropy(x, y))
        if function not in table or in_place or (function == "softmax" and what != "value"):
            return None
        x, f = jnp.asarray(inputs(n, dtype)[0]), jitted(function, what)
        return lambda: library.block_until_ready(f(x))

    return call


PEERS = {
    "barreleye": barreleye,
    "plain": plain,
    "NumPy": numpy_expressions,
    "PyTorch": torch,
    "JAX": jax,
}
MODULES = {
    "barreleye": "barreleye",
    "plain": "barreleye",
    "NumPy": "numpy",
    "PyTorch": "torch",
    "JAX": "jax",
}


def timed(call: Call) -> float:
    """Return microseconds per call, over as many calls as fill the minimum."""
    call()
    loops = 1
    while True:
        start = time.perf_counter()
        for _ in range(loops):
            call()
        seconds = time.perf_counter() - start
        if seconds >= MINIMUM:
            return seconds / loops * 1e6
        loops = max(loops + 1, int(loops * 1.2 * MINIMUM / max(seconds, 1e-7)))


def main() -> None:
    """Answer until the input ends."""
    name, threads = sys.argv[1], int(sys.argv[2])
    make = PEERS[name](threads)
    import_module(MODULES[name])
    print(json.dumps(sys.modules[MODULES[name]].__version__), flush=True)
    for line in sys.stdin:
        function, what, n, dtype, in_place = json.loads(line)
        call = make(function, what, tuple(n) if isinstance(n, list) else n, dtype, in_place)
        print(json.dumps(None if call is None else timed(call)), flush=True)


if __name__ == "__main__":
    main()

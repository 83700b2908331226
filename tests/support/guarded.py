"""Arrays between pages that nobody may touch: whoever reads or writes one byte beside them is ended by the system.

Run as a program, it takes every kernel of the registry over ragged sizes, and says before each what comes next.
"""

import ctypes
import mmap
import sys

import numpy as np

import barreleye as be
from barreleye import _arrays, kernels
from barreleye.kernels import _row_kernel, _shares, epoch
from barreleye.network import _network_tables, _predictor
from barreleye.training.compiled import _compiled_job

PAGE = mmap.PAGESIZE
NOTHING, READ = 0, mmap.PROT_READ
_C = ctypes.CDLL(None, use_errno=True)
_C.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
SIDES = ["start", "end"]
side = SIDES[0]  # at which guard arrays lie, for those that the library makes itself


def room(nbytes, at):
    """Return bytes that begin where a guard ends, or end where one begins, and where their pages begin."""
    pages = max(1, -(-nbytes // PAGE))
    whole = mmap.mmap(-1, (pages + 2) * PAGE)
    flat = np.frombuffer(whole, np.uint8)
    start = flat.ctypes.data
    for guard in (start, start + (pages + 1) * PAGE):
        if _C.mprotect(guard, PAGE, NOTHING):
            raise OSError(ctypes.get_errno(), "mprotect")
    inside = flat[PAGE : (pages + 1) * PAGE]
    return (
        (inside[:nbytes] if at == "start" else inside[len(inside) - nbytes :]),
        start + PAGE,
        pages * PAGE,
    )


def guarded(values, at, *, read_only=False):
    """Return a copy that lies at a guard; if it is read-only, writing into it ends the process."""
    values = np.asarray(values)
    flat, start, size = room(values.nbytes, at)
    array = flat.view(values.dtype).reshape(values.shape)
    array[...] = values
    if read_only and _C.mprotect(start, size, READ):
        raise OSError(ctypes.get_errno(), "mprotect")
    return array


class GuardedNumPy:
    """NumPy for a module of the library, with new arrays at guards."""

    def __getattr__(self, name):
        return getattr(np, name)

    @staticmethod
    def zeros(shape, dtype=np.float64):
        return guarded(np.zeros(shape, dtype), side)

    empty = zeros


def aligned(shape, dtype, to=64):  # noqa: ARG001  at a guard, wherever that is
    return guarded(np.zeros(shape, dtype), side)


def guard_the_library():
    for module in (_arrays, _network_tables):
        module.aligned = aligned
    for module in (_network_tables, _predictor, _compiled_job, _row_kernel, _shares):
        module.np = GuardedNumPy()


def say(*words):
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def elementwise(rng, kind, at):
    sizes = [*range(1, 71), 255, 1021, 8191, 20_011]
    for name in be.activations.names():
        function = be.activations.get(name)
        if not isinstance(function, be.activations.Elementwise):
            continue
        say(name, kind, at)
        for size in sizes:
            x = guarded(rng.normal(0.0, 4.0, size).astype(kind), at, read_only=True)
            out = guarded(np.zeros(size, kind), at)
            function(x, out=out)
            function.derivative(x, out=out)
            function.both.kernel(x, out=(out, guarded(out, at)))


def rowwise(rng, kind, at):
    shapes = [(rows, n) for rows in (1, 2, 7, 16, 17, 33) for n in (*range(1, 20), 31, 33, 100)] + [
        (3000, 37)
    ]
    for name in ("softmax", "log_softmax"):
        function = be.activations.get(name)
        say(name, kind, at)
        for shape in shapes:
            x = guarded(rng.normal(size=shape).astype(kind), at, read_only=True)
            function(x, out=guarded(np.zeros(shape, kind), at))
            function.vjp(x, guarded(x, at, read_only=True))
    for name in be.losses.names():
        loss = be.losses.get(name)
        say(name, kind, at)
        for shape in shapes:
            z = guarded(rng.random(shape).astype(kind), at, read_only=True)
            soft = np.asarray(z / z.sum(axis=1, keepdims=True), kind)
            answers = [soft, rng.integers(0, shape[1], shape[0])] if loss.labels else [soft]
            for y in answers:
                truth = guarded(y, at, read_only=True)
                loss.joint(labels=y.ndim == 1).results(
                    z, truth, guarded(np.ones(shape[0]), at, read_only=True)
                )


def networks(rng, kind, at):
    names = be.activations.names()
    for turn, name in enumerate(names):
        say("a network of", name, kind, at)
        inputs, width, rows = 1 + turn % 7, 3 + turn % 30, 1 + 5 * turn
        layers = [
            be.Dense(width, name),
            be.Dropout(0.2),
            be.Dense(1 + turn % 5, "tanh"),
            be.Dense(3, "softmax"),
        ]
        net = be.Network(inputs, layers, seed=turn, dtype=np.dtype(kind).name)
        X = guarded(rng.normal(size=(rows, inputs)).astype(kind), at, read_only=True)
        y = guarded(rng.integers(0, 3, rows), at, read_only=True)
        net(X)
        handle = net.compile()
        handle(X, out=guarded(np.zeros((rows, 3), kind), at))
        handle(X[0])
        optimizer = be.optimizers.names()[turn % len(be.optimizers.names())]
        if optimizer == "lbfgs":
            optimizer = "adam"
        for batch, threads in ((1 + turn % 9, 1), (rows, 1), (7, 2)):
            net.fit(
                X, y, epochs=1, batch_size=batch, optimizer=be.optimizers.get(optimizer), threads=threads,
                engine="compiled", progress=False, l1=1e-6, clip_norm=1.0, validation=(X, y),
                sample_weight=guarded(rng.random(rows) + 0.5, at, read_only=True),
            )  # fmt: skip


def wide(rng, kind, at):
    """Layers so wide that threads share columns, and rows that come in several tiles."""
    say("wide networks", kind, at)
    for widths, rows, batch in (((257, 131), 7, 7), ((65, 17), 1031, 1031), ((130,), 300, 37)):
        net = be.mlp(3, list(widths), 2, seed=0, dtype=np.dtype(kind).name)
        X = guarded(rng.normal(size=(rows, 3)).astype(kind), at, read_only=True)
        Y = guarded(rng.normal(size=(rows, 2)).astype(kind), at, read_only=True)
        for threads in (1, 2):
            net.fit(X, Y, epochs=2, batch_size=batch, threads=threads, engine="compiled", progress=False)
        net(X)


def orders(at):
    say("orders", at)
    for rows in (1, 2, 3, 17, 1000):
        kernels.shuffled_rows(rows, [123])


def main():
    global side
    guard_the_library()
    assert epoch.epoch_address("float")
    rng = np.random.default_rng(0)
    with be.engine("compiled"), np.errstate(all="ignore"):
        for side in SIDES:
            orders(side)
            for kind in (np.float32, np.float64):
                for part in (elementwise, rowwise, networks, wide):
                    part(rng, kind, side)
    say("nothing was touched outside")


if __name__ == "__main__":
    if sys.argv[1:] == ["read"]:  # what the guards are for
        side = "end"
        np.lib.stride_tricks.as_strided(guarded(np.zeros(5), "end"), (6,), (8,)).sum()
    elif sys.argv[1:] == ["write"]:
        guarded(np.zeros(5), "start", read_only=True)[2] = 1.0
    else:
        main()

"""The loop around a body, which NumPy calls for a universal function.

    void loop(char **arrays, intptr *counts, intptr *strides, double *data)

The first array is the input, the others are the results. Contiguous arrays go vector by vector. What remains, and
every other layout, is gathered into one vector, computed by the same instructions, and scattered: a number has the
same bits wherever it lies.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..scalars import BYTES, FunctionBuilder, module
from ._bodies import Body, computed
from ._control import caller_settings

WIDTH = {"float": 16, "double": 8}
"""How many numbers of a type make a vector."""


def loop_source(
    bodies: Sequence[Body],
    constants: Sequence[str],
    scalar: str,
    *,
    selecting: bool = False,
    width: int = 0,
) -> str:
    """Return the source of ``loop``, which writes every body of one number into an array of its own.

    Parameters
    ----------
    bodies : sequence of callable
        In the dialect, all with the same parameters.
    constants : sequence of str
        The names of those parameters; their values arrive with each call.
    scalar : str
        The type in memory, ``"float"`` or ``"double"``.
    selecting : bool
        Every body computes in registers of that type; else in double, unless it has a form for float.
    width : int
        If it is not :data:`WIDTH`: how many numbers make a vector, a power of two.

    Raises
    ------
    NotCompilableError
        A body uses something outside of the dialect.
    """
    width = width or WIDTH[scalar]
    step = _step(bodies, constants, scalar, width, selecting=selecting)
    return module(step, _loop(1 + len(bodies), len(constants), scalar, width))


def _step(
    bodies: Sequence[Body], constants: Sequence[str], scalar: str, width: int, *, selecting: bool
) -> FunctionBuilder:
    """Return ``step(p0, p1, ..., c0, ...)``: one vector from the first place, a result into each of the others."""
    places = [f"ptr p{k}" for k in range(1 + len(bodies))]
    vectors = [f"<{width} x double> c{k}" for k in range(len(constants))]
    register, arguments = scalar if selecting else "double", ", ".join(places + vectors)
    code = FunctionBuilder("step", register, width, arguments, fine=scalar == "double", inline=True)
    vector, align = f"<{width} x {scalar}>", BYTES[scalar]
    code.do(f"%m = load {vector}, ptr %p0, align {align}")
    for k, result in enumerate(computed(code, bodies, constants, scalar, selecting=selecting), 1):
        code.do(f"store {vector} {result}, ptr %p{k}, align {align}")
    return code


def _loop(arrays: int, constants: int, scalar: str, width: int) -> FunctionBuilder:
    code = FunctionBuilder("loop", scalar, width, "ptr arrays, ptr counts, ptr strides, ptr data")
    count = code.int64s("counts").int64()
    starts = [code.pointers("arrays").pointer("i8", k) for k in range(arrays)]
    strides = [code.int64s("strides").int64(k) for k in range(arrays)]
    buffers = [code.alloca(scalar, width) for _ in range(arrays)]
    code.do(f"store <{width} x {scalar}> zeroinitializer, ptr {buffers[0]}, align 64")
    given = [f"<{width} x double> {_everywhere(code, k, width)}" for k in range(constants)]

    def step(places: Sequence[object]) -> None:
        code.do(f"call void @step({', '.join([*(f'ptr {one}' for one in places), *given])})")

    with caller_settings(code):
        dense = strides[0].equals(BYTES[scalar])
        for stride in strides[1:]:
            dense = dense & stride.equals(BYTES[scalar])
        whole = code.either(dense, count - count % width, 0)
        with code.loop(0, whole, width, as_written=False) as i:
            step([start.of(scalar).at(i) for start in starts])
        with code.loop(whole, count, width) as j:
            few = code.smaller(count - j, width)
            with code.loop(0, few) as k:
                _copy(code, scalar, starts[0].at((j + k) * strides[0]), buffers[0].at(k))
            step(buffers)
            with code.loop(0, few) as k:
                for start, stride, buffer in zip(starts[1:], strides[1:], buffers[1:], strict=True):
                    _copy(code, scalar, buffer.at(k), start.at((j + k) * stride))
    return code


def _copy(code: FunctionBuilder, scalar: str, source: object, target: object) -> None:
    """Copy one number, wherever the two lie."""
    number = code.emit(f"load {scalar}, ptr {source}, align 1", scalar)
    code.do(f"store {scalar} {number.name}, ptr {target}, align 1")


def _everywhere(code: FunctionBuilder, k: int, width: int) -> str:
    """Return the name of a vector of doubles, the constant k in every lane."""
    vector, place = f"<{width} x double>", code.pointers("data").of("double").at(k)
    one = code.emit(f"load double, ptr {place}, align 8", "double")
    first = code.emit(f"insertelement {vector} poison, double {one.name}, i32 0", vector)
    zeros = f"<{width} x i32> zeroinitializer"
    return code.emit(f"shufflevector {vector} {first.name}, {vector} poison, {zeros}", vector).name

"""LLVM source of an optimizer's step over flat vectors.

    void step(i64 count, ptr *vectors, i64 offset, double *constants, i64 *failed)

The vectors are the parameters, their gradient and what the optimizer remembers, all equally long; the step
changes ``count`` numbers of each from ``offset`` on, but for the gradient. ``failed`` becomes 1 if
a parameter is no longer finite.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...scalars import MASK, Condition, FunctionBuilder, TracedVector, module, read
from .._apply_step import checked


def step_source(body: Callable[..., Any], constants: int, n_slots: int, scalar: str, width: int) -> str:
    """Return the source of ``step`` for a body in the dialect.

    Parameters
    ----------
    body : callable
        Takes theta, g, every slot, and the constants; returns the new theta and the new slots.
    constants, n_slots : int
        How many there are.
    scalar : str
        ``"float"`` or ``"double"``: the type of the vectors and of the arithmetic.
    width : int
        Numbers in a vector of the processor.
    """
    code = FunctionBuilder(
        "step", scalar, width, "i64 count, ptr vectors, i64 offset, ptr constants, ptr failed",
    )  # fmt: skip
    vectors = code.pointers("vectors")
    places = [vectors.pointer(scalar, k).at(code.given("offset")) for k in range(2 + n_slots)]
    table = code.pointers("constants").of("double")
    numbers = [code.broadcast(table.at(k)) for k in range(constants)]
    spoilt = code.variable(code.constant(0.0))
    with code.loop(0, code.given("count"), width) as i:
        inside = code.mask(code.given("count") - i)
        made = read(body, *(code.load(place.at(i), inside) for place in places), *numbers)
        theta, *slots = (code.number(value) for value in checked(made, 1 + n_slots))
        for place, value in zip([places[0], *places[2:]], [theta, *slots], strict=True):
            code.store(place.at(i), value, inside)
        spoilt.set(
            code.call("fma", code.select(inside, theta, 0.0), 0.0, spoilt.lanes())
        )  # NaN from there on
    with code.when(_some(code, spoilt.lanes() != 0.0)):
        code.pointers("failed").put(1)
    return module(code)


def _some(code: FunctionBuilder, mask: TracedVector) -> Condition:
    n = code.width
    name = f"@llvm.vector.reduce.or.v{n}i1"
    code.intrinsics.add(f"declare i1 {name}(<{n} x i1>)")
    return code.condition(f"call i1 {name}({code.types[MASK]} {mask.name})")

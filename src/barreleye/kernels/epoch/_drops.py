"""Dropout in machine code: the same bits as :func:`barreleye.kernels.dropped`."""

from __future__ import annotations

from ...scalars import INTEGERS, MASK, FunctionBuilder
from .._random import STEP, mixed


def drops(scalar: str, width: int) -> FunctionBuilder:
    """Return ``drops(count, x, first, key, below, scale)``: some numbers of x become 0, the others x·scale.

    Number i of x stands at position first + i. It stays if the upper half of its bits is below ``below``;
    ``scale`` is the place of one number of the type of x.
    """
    code = FunctionBuilder(
        "drops", scalar, width, "i64 count, ptr x, i64 first, i64 key, i64 below, ptr scale",
    )  # fmt: skip
    count, scale = code.given("count"), code.broadcast(code.numbers("scale"))
    key, below = code.integers(code.given("key")), code.integers(code.given("below"))
    with code.loop(0, count, width) as i:
        position = code.integers_from(code.given("first") + i + 1)
        upper = mixed(position * STEP + key) >> 32
        stays = code.emit(f"icmp ult {code.types[INTEGERS]} {upper.name}, {below.name}", MASK)
        inside, here = code.mask(count - i), code.numbers("x").at(i)
        code.store(here, code.select(stays, code.load(here, inside) * scale, 0.0), inside)
    return code

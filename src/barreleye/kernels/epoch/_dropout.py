"""Dropout in machine code: the same bits as :func:`barreleye.kernels.dropped`."""

from __future__ import annotations

from ...scalars import INT64, MASK, POINTER, WORDS, FunctionBuilder, TracedVector
from .._dropout import LAST_SHIFT, MIXES, STEP


def drops(scalar: str, width: int) -> FunctionBuilder:
    """Return ``drops(count, x, first, key, below, scale)``: some numbers of x become 0, the others x·scale.

    Number i of x stands at position first + i. It stays if the upper half of its bits is below ``below``;
    ``scale`` is the place of one number of the type of x.
    """
    code = FunctionBuilder(
        "drops", scalar, width, internal=True,
        count=INT64, x=POINTER, first=INT64, key=INT64, below=INT64, scale=POINTER,
    )  # fmt: skip
    count, scale = code.given("count"), code.spread(code.numbers("scale"))
    key, below = _everywhere(code, "%key"), _everywhere(code, "%below")
    lanes = ", ".join(f"i64 {k + 1}" for k in range(width))
    vector = code.types[WORDS]
    with code.loop(0, count, width) as i:
        first = _everywhere(code, str(code.given("first") + i))
        position = code.emit(f"add {vector} {first.name}, <{lanes}>", WORDS)
        z = code.integer("add", code.integer("mul", position, _signed(STEP)), key)
        for shift, factor in MIXES:
            z = code.integer(
                "mul", code.integer("xor", z, code.integer("lshr", z, shift)), _signed(factor)
            )
        z = code.integer("xor", z, code.integer("lshr", z, LAST_SHIFT))
        upper = code.integer("lshr", z, 32)
        stays = code.emit(f"icmp ult {vector} {upper.name}, {below.name}", MASK)
        inside, here = code.first(count - i), code.numbers("x").at(i)
        code.store(here, code.select(stays, code.load(here, inside) * scale, 0.0), inside)
    return code


def _everywhere(code: FunctionBuilder, whole: str) -> TracedVector:
    one = code.emit(f"insertelement {code.types[WORDS]} poison, i64 {whole}, i32 0", WORDS)
    return code.shuffled(one, [0] * code.width)


def _signed(value: int) -> int:
    """Return 64 bits as LLVM writes them."""
    return value - 2**64 if value >= 2**63 else value

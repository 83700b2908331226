"""What the compiled reading builds everything from: fused multiply-adds, selections, polynomials, bits.

The rounding of each is IEEE's, so that a result has the same bits on every processor with fused multiply-adds;
the estimate of a reciprocal alone is each processor's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from ..errors import NotCompilableError
from ._polynomials import Polynomial
from ._traced_vector import BITS, NUMBER, Operand, TracedVector

_LONG = 12  # coefficients: from there on the waiting costs more than the rounding


def fma(a: Operand, b: Operand, c: Operand) -> TracedVector:
    """Return a·b + c, rounded once."""
    block = next(v.block for v in (a, b, c) if isinstance(v, TracedVector))
    return block.call("fma", a, b, c)


def polynomial(x: TracedVector, p: Polynomial) -> TracedVector:
    """Return p(x), with as many coefficients as the block's precision asks for."""
    coefficients = p.double if x.block.fine else p.single
    if x.block.fine and len(coefficients) > _LONG:
        return short_chain(x, p)
    result: Operand = coefficients[-1]
    for c in reversed(coefficients[:-1]):
        result = fma(result, x, c)
    return x.block.constant(result) if not isinstance(result, TracedVector) else result


def short_chain(x: TracedVector, p: Polynomial) -> TracedVector:
    """Return p(x) by Horner's rule in x², over pairs of terms: half as many steps that wait for another.

    It rounds a little more, which a small x hides where what leads is not part of the polynomial.
    """
    if not x.block.fine:
        return polynomial(x, p)
    c = p.double
    pairs = [fma(c[k + 1], x, c[k]) if k + 1 < len(c) else c[k] for k in range(0, len(c), 2)]
    square = x * x
    result = pairs[-1]
    for pair in reversed(pairs[:-1]):
        result = fma(result, square, pair)
    return cast("TracedVector", result)


def where(mask: TracedVector, a: Operand, b: Operand) -> TracedVector:
    """Return a where the mask holds and b elsewhere."""
    return mask.block.select(mask, a, b)


def maximum(a: Operand, b: Operand) -> TracedVector:
    """Return the larger, b where they are equal; NaN if either is."""
    if not isinstance(a, TracedVector):
        return where(cast("TracedVector", b) < a, a, b)
    return where((a > b) | (a != a), a, b) if isinstance(b, TracedVector) else where(a <= b, b, a)


def minimum(a: Operand, b: Operand) -> TracedVector:
    """Return the smaller, b where they are equal; NaN if either is."""
    if not isinstance(a, TracedVector):
        return where(cast("TracedVector", b) > a, a, b)
    return where((a < b) | (a != a), a, b) if isinstance(b, TracedVector) else where(a >= b, b, a)


def sign(x: TracedVector) -> TracedVector:
    """Return -1, 0 or 1; NaN for NaN."""
    return where(x > 0.0, 1.0, where(x < 0.0, -1.0, where(x == 0.0, 0.0, x)))


def absolute(x: TracedVector) -> TracedVector:
    """Return the magnitude."""
    return x.block.call("fabs", x)


def sqrt(x: TracedVector) -> TracedVector:
    """Return the square root."""
    return x.block.call("sqrt", x)


def clamped(x: TracedVector, low: float, high: float) -> TracedVector:
    """Return x between the bounds; NaN stays."""
    x = where(x > high, high, x)
    return where(x < low, low, x)


def bits(x: TracedVector) -> TracedVector:
    """Return the bit patterns of the numbers."""
    return x.block.convert(x, "bitcast", BITS)


def with_bits(x: TracedVector, operation: str, pattern: Operand) -> TracedVector:
    """Return the number that an operation on the bits of x makes, such as ``xor`` with a sign."""
    return x.block.convert(x.block.integer(operation, bits(x), pattern), "bitcast", NUMBER)


def double_bits(x: TracedVector) -> TracedVector:
    """Return the bit patterns of float64 numbers, where constants and shifts are those of float64."""
    if x.block.register != "double":
        raise NotCompilableError("exp, log, tanh, sin and cos are computed in float64 registers alone")
    return bits(x)


def looked_up(row: Sequence[float], place: TracedVector) -> TracedVector:
    """Return, in each lane, one of 32 numbers: the lowest five bits of the lane's place say which.

    Two registers hold the numbers, and one instruction of AVX-512 chooses; it takes sixteen lanes.
    """
    block = place.block
    if len(row) != 32 or block.width != 16 or block.register != "float":
        raise NotCompilableError(
            f"looked_up() is for rows of 32 and sixteen lanes of float32: this row has {len(row)}, and the"
            f" block {block.width} lanes of {block.register}"
        )
    name, t, i = "@llvm.x86.avx512.vpermi2var.ps.512", block.types[NUMBER], block.types[BITS]
    low, high = block.vector(row[:16]), block.vector(row[16:])
    block.intrinsics.add(f"declare {t} {name}({t}, {i}, {t})")
    return block.emit(f"call {t} {name}({t} {low}, {i} {place.name}, {t} {high})")


def reciprocal_estimate(x: TracedVector) -> TracedVector:
    """Return 1/x to 14 bits, as AVX-512 has it for sixteen lanes of float32."""
    t, name = x.block.types[NUMBER], "@llvm.x86.avx512.rcp14.ps.512"
    x.block.intrinsics.add(f"declare {t} {name}({t}, {t}, i16)")
    return x.block.emit(f"call {t} {name}({t} {x.name}, {t} zeroinitializer, i16 -1)")

"""float32 in registers of its own: sixteen numbers where float64 has eight, and nothing to convert.

A body of a few operations spends more time on its way to float64 and back than on its work. With fused
products the compiled reading can do without: what a rounding takes away is computed exactly, and put
back in the last step, which alone rounds. Such a *narrow form* stands beside its body::

    @narrowed(by=_narrow_ratio)
    def ratio(z): ...

NumPy, which has no fused multiply-adds, reads the body itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from ...errors import NotCompilableError
from .. import _instructions
from .._compiler import fuses
from .._dialect import Number, Real, Truth, where
from .._traced_vector import BITS, MASK, TracedVector

_FORM = "__narrow_form__"


Body: TypeAlias = Callable[..., Real]


class WithFallback(NamedTuple):
    """What a narrow form returns that is not good everywhere: where ``doubtful``, the body decides.

    Results below 2^-126 have fewer digits, and what a rounding took from them cannot be written down; squares
    beyond 2^128 are infinite. The bounds of the forms keep well away from both. A doubtful number costs its
    whole vector both ways.
    """

    value: Real
    doubtful: Truth


def narrowed(
    *, by: Callable[..., Real | WithFallback] | None = None, needs: Callable[[], bool] = fuses
) -> Callable[[Body], Body]:
    """Give a body the form in which float32 registers keep half an ulp; by default the body itself.

    The form takes what the body takes, in the words of the dialect and of this module. It is read by
    the compiler alone, and only where the processor has what the form ``needs``: fused multiply-adds at least.
    """

    def give(body: Body) -> Body:
        setattr(body, _FORM, (by or body, needs))
        return body

    return give


def narrow_form(body: Callable[..., Any]) -> Callable[..., Any] | None:
    """Return the form that the compiler reads here, or None: the body has none, or none for this processor."""
    form, needs = getattr(body, _FORM, (None, fuses))
    return form if fuses() and needs() else None


def fused(a: Number, b: Number, c: Number) -> Real:
    """Return a·b + c, rounded once."""
    if not any(isinstance(one, TracedVector) for one in (a, b, c)):
        raise NotCompilableError("fused() takes three numbers that are known already: compute them")
    return cast(
        "Real", _instructions.fma(*cast("tuple[TracedVector, TracedVector, TracedVector]", (a, b, c)))
    )


def signed_as(size: Real, z: Real) -> Real:
    """Return the magnitude ``size`` with the sign of z, also that of a zero."""
    lanes = cast("TracedVector", size)
    return cast("Real", lanes.block.call("copysign", lanes, cast("TracedVector", z)))


def outside(z: Real, smallest: float, largest: float) -> NDArray[np.bool_]:
    """Say whether z does not lie between two bounds of one sign, the smaller magnitude first.

    One comparison of bits answers.
    """
    lanes = cast("TracedVector", z)
    block, (low, high) = lanes.block, np.array([smallest, largest], np.float32).view(np.int32).tolist()
    beyond = block.integer("sub", _instructions.bits(lanes), low)
    answer = f"icmp ugt {block.types[BITS]} {beyond.name}, {block.text(high - low, BITS)}"
    return cast("NDArray[np.bool_]", block.emit(answer, MASK))


def in_parts(constant: Number) -> tuple[Real, Real]:
    """Return a positive parameter of the body as high and low part, neither below 0.

    A zero times the one and a zero times the other then have the same sign.
    """
    lost = constant.rest if isinstance(constant, TracedVector) else None
    if lost is None:
        raise NotCompilableError("in_parts() takes a parameter of the body, as it was given")
    rounded, rest = cast("Real", constant), cast("Real", lost)
    # the float32 before it: with an ulp u, rounded·2^-24 lies from u/2 to u
    high = where(rest < 0.0, rounded - rounded * 2.0**-24, rounded)
    return high, rest + (rounded - high)


Parts: TypeAlias = tuple[Real, Real]
"""A number as the sum of two, of which the second is what the first has rounded, or a little more."""


def fast_two_sum(high: Real, low: Real, more: Real | float = 0.0) -> Parts:
    """Return high + low + more, for |low| < |high|: the second part becomes what the first has rounded."""
    s = high + low
    rest = low - (s - high)
    return s, rest if isinstance(more, float) else rest + more


def two_sum(a: Number, b: Number) -> Parts:
    """Return a + b, of whatever sizes, without any loss (Knuth's two-sum)."""
    s = cast("Real", a + b)
    gone = s - a
    return s, (a - (s - gone)) + (b - gone)


def two_product(a: tuple[Real, Number], b: tuple[Number, Number]) -> Parts:
    """Return a·b, less the product of the second parts."""
    p = a[0] * b[0]
    return p, fused(a[1], b[0], fused(a[0], b[1], fused(a[0], b[0], -p)))

"""Fit the tables for float32 registers, and print ``activations/_curve_tables.py``.

A curve has 32 pieces, each a polynomial in h = x - center that begins with the value and the slope at
the center. float32 holds those two only because the centers are chosen for it: among the float32 near the
middle of a piece is one at which both happen to be followed by many zeros (Gal's accurate tables). A
test measures every piece against mpmath, so nothing rests on this script being right. Run:

    python tools/fit_curves.py > src/barreleye/activations/_curve_tables.py
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from textwrap import indent

import mpmath
import numpy as np
from fit_polynomials import interpolate
from mpmath import mpf

mpmath.mp.dps = 40  # a quotient near its zero, the rest of a piece near its center: both cancel

HEAD = '''"""Curves in pieces for float32 registers that hold tables; printed by tools/fit_curves.py."""

# fmt: off

from ..scalars.narrow import Curve

'''


@dataclass(frozen=True)
class Wanted:
    """What to fit: a function, and the ends of its pieces."""

    words: str
    exact: Callable[[mpf], mpf]
    ends: Sequence[float]
    scale: float
    shift: int
    terms: int
    offset: float = 1.0


def center(wanted: Wanted, low: float, high: float) -> float:
    """Return the float32 near the middle of a piece at which value and slope are nearly float32."""
    # close to 0 a smaller one on a coarse grid: x - center then loses nothing but where x is far smaller
    middle, reach = (low + high) / (2.0 if low else 2.6), 0.1 * (high - low)
    ends = sorted(int(np.float32(x).view(np.int32)) for x in (middle - reach, middle + reach))
    near = np.arange(*ends, dtype=np.int32).view(np.float32).astype(float)
    close = interpolate(lambda h: wanted.exact(middle + h), mpf(-2.0 * reach), mpf(2.0 * reach), 12)
    f = np.polynomial.Polynomial([float(c) for c in close])
    if low == 0.0:
        near = near[near % float(np.spacing(np.float32(high))) == 0.0]
    value, slope = f(near - middle), f.deriv()(near - middle)
    lost = np.abs(slope - slope.astype(np.float32)) * (high - low) / 2.0
    lost += np.abs(value - value.astype(np.float32))
    return float(near[np.argmin(lost / np.spacing(np.abs(value).astype(np.float32)).astype(float))])


def piece(wanted: Wanted, low: float, high: float) -> list[mpf]:
    """Return center, value, slope and rest of one piece."""
    f = wanted.exact
    start = f(mpf(low))
    if low == 0.0 == start:  # an odd function has no square at 0, nor may what is near 0 have one
        cubes = interpolate(lambda h: (f(h) - h) / h**3, mpf(high) / 4, mpf(high), wanted.terms - 2)
        return [mpf(0), mpf(0), mpf(1), mpf(0), *cubes]
    if low == 0.0 and start == single(start):  # with 0 for its center, x - center loses nothing at all
        slope = mpf(single(mpmath.diff(f, mpf(0))))
        squares = interpolate(
            lambda h: (f(h) - start - slope * h) / h**2, mpf(high) / 4, mpf(high), wanted.terms - 1
        )
        return [mpf(0), start, slope, *squares]
    at = mpf(center(wanted, low, high))
    value, slope = f(at), mpmath.diff(f, at)
    squares = interpolate(
        lambda h: (f(at + h) - value - slope * h) / h**2, mpf(low) - at, mpf(high) - at, wanted.terms - 1
    )
    return [at, value, slope, *squares]


def single(x: float | mpf) -> float:
    """Return the nearest float32."""
    return float(np.float32(float(x)))


def source(wanted: Wanted) -> str:
    """Return the source of a Curve; each row begins at the piece whose bits are 0."""
    ends = wanted.ends
    pieces = [piece(wanted, low, high) for low, high in pairwise(ends)]
    first = -(0x3F800000 >> wanted.shift) % len(pieces)  # the bits of 1.0
    centers, values, slopes, *rest = zip(*pieces[first:], *pieces[:first], strict=True)
    fields = [f"scale={wanted.scale!r}", f"offset={wanted.offset!r}", f"shift={wanted.shift}"]
    fields += [f"centers={row(centers)}", f"values={row(values)}", f"slopes={row(slopes)}"]
    fields += ["rest=(\n" + "".join(indent(row(one), "    ") + ",\n" for one in rest) + ")"]
    return "Curve(\n" + "".join(indent(field, "    ") + ",\n" for field in fields) + ")"


def row(values: Sequence[mpf]) -> str:
    """Return numbers as text, six to a line, with the digits that a float32 needs."""
    texts = [str(np.float32(float(value))) for value in values]
    lines = (", ".join(texts[k : k + 6]) + ",\n" for k in range(0, len(texts), 6))
    return f"(\n{indent(''.join(lines), '    ')})"


def octaves(scale: float) -> list[float]:
    """Return the ends of 32 pieces, eight to an octave of 1 + scale·x."""
    ends = ((1 + k % 8 / 8) * 2.0 ** (k // 8) for k in range(33))
    return [(end - 1.0) / scale for end in ends]


def mills(x: mpf) -> mpf:
    return mpmath.exp(x * x / 2) * mpmath.erfc(x / mpmath.sqrt(2)) / 2


def gelu_slope(x: mpf) -> mpf:
    return mills(x) - x / mpmath.sqrt(2 * mpmath.pi)


def over_its_zero(f: Callable[[mpf], mpf], near: float) -> Callable[[mpf], mpf]:
    zero = mpmath.findroot(f, near)
    return lambda x: f(x) / (zero - x)


TANH_SCALE, GELU_SCALE = single(1 / 0.6016), single(15 / 9.4)
WANTED = {
    "TANH_CURVE": Wanted(
        "tanh(x) for 0 <= x <= 9.02", mpmath.tanh, octaves(TANH_SCALE), TANH_SCALE, 20, 5
    ),
    "MILLS_CURVE": Wanted("exp(x²/2)·Φ(-x) for 0 <= x <= 9.4", mills, octaves(GELU_SCALE), GELU_SCALE, 20, 5),
    "GELU_SLOPE_CURVE": Wanted(
        "exp(x²/2)·(Φ(-x) - x·φ(x))/(0.7518 - x) for 0 <= x <= 9.4",
        over_its_zero(gelu_slope, 0.75), octaves(GELU_SCALE), GELU_SCALE, 20, 5,
    ),
}  # fmt: skip


def print_curves() -> None:
    print(HEAD, end="")
    for name, wanted in WANTED.items():
        print(f'{name} = {source(wanted)}\n"""{wanted.words}."""\n')


if __name__ == "__main__":
    print_curves()

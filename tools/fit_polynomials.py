"""Fit the polynomials of the dialect, or those of the activations, and print the file that holds them.

Each is the interpolation at Chebyshev points, within a small factor of the best polynomial of its
degree; a test measures every one against mpmath, so nothing rests on this script being right. Run:

    python tools/fit_polynomials.py words > src/barreleye/scalars/_polynomials.py
    python tools/fit_polynomials.py activations > src/barreleye/activations/_activation_polynomials.py
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from textwrap import indent
from typing import Any

import mpmath
from mpmath import mpf

mpmath.mp.prec = 300

HEAD = '''"""Polynomials that stand for functions on short intervals; printed by tools/fit_polynomials.py.

``double`` keeps 53 bits. ``single`` is for results in float32, which may be off by 0.01 ulp, or 2^-31,
before they are rounded: exp keeps 32 bits, what meets a cancellation later keeps 36.
"""

# fmt: off

from __future__ import annotations

from typing import NamedTuple


class Polynomial(NamedTuple):
    """Coefficients, lowest power first, at two precisions."""

    double: tuple[float, ...]
    single: tuple[float, ...]

'''


ACTIVATIONS_HEAD = '''\
"""Polynomials of tanh_shrink, silu, gelu, gelu_tanh and mish; printed by tools/fit_polynomials.py."""

# fmt: off

from ..scalars import Polynomial
from ._gate_formulas import Radius, TurningPoint

'''


Fit = tuple[mpf, mpf, int]  # from, to, degree


def interpolate(f: Callable[[mpf], mpf], low: mpf, high: mpf, degree: int) -> list[mpf]:
    """Return the coefficients, lowest power first, of the polynomial through the Chebyshev points."""
    n = degree + 1
    points = [
        (low + high) / 2 + (high - low) / 2 * mpmath.cos(mpmath.pi * (2 * k + 1) / (2 * n))
        for k in range(n)
    ]
    divided = [f(x) for x in points]
    for j in range(1, n):  # Newton's divided differences
        for i in range(n - 1, j - 1, -1):
            divided[i] = (divided[i] - divided[i - 1]) / (points[i] - points[i - j])
    result = [mpf(0)] * n
    for k in range(n - 1, -1, -1):  # multiply out by (x - point), highest first
        result = [mpf(0), *result[:-1]]
        shifted = [*result[1:], mpf(0)]
        result = [a - points[k] * b for a, b in zip(result, shifted, strict=True)]
        result[0] += divided[k]
    return result


def coth_ratio(s: mpf) -> mpf:
    r = mpmath.sqrt(s)
    return r * mpmath.coth(r / 2) if s > 1e-30 else mpf(2)


def exp_rest(r: mpf) -> mpf:
    return (mpmath.expm1(r) - r) / r**2 if abs(r) > 1e-30 else mpf(1) / 2


def odd_rest(f: Callable[[mpf], mpf], slope: int, cube: mpf) -> Callable[[mpf], mpf]:
    """Return (f(s) - slope·s)/s³ as a function of z = s²; ``cube`` is its value at 0."""

    def rest(z: mpf) -> mpf:
        s = mpmath.sqrt(z)
        return (f(s) - slope * s) / (s * z) if z > 1e-30 else cube

    return rest


def mills(t: mpf) -> mpf:
    w = 4 * (1 + t) / (1 - t)
    return (4 + w) * mpmath.exp(w * w / 2) * mpmath.erfc(w / mpmath.sqrt(2)) / 2


def sigmoid(x: mpf) -> mpf:
    return 1 / (1 + mpmath.exp(-x))


def silu_far(w: mpf) -> mpf:
    """Return the slope of silu at -w; so for the other three."""
    s = sigmoid(-w)
    return s * (1 - w * (1 - s))


def gelu_far(w: mpf) -> mpf:
    return mpmath.erfc(w / mpmath.sqrt(2)) / 2 - w * mpmath.exp(-w * w / 2) / mpmath.sqrt(2 * mpmath.pi)


def gelu_tanh_far(w: mpf) -> mpf:
    c = 2 * mpmath.sqrt(2 / mpmath.pi)
    d = c * mpf(44715) / 10**6
    s = sigmoid(-(c * w + d * w**3))
    return s * (1 - (1 - s) * w * (c + 3 * d * w * w))


def mish_far(w: mpf) -> mpf:
    e = mpmath.exp(-w)
    d = e * e + 2 * e + 2
    return e * ((e + 2) * d - 4 * w * (1 + e)) / d**2


RADIUS = mpf("0.75")
TURNS = {
    "SILU_TURNING_POINT": ("silu", silu_far, mpf("1.278"), 18, mpf(1) / 16, 5),
    "GELU_TURNING_POINT": ("gelu", gelu_far, mpf("0.752"), 18, mpf(1) / 8, 6),
    "GELU_TANH_TURNING_POINT": ("gelu_tanh", gelu_tanh_far, mpf("0.752"), 20, mpf(1) / 16, 5),
    "MISH_TURNING_POINT": ("mish", mish_far, mpf("1.192"), 20, mpf(1) / 16, 5),
}


def turn_rest(f: Callable[[mpf], mpf], zero: mpf) -> Callable[[mpf], mpf]:
    """Return f(zero + d)/d as a function of d."""

    def rest(d: mpf) -> mpf:
        return f(zero + d) / d if abs(d) > 1e-30 else mpmath.diff(f, zero)

    return rest


HALF_LN2 = mpmath.log(2) / 2 * mpf("1.001")


def fits_of(double: int, single: int, low: mpf, high: mpf, short: mpf | None = None) -> tuple[Fit, Fit]:
    """Return both fits of a polynomial; ``short`` is where the second interval ends, if elsewhere."""
    return (low, high, double), (low, high if short is None else short, single)


WORDS = {
    "EXP": (
        "(exp(r) - 1 - r)/r² for |r| <= ln(2)/2",
        exp_rest, *fits_of(10, 5, -HALF_LN2, HALF_LN2),
    ),
    "EXPM1": (
        "The same, with more of the 36 bits: exp(r) - 1 is smaller than exp(r)",
        exp_rest, *fits_of(10, 6, -HALF_LN2, HALF_LN2),
    ),
    "COTH": (
        "r·coth(r/2) in r², for |r| <= ln(2)/2: exp(r) is (COTH + r)/(COTH - r)",
        coth_ratio, *fits_of(6, 3, mpf(0), HALF_LN2**2),
    ),
    "ATANH": (
        "(2·artanh(s) - 2s)/s³ in s², for |s| <= 1/3",
        odd_rest(lambda s: 2 * mpmath.atanh(s), 2, mpf(2) / 3), *fits_of(10, 5, mpf(0), mpf(1) / 9),
    ),
    "ARCTAN": (
        "(arctan(t) - t)/t³ in t², for |t| <= tan(π/8)",
        odd_rest(mpmath.atan, 1, -mpf(1) / 3), *fits_of(10, 6, mpf(0), mpmath.tan(mpmath.pi / 8) ** 2),
    ),
    "SIN": (
        "(sin(r) - r)/r³ in r², for |r| <= π/2",
        odd_rest(mpmath.sin, 1, -mpf(1) / 6), *fits_of(8, 5, mpf(0), (mpmath.pi / 2) ** 2 * mpf("1.001")),
    ),
}  # fmt: skip


ACTIVATIONS = {
    "TANH": (
        "(tanh(x) - x)/x³ in x², for |x| <= 1",
        odd_rest(mpmath.tanh, 1, -mpf(1) / 3), *fits_of(16, 10, mpf(0), mpf(1)),
    ),
    "MILLS": (
        "(4 + w)·erfc(w/√2)·exp(w²/2)/2 in t = (w - 4)/(w + 4), for 0 <= w <= 39.5, or 15",
        mills, *fits_of(24, 12, mpf(-1), mpf("35.5") / mpf("43.5"), mpf(11) / mpf(19)),
    ),
}  # fmt: skip


def polynomial(f: Callable[[mpf], mpf], double: Fit, single: Fit) -> str:
    """Return the source of a Polynomial, four numbers to a line."""
    rows = []
    for label, (low, high, degree) in (("double", double), ("single", single)):
        numbers = [repr(float(c)) for c in interpolate(f, low, high, degree)]
        lines = [", ".join(numbers[k : k + 4]) + ",\n" for k in range(0, len(numbers), 4)]
        rows.append(f"{label}=(\n{indent(''.join(lines), '    ')}),\n")
    return f"Polynomial(\n{indent(''.join(rows), '    ')})"


def print_fits(fits: dict[str, Any]) -> None:
    for name, (words, f, double, single) in fits.items():
        print(f'{name} = {polynomial(f, double, single)}\n"""{words}."""\n')


def print_turns() -> None:
    for name, (function, far, near, double, radius, single) in TURNS.items():
        zero = mpmath.findroot(far, near)
        high = float(zero)
        low = float(zero - mpf(high))
        rest = polynomial(turn_rest(far, zero), (-RADIUS, RADIUS, double), (-radius, radius, single))
        words = f"Where the slope of {function} at -w passes through 0."
        radii = f"Radius({float(RADIUS)!r}, {float(radius)!r})"
        fields = f"high={high!r},\nlow={low!r},\nradius={radii},\nquotient={rest},\n"
        print(f'{name} = TurningPoint(\n{indent(fields, "    ")})\n"""{words}"""\n')


def main(which: str) -> None:
    """Print the module of the words of the dialect, or that of the activations."""
    if which == "words":
        print(HEAD)
        print_fits(WORDS)
    elif which == "activations":
        print(ACTIVATIONS_HEAD, end="")
        print_fits(ACTIVATIONS)
        print_turns()
    else:
        sys.exit(f"words or activations, got {which!r}")


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]))

"""What is true of an activation: its textbook form in as many digits as it takes."""

from functools import cache

import mpmath
import numpy as np
import sympy

from barreleye import activations

_Z = sympy.Symbol("z", real=True)
_NOTHING = mpmath.ldexp(1, -1200)  # rounds to 0 in float64, where the smallest number is 2^-1074
_MOST_BITS = 4096  # nearly twice the exponent range of float64: what cancels in so many bits is nothing


def elementwise_names():
    """Return the names of the catalogue that treat every number alone."""
    elementwise = activations.Elementwise
    return [name for name in activations.names() if isinstance(activations.get(name), elementwise)]


def rowwise_names():
    """Return the names of the catalogue that work on rows."""
    return [name for name in activations.names() if name not in elementwise_names()]


def variants():
    """Return every element-wise activation, and again with its parameters moved."""
    found = []
    for name in elementwise_names():
        activation = activations.get(name)
        found.append(activation)
        if activation.parameters:
            moved = {key: _moved(activation, key) for key in activation.parameters}
            found.append(activation.with_(**moved))
    return found


def _moved(activation, key):
    low, high = activation.bounds.get(key, (-np.inf, np.inf))
    value = activation.parameters[key]
    return (low + high) / 2 if high - low <= 2.0 else 1.75 * value + 0.125


def _exp(x):
    """Return exp, except where only its being tiny or huge is ever seen, and mpmath is slow.

    exp(-100000) = 2^-144269 is nothing beside any float64. Of exp(1e310) forms take the reciprocal: a
    logarithm meets no more than exp(2·1.8e308).
    """
    if x < -100_000:
        return mpmath.mpf(0)
    return mpmath.exp(x) if x < mpmath.mpf("1e310") else mpmath.ldexp(1, 10**7)


def _erfc(x):
    """Return erfc; erfc(30) < 2^-1300 stays far below float64 even times 1 + x², and 2 - 2^-1300 is 2.

    mpmath takes seconds for one number out there, and cannot do a huge one.
    """
    return mpmath.erfc(x) if abs(x) < 30 else mpmath.mpf(2 if x < 0 else 0)


_WORDS = [{"erfc": _erfc, "exp": _exp}, "mpmath"]


@cache
def _formulas(name, truth, parameters):
    symbols = {key: sympy.Symbol(key, real=True) for key in parameters}
    value = sympy.sympify(truth, locals={"z": _Z, **symbols}).rewrite(sympy.Piecewise)
    slope = sympy.diff(value, _Z)
    arguments = [_Z, *symbols.values()]
    assert value.free_symbols <= set(arguments), f"{name}: {value.free_symbols}"
    return [sympy.lambdify(arguments, form, _WORDS, cse=True) for form in (value, slope)]


def _evaluated(activation, which, x):
    function = _formulas(activation.name, activation.truth, tuple(activation.parameters))[which]
    constants = [float(value) for value in activation.parameters.values()]
    # exp(-|x|) has to be seen beside 1 from the start, or two precisions agree on its absence
    bits, before = int(128 + 4 * min(abs(x), 100.0)), None
    while True:  # until twice the digits change nothing: textbook forms cancel
        with mpmath.workprec(bits):
            now = mpmath.mpf(function(mpmath.mpf(float(x)), *map(mpmath.mpf, constants)))
        settled = before is not None and abs(now - before) <= mpmath.ldexp(abs(now), -80)
        nothing = before is not None and max(abs(now), abs(before)) < _NOTHING
        if (settled and (now != 0 or activation.piecewise_linear)) or (nothing and bits >= _MOST_BITS):
            return now
        before, bits = now, 2 * bits
        assert bits <= 8 * _MOST_BITS, f"{activation!r} does not settle at {x!r}"


def exact_value(activation, x):
    """Return f(x) for a finite x, as an mpmath number good to 80 bits."""
    return _evaluated(activation, 0, x)


def exact_slope(activation, x):
    """Return f'(x) for a finite x that is no kink, as an mpmath number good to 80 bits."""
    return _evaluated(activation, 1, x)

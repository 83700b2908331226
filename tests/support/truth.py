"""What is true of an activation: its textbook form in as many digits as it takes."""

from functools import cache

import mpmath
import numpy as np
import sympy

from barreleye import activations

_Z = sympy.Symbol("z", real=True)
_MOST_BITS = 8192  # more than twice the exponent range of float64: what is 0 here rounds to 0 there


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
    return (low + high) / 2 if np.isfinite(low + high) else 1.75 * value + 0.125


@cache
def _formulas(name, truth, parameters):
    symbols = {key: sympy.Symbol(key, real=True) for key in parameters}
    value = sympy.sympify(truth, locals={"z": _Z, **symbols}).rewrite(sympy.Piecewise)
    slope = sympy.diff(value, _Z)
    arguments = [_Z, *symbols.values()]
    assert value.free_symbols <= set(arguments), f"{name}: {value.free_symbols}"
    return [sympy.lambdify(arguments, form, "mpmath", cse=True) for form in (value, slope)]


def _evaluated(activation, which, x):
    function = _formulas(activation.name, activation.truth, tuple(activation.parameters))[which]
    constants = [float(value) for value in activation.parameters.values()]
    bits, before = 128, None
    while True:  # until twice the digits change nothing: textbook forms cancel
        with mpmath.workprec(bits):
            now = mpmath.mpf(function(mpmath.mpf(float(x)), *map(mpmath.mpf, constants)))
        settled = before is not None and abs(now - before) <= mpmath.ldexp(abs(now), -80)
        if settled and (now != 0 or bits >= _MOST_BITS or activation.piecewise_linear):
            return now
        before, bits = now, 2 * bits
        assert bits <= 4 * _MOST_BITS, f"{activation!r} does not settle at {x!r}"


def exact_value(activation, x):
    """Return f(x) for a finite x, as an mpmath number good to 80 bits."""
    return _evaluated(activation, 0, x)


def exact_slope(activation, x):
    """Return f'(x) for a finite x that is no kink, as an mpmath number good to 80 bits."""
    return _evaluated(activation, 1, x)

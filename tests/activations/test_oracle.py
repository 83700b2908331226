"""The float64 reference of the sweeps, held against mpmath.

What is allowed is 1e-12: for float32 that is 1.7e-5 ulp, far below the 0.01 ulp that the promise of
0.51 leaves. The longest way there is an exponential of an argument that is itself rounded, as in
gelu_tanh: exp(u) multiplies the rounding of u by |u|, and where the result is the smallest
subnormal float32 |u| is 105. With four roundings in u that is 105·4·2^-53 = 5e-14; SciPy's ndtr
states a few 1e-14 out there.
"""

import mpmath
import numpy as np
import pytest

from barreleye import activations
from support import oracle
from support.samples import from_ordinals, landmarks, log_uniform, neighbours, ordinals, transitions
from support.truth import elementwise_names, exact_slope, exact_value

ALLOWED = 1e-12
EXACT = {"value": exact_value, "slope": exact_slope}
EVERYWHERE = np.sort(from_ordinals(np.arange(-(2**31) + 2**23, 2**31 - 2**23, 2**16 + 1), np.float32))

each = pytest.mark.parametrize("name", list(oracle.ENTRIES))
both = pytest.mark.parametrize("of", list(EXACT))


def points(name, of):
    activation = activations.get(name)

    def result(x):
        return oracle.reference(name, of, x).astype(np.float32)

    with np.errstate(over="ignore"):
        changes = transitions(result, EVERYWHERE)  # 0, subnormal, normal, infinite, sign
    changes = changes[:: 1 + len(changes) // 20]  # sine has thousands
    turns = np.array(activation.turning_points)
    edges = [*(turns - 0.125), *(turns + 0.125), *(turns - 1e-3), *(turns + 1e-3), -1.0, 1.0]
    near = neighbours([*landmarks(activation, np.float32), *turns, *edges, *changes], 2, np.float32)
    rng = np.random.default_rng(257)
    active = rng.uniform(-100.0, 40.0, 60).astype(np.float32)  # where exponentials are neither 0 nor 1
    return np.concatenate([near, log_uniform(140, np.float32), active])


@each
@both
def test_an_entry_is_the_textbook_form_to_twelve_digits(name, of):
    activation = activations.get(name)
    x = points(name, of)
    x = x[~np.isin(x, activation.kinks)] if of == "slope" else x
    for point, got in zip(x, oracle.reference(name, of, x), strict=True):
        exact = EXACT[of](activation, point)
        if exact >= mpmath.ldexp(1, 1024):  # beyond float64
            assert got == np.inf, float(point).hex()
            continue
        # below 1e-300 float64 itself runs out; in float32 all of that is 0
        assert abs(mpmath.mpf(float(got)) - exact) <= ALLOWED * abs(exact) + 1e-300, float(point).hex()


@pytest.mark.parametrize("name", list(oracle.TURNS))
def test_a_slope_keeps_its_digits_where_it_passes_through_zero(name):
    activation = activations.get(name)
    (turn,) = activation.turning_points
    steps = np.unique(np.geomspace(1, 2**22, 120).astype(np.int64))
    middle = ordinals(np.float32(turn))
    x = from_ordinals(middle + np.concatenate([-steps[::-1], [0], steps]), np.float32)
    got = oracle.reference(name, "slope", x)
    for point, slope in zip(x, got, strict=True):
        assert abs(slope - exact_slope(activation, point)) <= ALLOWED * abs(slope)


@pytest.mark.parametrize("of", ["value", "slope"])
def test_numpy_reduces_huge_angles_with_all_the_digits(of):
    x = log_uniform(2000, np.float32, seed=1)
    for point, got in zip(x, oracle.reference("sine", of, x), strict=True):
        with mpmath.workprec(400):
            exact = (mpmath.sin if of == "value" else mpmath.cos)(mpmath.mpf(float(point)))
        assert abs(mpmath.mpf(float(got)) - exact) <= ALLOWED * abs(exact)


@each
@both
def test_infinities_and_nan_have_their_answers(name, of):
    activation = activations.get(name)
    got = oracle.reference(name, of, np.array([-np.inf, np.inf, np.nan], np.float32))
    assert np.isnan(got[2])
    if of == "value":
        np.testing.assert_array_equal(got[:2], activation.limits)
    else:
        far = oracle.reference(name, of, np.array([-3e38, 3e38], np.float32))
        same = (got[:2] == far) | np.isinf(got[:2]) | (np.abs(far) < 1e-70) | (name == "sine")
        assert same.all()


@each
def test_a_slope_at_a_kink_is_that_of_the_declared_side(name):
    activation = activations.get(name)
    kinks = np.array(activation.kinks, np.float32)
    got = oracle.reference(name, "slope", kinks).astype(np.float32)
    np.testing.assert_array_equal(got, activation.derivative(kinks))


def test_a_function_without_an_entry_is_its_own_reference(monkeypatch):
    x = np.array([-2.0, 0.0, 3.5, np.nan], np.float32)
    monkeypatch.delitem(oracle.ENTRIES, "softsign")
    assert oracle.source("softsign") == "own float64 body"
    assert oracle.source("tanh") == "independent"
    got = oracle.reference("softsign", "value", x)
    np.testing.assert_array_equal(got, activations.get("softsign")(x.astype(np.float64)))


def test_every_function_of_the_catalogue_has_an_entry_of_its_own():
    assert [name for name in elementwise_names() if oracle.source(name) != "independent"] == []

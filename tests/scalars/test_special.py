"""The pieces that bodies share, against their textbook forms."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barreleye.kernels import compiled
from barreleye.scalars import Pair, expit, log1pexp, one_plus_exp, pair_exp
from support.samples import hard, log_uniform, neighbours
from support.ulp import exact_ulp_error

EPS = np.finfo(np.float64).eps
FORMS = {
    expit: lambda z: 1 / (1 + mpmath.exp(-z)),
    log1pexp: lambda z: mpmath.log(1 + mpmath.exp(z)),
}
finite = st.floats(allow_nan=False, allow_infinity=False)


def number(function, x):
    return float(function(np.array([x]))[0])


@pytest.mark.parametrize("function", FORMS, ids=lambda function: function.__name__)
def test_the_piece_is_its_textbook_form_to_two_ulp(function):
    sample = np.concatenate(
        [
            log_uniform(2000, np.float64),
            hard(np.float64),
            neighbours([-745.1, -708.4, -36.7, 0.0, 36.7, 709.8], 8, np.float64),
        ]
    )
    sample = sample[np.abs(sample) < 1e4]
    with mpmath.workprec(1300):  # exp(-745) beside 1 takes 1075 bits
        errors = [
            exact_ulp_error(got, FORMS[function](mpmath.mpf(float(z))))
            for got, z in zip(function(sample), sample, strict=True)
        ]
    worst = int(np.argmax(errors))
    assert errors[worst] <= 2.0, f"{errors[worst]} ulp at {float(sample[worst]).hex()}"


@pytest.mark.parametrize("largest", [1e4, 1e300, 1.7976931348623157e308])
def test_the_pieces_are_at_their_limits_for_huge_numbers(largest):
    assert number(expit, largest) == 1.0
    assert number(expit, -largest) == 0.0
    assert number(log1pexp, largest) == largest
    assert number(log1pexp, -largest) == 0.0


def test_the_pieces_take_infinities():
    assert expit(np.array([-np.inf, np.inf])).tolist() == [0.0, 1.0]
    assert log1pexp(np.array([-np.inf, np.inf])).tolist() == [0.0, np.inf]


def test_known_hard_points():
    # a switch to the straight line at z = 20 would lose the digits after 20.0001
    assert number(log1pexp, 20.0001) == pytest.approx(20.000100002060947, rel=EPS)
    assert number(log1pexp, 0.0) == np.log(2.0)
    assert number(expit, 0.0) == number(expit, -0.0) == 0.5
    # the smallest results, where exp(-z) of the textbook form is infinite
    assert number(expit, -744.0) == pytest.approx(9.88e-324, abs=5e-324)
    assert number(log1pexp, -744.0) == pytest.approx(9.88e-324, abs=5e-324)


@given(finite)
def test_the_two_tails_of_expit_add_up_to_one(z):
    # each is right to 2 ulp, the larger one has an ulp of eps/2, and the sum is rounded once
    assert abs(number(expit, z) + number(expit, -z) - 1.0) <= 2.5 * EPS


@given(finite)
def test_log1pexp_falls_by_its_argument_when_mirrored(z):
    # log(1+e^z) - log(1+e^-z) = z; each side right to 2 ulp, the difference to half of one
    scale = max(number(log1pexp, z), number(log1pexp, -z))
    assert abs(number(log1pexp, z) - number(log1pexp, -z) - z) <= 4.5 * EPS * scale


@given(st.floats(-40.0, 40.0), st.floats(1e-3, 10.0))
def test_the_pieces_increase(z, step):
    for function in (expit, log1pexp):
        # a step of 1e-3 changes either by more than 1e-3·exp(-40) relative to exp(-40)
        assert number(function, z) <= number(function, z + step)


def exponential(x):
    return mpmath.exp(mpmath.mpf(x))


# around 36.7, 53·ln 2, the 1 falls out of 1 + exp(w)
TAIL = np.concatenate(
    [np.geomspace(1e-3, 700.0, 60), np.linspace(36.0, 38.0, 200), [0.0, 1e-300, 708.5, 745.1, 779.9]]
)
READERS = {"numpy": lambda body: body, "compiled": lambda body: compiled([body], {})}
read = pytest.mark.parametrize("read", READERS.values(), ids=READERS)
with_low = pytest.mark.parametrize("low", [0.0, 2.0**-46])


def grown(low):
    return lambda z: one_plus_exp(Pair(z, 0.0 * z + low))[0]


def decayed(low):
    return lambda z: pair_exp(Pair(-z, -(0.0 * z + low)))[0].high


@read
@with_low
def test_one_plus_an_exponential_is_rounded_once(read, low):
    # what is not rounded to the 2^-53 of the result loses 2^-55 of k twice, k <= √2·exp(w)
    with mpmath.workprec(1300):
        for got, w in zip(read(grown(low))(TAIL), TAIL, strict=True):
            exact = (1 + exponential(w) * exponential(low)) * mpmath.ldexp(1, -128)
            assert abs(mpmath.mpf(float(got)) / exact - 1) <= 1.75 * 2.0**-53, w


@read
@with_low
def test_what_decays_keeps_its_digits_where_it_would_be_subnormal(read, low):
    got = read(decayed(low))(TAIL)
    with mpmath.workprec(1300):
        for e, w in zip(got, TAIL, strict=True):
            exact = exponential(-w) * exponential(-low) * mpmath.ldexp(1, 128)
            assert abs(mpmath.mpf(float(e)) / exact - 1) <= 1.75 * 2.0**-53, w
    assert (got > np.finfo(np.float64).tiny).all()


@read
def test_the_tails_end_where_the_numbers_do(read):
    for function in (grown(0.0), decayed(0.0)):
        got = read(function)(np.array([780.0, 1e300, 1.7e308, np.nan]))
        assert got[0] == got[1] == got[2]
        assert np.isnan(got[3])

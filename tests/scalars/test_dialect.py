"""The dialect as NumPy reads it: each word does what its name says, NaN and infinities included."""

import inspect

import mpmath
import numpy as np
import pytest

from barreleye import scalars
from barreleye.scalars import Polynomial
from support.samples import log_uniform
from support.ulp import exact_ulp_error

INF, NAN = np.inf, np.nan
WORDS = [
    "absolute", "arctan", "cos", "exp", "expit", "expm1", "log1p", "log1p_decay",
    "log1p_unit", "log1pexp", "sign", "sin", "tanh",
]  # fmt: skip
OF_ROWS = {
    "columns",
    "kept",
    "log_softmax",
    "row_length",
    "row_max",
    "row_mean",
    "row_sum",
    "softmax",
    "shifted",
}
OF_PAIRS = ["exp_fraction", "pair_exp"]


@pytest.mark.parametrize(
    ("function", "exact", "x"),
    [
        (scalars.exp, mpmath.exp, [-745.0, -1.0, -1e-300, 0.5, 1.0, 709.0]),
        (scalars.expm1, mpmath.expm1, [-40.0, -1.0, -1e-300, 1e-17, 0.5, 709.0]),
        (scalars.log1p, mpmath.log1p, [-0.999, -1e-300, 1e-17, 0.5, 1.0, 1e300]),
        (scalars.log1p_unit, mpmath.log1p, [0.0, 1e-300, 1e-17, 0.5, 1.0]),
        (scalars.arctan, mpmath.atan, [-1e300, -1.0, 1e-300, 0.4, 0.42, 2.4, 2.42]),
        (scalars.sin, mpmath.sin, [-1e300, -3.14159, 1e-300, 1.57, 6.28, 1e22]),
        (scalars.tanh, mpmath.tanh, [-1e300, -20.0, -1e-300, 0.5, 19.0]),
        (scalars.cos, mpmath.cos, [-1e300, -1.57079, 1e-300, 3.14, 1e22]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_the_transcendental_words_are_exact_to_an_ulp(function, exact, x):
    sample = log_uniform(400, np.float64)
    if exact in {mpmath.exp, mpmath.expm1}:
        sample = sample[np.abs(sample) < 700.0]
    if exact is mpmath.log1p:
        sample = sample[(sample > -0.999) & (sample < 700.0)]
    if function is scalars.log1p_unit:
        sample = sample[(sample >= 0.0) & (sample <= 1.0)]
    points = np.concatenate([x, sample])
    with mpmath.workprec(1200):  # log1p and expm1 of 1e-300 need a thousand bits beside the 1
        errors = [
            exact_ulp_error(got, exact(mpmath.mpf(float(point))))
            for got, point in zip(function(points), points, strict=True)
        ]
    assert max(errors) <= 1.0  # the bound NumPy itself tests its float64 loops against


def test_the_transcendental_words_go_to_their_limits():
    ends = np.array([-INF, -0.0, 0.0, INF])
    assert scalars.exp(ends).tolist() == [0.0, 1.0, 1.0, INF]
    assert scalars.expm1(ends).tolist() == [-1.0, 0.0, 0.0, INF]
    assert np.signbit(scalars.expm1(ends)).tolist() == [True, True, False, False]
    assert scalars.log1p(ends[1:]).tolist() == [0.0, 0.0, INF]
    assert np.signbit(scalars.log1p(ends[1:])).tolist() == [True, False, False]


def test_a_fraction_is_the_exponential_up_to_its_ends():
    x = np.array([-INF, -301.0, -300.0, -1.0, 0.0, 300.0, 301.0, INF])
    a, b = scalars.exp_fraction(x)
    assert (a / b).tolist() == np.exp(np.clip(x, -300.0, 300.0)).tolist()
    assert np.isnan(scalars.exp_fraction(np.array([NAN]))[0]).all()


def test_a_ratio_is_added_to_one_under_the_logarithm():
    a, b = np.array([0.0, 1e-300, 1.0, 3.0]), np.array([2.0, 1.0, 3.0, 3.0])
    assert scalars.log1p_ratio(a, b).tolist() == np.log1p(a / b).tolist()
    assert scalars.log1p_ratio(1.0, b).tolist() == np.log1p(1.0 / b).tolist()


def test_absolute_clears_the_sign_of_zero_too():
    got = scalars.absolute(np.array([-INF, -2.0, -0.0, 3.0]))
    assert got.tolist() == [INF, 2.0, 0.0, 3.0]
    assert not np.signbit(got).any()


def test_maximum_and_minimum_pick_by_size():
    a, b = np.array([1.0, -1.0, INF, -INF]), np.array([0.0, 2.0, 3.0, 3.0])
    assert scalars.maximum(a, b).tolist() == [1.0, 2.0, INF, 3.0]
    assert scalars.minimum(a, b).tolist() == [0.0, -1.0, 3.0, -INF]
    assert scalars.maximum(a, 0.5).tolist() == [1.0, 0.5, INF, 0.5]
    assert scalars.minimum(0.5, a).tolist() == [0.5, -1.0, 0.5, -INF]


@pytest.mark.parametrize("word", WORDS)
def test_a_word_of_one_number_passes_nan_on(word):
    assert np.isnan(getattr(scalars, word)(np.array([NAN]))).all()


@pytest.mark.parametrize("word", ["maximum", "minimum"])
def test_a_word_of_two_numbers_passes_nan_on_from_either_side(word):
    function = getattr(scalars, word)
    assert np.isnan(function(np.array([NAN, 1.0, NAN]), np.array([1.0, NAN, NAN]))).all()
    assert np.isnan(function(np.array([NAN]), 0.0)).all()
    assert np.isnan(function(0.0, np.array([NAN]))).all()


def test_where_selects_and_never_mixes():
    x = np.array([-1.0, 0.0, 1.0, NAN])
    assert scalars.where(x > 0.0, 5.0, x)[:3].tolist() == [-1.0, 0.0, 5.0]
    assert scalars.where(x == x, 0.0, x)[:3].tolist() == [0.0, 0.0, 0.0]
    assert np.isnan(scalars.where(x > 0.0, 5.0, x)[3])
    assert scalars.where(np.array([True, False]), NAN, 1.0)[1] == 1.0
    assert scalars.where(True, x, 0.0)[0] == -1.0


@pytest.mark.parametrize("word", WORDS)
def test_a_word_leaves_its_input_alone_and_keeps_longdouble(word):
    x = np.array([-0.5, 0.25])
    getattr(scalars, word)(x)
    assert x.tolist() == [-0.5, 0.25]
    assert getattr(scalars, word)(x.astype(np.longdouble)).dtype == np.longdouble


def test_no_word_of_one_number_was_forgotten():
    def takes_a_number(word):
        parameters = list(inspect.signature(getattr(scalars, word)).parameters.values())
        return [(p.name in {"x", "z"}, p.default) for p in parameters] == [
            (True, inspect.Parameter.empty)
        ]

    words = [word for word, thing in vars(scalars).items() if inspect.isfunction(thing)]
    asking = {"fine"}  # says what the reader keeps, and computes nothing
    assert {word for word in words if takes_a_number(word)} == {*WORDS, *OF_PAIRS, *OF_ROWS, *asking}


def test_a_polynomial_is_evaluated_in_the_type_of_its_argument():
    p = Polynomial(double=(1.0, -2.0, 0.5), single=(9.0,))
    x = np.array([0.0, 2.0, -4.0, NAN])
    assert scalars.polynomial(x, p)[:3].tolist() == [1.0, -1.0, 17.0]
    assert np.isnan(scalars.polynomial(x, p)[3])
    assert scalars.polynomial(x.astype(np.longdouble), p).dtype == np.longdouble
    assert x[:3].tolist() == [0.0, 2.0, -4.0]

"""The dialect: nine operations, each what its name says, NaN and infinities included."""

import mpmath
import numpy as np
import pytest

from barreleye import scalars
from support.samples import log_uniform
from support.ulp import exact_ulp_error

INF, NAN = np.inf, np.nan


@pytest.mark.parametrize(
    ("function", "exact", "x"),
    [
        (scalars.exp, mpmath.exp, [-745.0, -1.0, -1e-300, 0.5, 1.0, 709.0]),
        (scalars.expm1, mpmath.expm1, [-40.0, -1.0, -1e-300, 1e-17, 0.5, 709.0]),
        (scalars.log1p, mpmath.log1p, [-0.999, -1e-300, 1e-17, 0.5, 1.0, 1e300]),
    ],
    ids=["exp", "expm1", "log1p"],
)
def test_the_transcendental_words_are_exact_to_an_ulp(function, exact, x):
    sample = log_uniform(400, np.float64)
    sample = sample[(np.abs(sample) < 700.0) & (sample > -0.999 if exact is mpmath.log1p else True)]
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


@pytest.mark.parametrize("word", ["exp", "expm1", "log1p", "absolute", "expit", "log1pexp"])
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


@pytest.mark.parametrize(
    "word",
    [word for word in scalars.__all__ if word not in {"Real", "maximum", "minimum", "where"}],
)
def test_a_word_leaves_its_input_alone_and_keeps_longdouble(word):
    x = np.array([-0.5, 0.25])
    getattr(scalars, word)(x)
    assert x.tolist() == [-0.5, 0.25]
    assert getattr(scalars, word)(x.astype(np.longdouble)).dtype == np.longdouble

"""Element-wise functions as C, JavaScript and Python: the bits of the NumPy engine, the promise for float64."""

from functools import cache

import numpy as np
import pytest

from barreleye.kernels import engine
from barreleye.scalars.text import new_source
from support.samples import every_65537th, hard, landmarks, log_uniform, neighbours
from support.truth import exact_slope, exact_value, variants
from support.ulp import exact_ulp_error
from support.written import LANGUAGES, READERS, run_by

EVERYWHERE = every_65537th()
ODD = [np.nan, np.inf, -np.inf, 0.0, -0.0]
ALLOWED = {"": 2.0, "_derivative": 4.0}  # ulp of float64: see tests/activations/test_values.py

each = pytest.mark.parametrize("reader", READERS)
both = pytest.mark.parametrize("of", list(ALLOWED))


def name_of(k, activation):
    """Return a name that differs between the same function with its usual parameters and with others."""
    return f"{activation.name}_{k}"


def written(language, dtype):
    """Return the source of every variant of every function."""
    source = new_source(language, dtype)
    for k, activation in enumerate(variants()):
        source.add(name_of(k, activation), activation.body, activation.parameters, activation.summary)
        source.add(f"{name_of(k, activation)}_derivative", activation.slope, activation.parameters)
    return source.text()


@pytest.fixture(scope="module")
def run(tmp_path_factory, request):
    """Return a function that runs what was written for a reader and a type, made once for all tests."""

    @cache
    def ready(reader, dtype):
        return run_by(
            reader, written(LANGUAGES[reader], dtype), tmp_path_factory.mktemp(reader), request
        )

    return ready


@each
@both
@pytest.mark.parametrize("k", range(len(variants())), ids=[repr(one) for one in variants()])
def test_float32_has_the_bits_of_the_numpy_engine(reader, of, k, run):
    activation = variants()[k]
    corners = [*landmarks(activation, np.float32), *activation.turning_points]
    x = np.concatenate([EVERYWHERE, neighbours(corners, 64, np.float32), np.float32(ODD)])
    with engine("numpy"):
        expected = activation(x) if not of else activation.derivative(x)

    got = run(reader, "float32").map(name_of(k, activation) + of, x)

    differs = (got.view(np.int32) != expected.view(np.int32)) & ~(np.isnan(got) & np.isnan(expected))
    assert not differs.any(), [(float(x[i]), got[i], expected[i]) for i in np.flatnonzero(differs)[:5]]


@cache
def truths(k, of):
    activation = variants()[k]
    near = np.random.default_rng(2).uniform(-8.0, 8.0, 100)
    around = [point + np.ldexp([-1.0, 1.0], -30) for point in activation.turning_points]
    corners = neighbours([*landmarks(activation, np.float64), *activation.turning_points], 1, np.float64)
    x = np.concatenate([log_uniform(100, np.float64), near, hard(np.float64)[::4], corners, *around])
    if of:
        x = x[~np.isin(x, activation.kinks)]
    exact = exact_slope if of else exact_value
    return x, [exact(activation, point) for point in x]


@pytest.mark.parametrize("k", range(len(variants())), ids=[repr(one) for one in variants()])
@both
def test_float64_keeps_its_promise(of, k, run):
    x, exact = truths(k, of)
    for reader in READERS:
        got = run(reader, "float64").map(name_of(k, variants()[k]) + of, x)
        errors = [exact_ulp_error(*pair) for pair in zip(got, exact, strict=True)]
        worst = int(np.argmax(errors))
        assert errors[worst] <= ALLOWED[of], f"{reader}: {errors[worst]} ulp at {float(x[worst]).hex()}"

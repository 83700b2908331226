"""Every declared naive form is really wrong where its declaration says so, and the library is right."""

import numpy as np
import pytest
from scipy.special import erf

from barreleye import activations
from barreleye.kernels import engine
from support.ulp import ulp_error

CLAIMS = [name for name in activations.names() if activations.get(name).naive]


def at_the_declared_input(name):
    """Return the results of the naive form and of the library in float32, and the exact numbers."""
    activation = activations.get(name)
    expression, point = activation.naive
    z = np.array(point, np.float32, ndmin=1)
    with np.errstate(all="ignore"):
        naive = eval(expression, {"np": np, "erf": erf, "z": z})  # noqa: S307  from our own declaration
    with engine("numpy"):
        exact = activation(z.astype(np.float64))
    return np.asarray(naive, np.float32), activation(z), exact


def test_some_functions_declare_a_naive_form():
    assert {"sigmoid", "tanh", "softplus", "softmax"} <= set(CLAIMS)


@pytest.mark.parametrize("name", CLAIMS)
def test_the_naive_form_is_wrong_at_its_input(name):
    naive, _, exact = at_the_declared_input(name)

    if np.isnan(exact[0]):
        assert not np.isnan(naive[0])
    else:
        assert ulp_error(naive, exact)[0] > 2.0


@pytest.mark.parametrize("name", CLAIMS)
@pytest.mark.parametrize("which", ["numpy", "compiled"])
def test_the_library_is_right_there(name, which):
    with engine(which):
        _, ours, exact = at_the_declared_input(name)

    assert np.isnan(ours[0]) if np.isnan(exact[0]) else ulp_error(ours, exact)[0] <= 0.51


@pytest.mark.parametrize("name", CLAIMS)
def test_the_naive_form_stays_in_float32(name):
    expression, _ = activations.get(name).naive
    z = np.linspace(-2.0, 2.0, 5, dtype=np.float32)
    with np.errstate(all="ignore"):
        naive = eval(expression, {"np": np, "erf": erf, "z": z})  # noqa: S307  as above

    # a constant that is a float64 of NumPy, such as np.sqrt(2), would lift all of it to float64
    assert naive.dtype == np.float32

"""Functions of rows as C, JavaScript and Python: softmax, losses, optimizer steps; beside the NumPy engine."""

import numpy as np
import pytest

import barreleye as be
from barreleye.kernels import engine
from support.truth import rowwise_names
from support.written import LANGUAGES, READERS, run_by

LENGTHS = (1, 2, 3, 7, 30, 300)
EPS = float(np.finfo(np.float64).eps)

each = pytest.mark.parametrize("reader", READERS)
each_dtype = pytest.mark.parametrize("dtype", ["float32", "float64"])
each_loss = pytest.mark.parametrize("loss", [*be.losses.names(), "wide huber"])
each_optimizer = pytest.mark.parametrize(
    "name", [one for one in be.optimizers.names() if one != "lbfgs"]
)


def rows(dtype):
    """Return rows of several lengths and sizes, with ties, infinities and NaN among them."""
    rng = np.random.default_rng(7)
    found = [rng.normal(0.0, size, n) for n in LENGTHS for size in (1.0, 40.0)]
    found += [
        [0.0, 0.0],
        [-0.0, 0.0, -5.0],
        [1e30, 1e30, 2.0],
        [-np.inf, 1.0],
        [np.inf, 1.0],
        [np.nan, 1.0],
    ]
    return [np.array(row, dtype) for row in found]


def assert_same(got, expected):
    """Demand the same bits for float32, any NaN for a NaN; for float64 what sums in another order may change.

    A sum of n positive terms moves by (n - 1)·eps at most; the handful of roundings around it by 8.
    """
    if expected.dtype == np.float32:
        differs = (got.view(np.int32) != expected.view(np.int32)) & ~(np.isnan(got) & np.isnan(expected))
        assert not differs.any(), (got[differs][:3], expected[differs][:3])
    else:
        size = (
            1.0 if len(expected) < 2 else np.nanmax(np.abs(expected[np.isfinite(expected)]), initial=1.0)
        )
        np.testing.assert_allclose(got, expected, rtol=0.0, atol=(len(expected) + 8) * EPS * size)


@each
@each_dtype
@pytest.mark.parametrize("name", rowwise_names())
def test_rowwise_functions_and_their_products(name, dtype, reader, tmp_path, request):
    activation = be.activations.get(name)
    run = run_by(reader, activation.code(LANGUAGES[reader], dtype), tmp_path, request)
    rng = np.random.default_rng(1)
    for z in rows(dtype):
        g = rng.normal(size=len(z)).astype(dtype)
        with engine("numpy"):
            value, product = activation(z), activation.vjp(z, g)
        assert_same(run.call(name, [z, np.empty_like(z)], [1])[0], value)
        assert_same(run.call(f"{name}_vjp", [z, g, np.empty_like(z)], [2])[0], product)


def loss_named(name):
    return be.losses.huber.with_(delta=2.5) if name == "wide huber" else be.losses.get(name)


def targets(loss, z):
    """Return targets of each kind that the loss takes for a row."""
    rng = np.random.default_rng(len(z))
    if loss.least_target == 0.0:
        return [rng.poisson(1.0, len(z)).astype(z.dtype), rng.exponential(size=len(z)).astype(z.dtype)]
    if loss.target == "numbers":
        return [rng.normal(size=len(z)).astype(z.dtype), z.copy()]
    if loss.target == "yes or no":
        return [(rng.random(len(z)) < 0.5).astype(z.dtype), rng.random(len(z)).astype(z.dtype)]
    label = len(z) // 2
    one_hot = np.eye(len(z), dtype=z.dtype)[label]
    return [one_hot, (one_hot + 0.5).astype(z.dtype), label]


@each
@each_dtype
@each_loss
def test_losses_and_their_gradients(loss, dtype, reader, tmp_path, request):
    loss = loss_named(loss)
    run = run_by(reader, loss.code(LANGUAGES[reader], dtype), tmp_path, request)
    for z in rows(dtype)[:-2]:  # infinite logits have their own rules: they are refused elsewhere
        for y in targets(loss, z):
            name = f"{loss.name}_of_label" if isinstance(y, int) else loss.name
            with engine("numpy"), np.errstate(all="ignore"):
                value, gradient = loss.value_and_gradient(z[None, :], np.array([y]))
                got = run.call(name, [z, y], [])
                pulls = run.call(f"{name}_gradient", [z, y, np.empty_like(z)], [2])[0]
            np.testing.assert_allclose(got, value, rtol=(len(z) + 8) * EPS, atol=(len(z) + 8) * EPS)
            assert_same(pulls, gradient[0])


@each
@each_dtype
@each_optimizer
def test_steps_of_optimizers_are_bit_equal(name, dtype, reader, tmp_path, request):
    rule = be.optimizers.get(name)
    run = run_by(reader, rule.code(LANGUAGES[reader], dtype), tmp_path, request)
    rng = np.random.default_rng(3)
    theta = rng.normal(size=100).astype(dtype)
    vectors, slots = [theta], [np.zeros_like(theta) for _ in range(rule.n_slots)]
    for t in range(1, 6):
        g = rng.normal(size=100).astype(dtype)
        (numbers,) = rule.constants(np.array([float(t)]), np.array([0.01]))
        arguments = [vectors[0].copy(), g, *(one.copy() for one in vectors[1:] or slots)]
        arguments += list(numbers.astype(dtype)) if dtype == "float32" else numbers.tolist()
        vectors = run.call(name, arguments, [0, *range(2, 2 + rule.n_slots)])
        rule.step(theta, g, tuple(slots), t, 0.01)
        for got, expected in zip(vectors, [theta, *slots], strict=True):
            np.testing.assert_array_equal(got, expected)
    assert (theta != rng.normal(size=100)).all()

"""What every processor has to do; make test-emulated runs this on processors that are not here."""

import importlib
import pkgutil

import numpy as np
import pytest

import barreleye as be
from barreleye import kernels
from barreleye.scalars import fuses
from support.networks import WIDTH, answers, representative
from support.truth import rowwise_names

INF, NAN = np.inf, np.nan
both_types = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def by_both(work):
    """Return what NumPy's reading gives, and what machine code gives."""
    results = []
    for engine in ("numpy", "compiled"):
        with be.engine(engine):
            results.append(work())
    return results


def test_every_module_can_be_imported():
    names = [one.name for one in pkgutil.walk_packages(be.__path__, "barreleye.")]
    assert len(names) > 100
    for name in names:
        if not name.endswith("__main__"):  # which runs the command
            importlib.import_module(name)


def test_auto_is_machine_code_where_products_are_fused():
    with be.engine("auto"):
        assert kernels.compiling() == fuses()


@both_types
@pytest.mark.parametrize("name", rowwise_names())
def test_rows_with_edges(name, dtype):
    rows = np.random.default_rng(0).normal(size=(9, 10)).astype(dtype)
    rows[0, 3], rows[1, 3], rows[2] = np.finfo(dtype).max, -INF, 0.0
    rows[3, 0], rows[4, 0], rows[5] = NAN, INF, -INF
    plain, made = by_both(lambda: be.activations.get(name)(rows))
    # a sum of 10 positive numbers, and a few roundings before and after it
    np.testing.assert_allclose(made, plain, rtol=20 * np.finfo(dtype).eps, atol=20 * np.finfo(dtype).eps)
    assert np.isnan(made).all(axis=1).tolist() == [False] * 3 + [True] * 3 + [False] * 3
    assert made.dtype == dtype


@both_types
@pytest.mark.parametrize("name", be.losses.names())
def test_losses_and_their_gradients(name, dtype):
    loss, truth = be.losses.get(name), answers(name)
    said = np.random.default_rng(3).normal(0.0, 3.0, (len(truth), WIDTH)).astype(dtype)
    (value, gradient), (fast, pull) = by_both(lambda: loss.value_and_gradient(said, truth))
    # errors are up to 8, squares up to 64; a few roundings each, and a mean of 5 rows
    np.testing.assert_allclose(fast, value, rtol=20 * np.finfo(dtype).eps)
    np.testing.assert_allclose(pull, gradient, rtol=0.0, atol=160 * np.finfo(dtype).eps)


def rows_for(loss):
    """Return 64 rows and answers of the kind that a loss takes."""
    rng = np.random.default_rng(4)
    X = rng.normal(size=(64, 5))
    if loss.labels:
        return X, rng.integers(0, 3, 64)
    if loss.target == "yes or no":
        return X, rng.integers(0, 2, (64, 3))
    if loss.least_target == 0.0:
        return X, rng.poisson(1.0, (64, 3))
    return X, rng.normal(size=(64, 3))


@both_types
@pytest.mark.parametrize("name", be.losses.names())
def test_a_fit_by_both_engines(name, dtype):
    X, y = rows_for(be.losses.get(name))
    layers = [be.Dense(17, "tanh"), be.Dense(9, "gelu"), be.Dense(3, representative(name))]
    start, *nets = [be.Network(5, layers, seed=1, dtype=dtype) for _ in range(3)]
    for net, engine in zip(nets, ("numpy", "compiled"), strict=True):
        rates = {"epochs": 3, "batch_size": 16, "optimizer": be.SGD(0.05)}
        net.fit(X, y, loss=name, engine=engine, threads=2, progress=False, **rates)
    first, plain, made = [net.parameters.vector for net in (start, *nets)]

    # a gradient is a chain of sums over inputs, neurons and rows; every sum errs by half an eps of sizes up to 16
    steps, rate, sums = 3 * 4, 0.05, 5 + 17 + 17 + 9 + 9 + 3 + 16
    allowed = steps * rate * sums * 16 * np.finfo(dtype).eps
    assert np.abs(made - plain).max() <= allowed
    assert np.abs(made - first).max() > 5 * allowed


def test_a_table(tmp_path):
    rng = np.random.default_rng(5)
    size = rng.normal(size=120)
    table = {
        "size": size.tolist(),
        "place": rng.choice(["here", "there"], 120).tolist(),
        "kind": np.where(size > 0.0, "large", "small").tolist(),
    }
    fit = be.fit_table(table, "kind", hidden=8, epochs=40, progress=False)
    fit.model.save(tmp_path / "model.npz")
    lines = [",".join(map(str, row)) for row in zip(table["size"], table["place"], strict=True)]
    (tmp_path / "rows.csv").write_text("\n".join(["size,place", *lines]), encoding="utf-8")

    again = be.load(tmp_path / "model.npz").predict(tmp_path / "rows.csv")

    assert list(again.values) == list(fit.model.predict(table).values)
    assert np.mean(np.array(again.values) == table["kind"]) > 0.9


@both_types
def test_a_handle(dtype):
    net = be.mlp(5, [17, 9], 3, activation="gelu", output="softmax", dtype=dtype, seed=2)
    X = np.random.default_rng(6).normal(size=(33, 5)).astype(dtype)
    with be.engine("numpy"):
        want = net(X)
    handle = net.compile()
    # three layers, of sums of 5, 17 and 9 products of sizes up to 4
    allowed = (5 + 17 + 9 + 6) * 4 * np.finfo(dtype).eps
    assert np.abs(handle(X) - want).max() <= allowed
    assert np.abs(np.array([handle(row) for row in X]) - want).max() <= allowed

"""Penalties on weights and the bound on the gradient's norm, by both engines."""

import numpy as np
import pytest

import barreleye as be
from barreleye.errors import OptionError
from support.threads import all_at_once

EPS = {"float32": np.finfo(np.float32).eps, "float64": np.finfo(np.float64).eps}


def network(dtype="float64", widths=(7, 4), seed=3):
    layers = [*(be.Dense(width, "tanh") for width in widths), be.Dense(2)]
    return be.Network(5, layers, seed=seed, dtype=dtype)


def rows(count=60, scale=1.0):
    rng = np.random.default_rng(1)
    return rng.standard_normal((count, 5)), scale * rng.standard_normal((count, 2))


def one_step(net, engine, scale=1.0, **options):
    """Return how far a step of length 1 along the gradient went, and the gradient."""
    X, y = rows(scale=scale)
    before, gradient = net.parameters.vector.copy(), net.gradients(X, y)
    net.fit(
        X,
        y,
        epochs=1,
        batch_size=len(X),
        optimizer=be.SGD(1.0),
        engine=engine,
        progress=False,
        **options,
    )
    return before - net.parameters.vector, gradient


def norm(vector):
    return float(np.linalg.norm(np.asarray(vector, np.float64)))


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("l1", "l2"), [(0.0, 0.3), (0.02, 0.0), (0.02, 0.3)])
def test_weights_are_pulled_and_biases_are_not(engine, dtype, l1, l2):
    net = network(dtype)
    net.parameters[1].weights[2, 1] = 0.0  # has no sign
    net.parameters[0].biases[:] = 0.5
    want = net.parameters.like()
    for window, place in zip(net.parameters, want, strict=True):
        place.weights[...] = l1 * np.sign(window.weights) + l2 * window.weights
    step, gradient = one_step(net, engine, l1=l1, l2=l2)
    # the step is rounded at the size of the parameters, below 4, and the gradient is a sum over 60 rows
    assert np.abs(step - (gradient.vector + want.vector)).max() <= 4.0 * 60 * EPS[dtype]
    assert np.abs(want.vector).max() > 0.01


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_long_gradient_becomes_as_long_as_the_bound(engine, dtype):
    step, gradient = one_step(network(dtype), engine, clip_norm=0.1)
    assert norm(gradient.vector) > 0.2
    assert norm(step) == pytest.approx(0.1, abs=float(8.0 * len(step) ** 0.5 * EPS[dtype]))
    along = gradient.vector / norm(gradient.vector)
    np.testing.assert_allclose(step, 0.1 * along, rtol=0.0, atol=16.0 * EPS[dtype])


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_a_short_gradient_stays_as_it_is(engine):
    free, bound = network(), network()
    _, gradient = one_step(free, engine)
    one_step(bound, engine, clip_norm=1.001 * norm(gradient.vector))
    assert (free.parameters.vector == bound.parameters.vector).all()


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_squares_of_a_float32_gradient_do_not_overflow(engine):
    net = be.Network(5, [be.Dense(2)], seed=3, dtype="float32")
    step, gradient = one_step(net, engine, scale=1e25, clip_norm=2.0)
    assert norm(gradient.vector) > 1e24
    assert norm(step) == pytest.approx(2.0, rel=1e-5)


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_squares_of_a_float64_gradient_do_not_overflow(engine):
    net = be.mlp(1, [], 1, dtype="float64")
    before = net.parameters.vector.copy()
    net.fit(
        [[1e160], [2e160]], [0.0, 1.0], epochs=3, clip_norm=1.0, optimizer=be.SGD(0.1),
        loss="absolute_error", engine=engine, progress=False,
    )  # fmt: skip
    assert 0.05 < norm(net.parameters.vector - before) <= 0.3 + 1e-12


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_the_penalty_counts_in_the_norm(engine):
    net = network()
    step, _ = one_step(net, engine, l2=50.0, clip_norm=1.0)
    assert norm(step) == pytest.approx(1.0, rel=1e-12)
    alone, _ = one_step(network(), engine, clip_norm=1.0)
    assert np.abs(step - alone).max() > 0.1


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("widths", [(), (1,), (33, 17), (130, 40)])
@pytest.mark.parametrize(
    "options",
    [{"l1": 1e-3}, {"l2": 1e-2}, {"clip_norm": 0.05}, {"l1": 1e-3, "l2": 1e-2, "clip_norm": 0.05}],
    ids=str,
)
def test_both_engines_agree(dtype, widths, options):
    found = []
    for engine in ("numpy", "compiled"):
        net = network(dtype, widths)
        X, y = rows()
        history = net.fit(
            X,
            y,
            epochs=4,
            batch_size=16,
            optimizer=be.Adam(0.01),
            engine=engine,
            progress=False,
            **options,
        )
        found.append((net.parameters.vector, history.loss))
    # 16 steps; Adam divides by sizes, so that an error of the gradient counts relative to it: as in test_engines
    allowed = 16 * 0.01 * (5 + sum(widths) + 2 + 16) * EPS[dtype] * 16.0 * 40.0
    assert np.abs(found[0][0] - found[1][0]).max() <= allowed
    assert np.abs(np.subtract(found[0][1], found[1][1])).max() <= allowed / 0.01


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_any_number_of_threads_has_the_same_bits(dtype, monkeypatch):
    monkeypatch.setattr(be.training.compiled._engine, "_WORTH_SHARING", 0)
    monkeypatch.setattr(be.kernels.team, "run", all_at_once)
    found = set()
    for threads in (1, 2, 3, 4):
        net = network(dtype, (33, 17))
        X, y = rows(150)
        for _ in range(3):
            net.partial_fit(X, y, batch_size=40, l1=1e-3, l2=1e-2, clip_norm=0.05)
        net.fit(
            X,
            y,
            epochs=5,
            batch_size=40,
            l1=1e-3,
            l2=1e-2,
            clip_norm=0.05,
            threads=threads,
            engine="compiled",
        )
        found.add(net.parameters.vector.tobytes())
    assert len(found) == 1


def test_losses_are_reported_without_the_penalty():
    X, y = rows()
    free, held = network(), network()
    options = {"epochs": 1, "batch_size": len(X), "progress": False}
    assert free.fit(X, y, **options).loss == held.fit(X, y, l2=100.0, **options).loss


def test_a_penalty_on_sizes_makes_weights_sparse():
    rng = np.random.default_rng(0)
    X = rng.standard_normal((400, 10))
    net = be.Network(10, [be.Dense(1)], seed=0)
    net.fit(X, X[:, 3] - X[:, 7], epochs=200, l1=0.1, optimizer=be.SGD(0.01), progress=False)
    weights = np.abs(net.parameters[0].weights[:, 0])
    assert sorted(np.argsort(weights)[-2:].tolist()) == [3, 7]
    # (w-1)²·x̄² + 0.1|w| has its lowest point at 1 - 0.05/x̄², where x̄², the mean of 400 squares, is 1 ± 0.07
    assert weights[[3, 7]] == pytest.approx(0.95, abs=0.01)
    assert np.delete(weights, [3, 7]).max() < 0.002  # a step is 0.01·0.1 long


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"l1": -0.1}, "l1 is a finite number, 0 or more, got -0.1"),
        ({"l2": float("nan")}, "l2 is a finite number, 0 or more, got nan"),
        ({"l2": "much"}, "l2 is a finite number, 0 or more, got 'much'"),
        ({"clip_norm": 0.0}, "clip_norm is a number above 0, or None for no bound, got 0.0"),
        ({"clip_norm": True}, "clip_norm is a number above 0, or None for no bound, got True"),
        ({"clip_norm": "1"}, "clip_norm is a number above 0, or None for no bound, got '1'"),
    ],
)
def test_what_makes_no_sense_is_refused(options, message):
    net = network()
    before = net.parameters.vector.copy()
    with pytest.raises(OptionError, match=message):
        net.fit(*rows(), epochs=1, **options)
    assert (net.parameters.vector == before).all()


def test_a_checkpoint_remembers_the_restraint(tmp_path):
    X, y = rows()
    path = tmp_path / "run.npz"
    network().fit(X, y, epochs=2, l2=0.1, checkpoint=path, progress=False)
    with pytest.raises(OptionError, match=r"regularization was Regularization\(l1=0.0, l2=0.1"):
        network().fit(X, y, epochs=4, l2=0.2, resume=path, progress=False)


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
@pytest.mark.parametrize(("size", "bound"), [(1e30, 1e-10), (1e37, 1e-9), (1e37, 1.0)])
def test_the_step_is_as_long_as_the_bound_however_large_the_gradient_was(engine, size, bound):
    net = network("float32")
    X, y = rows(30)
    before = net.parameters.vector.copy()
    rate = 0.1 / bound
    net.fit(X, y * size, epochs=1, batch_size=30, optimizer=be.SGD(rate), clip_norm=bound, engine=engine)
    moved = np.linalg.norm((net.parameters.vector - before).astype(np.float64))
    # every weight is rounded once after the step
    count = net.parameters.vector.size
    allowed = np.finfo(np.float32).eps * np.abs(net.parameters.vector).max() * np.sqrt(count) + 4e-7
    assert moved == pytest.approx(0.1, abs=allowed)

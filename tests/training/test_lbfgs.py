"""Training by curvature: SciPy drives, either engine goes through the rows."""

import numpy as np
import pytest
from scipy.optimize import minimize

import barreleye as be
from barreleye.errors import DivergedError, OptionError
from barreleye.training._data import learned_rows
from barreleye.training._history import History
from barreleye.training._objective import Objective
from barreleye.training._optimizer_state import OptimizerState
from barreleye.training._plan import Plan
from barreleye.training._regularization import Regularization
from barreleye.training._run_state import RunState

ENGINES = ["numpy", "compiled"]


def rows(count=75, inputs=4, outputs=2, seed=0):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((count, inputs)), rng.standard_normal((count, outputs))


def network(widths=(8,), outputs=2, output="linear", dtype="float64"):
    layers = [*(be.Dense(width, "tanh") for width in widths), be.Dense(outputs, output)]
    return be.Network(4, layers, seed=1, dtype=dtype)


def objective(net, X, y, weights=None, l2=0.0, engine="numpy"):
    chosen = net.loss_function(None)
    data, _ = learned_rows(net, X, y, chosen, None, weights)
    rule = be.LBFGS()
    plan = Plan(data, chosen, rule, 10, 32, engine=engine, regularization=Regularization(l2=l2))
    return Objective(RunState(net, plan, OptimizerState.fresh(net, rule), History(chosen.name)))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("count", [75, 4096, 9001])
@pytest.mark.parametrize("weighted", [False, True])
def test_loss_and_gradient_are_those_of_all_rows(engine, count, weighted):
    X, y = rows(count)
    weights = 1.0 + np.arange(count) % 3 if weighted else None
    net = network()
    with be.engine(engine):
        ask = objective(net, X, y, weights, engine=engine)
        for theta in (net.parameters.vector.copy(), 0.5 * net.parameters.vector):
            loss, gradient = ask(theta)
            assert (net.parameters.vector == theta).all()
            # sums over all rows of numbers below 16, each addition right to half an eps
            allowed = 16.0 * count**0.5 * np.finfo(float).eps * 16.0
            assert loss == pytest.approx(net.loss(X, y, sample_weight=weights), abs=allowed)
            want = net.gradients(X, y, sample_weight=weights).vector
            np.testing.assert_allclose(gradient, want, rtol=0.0, atol=allowed)
        again = ask(theta)
        assert again[0] == loss
        assert (again[1] == gradient).all()


@pytest.mark.parametrize("engine", ENGINES)
def test_the_penalty_is_in_both(engine):
    X, y = rows(5000)
    net = network()
    free, held = objective(net, X, y, engine=engine), objective(net, X, y, l2=0.3, engine=engine)
    theta = net.parameters.vector.copy()
    (loss, gradient), (more, steeper) = free(theta), held(theta)
    weights = net.parameters.like()
    for window, place in zip(net.parameters, weights, strict=True):
        place.weights[...] = window.weights
    assert more - loss == pytest.approx(0.15 * (weights.vector**2).sum(), rel=1e-12)
    np.testing.assert_allclose(steeper - gradient, 0.3 * weights.vector, rtol=0.0, atol=1e-13)


@pytest.mark.parametrize("engine", ENGINES)
def test_fifty_iterations_are_those_of_scipy_on_the_plain_functions(engine):
    X, y = rows()
    net, twin = network(), network()
    met = []

    def plain(theta):
        twin.parameters.vector[...] = theta
        return twin.loss(X, y), twin.gradients(X, y).vector

    want = minimize(
        plain, twin.parameters.vector.copy(), jac=True, method="L-BFGS-B",
        callback=lambda x: met.append(plain(x)[0]), options={"maxiter": 50, "ftol": 0.0, "gtol": 0.0},
    )  # fmt: skip
    history = net.fit(
        X, y, epochs=50, optimizer=be.LBFGS(ftol=0.0, gtol=0.0), engine=engine, progress=False
    )
    assert len(history) == len(met) == 50
    assert history.stopped == "epochs"
    # errors of the last bit grow with the iterations: compare where they have not grown yet, and then the course
    np.testing.assert_allclose(history.loss[:10], met[:10], rtol=1e-10)
    np.testing.assert_allclose(history.loss, met, rtol=0.05)
    assert net.loss(X, y) == pytest.approx(history.loss[-1], rel=1e-12)
    assert want.fun == pytest.approx(history.loss[-1], rel=0.05)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_straight_line_is_found_to_the_last_digits(engine, dtype):
    X, y = rows(200)
    net = network((), dtype=dtype)
    history = net.fit(X, y, epochs=100, optimizer="lbfgs", engine=engine, progress=False)
    assert history.stopped == "converged"
    best, *_ = np.linalg.lstsq(np.c_[X, np.ones(len(X))], y, rcond=None)
    found = np.vstack([net.parameters[0].weights, net.parameters[0].biases])
    # the gradient of the mean square is 2·H·(θ - best)/outputs with H about 1: gtol, or what float32 can tell
    np.testing.assert_allclose(found, best, rtol=0.0, atol=3e-5 if dtype == "float64" else 1e-3)


@pytest.mark.parametrize("engine", ENGINES)
def test_rounding_at_the_bottom_is_no_lack_of_progress(engine, caplog):
    """Of a hundred such fits in float32 three end where no step is better, and the gradient is not yet gtol."""
    ends = set()
    for count in range(150, 250):
        X, y = rows(count)
        history = network((), dtype="float32").fit(
            X, y, epochs=100, optimizer="lbfgs", engine=engine, progress=False
        )
        ends.add(history.stopped)
    assert ends == {"converged"}
    assert not caplog.records


@pytest.mark.parametrize("engine", ENGINES)
def test_classes_with_a_penalty(engine):
    X, _ = rows(300)
    y = np.where(X[:, 0] > X[:, 1] ** 2 - 0.5, "up", "down")
    net = network((6,), output="softmax")
    history = net.fit(X, y, epochs=300, l2=1e-3, optimizer=be.LBFGS(), engine=engine, progress=False)
    assert (net.predict(X) == y).mean() > 0.95
    assert history.loss[-1] < 0.2
    assert history.loss[-1] == pytest.approx(net.loss(X, y), rel=1e-9)  # without the penalty


def test_a_callback_ends_it_where_it_is():
    X, y = rows()
    net = network()
    seen = []

    def third(record):
        seen.append((record.epoch, record.loss, net.loss(X, y)))
        return record.epoch == 2

    history = net.fit(X, y, epochs=50, optimizer="lbfgs", callbacks=third, progress=False)
    assert [epoch for epoch, *_ in seen] == [0, 1, 2]
    assert all(loss == pytest.approx(now, rel=1e-12) for _, loss, now in seen)
    assert history.stopped == "callback"
    assert net.loss(X, y) == pytest.approx(seen[-1][1], rel=1e-12)


def test_a_callback_that_fails_with_what_iterators_end_with_is_heard():
    net = network()

    def broken(record):
        if record.epoch == 2:
            next(iter([]))

    with pytest.raises(StopIteration):
        net.fit(*rows(), epochs=10, optimizer="lbfgs", callbacks=broken, progress=False)
    assert net.history.stopped == "error"
    assert len(net.history) == 3


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("scale", [1e3, 1e5, 1e8])
def test_a_step_beyond_the_numbers_is_only_too_long(engine, scale):
    X, _ = be.datasets.spiral(samples=60, classes=3, seed=0)
    for seed in range(4):
        net = be.mlp(2, [16, 16], 1, activation="squared_relu", seed=seed)
        first = net.loss(X, X[:, 0] * scale)
        history = net.fit(
            X, X[:, 0] * scale, epochs=100, optimizer="lbfgs", engine=engine, progress=False
        )
        assert history.stopped in ("epochs", "converged", "no progress")
        assert net.loss(X, X[:, 0] * scale) < first
    assert len(history) > 0


def test_no_progress_is_said(caplog):
    X, _ = be.datasets.spiral(samples=60, classes=3, seed=0)
    net = be.Network(2, [be.Dense(8, "tanh"), be.Dense(1)], seed=0)
    history = net.fit(X * 1e6, X[:, 0] * 1e15, optimizer="lbfgs", progress=False)
    assert history.stopped == "no progress"
    assert "L-BFGS found no better step after 0 iterations: scale the columns" in caplog.text


def test_early_stopping_returns_to_the_best_iteration():
    X, y = rows(40)
    net = network((30,))
    history = net.fit(
        X, y, epochs=500, validation=0.5, optimizer="lbfgs", early_stopping=5, progress=False
    )
    assert history.stopped == "early stopping"
    assert history.best_epoch == int(np.argmin(history.val_loss))
    assert len(history) == history.best_epoch + 6


@pytest.mark.parametrize("engine", ENGINES)
def test_an_interrupt_leaves_the_last_whole_iteration(engine):
    X, y = rows()
    net, states = network(), []

    def later(record):
        states.append(net.parameters.vector.copy())
        if record.epoch == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        net.fit(X, y, epochs=50, optimizer="lbfgs", callbacks=later, engine=engine, progress=False)
    assert net.history.stopped == "interrupted"
    assert (net.parameters.vector == states[-1]).all()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_loss_that_leaves_the_numbers_is_named(engine):
    X, y = rows()
    net = be.Network(4, [be.Dense(4, "squared_relu"), be.Dense(2)], seed=0, dtype="float64")
    before = net.parameters.vector.copy()
    with pytest.raises(DivergedError, match=r"training diverged in epoch 0, batch 0"):
        net.fit(1e160 * X, y, epochs=5, optimizer="lbfgs", engine=engine, progress=False)
    assert (net.parameters.vector == before).all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"checkpoint": "run.npz"}, "LBFGS has no checkpoints, because SciPy keeps its state"),
        ({"l1": 0.1}, "l1 has a kink"),
        ({"clip_norm": 1.0}, "l1 has a kink, and clip_norm changes the gradient"),
    ],
)
def test_what_does_not_go_together_is_refused(options, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    net = network()
    before = net.parameters.vector.copy()
    with pytest.raises(OptionError, match=message):
        net.fit(*rows(), epochs=2, optimizer="lbfgs", progress=False, **options)
    assert (net.parameters.vector == before).all()
    assert not list(tmp_path.iterdir())


def test_dropout_and_single_steps_are_refused():
    net = be.Network(4, [be.Dropout(0.5), be.Dense(2)], seed=0)
    with pytest.raises(OptionError, match="dropout changes it"):
        net.fit(*rows(), epochs=2, optimizer="lbfgs", progress=False)
    with pytest.raises(OptionError, match="partial_fit does not support LBFGS"):
        network().partial_fit(*rows(), optimizer=be.LBFGS())
    with pytest.raises(OptionError, match="cannot take single steps"):
        be.LBFGS().step(np.ones(1), np.ones(1), (), 1, 1.0)
    for wrong in ({"maxcor": 0}, {"ftol": -1.0}, {"gtol": float("nan")}, {"maxls": 1.5}):
        with pytest.raises(OptionError, match=next(iter(wrong))):
            be.LBFGS(**wrong)

"""Every batch alone, (Σ weight·loss + penalty) / Σ weight, by both engines; and the orders of its rows."""

import numpy as np
import pytest

import barreleye as be
from barreleye.errors import OptionError
from support.threads import threads_of

EPS = {"float32": float(np.finfo(np.float32).eps), "float64": float(np.finfo(np.float64).eps)}
RATE, L1, L2 = 0.01, 0.002, 0.3
engines = pytest.mark.parametrize("engine", ["numpy", "compiled"])


def network(dtype="float64", widths=(7, 4)):
    return be.Network(5, [*(be.Dense(n, "tanh") for n in widths), be.Dense(2)], seed=3, dtype=dtype)


def rows(count=50):
    rng = np.random.default_rng(1)
    X, y = rng.standard_normal((count, 5)), rng.standard_normal((count, 2))
    weights = rng.uniform(0.0, 3.0, count)
    weights[4] = 0.0
    return X, y, weights


def by_hand(net, X, y, weights, batch, order):
    """Return the parameters after an epoch of plain descent, and the mean of what each batch made smaller."""
    net, reported = net.copy(), 0.0
    loss = be.losses.squared_error
    for first in range(0, len(X), batch):
        part = order[first : first + batch]
        w = weights[part]
        penalty = sum(
            L1 * np.abs(one.weights).sum() + L2 / 2.0 * np.square(one.weights).sum()
            for one in net.parameters
        )
        total = w.sum() if w.any() else np.inf
        reported += len(part) * (w @ loss.per_row(net(X[part]), y[part]) + penalty) / total
        gradient = net.parameters.like()
        if w.any():
            # the gradient of Σ w·loss / Σ w, which is what weights mean for net.gradients too
            gradient = net.gradients(X[part], y[part], sample_weight=w)
        for one, pull in zip(net.parameters, gradient, strict=True):
            pull.weights[...] += (L1 * np.sign(one.weights) + L2 * one.weights) / total
        net.parameters.vector[...] -= RATE * gradient.vector
    return net.parameters.vector, reported / len(X)


@engines
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("order", ["as they lie", "reversed"])
def test_steps_and_losses_are_those_of_the_formula(engine, dtype, weighted, order):
    net, (X, y, weights) = network(dtype), rows()
    if dtype == "float32":
        X, y = X.astype(np.float32), y.astype(np.float32)
    places = np.arange(50)[::-1] if order == "reversed" else np.arange(50)
    counts = weights if weighted else np.ones(50)
    want, loss = by_hand(net, X, y, counts, 16, places)
    history = net.fit(
        X, y, epochs=1, batch_size=16, optimizer=be.SGD(RATE), l1=L1, l2=L2, objective="batch",
        shuffle=(lambda: places) if order == "reversed" else False, progress=False, engine=engine,
        sample_weight=weights if weighted else None,
    )  # fmt: skip
    # four steps; each rounds the parameters, below 4, and sums of 16 rows times the rate
    assert np.abs(net.parameters.vector - want).max() <= 4 * 4.0 * (1.0 + 16 * RATE) * EPS[dtype]
    # sums of 50 losses below 8, with the rounding of the parameters in each
    assert history.epochs[0].loss == pytest.approx(loss, abs=50 * 8.0 * EPS[dtype])
    assert 0.0 < history.epochs[0].penalty < history.epochs[0].loss


@engines
def test_a_batch_in_which_nothing_counts_moves_nothing(engine):
    net, (X, y, weights) = network(), rows()
    weights[16:32] = 0.0
    want, loss = by_hand(net, X, y, weights, 16, np.arange(50))
    history = net.fit(
        X, y, epochs=1, batch_size=16, optimizer=be.SGD(RATE), l1=L1, l2=L2, objective="batch", shuffle=False,
        progress=False, engine=engine, sample_weight=weights,
    )  # fmt: skip
    assert np.abs(net.parameters.vector - want).max() <= 4 * 4.0 * (1.0 + 16 * RATE) * EPS["float64"]
    assert history.epochs[0].loss == pytest.approx(loss, abs=50 * 8.0 * EPS["float64"])


def test_any_number_of_threads_finds_the_same_penalty_to_the_last_bit():
    found = set()
    X, y, _ = rows(300)
    for count in (1, 2, 3):
        net = network(widths=(64, 50))
        with threads_of(count):
            history = net.fit(
                X, y, epochs=3, batch_size=100, l2=L2, l1=L1, objective="batch", progress=False
            )
        found.add((history.epochs[-1].penalty, history.epochs[-1].loss, net.parameters.vector.tobytes()))
    assert len(found) == 1


def test_what_the_reference_engine_had_to_repeat_is_reported_too(monkeypatch):
    """Machine code that says that a batch has failed is not believed: the batch is run again by NumPy."""
    from barreleye.training.compiled import _engine  # noqa: PLC0415

    X, y, _ = rows()
    how = {
        "epochs": 1,
        "batch_size": 16,
        "l2": L2,
        "objective": "batch",
        "progress": False,
        "shuffle": False,
    }
    usual, net = network(), network()
    want = usual.fit(X, y, **how).epochs[0]
    monkeypatch.setattr(_engine.CompiledEngine, "_first_bad", lambda self, first, last: first)  # noqa: ARG005
    found = net.fit(X, y, **how).epochs[0]
    assert found.penalty == pytest.approx(want.penalty, rel=200 * EPS["float64"])
    assert found.loss == pytest.approx(want.loss, rel=200 * EPS["float64"])


def test_without_it_losses_are_reported_without_the_penalty():
    X, y, _ = rows()
    for l2 in (0.0, 1.0):
        net = network()
        history = net.fit(X, y, epochs=1, batch_size=50, l2=l2, progress=False)
        assert history.epochs[0].penalty == 0.0
    assert history.epochs[0].loss == pytest.approx(network().loss(X, y), rel=100 * EPS["float64"])


def test_lbfgs_makes_the_same_sum_smaller():
    X, y, weights = rows(40)
    found = {}
    for objective, l2 in (("batch", L2), ("mean", L2 / weights.sum())):
        net = be.Network(5, [be.Dense(2)], seed=0, dtype="float64")  # a straight line has one minimum
        last = net.fit(
            X, y, epochs=300, optimizer=be.optimizers.LBFGS(gtol=1e-9, ftol=0.0), sample_weight=weights,
            progress=False, objective=objective, l2=l2,
        ).epochs[-1]  # fmt: skip
        penalty = L2 / 2.0 / weights.sum() * np.square(net.layers[0].weights).sum()
        found[objective] = last.loss + (0.0 if objective == "batch" else penalty)
        assert last.penalty == (pytest.approx(penalty, rel=1e-12) if objective == "batch" else 0.0)
    # gradients below 1e-9 leave less than their square
    assert found["batch"] == pytest.approx(found["mean"], rel=1e-14)


def test_lbfgs_stops_after_so_many_evaluations():
    X, y, _ = rows(40)
    history = network().fit(
        X, y, epochs=200, optimizer=be.optimizers.LBFGS(gtol=0.0, ftol=0.0, maxfun=10), progress=False
    )
    assert history.stopped == "epochs"
    assert len(history) <= 10


@engines
def test_the_order_is_asked_for_once_in_an_epoch(engine):
    X, y, _ = rows()
    asked, rng = [], np.random.default_rng(0)

    def order():
        asked.append(rng.permutation(50))
        return asked[-1]

    net, other = network(), network()
    net.fit(X, y, epochs=3, batch_size=16, shuffle=order, progress=False, engine=engine)
    assert len(asked) == 3
    for places in asked:
        other.partial_fit(X[places], y[places], batch_size=16, shuffle=False)
    np.testing.assert_allclose(
        net.parameters.vector, other.parameters.vector, rtol=0.0, atol=100 * EPS["float64"]
    )


@engines
def test_rows_as_they_lie_and_dropout(engine):
    X, y, _ = rows()
    layers = [be.Dropout(0.3), be.Dense(7, "tanh"), be.Dropout(0.5), be.Dense(2)]
    before = X.copy()
    net = be.Network(5, layers, seed=0, dtype="float64")
    again = net.copy()
    net.fit(X, y, epochs=2, batch_size=16, shuffle=False, progress=False, engine=engine)
    assert (before == X).all()
    again.fit(
        X, y, epochs=2, batch_size=16, shuffle=lambda: np.arange(50), progress=False, engine=engine
    )
    assert (net.parameters.vector == again.parameters.vector).all()


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"shuffle": "yes"}, "shuffle is True, False, or a function that returns an order, got 'yes'"),
        ({"shuffle": lambda: [0, 1, 1]}, "returns each of the rows 0 to 49 once"),
        ({"shuffle": lambda: np.zeros(50, int)}, "returns each of the rows 0 to 49 once"),
        ({"shuffle": lambda: np.arange(50) - 1}, "returns each of the rows 0 to 49 once"),
        ({"shuffle": lambda: np.arange(50.0)}, "returns each of the rows 0 to 49 once"),
        ({"objective": "sum"}, "objective is 'mean' or 'batch', got 'sum'"),
    ],
)
def test_odd_orders_and_objectives_are_refused(how, said):
    X, y, _ = rows()
    net = network()
    before = net.parameters.vector.copy()
    with pytest.raises(OptionError, match=said):
        net.fit(X, y, epochs=1, batch_size=16, progress=False, **how)
    assert (net.parameters.vector == before).all()


def test_a_checkpoint_cannot_tell_of_a_function_and_does_tell_of_the_objective(tmp_path):
    X, y, _ = rows()
    path = tmp_path / "run.npz"
    with pytest.raises(OptionError, match="cannot tell in which order a function"):
        network().fit(X, y, shuffle=lambda: np.arange(50), checkpoint=path, progress=False)
    how = {
        "epochs": 2,
        "l2": L2,
        "objective": "batch",
        "shuffle": False,
        "checkpoint": path,
        "progress": False,
    }
    whole, first, second = network(), network(), network()
    want = whole.fit(X, y, **(how | {"epochs": 4, "checkpoint": None}))
    first.fit(X, y, **how)
    found = second.fit(X, y, **(how | {"epochs": 4, "resume": True}))
    assert (whole.parameters.vector == second.parameters.vector).all()
    assert [(one.loss, one.penalty) for one in found] == [(one.loss, one.penalty) for one in want]
    with pytest.raises(OptionError, match="other regularization"):
        network().fit(X, y, **(how | {"objective": "mean", "resume": True}))


def test_rows_held_back_leave_the_weights_of_the_others_as_they_are():
    X, y, weights = rows()
    nets = []
    for factor in (1.0, 10.0):  # the penalty counts less beside larger weights
        net = network()
        net.fit(
            X, y, epochs=2, l2=5.0, objective="batch", sample_weight=factor * weights, validation=0.2,
            progress=False,
        )  # fmt: skip
        nets.append(float(np.abs(net.parameters.vector).sum()))
    assert nets[0] < nets[1]

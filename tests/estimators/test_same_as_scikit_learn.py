"""The same weights, losses, orders and ends as scikit-learn's own classes, step by step."""

import inspect
import itertools
import warnings

import numpy as np
import pytest
from sklearn import neural_network
from sklearn.exceptions import ConvergenceWarning

import barreleye as be
from barreleye import sklearn as ours

ROWS, FEATURES, WIDTH, STEPS = 60, 5, 7, 20
EPS = float(np.finfo(np.float64).eps)
# A step rounds the parameters, below 2, and moves them by a rate below 1 times sums of ROWS products of sums over
# WIDTH neurons; two ways to add are apart by as many roundings. Adam divides by |g|, which keeps relative errors.
TOLERANCE = STEPS * 2.0 * (ROWS + WIDTH) * EPS

# From 1.7 on, scikit-learn takes weights of rows.
WEIGHS = "sample_weight" in inspect.signature(neural_network.MLPRegressor.fit).parameters

SOLVERS = {
    "sgd": {"solver": "sgd", "learning_rate_init": 0.05},
    "sgd, no momentum": {"solver": "sgd", "learning_rate_init": 0.05, "momentum": 0.0},
    "sgd, momentum of Polyak": {
        "solver": "sgd",
        "learning_rate_init": 0.05,
        "nesterovs_momentum": False,
    },
    "sgd, momentum of 1": {"solver": "sgd", "learning_rate_init": 0.01, "momentum": 1.0},
    "sgd, invscaling": {"solver": "sgd", "learning_rate_init": 0.2, "learning_rate": "invscaling"},
    "adam": {"solver": "adam"},
    "adam, large constants": {"solver": "adam", "beta_1": 0.5, "beta_2": 0.9, "epsilon": 0.1},
}
# From 1.7 on, it has a loss for counts; ours has it beside any.
COUNTS = (
    ["numbers: a count", "numbers: counts"]
    if "loss" in inspect.signature(neural_network.MLPRegressor).parameters
    else []
)
KINDS = ["two classes", "three classes", "several labels", "number", "numbers", *COUNTS]
each_solver = pytest.mark.parametrize("solver", SOLVERS)
each_kind = pytest.mark.parametrize("kind", KINDS)


def problem(kind, rows=ROWS):
    rng = np.random.default_rng(0)
    X = rng.standard_normal((rows, FEATURES))
    a, b, c = X[:, 0] * X[:, 1], X[:, 2], np.sin(X[:, 3])
    y = {
        "two classes": np.where(a > 0.0, 7, 3),
        "three classes": np.digitize(b, [-0.5, 0.5]) * 10,
        "several labels": (np.c_[a, b, c] > 0.0).astype(int),
        "number": a,
        "numbers": np.c_[a, b, c],
        "numbers: a count": rng.poisson(np.exp(b)),
        "numbers: counts": rng.poisson(np.exp(np.c_[a, b, c])),
    }[kind]
    return X, y, rng.uniform(0.2, 2.0, rows)


def pair(kind, **options):
    """Return scikit-learn's estimator and ours."""
    name = "MLPRegressor" if kind.startswith("number") else "MLPClassifier"
    how = {"hidden_layer_sizes": (WIDTH, 4), "random_state": 3, "activation": "tanh"} | options
    if kind in COUNTS:
        how["loss"] = "poisson"
    return getattr(neural_network, name)(**how), getattr(ours, name)(**how)


def assert_alike(found, theirs, tolerance=TOLERANCE):
    for mine, other in zip(
        [*found.coefs_, *found.intercepts_], [*theirs.coefs_, *theirs.intercepts_], strict=True
    ):
        assert mine.dtype == other.dtype
        assert np.abs(mine - other).max() <= tolerance
    assert found.loss_ == pytest.approx(theirs.loss_, abs=tolerance)


@pytest.mark.parametrize("activation", ["logistic", "relu", "tanh", "identity"])
def test_the_first_weights_are_the_same_numbers(activation):
    X, y, _ = problem("two classes")
    found, theirs = pair("two classes", activation=activation, solver="sgd", learning_rate_init=1e-300)
    found.partial_fit(X, y, classes=[3, 7])
    theirs.partial_fit(X, y, classes=[3, 7])
    for mine, other in zip(
        found.coefs_ + found.intercepts_, theirs.coefs_ + theirs.intercepts_, strict=True
    ):
        assert np.array_equal(mine, other)


@each_kind
@each_solver
@pytest.mark.parametrize("weighted", [False, True])
def test_every_one_of_the_first_steps_agrees(kind, solver, weighted):
    X, y, weights = problem(kind)
    theirs, found = pair(kind, shuffle=False, alpha=0.1, **SOLVERS[solver])
    classes = np.arange(3) if kind == "several labels" else np.unique(y)
    how = {} if kind.startswith("number") else {"classes": classes}
    parts = itertools.cycle(np.split(np.arange(ROWS), [13, 30, 34]))
    for part in itertools.islice(parts, STEPS):
        weigh = {"sample_weight": weights[part]} if weighted and WEIGHS else {}
        theirs.partial_fit(X[part], y[part], **weigh, **how)
        found.partial_fit(X[part], y[part], **weigh, **how)
        assert_alike(found, theirs)
    assert found.t_ == theirs.t_
    assert found.n_iter_ == theirs.n_iter_ == 1
    np.testing.assert_allclose(found.loss_curve_, theirs.loss_curve_, rtol=0.0, atol=TOLERANCE)
    assert (found.predict(X) == theirs.predict(X)).all() or kind.startswith("number")


@each_kind
@each_solver
@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_fits_of_shuffled_batches_agree(kind, solver, engine):
    """Four epochs of five batches, the last one smaller: first weights and orders are drawn alike, too."""
    X, y, weights = problem(kind)
    theirs, found = pair(kind, batch_size=13, max_iter=4, **SOLVERS[solver])
    weigh = {"sample_weight": weights} if WEIGHS else {}
    with warnings.catch_warnings(), be.engine(engine):
        warnings.simplefilter("ignore", ConvergenceWarning)
        theirs.fit(X, y, **weigh)
        found.fit(X, y, **weigh)
    assert_alike(found, theirs)
    np.testing.assert_allclose(found.loss_curve_, theirs.loss_curve_, rtol=0.0, atol=TOLERANCE)
    for name in ("n_iter_", "t_", "n_layers_", "n_outputs_", "n_features_in_", "out_activation_"):
        assert getattr(found, name) == getattr(theirs, name)
    assert found.best_loss_ == pytest.approx(theirs.best_loss_, abs=TOLERANCE)
    assert found.predict(X).dtype == theirs.predict(X).dtype
    if not kind.startswith("number"):
        assert (found.classes_ == theirs.classes_).all()
        assert (found.predict(X) == theirs.predict(X)).all()
        np.testing.assert_allclose(
            found.predict_proba(X), theirs.predict_proba(X), rtol=0.0, atol=16 * TOLERANCE
        )


@each_kind
@pytest.mark.parametrize("stopping", [False, True])
@pytest.mark.parametrize("rate", ["constant", "invscaling", "adaptive"])
def test_fits_end_in_the_same_epoch(kind, stopping, rate):
    X, y, _ = problem(kind, 200)
    theirs, found = pair(
        kind, solver="sgd", learning_rate=rate, learning_rate_init=0.1, momentum=0.5, tol=0.02,
        n_iter_no_change=3, early_stopping=stopping, validation_fraction=0.3, max_iter=400,
    )  # fmt: skip
    theirs.fit(X, y)
    found.fit(X, y)
    assert found.n_iter_ == theirs.n_iter_ < 400
    # rounding grows with the epochs, and no faster than the rate times the curvature allows
    assert_alike(found, theirs, 1e-9)
    assert (found.best_loss_ is None) == stopping == (theirs.best_loss_ is None)
    if stopping:
        np.testing.assert_allclose(
            found.validation_scores_, theirs.validation_scores_, rtol=0.0, atol=1e-9
        )
        assert found.best_validation_score_ == pytest.approx(theirs.best_validation_score_, abs=1e-9)
    else:
        assert found.validation_scores_ is found.best_validation_score_ is None


def test_a_warm_start_goes_on_alike():
    X, y, _ = problem("three classes", 200)
    theirs, found = pair("three classes", warm_start=True, max_iter=3, n_iter_no_change=2, tol=0.5)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        for _ in range(3):
            theirs.fit(X, y)
            found.fit(X, y)
            assert_alike(found, theirs)
            assert (found.n_iter_, found.t_) == (theirs.n_iter_, theirs.t_)
            assert len(found.loss_curve_) == len(theirs.loss_curve_)


def test_a_warm_start_that_stops_early_never_loses_its_best_weights():
    X, y, _ = problem("three classes", 200)
    _, found = pair(
        "three classes", warm_start=True, max_iter=30, early_stopping=True, n_iter_no_change=2,
        learning_rate_init=0.05,
    )  # fmt: skip
    before, kept = None, []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        for _ in range(4):
            found.fit(X, y)
            if found.best_validation_score_ == before:
                assert all((a == b).all() for a, b in zip(kept, found.coefs_, strict=True))
            before, kept = found.best_validation_score_, [one.copy() for one in found.coefs_]
    assert found.best_validation_score_ == max(found.validation_scores_)


def made_smaller(estimator, X, y):
    """Return the sum that gradients belong to: of several squares scikit-learn reports the mean instead."""
    if getattr(estimator, "loss", None) != "squared_error":
        return estimator.loss_
    squares = np.square(estimator.predict(X) - y).sum() / 2.0
    return (squares + 0.05 * sum(np.square(one).sum() for one in estimator.coefs_)) / len(X)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "numbers: a count"])
@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_lbfgs_ends_at_losses_that_are_no_worse(kind, activation):
    """Rounding decides into which of many minima it falls, so that three starts are compared together."""
    X, y, _ = problem(kind)
    ratios = []
    for seed in range(3):
        theirs, found = pair(
            kind, solver="lbfgs", activation=activation, alpha=0.1, max_iter=200, random_state=seed
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            theirs.fit(X, y)
            found.fit(X, y)
        ratios.append(made_smaller(found, X, y) / made_smaller(theirs, X, y))
    assert np.log(ratios).mean() < 0.01
    assert 1 <= found.n_iter_ <= 200


def test_float32_is_learned_from_in_float32():
    X, y, _ = problem("number")
    theirs, found = pair("number", max_iter=3, batch_size=13)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        theirs.fit(X.astype(np.float32), y)
        found.fit(X.astype(np.float32), y)
    assert found.network_.dtype == np.float32
    assert found.predict(X.astype(np.float32)).dtype == np.float32
    assert_alike(found, theirs, TOLERANCE / EPS * float(np.finfo(np.float32).eps))


def test_constructors_have_the_same_arguments_and_defaults():
    for name in ("MLPClassifier", "MLPRegressor"):
        theirs, found = getattr(neural_network, name)().get_params(), getattr(ours, name)().get_params()
        assert theirs.items() <= found.items()
        more = {"dropout", "callbacks", *({"class_weight"} if name == "MLPClassifier" else ())}
        assert found.keys() - theirs.keys() <= more | {"loss"}

"""What estimators do beyond scikit-learn's, and in its company."""

import pickle
import re
import warnings

import joblib
import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import barreleye as be
from barreleye.errors import DataError, OptionError, ShapeError, UnknownNameError
from barreleye.sklearn import MLPClassifier, MLPRegressor, _estimator_inputs, _perceptron_steps

EPS = float(np.finfo(np.float64).eps)
pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


def rows(count=80):
    rng = np.random.default_rng(0)
    X = rng.standard_normal((count, 4))
    return X, np.digitize(X[:, 0] + X[:, 1], [-0.7, 0.7])


def small(**options):
    return MLPClassifier(**({"hidden_layer_sizes": 6, "random_state": 0, "max_iter": 20} | options))


LABELS = {
    "words": np.array(["a", "bb", "ccc"]),
    "objects": np.array(["a", "bb", "ccc"], object),
    "whole numbers": np.array([-5, 3, 1000]),
    "floats": np.array([-1.5, 0.0, 2.0]) * 2.0,
}


@pytest.mark.parametrize("stopping", [False, True])
@pytest.mark.parametrize("labels", LABELS)
def test_labels_come_back_as_they_were(labels, stopping):
    X, y = rows()
    for places in (y, np.minimum(y, 1)):
        given = LABELS[labels][places]
        found = small(early_stopping=stopping, learning_rate_init=0.1).fit(X, given)
        assert found.classes_.tolist() == np.unique(given).tolist()
        assert found.predict(X).dtype == given.dtype
        assert found.score(X, given) > 0.5
        assert found.predict_proba(X).sum(axis=1) == pytest.approx(1.0, abs=4 * EPS)


@pytest.mark.parametrize("stopping", [False, True])
def test_yes_and_no_may_be_booleans(stopping):
    X, y = rows()
    found = small(early_stopping=stopping).fit(X, y > 0)
    assert found.predict(X).dtype == bool
    assert found.score(X, y > 0) > 0.5


def test_one_class_alone_is_predicted_always():
    X, _ = rows()
    found = small().fit(X, np.full(len(X), "only"))
    assert set(found.predict(X)) == {"only"}


def test_a_network_that_can_be_looked_into():
    X, y = rows()
    found = small(hidden_layer_sizes=(6, 5)).fit(X, y)
    assert isinstance(found.network_, be.Network)
    np.testing.assert_allclose(found.network_(X), found.predict_proba(X), rtol=0.0, atol=0.0)
    assert be.health(found.network_, X, y).findings is not None
    assert len(found.history_) == found.n_iter_
    before = found.predict_proba(X)
    found.coefs_[0][...] *= 2.0  # live
    assert not np.allclose(before, found.predict_proba(X))
    found.coefs_ = [np.zeros_like(one) for one in found.coefs_]
    assert np.ptp(found.predict_proba(X), axis=0).max() == 0.0


@pytest.mark.parametrize(
    "activation", ["gelu", "sigmoid", ["relu", "leaky_relu"], [be.activations.mish, "tanh"]]
)
def test_any_activation_also_one_for_each_layer(activation):
    X, y = rows()
    found = small(hidden_layer_sizes=(6, 5), activation=activation).fit(X, y)
    several = activation if isinstance(activation, list) else [activation] * 2
    assert [layer.activation for layer in found.network_.layers[:2]] == [
        be.activations.get(one) for one in several
    ]


def test_losses_for_numbers():
    X, _ = rows()
    y = np.where(np.arange(len(X)) % 10 == 0, 100.0, X[:, 0])
    how = {"hidden_layer_sizes": 6, "learning_rate_init": 0.05, "random_state": 0, "max_iter": 300}
    usual, robust = MLPRegressor(**how).fit(X, y), MLPRegressor("absolute_error", **how).fit(X, y)
    assert np.median(np.abs(robust.predict(X) - y)) < np.median(np.abs(usual.predict(X) - y))
    huber = be.losses.huber.with_(delta=0.5)
    assert MLPRegressor(huber, **how).fit(X, y).history_.loss_name == "huber"


def counts(count=120):
    """Return rows, and counts whose means are known."""
    rng = np.random.default_rng(1)
    X = rng.uniform(-1.0, 1.0, (count, 2))
    means = np.exp(np.c_[1.0 + X[:, 0], X[:, 1]])
    return X, rng.poisson(means), means


COUNTS = {"loss": "poisson", "hidden_layer_sizes": 4, "alpha": 0.1, "random_state": 0, "max_iter": 500}


@pytest.mark.parametrize(
    "options", [{"solver": "lbfgs"}, {"learning_rate_init": 0.05, "early_stopping": True}], ids=str
)
def test_counts_are_predicted_by_exponentials(options):
    X, y, means = counts()
    found = MLPRegressor(**COUNTS, **options).fit(X, y)
    assert found.out_activation_ == "exp"
    assert found.network_.layers[-1].activation is be.activations.exponential
    assert found.predict(X).shape == (120, 2)
    mean = be.losses.half_poisson_deviance(np.log(np.tile(y.mean(axis=0), (120, 1))), y)
    assert found.network_.loss(X, y) < 0.8 * mean  # as is that of the true means
    assert be.losses.half_poisson_deviance(np.log(means), y) < 0.8 * mean
    assert found.score(X, y) > 0.3


def test_counts_of_sparse_rows_and_in_float32():
    X, y, _ = counts()
    X = np.where(X > 0.0, X, 0.0).astype(np.float32)
    first = MLPRegressor(**COUNTS | {"max_iter": 5}).fit(X, y[:, 0])
    again = MLPRegressor(**COUNTS | {"max_iter": 5}).fit(sparse.csr_matrix(X), y[:, 0])
    assert first.predict(X).dtype == np.float32
    assert (first.predict(X) == again.predict(sparse.csr_matrix(X))).all()


@pytest.mark.parametrize("options", [{}, {"early_stopping": True}, {"solver": "lbfgs"}], ids=str)
def test_a_count_below_zero_is_refused_with_its_row(options):
    X, y, _ = counts()
    y = y.astype(float)
    y[:5] = 0.0  # is a count
    MLPRegressor(**COUNTS | {"max_iter": 1}, **options).fit(X, y)
    y[77, 1] = -1.0
    with pytest.raises(DataError, match=r"are 0 or more, and y has -1\.0 in row 77, column 1"):
        MLPRegressor(**COUNTS, **options).fit(X, y)
    with pytest.raises(DataError, match=r"and y has -1\.0 in row 77:"):
        MLPRegressor(**COUNTS, **options).fit(X, y[:, 1])


@pytest.mark.parametrize("solver", ["sgd", "lbfgs"])
def test_counts_beyond_all_numbers_say_so(solver):
    X, y, _ = counts()
    with pytest.raises(DataError, match=r"non-finite parameter weights.*training diverged in epoch"):
        MLPRegressor(**COUNTS, solver=solver).fit(X, 1e300 * y)


def test_a_network_that_learned_numbers_does_not_go_on_with_counts():
    X, y, _ = counts()
    found = MLPRegressor(**COUNTS | {"loss": "squared_error", "max_iter": 1}, warm_start=True).fit(X, y)
    with pytest.raises(
        OptionError, match="needs an output layer with activation 'exponential', got 'linear'"
    ):
        found.set_params(loss="poisson").fit(X, y)


def test_dropout_drops_while_learning_only():
    X, y = rows()
    found = small(dropout=0.5).fit(X, y)
    assert found.network_.dropout == (0.0, 0.5)
    assert (found.predict_proba(X) == found.predict_proba(X)).all()
    other = small().fit(X, y)
    assert not np.allclose(found.coefs_[0], other.coefs_[0])


def test_class_weights_are_weights_of_rows():
    X, y = rows()
    how = {"shuffle": False, "batch_size": 80}
    by_class = small(class_weight={0: 3.0, 2: 0.5}, **how).fit(X, y)
    by_row = small(**how).fit(X, y, sample_weight=np.array([3.0, 1.0, 0.5])[y])
    assert (by_class.coefs_[0] == by_row.coefs_[0]).all()
    balanced = small(class_weight="balanced", **how).fit(X, y)
    counts = np.bincount(y)
    other = small(**how).fit(X, y, sample_weight=(len(y) / (3 * counts))[y])
    assert (balanced.coefs_[0] == other.coefs_[0]).all()
    both = small(class_weight={1: 2.0}, **how).fit(X, y, sample_weight=1.0 + y)
    other = small(**how).fit(X, y, sample_weight=(1.0 + y) * np.where(y == 1, 2.0, 1.0))
    assert (both.coefs_[0] == other.coefs_[0]).all()


def test_a_row_of_weight_2_is_two_rows_and_one_of_weight_0_is_none():
    X, y = rows(40)
    weights = np.arange(40) % 3
    how = {"solver": "lbfgs", "max_iter": 5, "alpha": 0.1}
    weighed = small(**how).fit(X, y, sample_weight=weights)
    repeated = small(**how).fit(np.repeat(X, weights, axis=0), np.repeat(y, weights))
    # five iterations of sums over 40 rows, each with line searches
    np.testing.assert_allclose(weighed.coefs_[0], repeated.coefs_[0], rtol=0.0, atol=1e-9)


def test_rows_of_ones_own_to_validate_on():
    X, y = rows(120)
    found = small(early_stopping=True, n_iter_no_change=3, max_iter=500).fit(
        X[:80], y[:80], X_val=X[80:], y_val=y[80:]
    )
    assert found.n_iter_ < 500
    assert found.best_validation_score_ == max(found.validation_scores_)
    assert found.score(X[80:], y[80:]) == found.best_validation_score_
    watched = small().fit(X[:80], y[:80], X_val=X[80:], y_val=y[80:])
    assert watched.validation_scores_ is None
    want = be.losses.cross_entropy(np.log(watched.predict_proba(X[80:])), y[80:])
    assert watched.history_.epochs[-1].val_loss == pytest.approx(want, rel=1e-12)
    with pytest.raises(OptionError, match="X_val and y_val go together"):
        small().fit(X, y, X_val=X)
    with pytest.raises(ShapeError, match="X_val has 120 rows, and y_val has shape"):
        small().fit(X, y, X_val=X, y_val=y[:3])


def test_callbacks_hear_of_every_epoch_and_may_end_the_fit():
    X, y = rows()
    heard = []

    def stop(record):
        heard.append(record.loss)
        return len(heard) == 4

    with warnings.catch_warnings():
        warnings.simplefilter("error", ConvergenceWarning)  # it was ended on purpose
        found = small(callbacks=stop).fit(X, y)
    assert found.n_iter_ == 4
    assert found.loss_curve_ == heard


@pytest.mark.parametrize("solver", ["adam", "lbfgs"])
def test_ctrl_c_keeps_what_was_learned(solver):
    X, y = rows()

    def press(record):
        if record.epoch == 2:
            raise KeyboardInterrupt

    with pytest.warns(UserWarning, match=re.escape("Training interrupted by user.")):
        found = small(callbacks=press, solver=solver).fit(X, y)
    assert found.predict(X).shape == y.shape
    assert found.n_iter_ == 3


@pytest.mark.parametrize("made", [sparse.csr_matrix, sparse.csc_matrix, sparse.csr_array])
@pytest.mark.parametrize("whole", [True, False])
def test_sparse_rows_are_the_same_rows(made, whole, monkeypatch):
    X, y = rows()
    X[np.abs(X) < 0.7] = 0.0
    weights = 1.0 + y
    dense = small(batch_size=15, max_iter=5).fit(X, y, sample_weight=weights)
    if not whole:  # as for a table that memory cannot hold
        monkeypatch.setattr(_perceptron_steps, "MOST_AT_ONCE", 40 * 4)
        monkeypatch.setattr(_estimator_inputs, "_AT_ONCE", 33)
    found = small(batch_size=15, max_iter=5).fit(made(X), y, sample_weight=weights)
    np.testing.assert_allclose(found.coefs_[0], dense.coefs_[0], rtol=0.0, atol=30 * 80 * EPS)
    np.testing.assert_allclose(found.loss_curve_, dense.loss_curve_, rtol=0.0, atol=30 * 80 * EPS)
    assert found.n_iter_ == dense.n_iter_ == 5
    np.testing.assert_allclose(
        found.predict_proba(made(X)), dense.predict_proba(X), rtol=0.0, atol=30 * 80 * EPS
    )
    dense.partial_fit(X, y)
    found.partial_fit(made(X), y)
    np.testing.assert_allclose(found.coefs_[0], dense.coefs_[0], rtol=0.0, atol=40 * 80 * EPS)


def test_in_the_company_of_scikit_learn():
    X, y = rows()
    line = make_pipeline(StandardScaler(), small(max_iter=5))
    search = GridSearchCV(line, {"mlpclassifier__hidden_layer_sizes": [3, (4, 4)]}, cv=2, n_jobs=1)
    assert search.fit(X, y).best_params_
    assert len(cross_val_score(clone(line), X, y, cv=3)) == 3
    assert clone(small(activation=["tanh"])).get_params()["activation"] == ["tanh"]


def test_what_was_pickled_goes_on(tmp_path):
    X, y = rows()
    found = small(max_iter=5).fit(X, y)
    again = pickle.loads(pickle.dumps(found))  # noqa: S301  our own
    path = tmp_path / "found.joblib"
    joblib.dump(found, path)
    third = joblib.load(path)
    for one in (again, third):
        assert (one.predict_proba(X) == found.predict_proba(X)).all()
        for other in (one, found):
            other.random_state = 1
        copies = [pickle.loads(pickle.dumps(other)).partial_fit(X, y) for other in (one, found)]  # noqa: S301
        assert (copies[0].coefs_[0] == copies[1].coefs_[0]).all()


@pytest.mark.parametrize("solver", ["adam", "sgd", "lbfgs"])
def test_verbose_prints_the_loss_of_every_epoch(solver, capsys):
    X, y = rows()
    found = small(verbose=True, max_iter=3, solver=solver, tol=0.0).fit(X, y)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == found.n_iter_ == 3
    assert lines[-1] == f"Iteration 3, loss = {found.loss_:.8f}"
    small(verbose=True, max_iter=2, early_stopping=True).fit(X, y)
    assert "Validation score: 0." in capsys.readouterr().out


def test_a_fit_that_ends_says_why_if_asked(capsys):
    X, y = rows()
    how = {"verbose": True, "tol": 10.0, "n_iter_no_change": 2, "max_iter": 100, "solver": "sgd"}
    small(**how).fit(X, y)
    told = "Training loss did not improve more than tol=10.000000 for 2 consecutive epochs. Stopping."
    assert capsys.readouterr().out.splitlines()[-1] == told
    small(learning_rate="adaptive", learning_rate_init=1e-4, **how).fit(X, y)
    out = capsys.readouterr().out
    assert "Setting learning rate to 0.000020" in out
    assert out.endswith("Learning rate too small. Stopping.\n")


@pytest.mark.parametrize("first", ["lbfgs", "adam", "adam, early"])
@pytest.mark.parametrize("second", ["sgd", "adam, early"])
def test_a_warm_start_may_go_on_in_another_way(first, second):
    X, y = rows()
    found = small(warm_start=True, max_iter=3)
    for way in (first, second):
        solver, _, early = way.partition(", ")
        found.set_params(solver=solver, early_stopping=bool(early)).fit(X, y)
    assert found.n_iter_ == 3
    assert np.isfinite(found.validation_scores_[-1] if "early" in second else found.best_loss_)
    if "early" not in second:
        found.set_params(solver="adam").partial_fit(X, y)


def test_a_fit_that_has_not_converged_says_what_to_do():
    X, y = rows()
    falls = r"loss fell by 0\.\d+ of itself in the last 10 epochs: raise max_iter"
    with pytest.warns(ConvergenceWarning, match=falls):
        small(max_iter=12).fit(X, y)
    stays = {"solver": "sgd", "learning_rate_init": 1e-300, "momentum": 0.0, "n_iter_no_change": 50}
    with pytest.warns(
        ConvergenceWarning, match="did not fall in the last 10 epochs: lower learning_rate"
    ):
        small(max_iter=12, shuffle=False, **stays).fit(X, y)
    with pytest.warns(
        ConvergenceWarning, match="failed to converge after 2 iterations: it reached the most"
    ):
        small(max_iter=2, solver="lbfgs").fit(X, y)


def test_divergence_is_told_in_plain_words():
    X, _ = rows()
    how = {"solver": "sgd", "learning_rate_init": 1e6, "activation": "identity", "random_state": 0}
    with pytest.raises(DataError, match=r"non-finite parameter weights.*In detail: .*epoch"):
        MLPRegressor(**how).fit(X, X[:, 0])
    with pytest.warns(ConvergenceWarning, match="the weights are those of the best epoch, because"):
        found = MLPRegressor(early_stopping=True, **how).fit(X, X[:, 0])
    assert np.isnan(found.validation_scores_[-1])
    assert np.isfinite(found.predict(X)).all()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"solver": "newton"}, "solver is 'lbfgs', 'sgd' or 'adam', got 'newton'"),
        ({"alpha": -1.0}, "alpha is a number, 0 or more, got -1.0"),
        ({"alpha": "x"}, "alpha is a number, 0 or more, got 'x'"),
        ({"learning_rate_init": 0.0}, "learning_rate_init is a number, above 0, got 0.0"),
        ({"momentum": 1.5}, "momentum is a number, 0 or more, at most 1, got 1.5"),
        ({"beta_1": 1.0}, "beta_1 is a number, 0 or more, below 1, got 1.0"),
        ({"validation_fraction": 1.0}, "validation_fraction is a number, 0 or more, below 1, got 1.0"),
        ({"max_iter": 0}, "max_iter is a whole number of at least 1, got 0"),
        ({"batch_size": "all"}, "batch_size, if it is not 'auto', is a whole number of at least 1"),
        ({"n_iter_no_change": 0}, "n_iter_no_change, if it is not infinity, is a whole number"),
        ({"hidden_layer_sizes": (5, 0)}, "hidden_layer_sizes must be > 0: each is a whole number"),
        ({"hidden_layer_sizes": "many"}, "hidden_layer_sizes must be > 0: each is a whole number"),
        ({"shuffle": "no"}, "shuffle is True or False, got 'no'"),
        ({"activation": ["relu", "tanh"]}, "activation has 2 entries for 1 hidden layer"),
        ({"random_state": -1}, "random_state is a whole number from 0"),
        ({"class_weight": {7: 1.0}}, "class_weight has weights for"),
        ({"class_weight": 3}, "class_weight is 'balanced', or a dict"),
        ({"dropout": 1.0}, "the rate of a Dropout lies from 0 to below 1"),
    ],
)
def test_odd_arguments_are_refused(options, said):
    X, y = rows()
    with pytest.raises(OptionError, match=re.escape(said)):
        small(**options).fit(X, y)


def test_other_refusals():
    X, y = rows()
    with pytest.raises(UnknownNameError, match="no activation is called 'rleu'"):
        small(activation="rleu").fit(X, y)
    with pytest.raises(OptionError, match="the first argument is the loss"):
        MLPRegressor((50,)).fit(X, X[:, 0])
    with pytest.raises(OptionError, match="loss is one for numbers, and cross_entropy is for classes"):
        MLPRegressor("cross_entropy").fit(X, X[:, 0])
    with pytest.raises(NotFittedError):
        small().predict(X)
    with pytest.raises(ShapeError, match=r"sample_weight has shape \(3,\), and X has 80 rows"):
        small().fit(X, y, sample_weight=[1.0, 2.0, 3.0])
    with pytest.raises(DataError, match="not all of them zero"):
        small().fit(X, y, sample_weight=np.zeros(80))
    with pytest.raises(OptionError, match="class_weight is for rows of one label each"):
        small(class_weight="balanced").fit(X, np.eye(3, dtype=int)[y])
    several = small().fit(X, np.eye(3, dtype=int)[y])
    with pytest.raises(DataError, match="y had 3 columns, one for each class, and has shape"):
        several.partial_fit(X, np.eye(4, dtype=int)[y])
    with pytest.warns(UserWarning, match="batch_size is 100, and there are 80 rows"):
        small(batch_size=100).fit(X, y)


def test_rows_that_have_lost_the_names_of_their_columns_are_told_of():
    X, y = np.random.default_rng(0).normal(size=(40, 2)), np.arange(40.0)
    found = MLPRegressor(max_iter=500, tol=1.0).fit(pd.DataFrame(X, columns=["a", "b"]), y)
    with pytest.warns(UserWarning, match="valid feature names"):
        found.predict(X)

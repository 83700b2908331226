"""Networks of scikit-learn's estimators: the same answers, in their labels."""

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import barreleye as be
from barreleye import sklearn as ours
from barreleye.errors import OptionError

X = np.random.default_rng(0).normal(size=(60, 3))
LABELS = {
    "two words": np.array(["b", "a"])[np.arange(60) % 2],
    "two numbers": np.arange(60) % 2 * 7,
    "truths": X[:, 0] > 0.0,
    "three words": np.array(["z", "x", "y"])[np.arange(60) % 3],
    "several at once": (X[:, :2] > 0.0).astype(int),
}
pytestmark = pytest.mark.filterwarnings("ignore:Stochastic Optimizer")


def bound(dtype, net):
    """Return how far sums of products may differ: one rounding for each term, of numbers of size 1."""
    return 4 * np.finfo(dtype).eps * sum(sum(part.shape) for part in net.parameters.slices)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("activation", ["identity", "logistic", "tanh", "relu"])
@pytest.mark.parametrize("name", LABELS)
def test_a_classifier(name, activation, dtype):
    rows = X.astype(dtype)
    estimator = MLPClassifier([5], activation=activation, max_iter=3, random_state=0).fit(
        rows, LABELS[name]
    )
    net = be.from_sklearn(estimator)
    assert net.dtype == dtype
    assert np.abs(net.predict_proba(rows) - estimator.predict_proba(rows)).max() <= bound(dtype, net)
    assert np.array_equal(net.predict(rows), estimator.predict(rows))
    assert net.classes is None or list(net.classes) == estimator.classes_.tolist()


@pytest.mark.parametrize("hidden", [(), (1,), (6, 4)])
@pytest.mark.parametrize("outputs", [1, 3])
def test_a_regressor(hidden, outputs):
    y = X[:, 0] if outputs == 1 else X
    estimator = MLPRegressor(hidden_layer_sizes=hidden, max_iter=3, random_state=0).fit(X, y)
    net = be.from_sklearn(estimator)
    assert np.abs(net.predict(X) - estimator.predict(X)).max() <= bound("float64", net)
    estimator.coefs_[0][...] = 0.0
    assert net.layers[0].weights.any(), "weights are copies"


def test_our_own_estimators_are_taken_too():
    estimator = ours.MLPClassifier([5], max_iter=3, random_state=0).fit(X, LABELS["three words"])
    net = be.from_sklearn(estimator)
    assert np.array_equal(net.predict(X), estimator.predict(X))
    assert net is not estimator.network_


def test_anything_else_is_refused():
    with pytest.raises(
        be.errors.OptionError, match=r"takes an MLPClassifier or an MLPRegressor, got LinearReg"
    ):
        be.from_sklearn(LinearRegression())
    with pytest.raises(be.errors.OptionError, match=r"such as model\[-1\]"):
        be.from_sklearn(make_pipeline(StandardScaler(), MLPRegressor()))
    with pytest.raises(be.errors.OptionError, match="fit it first"):
        be.from_sklearn(MLPRegressor())
    with pytest.raises(be.errors.OptionError, match="fit it first"):
        be.from_sklearn(ours.MLPRegressor())


def test_an_output_that_no_network_has_is_refused():
    estimator = MLPRegressor(hidden_layer_sizes=(3,), max_iter=3).fit(X, X[:, 0])
    estimator.out_activation_ = "cubed"
    with pytest.raises(be.errors.UnknownNameError, match="no activation is called 'cubed'"):
        be.from_sklearn(estimator)


def test_an_estimator_of_one_class_is_refused():
    estimator = MLPClassifier([4], max_iter=500, tol=1.0).fit(np.eye(30), ["only"] * 30)
    with pytest.raises(OptionError, match="knows one class only, 'only'"):
        be.from_sklearn(estimator)

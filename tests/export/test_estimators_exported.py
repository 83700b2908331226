"""Estimators in place of scikit-learn's: the graph gives their labels and probabilities."""

import numpy as np
import pytest

import barreleye as be
from barreleye.sklearn import MLPClassifier, MLPRegressor
from support.onnx_graphs import properties, run

X = np.random.default_rng(0).normal(size=(60, 3))
LABELS = {
    "two words": np.array(["b", "a"])[np.arange(60) % 2],
    "two numbers": np.arange(60) % 2 * 7,
    "truths": X[:, 0] > 0.0,
    "three words": np.array(["z", "x", "y"])[np.arange(60) % 3],
    "several at once": (X[:, :2] > 0.0).astype(int),
}


@pytest.mark.parametrize("name", LABELS)
@pytest.mark.filterwarnings("ignore:Stochastic Optimizer")
def test_a_classifier(name, tmp_path):
    estimator = MLPClassifier([5], max_iter=3, random_state=0).fit(X, LABELS[name])
    be.export.onnx(estimator, tmp_path / "net.onnx")
    found = run(tmp_path / "net.onnx", {"X": X})
    assert np.array_equal(found["label"], estimator.predict(X))
    assert ("classes" in properties(tmp_path / "net.onnx")) == (name != "several at once")
    assert np.abs(found["probabilities"] - estimator.predict_proba(X)).max() <= 64 * 2.0**-52


@pytest.mark.filterwarnings("ignore:Stochastic Optimizer")
def test_a_regressor_with_weights_that_were_changed(tmp_path):
    estimator = MLPRegressor(hidden_layer_sizes=[5], max_iter=3, random_state=0).fit(X, X[:, :2])
    estimator.coefs_[0] = np.full((3, 5), 0.25)
    be.export.onnx(estimator, tmp_path / "net.onnx")
    found = run(tmp_path / "net.onnx", {"X": X})
    assert np.abs(found["outputs"] - estimator.predict(X)).max() <= 64 * 2.0**-52


def test_what_has_learned_nothing_is_refused(tmp_path):
    for estimator in (MLPClassifier([5]), be.TabularRegressor()):
        with pytest.raises(be.errors.OptionError, match="has learned nothing yet: fit it first"):
            be.export.onnx(estimator, tmp_path / "net.onnx")


@pytest.mark.filterwarnings("ignore:Stochastic Optimizer")
def test_one_class_alone_is_refused(tmp_path):
    estimator = MLPClassifier([5], max_iter=3).fit(X, np.ones(60, int))
    with pytest.raises(be.errors.OptionError, match="one class only"):
        be.export.onnx(estimator, tmp_path / "net.onnx")

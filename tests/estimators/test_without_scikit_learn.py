"""The estimators where scikit-learn is not installed."""

import subprocess
import sys

PROGRAM = """
import sys
for name in ("sklearn", "scipy"):
    sys.modules[name] = None
import warnings
warnings.simplefilter("ignore", UserWarning)
import numpy as np
from barreleye.errors import DataError, ShapeError, UnknownNameError
from barreleye.sklearn import MLPClassifier, MLPRegressor

rng = np.random.default_rng(0)
X = rng.standard_normal((90, 3))
words = np.where(X[:, 0] > 0.0, "yes", "no")
how = {"hidden_layer_sizes": 8, "random_state": 0, "learning_rate_init": 0.05}
found = MLPClassifier(early_stopping=True, **how).fit(X, words)
assert found.score(X, words) > 0.9, found.score(X, words)
assert found.predict_proba(X).shape == (90, 2)
assert found.n_features_in_ == 3
several = MLPClassifier(random_state=0, max_iter=5).fit(X, (X > 0.0).astype(int))
assert several.predict(X).shape == (90, 3)
numbers = MLPRegressor(max_iter=500, **how).fit(X.tolist(), X[:, :1].tolist())
assert numbers.score(X, X[:, 0]) > 0.9
assert numbers.get_params()["hidden_layer_sizes"] == 8
shown = "MLPRegressor(hidden_layer_sizes=8, alpha=0.5, learning_rate_init=0.05, max_iter=500, random_state=0)"
assert repr(numbers.set_params(alpha=0.5)) == shown
assert not hasattr(MLPRegressor(solver="lbfgs"), "partial_fit")
assert MLPRegressor(random_state=0).partial_fit(X, X[:, 0]).predict(X).shape == (90,)
for call, kind in (
    (lambda: numbers.set_params(alpa=1.0), UnknownNameError),
    (lambda: numbers.predict(X[:, :2]), ShapeError),
    (lambda: numbers.fit(X * np.nan, X[:, 0]), DataError),
    (lambda: numbers.fit(X, X[:5, 0]), ShapeError),
    (lambda: found.fit(X, X[:, 0]), DataError),
    (lambda: MLPRegressor().predict(X), AttributeError),
):
    try:
        call()
    except kind as error:
        assert str(error)
    else:
        raise AssertionError(kind)
print("done")
"""


def test_they_fit_predict_and_score():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.stdout == "done\n", done.stderr

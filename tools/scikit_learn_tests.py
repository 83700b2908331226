"""Run scikit-learn's own tests of its MLP, which its wheel brings, with our classes in their place.

A plugin of pytest: it replaces the classes before the tests are imported, and leaves out those that read what is
private to scikit-learn's classes. Run by ``make test-scikit-learn``.
"""

from __future__ import annotations

import pytest
import sklearn
from sklearn import neural_network

from barreleye.sklearn import MLPClassifier, MLPRegressor

neural_network.MLPClassifier, neural_network.MLPRegressor = MLPClassifier, MLPRegressor

LEFT_OUT = {
    "test_gradient": "it calls the method _loss_grad_lbfgs",
    "test_learning_rate_warmstart": "it reads _optimizer.learning_rate as a number",
    "test_adaptive_learning_rate": "it reads _optimizer.learning_rate as a number",
}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave some out, and say which and why."""
    kept = [item for item in items if getattr(item, "originalname", item.name) not in LEFT_OUT]
    out = [item for item in items if item not in kept]
    config.hook.pytest_deselected(items=out)
    items[:] = kept
    print(f"\nscikit-learn {sklearn.__version__}: {len(kept)} tests of its MLP, without")
    for item in out:
        print(f"  {item.name}: {LEFT_OUT[getattr(item, 'originalname', item.name)]}")

"""Estimators with the interface of scikit-learn: change the import line.

``MLPClassifier`` and ``MLPRegressor`` take the arguments of scikit-learn's classes of these names, with the same
meaning and defaults, and have the same fitted attributes. From the same ``random_state`` they draw the same first
weights, the same validation rows and the same orders of the rows, so that they find the same network, up to
rounding. They can do more: see their arguments below those of scikit-learn.

They work without scikit-learn too (``fit``, ``predict``, ``score``, ``get_params``, ``set_params``), except for
what scikit-learn does with them: pipelines, searches, metadata routing, names of features.
"""

from ._mlp_classifier import MLPClassifier
from ._mlp_regressor import MLPRegressor
from ._tabular_classifier import TabularClassifier
from ._tabular_regressor import TabularRegressor

__all__ = ["MLPClassifier", "MLPRegressor", "TabularClassifier", "TabularRegressor"]

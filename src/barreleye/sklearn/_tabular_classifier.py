"""``fit_table`` as a classifier."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..errors import DataError
from ._installed import ClassifierMixin
from ._label_codes import refuse_no_labels
from ._tabular import Tabular


class TabularClassifier(ClassifierMixin, Tabular):
    """A classifier of raw columns: numbers, words, dates, yes and no, with missing entries (:func:`fit_table`).

    Parameters
    ----------
    effort, numbers, hidden, activation, epochs, patience, batch_size, optimizer, learning_rate, schedule
        As in :func:`barreleye.fit_table`.
    weight_decay, l2, dropout, drop
        As there.
    group, time : str, optional
        Columns of X, as there.
    random_state : int, RandomState or None
        Decides the folds, the first weights and the orders of the rows.
    verbose : bool
        Whether to show a bar.
    class_weight : "balanced", or mapping of labels to weights, optional
        What the rows of each class count.

    Attributes
    ----------
    fit_ : TableFit
        The model, its score on rows not learned from, what the columns do, and reports.
    classes_ : array, shape (classes,)
        The labels, in order.
    n_features_in_, feature_names_in_
        Columns of X, and their names if they have some.

    Examples
    --------
    >>> import barreleye as be
    >>> petals = {"length": [1.4, 4.7, 1.3, 4.5, 1.5, 4.9] * 10, "colour": ["blue", "violet"] * 30}
    >>> kind = ["setosa", "versicolor"] * 30
    >>> clf = be.TabularClassifier(effort="quick", epochs=5).fit(petals, kind)
    >>> clf.predict({"length": [1.4, 4.6], "colour": ["blue", "violet"]}).tolist()
    ['setosa', 'versicolor']
    """

    _task = "classification"

    def __init__(
        self,
        *,
        effort: str | None = None,
        numbers: str = "bins",
        hidden: Any = (64, 64),  # noqa: ANN401  an int, or several
        activation: Any = "relu",  # noqa: ANN401  a name, or an Activation
        epochs: int | None = None,
        patience: int = 15,
        batch_size: int | None = None,
        optimizer: Any = "adamw",  # noqa: ANN401  a name, or an Optimizer
        learning_rate: float | None = None,
        schedule: str = "cosine",
        weight_decay: float = 0.2,
        l2: float = 0.0,
        dropout: float = 0.0,
        group: str | None = None,
        time: str | None = None,
        drop: Any = (),  # noqa: ANN401  a name, or several
        random_state: Any = 0,  # noqa: ANN401  an int, a RandomState or None
        verbose: bool = False,
        class_weight: Any = None,  # noqa: ANN401  a mapping, "balanced" or None
    ) -> None:
        self.effort = effort
        self.numbers = numbers
        self.hidden = hidden
        self.activation = activation
        self.epochs = epochs
        self.patience = patience
        self.batch_size = batch_size
        self.optimizer = optimizer
        self.learning_rate = learning_rate
        self.schedule = schedule
        self.weight_decay = weight_decay
        self.l2 = l2
        self.dropout = dropout
        self.group = group
        self.time = time
        self.drop = drop
        self.random_state = random_state
        self.verbose = verbose
        self.class_weight = class_weight

    def fit(self, X: Any, y: ArrayLike, sample_weight: ArrayLike | None = None) -> TabularClassifier:  # noqa: ANN401
        """Learn from rows.

        Parameters
        ----------
        X : data frame, mapping of columns, or array, shape (rows, columns)
        y : array_like, shape (rows,)
            Labels.
        sample_weight : array_like, shape (rows,), optional
            What each row counts.

        Returns
        -------
        self
        """
        self._labels: dict[str, Any] = {}
        weights = self.class_weight
        if weights is not None and not isinstance(weights, str):
            weights = {str(label): weight for label, weight in weights.items()}
        self._learn(X, y, sample_weight, class_weight=weights)
        self.classes_ = np.array(list(self._labels.values()), np.asarray(y).dtype)
        return self

    def predict(self, X: Any) -> NDArray[Any]:  # noqa: ANN401  as above
        """Return the label of each row of X, shape (rows,)."""
        places = self.predict_proba(X).argmax(axis=1)
        return self.classes_[places]

    def predict_proba(self, X: Any) -> NDArray[Any]:  # noqa: ANN401  as above
        """Return the probability of each class, shape (rows, classes)."""
        found = self._answers(X)
        known = [str(label) for label in self.fit_.model.target.classes]
        return found.probabilities[:, [known.index(name) for name in self._labels]]

    def _written(self, y: NDArray[Any]) -> list[str]:
        refuse_no_labels(y)
        self._labels = {str(label): label for label in np.unique(y).tolist()}
        if len(self._labels) < 2:
            raise DataError(
                f"y has one class only, {next(iter(self._labels))}, and a classifier needs two"
            )
        return [str(label) for label in y.tolist()]

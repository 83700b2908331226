"""The importance of a column is how much worse its rows are answered once its entries are exchanged."""

from types import SimpleNamespace

import numpy as np
import pytest

import barreleye as be
from barreleye.losses import squared_error
from barreleye.tables import as_table
from barreleye.tables._encoding import TableEncoder
from barreleye.tables.effects import Importance, importance
from barreleye.tables.fitting import Fold, Rows, by_chance
from support.tables import fitted_prices, fitted_sides

SLOPE, NOISE = 3.0, 0.5


def line(rows=300, seed=0):
    """Return y = 3a and noise, with columns b and c that say nothing."""
    rng = np.random.default_rng(seed)
    a, b, c = rng.normal(2.0, 1.5, rows), rng.normal(size=rows), rng.normal(size=rows)
    return {"a": a, "b": b, "c": c, "y": SLOPE * a + NOISE * rng.normal(size=rows)}


def encoded(data):
    """Return an encoder of all columns but y, and their numbers as one scaled input each."""
    table = as_table({name: values for name, values in data.items() if name != "y"})
    encoder = TableEncoder.learn(table)
    columns = [block.inputs for block in encoder.blocks()]
    return encoder, Rows(encoder.encode(table), np.array(data["y"]), 0, squared_error, None, columns)


def in_units(encoder, name):
    """Return a function that reads a column, in its own units, from the inputs of rows."""
    block = next(one for one in encoder.blocks() if one.plan.name == name)
    return lambda X: block.plan.numbers(X[:, block.inputs])[:, None]


def learned(networks, folds, linear=None, share=0.0):
    """Return what importance takes: a network for each fold, and a linear model beside it."""
    both = zip(networks, folds, strict=True), zip(linear or networks, folds, strict=True)
    members, lines = (
        tuple(SimpleNamespace(network=net, fold=fold) for net, fold in one) for one in both
    )
    return SimpleNamespace(members=members, linear=lines, share=share)


def mean_square(rows):
    """Return a loss that is the mean squared error."""
    return lambda answers, at: float(np.square(answers[:, 0] - rows.y[at]).mean())


def by_name(found):
    return {one.name: one for one in found}


def test_a_perfect_model_loses_twice_the_variance_that_a_column_explains():
    data = line()
    encoder, rows = encoded(data)
    reads, folds = in_units(encoder, "a"), by_chance(4, 300, None, 0)
    found = importance(
        encoder, rows, rows, learned([lambda X: SLOPE * reads(X)] * 4, folds), mean_square(rows), 0
    )
    want, variance = [], 0.0
    for fold in folds:
        a = data["a"][fold.held_out]
        want.append(2.0 * SLOPE**2 * a.var())
        # over all permutations, the mean of products of deviations has the deviation var(a) / sqrt(n - 1)
        variance += (2.0 * SLOPE**2 * a.var()) ** 2 / (len(a) - 1)
        # and the noise of the truth that of 2 · slope · noise · sqrt(2 var(a) / n)
        variance += 8.0 * SLOPE**2 * NOISE**2 * a.var() / len(a)
    assert found[0].name == "a"
    assert abs(found[0].value - np.mean(want)) < 4.0 * np.sqrt(variance) / 4
    assert found[0].matters
    assert [one.value for one in found[1:]] == [0.0, 0.0]  # the model does not look at them
    assert not any(one.matters for one in found[1:])


def test_the_share_of_the_linear_model_counts_as_much_as_in_the_answers():
    data = line()
    encoder, rows = encoded(data)
    reads, folds = in_units(encoder, "a"), by_chance(2, 300, None, 0)
    linear = [lambda L: SLOPE * reads(L)] * 2
    nets = learned([lambda X: np.zeros((len(X), 1))] * 2, folds, linear, share=0.25)
    found = by_name(importance(encoder, rows, rows, nets, mean_square(rows), 0))["a"]
    # answers k·a where the truth is 3a: exchanged they cost 2 · k · 3 · var(a) more
    k, parts = 0.25 * SLOPE, [data["a"][fold.held_out] for fold in folds]
    want = np.mean([2.0 * k * SLOPE * a.var() for a in parts])
    spread = sum(
        (2.0 * k * SLOPE * a.var()) ** 2 / (len(a) - 1) + 8.0 * k**2 * NOISE**2 * a.var() / len(a)
        for a in parts
    )
    assert abs(found.value - want) < 4.0 * np.sqrt(spread) / 2


def test_networks_and_linear_models_get_the_entries_of_the_same_rows():
    encoder, rows = encoded(line())
    reads, folds = in_units(encoder, "a"), by_chance(2, 300, None, 0)
    opposed = learned([reads] * 2, folds, [lambda L: -reads(L)] * 2, share=0.5)
    found = importance(encoder, rows, rows, opposed, mean_square(rows), 0)
    assert [one.value for one in found] == [0.0] * 3  # a - a, whoever's it is


def test_a_network_is_asked_only_about_rows_that_it_has_not_learned_from():
    mixed = (np.arange(60.0) * 7) % 60  # tells which row it is
    encoder, rows = encoded({"a": mixed / 8.0, "b": np.arange(60.0) % 7, "y": mixed})
    reads = in_units(encoder, "a")
    halves = (np.arange(10), np.arange(10, 25))
    folds = [*by_chance(3, 60, None, 0), Fold(np.arange(25, 60), halves)]
    asked = [set() for _ in folds]
    order = np.argsort(mixed)

    def network(k):
        def answers(X):
            asked[k].update(np.searchsorted(mixed[order], np.rint(8.0 * reads(X)[:, 0])).tolist())
            return np.zeros((len(X), 1))

        return answers

    nets = [network(k) for k in range(4)]
    importance(encoder, rows, rows, learned(nets, folds), mean_square(rows), 0)
    for own, fold in zip(asked, folds, strict=True):
        assert {int(order[i]) for i in own} == set(
            fold.held_out.tolist()
        )  # all of them: entries stay within their part


def test_the_value_is_the_mean_of_all_parts_and_the_spread_its_standard_error():
    encoder, rows = encoded(line())
    folds, told = by_chance(5, 300, None, 0), []
    nets = [lambda X, k=k: (k + 1.0) * X[:, :1] + 0.1 * k * X[:, 1:2] for k in range(5)]
    measured = mean_square(rows)

    def loss(answers, at):
        told.append(measured(answers, at))
        return told[-1]

    found = by_name(importance(encoder, rows, rows, learned(nets, folds), loss, 0))
    # for each part: as it is, and with each column exchanged
    usual, *mixed = np.array(told).reshape(5, 4).T
    for name, values in zip("abc", mixed, strict=True):
        lost = values - usual
        assert found[name].value == pytest.approx(lost.mean(), rel=1e-12, abs=1e-12)
        assert found[name].spread == pytest.approx(np.sqrt(lost.var(ddof=1) / 5), rel=1e-9, abs=1e-12)


def test_with_many_rows_some_of_each_part_are_asked_about(monkeypatch):
    def asked(rows):
        rng = np.random.default_rng(0)
        encoder, known = encoded({name: rng.random(rows) for name in "abcy"})
        sizes = []

        def loss(_, at):
            sizes.append(len(set(at.tolist())))
            return 0.0

        folds = by_chance(2, rows, None, 0)
        importance(encoder, known, known, learned([lambda X: X[:, :1]] * 2, folds), loss, 0)
        return set(sizes)

    assert asked(600) == {300}
    assert asked(12_000) == {2_500}
    # fewer for many columns: so many answers of all columns together, but not too few rows
    monkeypatch.setattr("barreleye.tables.fitting._losses_without._MOST_ANSWERS", 1_500)
    assert asked(1_200) == {250}
    monkeypatch.setattr("barreleye.tables.fitting._losses_without._MOST_ANSWERS", 900)
    assert asked(1_200) == {200}


def test_the_seed_decides_how_entries_are_exchanged():
    encoder, rows = encoded(line())
    folds = by_chance(2, 300, None, 0)
    nets = learned([lambda X: X[:, :1]] * 2, folds)
    first, again, other = (
        importance(encoder, rows, rows, nets, mean_square(rows), seed) for seed in (1, 1, 2)
    )
    assert first == again != other


def test_a_column_matters_if_it_costs_more_than_two_standard_errors():
    for value, spread, matters in ((2.1, 1.0, True), (1.9, 1.0, False), (0.0, 0.0, False)):
        assert Importance("a", value, spread).matters == matters
    assert not Importance("a", -1.0, 0.0).matters


def test_a_fit_finds_the_column_that_counts():
    data = line(200)
    found = be.fit_table(data, "y", hidden=(8,), epochs=20, progress=False).explained
    assert [one.name for one in found.importance if one.matters] == ["a"]
    assert sorted(one.name for one in found.importance) == ["a", "b", "c"]
    values = [one.value for one in found.importance]
    assert values == sorted(values, reverse=True)
    assert [one.name for one in found.effects] == ["a"]
    # entries of a in a wrong row: the answers are as good as those of another row, which differ by sqrt(2) more
    usual, without = found.loss, found.loss + values[0]
    assert usual < data["y"].std() < without < 1.6 * data["y"].std()


@pytest.mark.parametrize("fit", [fitted_prices, fitted_sides])
def test_there_is_an_importance_for_each_column_that_is_used_in_the_units_of_the_loss(fit):
    found = fit()
    used = {plan.name for plan in found.model.encoder.plans if not plan.dropped}
    assert {one.name for one in found.explained.importance} == used
    assert len(found.explained.importance) == len(used)
    if found.probabilities is None:
        want = np.sqrt(np.mean((found.predicted - found.y_true) ** 2))
    else:
        own = [found.model.target.classes.index(label) for label in found.y_true]
        want = -np.log(found.probabilities[np.arange(len(own)), own]).mean()
    # answers are kept within the range of the table, which the loss does not know
    assert found.explained.loss == pytest.approx(want, rel=0.05)

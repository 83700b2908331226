"""What is asked for reaches the trainings: loss, optimizer, schedule, penalty, dropout."""

from dataclasses import replace

import numpy as np
import pytest

import barreleye as be
from barreleye import losses, optimizers
from barreleye.errors import BarreleyeError, OptionError, UnknownNameError
from barreleye.schedules import as_schedule
from barreleye.tables import as_table
from barreleye.tables._target import Target
from barreleye.tables._trained import loss_for
from barreleye.tables.findings._findings import about_quantile
from barreleye.tables.fitting import SCHEDULES, Settings
from support.tables import prices, sides

SETTINGS = Settings((8,), "relu", 20, 15, 0)
NUMBERS = Target.decide(as_table({"y": [k / 7.0 for k in range(40)]})["y"], None)
CLASSES = Target.decide(as_table({"y": ["a", "b"] * 20})["y"], None)


def fit(data, target, **options):
    return be.fit_table(data, target, **({"hidden": (8,), "epochs": 6, "progress": False} | options))


def bits(found):
    return found.model.network.parameters.vector.tobytes()


def test_the_usual_loss_is_the_squared_error_or_the_cross_entropy():
    assert loss_for(NUMBERS, None) is losses.squared_error
    assert loss_for(CLASSES, None) is losses.cross_entropy
    assert loss_for(CLASSES, "cross_entropy") is losses.cross_entropy
    for one in ("squared_error", "absolute_error", "huber", "quantile"):
        assert loss_for(NUMBERS, one) is losses.get(one)
    own = losses.quantile.with_(level=0.9)
    assert loss_for(NUMBERS, own) is own


@pytest.mark.parametrize(
    ("goal", "loss", "told"),
    [
        (CLASSES, "huber", "classes are learned by cross_entropy, got loss=huber"),
        (CLASSES, "binary_cross_entropy", "leave the loss out"),
        (NUMBERS, "cross_entropy", "'y' is a number to predict, and cross_entropy is a loss of classes"),
        (NUMBERS, losses.binary_cross_entropy, "take squared_error, absolute_error, huber or quantile"),
        (
            NUMBERS,
            "half_poisson_deviance",
            "half_poisson_deviance is a loss on logits: take squared_error",
        ),
        (NUMBERS, "hubert", "'huber'"),
        (NUMBERS, 3, "a loss is given by its name, got 3"),
    ],
)
def test_a_loss_that_does_not_fit_the_target_is_refused(goal, loss, told):
    with pytest.raises(BarreleyeError) as refusal:
        loss_for(goal, loss)
    assert told in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_loss_that_does_not_fit_is_refused_before_the_training(monkeypatch):
    def too_late(*_, **__):
        raise AssertionError("the training has begun")

    monkeypatch.setattr(be.Network, "fit", too_late)
    with pytest.raises(OptionError):
        fit(sides(rows=40), "side", loss="huber")
    for wrong in ({"optimizer": "lbfgs"}, {"schedule": "steps"}, {"l2": -1.0}, {"dropout": 1.0}):
        with pytest.raises(OptionError):
            fit(sides(rows=40), "side", **wrong)


# The schedules of 20 epochs from a rate of 0.5 to 0.001: where they begin, and where they end.
ENDS = {"cosine": (0.5, 1e-3), "constant": (0.5, 0.5), "exponential": (0.5, 1e-3)}


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_schedule_begins_at_the_rate_and_ends_where_it_should(name):
    chosen = replace(SETTINGS, schedule=name, learning_rate=0.5)
    rates = [as_schedule(chosen.optimizer_of(20, 1e-3).learning_rate)(k) for k in range(21)]
    if name == "one_cycle":  # it rises to the rate first, and then falls further than the others
        assert max(rates) == pytest.approx(0.5, rel=1e-12)
        assert 0 < rates.index(max(rates)) < 10
        assert rates[0] == pytest.approx(0.5 / 25)
        assert rates[-1] == pytest.approx(0.5 / 250_000)
        return
    assert (rates[0], rates[-1]) == pytest.approx(ENDS[name], rel=1e-12)
    assert rates == sorted(rates, reverse=True)


def test_a_rate_that_is_small_already_still_falls_to_a_tenth():
    chosen = replace(SETTINGS, learning_rate=1e-4)
    assert as_schedule(chosen.optimizer_of(20, 1e-3).learning_rate)(20) == pytest.approx(1e-5, rel=1e-12)


def test_an_optimizer_with_a_name_gets_its_usual_rate_the_schedule_and_the_weight_decay():
    found = replace(SETTINGS, weight_decay=0.07).optimizer_of(20, 1e-4)
    assert isinstance(found, be.AdamW)
    assert found.weight_decay == 0.07
    assert as_schedule(found.learning_rate)(0.0) == pytest.approx(0.003)
    for name in ("adam", "sgd", "rmsprop", "AdamW"):
        usual = optimizers.get(name)
        found = replace(SETTINGS, optimizer=name).optimizer_of(20, 1e-6)
        assert type(found) is type(usual)
        rate = 0.003 if name == "AdamW" else as_schedule(usual.learning_rate)(0.0)
        assert as_schedule(found.learning_rate)(0.0) == pytest.approx(rate)
        assert as_schedule(found.learning_rate)(20.0) == pytest.approx(1e-6)
        own = replace(SETTINGS, optimizer=name, learning_rate=0.05).optimizer_of(20, 1e-6)
        assert as_schedule(own.learning_rate)(0.0) == pytest.approx(0.05)


def test_an_optimizer_that_is_an_object_is_taken_as_it_is():
    own = be.Adam(0.02)
    chosen = replace(SETTINGS, optimizer=own, learning_rate=0.5, weight_decay=0.3)
    assert chosen.optimizer_of(20, 1e-4) is own


@pytest.mark.parametrize(("given", "kind"), [("lbfgs", OptionError), ("adamm", UnknownNameError)])
def test_an_optimizer_without_batches_or_of_no_known_name_is_refused(given, kind):
    with pytest.raises(kind):
        fit(sides(rows=40), "side", optimizer=given)
    with pytest.raises(OptionError, match="LBFGS has no batches"):
        fit(sides(rows=40), "side", optimizer=be.LBFGS())


CHANGED = {
    "optimizer": "sgd",
    "schedule": "constant",
    "learning_rate": 0.01,
    "weight_decay": 0.5,
    "l2": 0.1,
    "dropout": 0.2,
    "loss": "huber",
}


def test_every_option_changes_the_networks_of_the_folds_and_the_last_one(monkeypatch):
    fitted, made = be.Network.fit, []

    def watched(net, *args, **how):
        found = fitted(net, *args, **how)
        made.append(net.parameters.vector.tobytes())
        return found

    monkeypatch.setattr(be.Network, "fit", watched)
    seen = []
    for option in [{}, *({name: value} for name, value in CHANGED.items())]:
        made.clear()
        fit(prices(rows=60), "price", epochs=3, **option)
        seen.append((made[1], made[-1]))  # a network of a fold stands behind its linear model
    first, last = (set(one) for one in zip(*seen, strict=True))
    assert len(first) == len(last) == len(seen)


def test_l2_and_dropout_are_told_to_every_network_but_the_linear_ones(monkeypatch):
    fitted, told = be.Network.fit, []

    def watched(net, *args, **how):
        told.append((len(net.layers) > 1, how["l2"], tuple(net.dropout)))
        return fitted(net, *args, **how)

    monkeypatch.setattr(be.Network, "fit", watched)
    fit(prices(rows=60), "price", hidden=(6, 4), epochs=2, l2=0.25, dropout=0.1)
    # a network and a linear model for each fold, some again with fewer columns, and the last network
    assert len(told) >= 2 * 8 + 1
    assert sum(deep for deep, _, _ in told) == (len(told) + 1) / 2
    for deep, l2, rates in told:
        assert (l2, rates) == ((0.25, (0.0, 0.1, 0.1)) if deep else (0.0, (0.0,)))


def test_dropout_stands_behind_each_hidden_layer_and_changes_no_prediction():
    found = fit(prices(rows=60), "price", hidden=(6, 4), dropout=0.3)
    net = found.model.network
    assert [layer.units for layer in net.layers] == [6, 4, 1]
    assert list(net.dropout) == [
        0.0,
        0.3,
        0.3,
    ]  # of the inputs of each layer: those of the first are spared
    first, again = (found.model.predict(prices(rows=9)).values for _ in range(2))
    assert first.tobytes() == again.tobytes()


def test_l2_makes_weights_smaller():
    sizes = []
    for l2 in (0.0, 1.0):
        found = fit(prices(rows=60), "price", l2=l2, weight_decay=0.0, epochs=20)
        sizes.append(sum(np.square(layer.weights).sum() for layer in found.model.network.layers))
    assert sizes[1] < 0.5 * sizes[0]


def test_of_a_quantile_the_share_below_the_answers_is_told():
    data = prices(rows=120)
    data["price"] = np.array(data["price"]) + np.random.default_rng(0).normal(0.0, 900.0, 120)
    found = fit(data, "price", loss=losses.quantile.with_(level=0.9), epochs=20)
    below = np.mean(found.y_true <= found.predicted)
    told = f"{below:.1%} of the truth is below the answers, where 90% was asked for"
    assert told in found.warnings
    assert below > 0.5
    first = found.scores.scores[0]
    assert first.name == "quantile(level=0.9)"
    off = found.y_true - found.predicted
    assert first.value == pytest.approx(np.mean(np.maximum(0.9 * off, -0.1 * off)), rel=1e-9)
    assert found.scores.naive.endswith("the quantile 0.9")
    assert about_quantile(losses.squared_error, found.y_true, found.predicted) == []


def test_with_the_absolute_error_that_is_the_first_score_and_the_baseline_the_median():
    data = prices(rows=120)
    data["price"] = np.exp(np.array(data["price"]) / 800.0)  # its mean is far from its median
    found = fit(data, "price", loss="absolute_error")
    names = [one.name for one in found.scores.scores]
    assert names[:2] == ["mean absolute error", "root mean squared error"]
    first = found.scores.scores[0]
    assert first.value == pytest.approx(np.abs(found.y_true - found.predicted).mean(), rel=1e-9)
    assert found.scores.naive.endswith("the median")
    # each fold has the median of the rows that it learned from, not far from that of all
    errors = np.abs(found.y_true - np.median(found.y_true)).mean()
    assert first.baseline == pytest.approx(errors, rel=0.05)
    assert first.baseline < np.abs(found.y_true - found.y_true.mean()).mean()
    assert fit(data, "price").scores.scores[0].name == "root mean squared error"

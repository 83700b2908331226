"""Callbacks, observers and metrics hold the network too: what they write has to be finite, in every epoch."""

import numpy as np
import pytest

import barreleye as be
from barreleye.errors import OptionError

X, Y = be.datasets.spiral(samples=20, classes=3, seed=0)
OPTIONS = {"epochs": 4, "progress": False, "validation": (X, Y)}


class Spoils:
    """Writes a value into some weight, in one epoch, whoever calls it."""

    def __init__(self, net, epoch, value):
        self.net, self.epoch, self.value = net, epoch, value
        self.calls = 0
        self.before = None

    def __call__(self, *_):
        if self.calls == self.epoch:
            self.before = self.net.parameters.vector.copy()
            self.net.layers[1].weights[0, 1] = self.value
        self.calls += 1

    def epoch_done(self, record):
        self(record)

    def rows_done(self, epoch, rows, loss): ...


def network():
    return be.mlp(2, [4], 3, output="softmax", seed=0)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("epoch", [0, 2, 3])
@pytest.mark.parametrize("how", ["callbacks", "progress"])
@pytest.mark.parametrize("optimizer", ["adam", "lbfgs"])
@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_what_is_not_finite_is_refused_and_taken_back(engine, optimizer, how, epoch, value):
    net = network()
    spoils = Spoils(net, epoch, value)
    words = f"after epoch {epoch} the weights of layer output are no longer finite"
    with pytest.raises(OptionError, match=words):
        net.fit(X, Y, engine=engine, optimizer=optimizer, **OPTIONS | {how: spoils})
    assert net.parameters.vector.tolist() == spoils.before.tolist()
    assert len(net.history) == epoch + 1
    assert net.history.stopped == "error"
    net.fit(X, Y, engine=engine, optimizer=optimizer, **OPTIONS)


@pytest.mark.parametrize("epoch", [0, 2, 3])
@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_a_metric_cannot_leave_it_either(engine, epoch):
    net = network()
    spoils = Spoils(net, epoch, np.nan)

    def metric(*_):
        spoils()
        return 0.5

    rule = be.EarlyStopping(patience=9, monitor=metric, mode="max")
    with pytest.raises(
        OptionError, match=f"after epoch {epoch} the weights .* before the metric changed them"
    ):
        net.fit(X, Y, engine=engine, early_stopping=rule, **OPTIONS)
    assert np.isfinite(net.parameters.vector).all()


def test_a_checkpoint_holds_finite_weights_only(tmp_path):
    net = network()
    with pytest.raises(OptionError):
        net.fit(X, Y, checkpoint=tmp_path / "run.npz", callbacks=Spoils(net, 2, np.nan), **OPTIONS)
    assert np.isfinite(be.load(tmp_path / "run.npz").parameters.vector).all()


def test_finite_numbers_may_be_written():
    net = network()
    net.fit(X, Y, callbacks=Spoils(net, 3, 7.0), **OPTIONS)
    assert net.layers[1].weights[0, 1] == 7.0


class BrokenError(Exception):
    """A fault of somebody's own."""


@pytest.mark.parametrize("who", ["callback", "metric"])
def test_an_error_of_a_callback_or_metric_is_the_callers_and_the_weights_are_whole(who):
    def fail(*_):
        raise BrokenError("mine")

    net, want = network(), network()
    if who == "callback":  # is told of a whole epoch; a metric is a part of it
        want.fit(X, Y, **OPTIONS | {"epochs": 1})
    rule = be.EarlyStopping(monitor=fail, mode="min") if who == "metric" else None
    with pytest.raises(BrokenError, match="mine"):
        net.fit(X, Y, early_stopping=rule, callbacks=fail if who == "callback" else (), **OPTIONS)
    assert net.parameters.vector.tolist() == want.parameters.vector.tolist()
    assert net.history.stopped == "error"


@pytest.mark.parametrize("answer", [None, "x", [1.0, 2.0], 1j, object()], ids=range(5))
def test_a_metric_returns_a_number(answer):
    rule = be.EarlyStopping(monitor=lambda *_: answer, mode="min")
    with pytest.raises(OptionError, match="returns one number, got"):
        network().fit(X, Y, early_stopping=rule, **OPTIONS)


@pytest.mark.parametrize("rate", [None, "x", -0.1, np.nan, np.inf, 1j], ids=str)
def test_a_schedule_returns_a_number(rate):
    net = network()
    before = net.parameters.vector.copy()
    with pytest.raises(OptionError, match=r"a schedule returns a number of 0 or more, and .* returned"):
        net.fit(X, Y, optimizer=be.Adam(lambda _: rate), **OPTIONS)
    assert net.parameters.vector.tolist() == before.tolist()

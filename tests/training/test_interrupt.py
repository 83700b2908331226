"""Ctrl-C: the exception goes on, and the network stands on whole epochs."""

import signal
import subprocess
import sys

import numpy as np
import pytest

import barreleye as be

PROGRAM = """
import sys
import numpy as np
import barreleye as be

def make():
    X, y = be.datasets.spiral(200, 3, seed=0)
    return be.mlp(2, [16], 3, output="softmax", seed=1), X, y

net, X, y = make()
def ready(record):
    if record.epoch == 3:
        print("ready", flush=True)
try:
    net.fit(X, y, epochs=100_000, batch_size=4, callbacks=[ready])
except KeyboardInterrupt:
    history = net.history
    assert history.stopped == "interrupted", history.stopped
    assert history.best_epoch >= 3, history
    assert len(history) - 1 in (history.best_epoch, history.best_epoch + 1), history
    twin, X, y = make()
    twin.fit(X, y, epochs=history.best_epoch + 1, batch_size=4)
    assert twin.parameters.vector.tobytes() == net.parameters.vector.tobytes()
    print("stands on whole epochs", flush=True)
    raise
"""


def test_a_real_ctrl_c_in_the_middle_of_training_leaves_the_last_whole_epoch():
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout.readline() == "ready\n"
            process.send_signal(signal.SIGINT)
            out, errors = process.communicate(timeout=60)
        finally:
            process.kill()
    assert out == "stands on whole epochs\n", errors
    assert errors.rstrip().endswith("KeyboardInterrupt")
    assert "RuntimeWarning" not in errors


def data():
    X, y = be.datasets.sine(64)
    return be.mlp(1, [8], 1, activation="tanh", seed=2), X, y


def interrupt_at(epoch):
    def callback(record):
        if record.epoch == epoch:
            raise KeyboardInterrupt

    return callback


@pytest.mark.parametrize("epoch", [0, 4])
def test_an_interrupt_between_epochs_leaves_the_last_one(epoch):
    net, X, y = data()
    with pytest.raises(KeyboardInterrupt):
        net.fit(X, y, epochs=50, callbacks=[interrupt_at(epoch)])
    twin, X, y = data()
    twin.fit(X, y, epochs=epoch + 1)
    assert (net.history.stopped, net.history.best_epoch) == ("interrupted", epoch)
    assert len(net.history) == epoch + 1
    assert net.parameters.vector.tobytes() == twin.parameters.vector.tobytes()


def test_an_interrupt_with_early_stopping_leaves_the_best_epoch():
    net, X, y = data()
    weights = []
    with pytest.raises(KeyboardInterrupt):
        net.fit(
            X[:40],
            y[:40],
            epochs=200,
            validation=(X[40:], y[40:]),
            early_stopping=1000,
            optimizer=be.Adam(0.1),
            callbacks=[lambda _: weights.append(net.parameters.vector.copy()), interrupt_at(30)],
        )
    best = int(np.argmin(net.history.val_loss))
    assert best < 30
    assert (net.history.stopped, net.history.best_epoch) == ("interrupted", best)
    assert net.parameters.vector.tobytes() == weights[best].tobytes()


class InterruptedAtStep:
    """Plain descent that is interrupted in the middle of an epoch."""

    learning_rate = 0.1
    n_slots = 0

    def __init__(self, at):
        self.at = at

    def step(self, theta, gradient, memory, t, rate):  # noqa: ARG002  the signature of an optimizer
        theta -= rate * gradient
        if t == self.at:
            raise KeyboardInterrupt


@pytest.mark.parametrize(("at", "whole"), [(1, 0), (2, 0), (5, 2), (6, 2), (7, 3)])
def test_an_interrupt_within_an_epoch_takes_the_half_epoch_back(at, whole):
    net, X, y = data()
    before = net.parameters.vector.copy()
    with pytest.raises(KeyboardInterrupt):
        net.fit(X, y, epochs=50, batch_size=32, optimizer=InterruptedAtStep(at))
    if whole:
        twin, X, y = data()
        twin.fit(X, y, epochs=whole, batch_size=32, optimizer=InterruptedAtStep(-1))
        before = twin.parameters.vector
    assert net.parameters.vector.tobytes() == before.tobytes()
    assert len(net.history) == whole
    assert net.history.best_epoch == (whole - 1 if whole else None)
    assert net.history.stopped == "interrupted"


def test_partial_fit_can_be_called_again_after_an_interrupt():
    net, X, y = data()
    with pytest.raises(KeyboardInterrupt):
        net.fit(X, y, epochs=5, callbacks=[interrupt_at(1)])
    before = net.loss(X, y)
    for _ in range(20):
        net.partial_fit(X, y)
    assert net.loss(X, y) < before
    assert net.history.stopped == "epochs"

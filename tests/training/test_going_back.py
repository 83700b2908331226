"""Going back means everything: weights, the optimizer's memory, and the count of epochs."""

import numpy as np
import pytest

import barreleye as be


def problem():
    X, y = be.datasets.vertical(20, 3, seed=1)
    return be.mlp(2, [5], 3, output="softmax"), X, y


def test_after_divergence_training_goes_on_as_if_it_had_not_been_tried():
    net, X, _ = problem()
    net = be.mlp(2, [5], 1)
    answers = X[:, 0]
    net.partial_fit(X, answers, optimizer=be.Momentum(0.01))
    twin = net.copy()
    with pytest.raises(be.errors.DivergedError):
        net.partial_fit(X * 1e30, answers, optimizer=be.Momentum(0.01))
    again = net.partial_fit(X, answers, optimizer=be.Momentum(0.01))
    assert np.isfinite(again.loss[-1])
    assert again.loss[-1] < 2.0 * twin.loss(X, answers)


def test_early_stopping_keeps_the_memory_of_the_best_epoch():
    net, X, y = problem()
    history = net.fit(X, y, epochs=60, validation=0.3, early_stopping=3, optimizer=be.Adam(0.05))
    twin, _, _ = problem()
    rest = be.training._data.hold_out(0.3, len(X), y, twin.seed)[0]
    for _ in range(history.best_epoch + 1):
        twin.partial_fit(X[rest], y[rest], optimizer=be.Adam(0.05))
    for one in (net, twin):
        one.partial_fit(X[rest], y[rest], optimizer=be.Adam(0.05))
    assert np.array_equal(net.parameters.vector, twin.parameters.vector)
    assert net.history.best_epoch is None  # the weights are the last ones again


def test_memory_that_overflows_is_divergence_and_not_silence():
    net = be.mlp(1, [8], 1)
    X = np.linspace(-1, 1, 64)[:, None]
    with pytest.raises(be.errors.DivergedError) as caught:
        net.fit(X, 1e20 * X[:, 0], epochs=5)
    assert caught.value.quantity == "optimizer state"


def test_memory_that_overflows_in_a_slice_is_found_after_that_slice(monkeypatch):
    monkeypatch.setattr(be.training.compiled._engine, "_FIRST_SLICE", 1)
    monkeypatch.setattr(be.training.compiled._engine, "_SLICE_SECONDS", 0.0)
    net = be.mlp(1, [8], 1)
    X = np.linspace(-1, 1, 160)[:, None]
    with pytest.raises(be.errors.DivergedError, match="epoch 0, batch 0") as caught:
        net.fit(X, 1e20 * X[:, 0], epochs=5, engine="compiled")
    assert (caught.value.quantity, caught.value.batch) == ("optimizer state", 0)


def test_ctrl_c_while_going_back_still_ends_on_the_best_weights(monkeypatch):
    net, X, y = problem()
    restore, calls = be.training._best_weights.BestWeights.restore, []

    def interrupted(best_weights):
        calls.append(1)
        if len(calls) == 1:
            raise KeyboardInterrupt
        restore(best_weights)

    monkeypatch.setattr(be.training._best_weights.BestWeights, "restore", interrupted)
    with pytest.raises(KeyboardInterrupt):
        net.fit(X, y, epochs=40, validation=0.3, early_stopping=3, optimizer=be.Adam(0.05))
    best = int(np.argmin(net.history.val_loss))
    assert (net.history.stopped, net.history.best_epoch) == ("interrupted", best)


def test_a_class_of_ten_gives_two_rows_however_many_singletons_there_are():
    labels = np.concatenate([np.arange(40), np.full(10, 40), np.full(50, 41)])
    _, held_out = be.training.hold_out(0.2, 100, labels, seed=0)
    taken = np.bincount(labels[held_out], minlength=42)
    assert taken[:40].sum() == 0
    assert 2 <= taken[40] <= 3
    assert 10 <= taken[41] <= 11


def test_first_weights_order_and_noise_of_one_seed_are_different_draws():
    net = be.mlp(2, [16], 1, seed=0)
    weights = net.layers[0].weights.ravel()
    noise = np.random.default_rng(0).standard_normal(32)
    assert abs(np.corrcoef(weights, noise)[0, 1]) < 0.9


def test_shares_of_classes_must_be_shares():
    net, X, _ = problem()
    with pytest.raises(be.errors.DataError, match=r"add up to 1, and y has .* in row 0"):
        net.fit(X, np.tile([-1.0, 1.0, -1.0], (60, 1)))


def test_words_under_a_loss_for_numbers_are_refused_before_anything_changes():
    net, X, y = problem()
    words = np.array(["a", "b", "c"])[y]
    with pytest.raises(be.errors.DataError, match="needs numbers"):
        net.fit(X, words, loss="squared_error")
    assert net.history is None
    assert net.classes is None
    named = be.mlp(2, [5], 3, output="softmax", classes=["a", "b", "c"])
    with pytest.raises(be.errors.DataError, match="needs numbers"):  # also where the words are known
        named.fit(X, words, loss="squared_error")
    assert named.history is None


def test_a_step_in_the_way_is_said(caplog):
    X, y = be.datasets.vertical(20, 3, seed=1)
    be.mlp(2, [5], 3, activation="step", output="softmax").fit(X, y, epochs=1)
    assert "get no gradient and do not change" in caplog.text


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_ctrl_c_between_a_record_and_its_weights_leaves_as_many_of_both(engine, monkeypatch):
    net, X, y = problem()
    forget, calls = be.training._snapshot.Snapshot.forget, []

    def interrupted(snapshot):
        calls.append(1)
        if len(calls) == 4:
            raise KeyboardInterrupt
        forget(snapshot)

    with monkeypatch.context() as patched:
        patched.setattr(be.training._snapshot.Snapshot, "forget", interrupted)
        with pytest.raises(KeyboardInterrupt):
            net.fit(X, y, epochs=6, engine=engine)
    net.partial_fit(X, y)
    assert [record.epoch for record in net.history] == [0, 1, 2, 3]

"""Early stopping and callbacks: when a run ends, and on which weights."""

import numpy as np
import pytest

import barreleye as be


def noisy(seed=0):
    """Few rows, much noise and a wide network: the validation loss falls and then rises."""
    rng = np.random.default_rng(seed)
    X = rng.uniform(-1.0, 1.0, (24, 1))
    y = X[:, 0] + rng.normal(0.0, 0.5, 24)
    return be.mlp(1, [32], 1, activation="tanh", seed=seed), X, y


class Diary:
    """A callback that keeps the weights of every epoch."""

    def __init__(self, net):
        self.net = net
        self.weights = []

    def __call__(self, record):
        assert record.epoch == len(self.weights)
        self.weights.append(self.net.parameters.vector.copy())


def train(rule, **options):
    net, X, y = noisy()
    diary = Diary(net)
    history = net.fit(
        X[:16],
        y[:16],
        validation=(X[16:], y[16:]),
        early_stopping=rule,
        callbacks=[diary],
        optimizer=be.Adam(0.03),
        **options,
    )
    return net, history, diary


@pytest.mark.parametrize("patience", [1, 5, 30])
def test_patience_is_the_number_of_epochs_without_a_better_one(patience):
    net, history, diary = train(patience, epochs=1000)
    best = int(np.argmin(history.val_loss))
    assert history.stopped == "early stopping"
    assert history.best_epoch == best
    assert len(history) == best + patience + 1 < 1000
    assert net.parameters.vector.tobytes() == diary.weights[best].tobytes()
    assert best + 1 < len(history)  # the best epoch is not simply the last


def test_the_best_weights_come_back_also_when_the_epochs_run_out():
    _, history, _ = train(5, epochs=1000)
    short = len(history) - 1
    net, history, diary = train(5, epochs=short)
    assert history.stopped == "epochs"
    assert history.best_epoch == int(np.argmin(history.val_loss)) < short - 1
    assert net.parameters.vector.tobytes() == diary.weights[history.best_epoch].tobytes()
    assert f"best weights from epoch {history.best_epoch}" in repr(history)


def test_a_number_stands_for_a_rule_with_that_patience():
    assert train(3, epochs=200)[1].loss == train(be.EarlyStopping(patience=3), epochs=200)[1].loss


def test_a_gain_below_min_delta_is_no_gain():
    _, loose, _ = train(be.EarlyStopping(patience=3, min_delta=1e9), epochs=100)
    assert (len(loose), loose.best_epoch) == (4, 0)
    _, history, _ = train(be.EarlyStopping(patience=3, min_delta=0.02), epochs=1000)
    best, kept = np.inf, None
    for epoch, value in enumerate(history.val_loss):
        if value < best - 0.02:
            best, kept = value, epoch
    assert history.best_epoch == kept == len(history) - 4


def test_the_training_loss_can_be_watched_without_validation_rows():
    net, X, y = noisy()
    diary = Diary(net)
    rule = be.EarlyStopping(patience=2, monitor="loss")
    history = net.fit(X, y, epochs=500, early_stopping=rule, callbacks=[diary], optimizer=be.Adam(0.1))
    best = int(np.argmin(history.loss))
    assert history.stopped == "early stopping"
    assert (history.best_epoch, len(history)) == (best, best + 3)
    assert np.array_equal(net.parameters.vector, diary.weights[best])
    assert history.val_loss == []


def test_without_a_rule_the_last_weights_stay():
    net, history, diary = train(None, epochs=60)
    assert (history.stopped, history.best_epoch, len(history)) == ("epochs", None, 60)
    assert np.array_equal(net.parameters.vector, diary.weights[-1])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"patience": 0}, "a whole number of at least 1, got 0"),
        ({"min_delta": -0.1}, "min_delta is a number of 0 or more, got -0.1"),
        ({"min_delta": float("nan")}, "min_delta is a number of 0 or more, got nan"),
        (
            {"monitor": "accuracy"},
            "'val_loss', 'loss' or 'val_accuracy', or a function .*, got 'accuracy'",
        ),
    ],
    ids=str,
)
def test_a_rule_that_makes_no_sense_is_refused(options, words):
    with pytest.raises(be.errors.OptionError, match=words):
        be.EarlyStopping(**options)


@pytest.mark.parametrize("callbacks", [5, None, [print, "print"]])
def test_what_cannot_be_called_is_refused_before_anything_is_learned(callbacks):
    net = be.mlp(2, [3], 2, output="softmax")
    with pytest.raises(be.errors.OptionError, match=r"callbacks are functions .* got (5|None|'print')"):
        net.fit(np.zeros((4, 2)), ["a", "b", "a", "b"], callbacks=callbacks)
    assert net.classes is None
    assert net.history is None


def test_a_callback_that_returns_true_stops_the_run_and_all_are_told():
    net, X, y = noisy()
    told = []
    history = net.fit(
        X,
        y,
        epochs=50,
        callbacks=[lambda record: record.epoch == 3, lambda record: told.append(record.epoch)],
    )
    assert told == [0, 1, 2, 3]
    assert (history.stopped, len(history), history.best_epoch) == ("callback", 4, None)
    twin, X, y = noisy()
    twin.fit(X, y, epochs=4)
    assert np.array_equal(net.parameters.vector, twin.parameters.vector)


def test_a_callback_sees_the_record_that_the_history_keeps():
    net, X, y = noisy()
    seen = []
    history = net.fit(X, y, epochs=3, validation=0.25, callbacks=[seen.append])
    assert all(a is b for a, b in zip(seen, history, strict=True))
    assert history.seconds == pytest.approx(sum(record.seconds for record in seen))
    assert all(record.seconds > 0 for record in seen)


def test_a_callback_that_raises_leaves_the_history_and_the_weights_of_the_last_whole_epoch():
    net, X, y = noisy()

    def fail(record):
        if record.epoch == 2:
            net.parameters.vector[...] = np.nan
            raise RuntimeError("out of paper")

    with pytest.raises(RuntimeError, match="out of paper"):
        net.fit(X, y, epochs=50, callbacks=[fail])
    twin, X, y = noisy()
    twin.fit(X, y, epochs=3)
    assert (net.history.stopped, len(net.history), net.history.best_epoch) == ("error", 3, 2)
    assert net.parameters.vector.tobytes() == twin.parameters.vector.tobytes()

"""Early stopping on something other than a loss."""

import numpy as np
import pytest

import barreleye as be
from barreleye.errors import OptionError
from barreleye.training._stopping import accuracy

ENGINES = ["numpy", "compiled"]


def crosses(seed=0, count=60):
    rng = np.random.default_rng(seed)
    X = rng.uniform(-1.0, 1.0, (count, 2))
    y = np.where(X[:, 0] * X[:, 1] + rng.normal(0.0, 0.2, count) > 0.0, "same", "other")
    return X, y


def train(rule, y=None, output="softmax", outputs=2, epochs=60, engine="auto", **options):
    X, words = crosses()
    y = words if y is None else y
    net = be.mlp(2, [12], outputs, output=output, seed=0)
    weights = []
    history = net.fit(
        X[:40], y[:40], validation=(X[40:], y[40:]), early_stopping=rule, epochs=epochs, engine=engine,
        optimizer=be.Adam(0.05), progress=False,
        callbacks=lambda _: weights.append(net.parameters.vector.copy()) and None, **options,
    )  # fmt: skip
    return net, history, weights, X[40:], y[40:]


@pytest.mark.parametrize("engine", ENGINES)
def test_accuracy_on_the_validation_rows(engine):
    net, history, weights, X, y = train(
        be.EarlyStopping(patience=15, monitor="val_accuracy"), engine=engine
    )
    best = int(np.argmax(history.metric))
    assert history.best_epoch == best
    assert history.stopped == "early stopping"
    assert len(history) == best + 16 == len(history.metric)
    assert net.parameters.vector.tobytes() == weights[best].tobytes()
    assert (net.predict(X) == y).mean() == history.metric[best] > history.metric[0]
    assert best != int(np.argmin(history.val_loss))  # it is not the loss that decides


def test_a_metric_hears_answers_in_the_terms_of_y():
    heard = []

    def share_of_same(truth, predicted):
        heard.append((truth, predicted))
        return np.float32((predicted == "same").mean())

    _, history, *_, y = train(be.EarlyStopping(patience=5, monitor=share_of_same, mode="min"))
    assert all((truth == y).all() for truth, _ in heard)
    assert {word for _, predicted in heard for word in predicted} <= {"same", "other"}
    assert history.metric == [float(np.float32((p == "same").mean())) for _, p in heard]
    assert history.best_epoch == int(np.argmin(history.metric))


@pytest.mark.parametrize(
    ("y", "output", "outputs", "shape"),
    [
        (np.arange(60) / 60.0, "linear", 1, (20,)),
        (np.arange(120).reshape(60, 2) / 120.0, "linear", 2, (20, 2)),
        (np.arange(60) % 2, "sigmoid", 1, (20,)),
        (np.arange(60) % 3, "softmax", 3, (20,)),
        (np.eye(3)[np.arange(60) % 3], "softmax", 3, (20,)),
    ],
)
def test_truth_and_answer_have_one_shape(y, output, outputs, shape):
    def same(truth, predicted):
        assert truth.shape == predicted.shape == shape
        want = y[40:].argmax(axis=1) if outputs == 3 and y.ndim == 2 else y[40:]
        np.testing.assert_allclose(truth, want, rtol=1e-6)  # the network may think in float32
        return 0.0

    train(be.EarlyStopping(monitor=same, mode="max"), y, output, outputs, epochs=2)


def test_a_share_of_the_rows_will_do():
    X, y = crosses()
    net = be.mlp(2, [8], 2, output="softmax", seed=0)
    rule = be.EarlyStopping(patience=3, monitor="val_accuracy")
    history = net.fit(X, y, validation=0.3, early_stopping=rule, epochs=30, progress=False)
    assert all(0.0 <= value <= 1.0 for value in history.metric)


def test_right_means_right_in_all_outputs():
    assert accuracy(np.array([1, 2, 3]), np.array([1, 2, 4])) == pytest.approx(2 / 3)
    assert accuracy(np.array([[1, 0], [1, 1]]), np.array([[1, 1], [1, 1]])) == 0.5


def test_a_metric_that_is_no_number_is_better_than_none():
    answers = iter([float("nan"), 0.2, float("nan"), 0.1, 0.1, 0.1])
    rule = be.EarlyStopping(patience=2, monitor=lambda *_: next(answers), mode="max")
    _, history, *_ = train(rule, epochs=6)
    assert history.best_epoch == 1
    assert len(history) == 4


def test_a_metric_that_is_never_a_number_leaves_the_last_weights():
    rule = be.EarlyStopping(patience=50, monitor=lambda *_: float("nan"), mode="max")
    net, history, weights, *_ = train(rule, epochs=6)
    assert net.parameters.vector.tobytes() == weights[-1].tobytes()
    assert history.best_epoch == 5


def test_resuming_remembers_the_best(tmp_path):
    rule = be.EarlyStopping(patience=15, monitor="val_accuracy")
    net, want, *_ = train(rule)
    path = tmp_path / "run.npz"
    train(rule, epochs=9, checkpoint=path)
    other, history, *_ = train(rule, checkpoint=path, resume=True)
    assert history.metric == want.metric
    assert other.parameters.vector.tobytes() == net.parameters.vector.tobytes()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"monitor": "acc"}, "monitor is 'val_loss', 'loss' or 'val_accuracy', or a function metric"),
        ({"monitor": accuracy}, "mode is 'min' or 'max' for monitor accuracy, got None"),
        (
            {"monitor": accuracy, "mode": "best"},
            "mode is 'min' or 'max' for monitor accuracy, got 'best'",
        ),
        ({"monitor": "val_loss", "mode": "max"}, "mode is 'min' for monitor val_loss, got 'max'"),
        ({"monitor": 3}, "got 3"),
    ],
)
def test_rules_that_make_no_sense_are_refused(options, message):
    with pytest.raises(OptionError, match=message):
        be.EarlyStopping(**options)


def test_what_cannot_be_watched_is_refused_before_anything_changes():
    X, y = crosses()
    net = be.mlp(2, [8], 2, output="softmax", seed=0)
    for rule in (
        be.EarlyStopping(monitor="val_accuracy"),
        be.EarlyStopping(monitor=accuracy, mode="max"),
    ):
        with pytest.raises(
            OptionError, match=r"early stopping monitors (val_)?accuracy, and there are no"
        ):
            net.fit(X, y, early_stopping=rule)
    numbers = be.mlp(2, [8], 1, seed=0)
    with pytest.raises(
        OptionError, match="val_accuracy, which needs class labels, and this loss is for regression"
    ):
        numbers.fit(
            X, X[:, 0], validation=0.2, early_stopping=be.EarlyStopping(monitor="val_accuracy"), epochs=1
        )
    with pytest.raises(OptionError, match="the metric words returns one number, got 'high'"):
        numbers.fit(
            X, X[:, 0], validation=0.2, epochs=3, progress=False,
            early_stopping=be.EarlyStopping(monitor=words, mode="max"),
        )  # fmt: skip
    assert numbers.history.stopped == "error"


def words(truth, predicted):  # noqa: ARG001  a metric
    return "high"

"""What fit does if nobody says how: it trains as long as small tables need, and counts right rows."""

import numpy as np
import pytest

import barreleye as be

DATA = {
    "spiral": lambda: be.datasets.spiral(samples=100, classes=3, seed=0),
    "moons": be.datasets.moons,
    "circles": be.datasets.circles,
    "xor": be.datasets.xor,
}


@pytest.mark.parametrize("name", DATA)
def test_the_defaults_tell_the_classes_of_the_data_sets_apart(name):
    X, y = DATA[name]()
    net = be.mlp(2, [64, 64], len(np.unique(y)), output="softmax", seed=0)
    history = net.fit(X, y, progress=False)
    assert net.score(X, y) >= 0.97
    assert len(history) == -(-50_000 // -(-len(X) // 32))


def test_epochs_make_a_number_of_steps_but_at_least_a_hundred_epochs():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(600, 1))
    assert len(be.mlp(1, [2], 1).fit(X, X, batch_size=1, progress=False)) == 100
    assert len(be.mlp(1, [2], 1).fit(X, X, batch_size=6, progress=False)) == 500
    lbfgs = be.mlp(1, [8], 1, seed=0).fit(X, np.sin(9 * X), optimizer="lbfgs", progress=False)
    assert len(lbfgs) <= 100


@pytest.mark.parametrize("outputs", [3, 1])
def test_the_history_of_a_classifier_knows_how_many_rows_are_right(outputs, tmp_path):
    X, y = be.datasets.spiral(samples=60, classes=3 if outputs == 3 else 2, seed=1)
    net = be.mlp(2, [16], outputs, output="softmax" if outputs == 3 else "sigmoid", seed=0)
    rights = []

    def count(record):
        rights.append((record.accuracy, record.val_accuracy, net.score(X, y), net.score(X[:30], y[:30])))

    history = net.fit(
        X, y, epochs=5, validation=(X[:30], y[:30]), record="epoch", callbacks=count, progress=False,
        checkpoint=tmp_path / "run.npz",
    )  # fmt: skip
    assert len(set(rights)) > 1
    assert all(one[:2] == one[2:] for one in rights)
    assert list(zip(history.accuracy, history.val_accuracy, strict=True)) == [one[:2] for one in rights]
    assert f"{history.accuracy[-1]:.1%}" in history._repr_html_()
    twin = be.mlp(2, [16], outputs, output="softmax" if outputs == 3 else "sigmoid", seed=0)
    again = twin.fit(
        X, y, epochs=6, validation=(X[:30], y[:30]), record="epoch", progress=False,
        resume=tmp_path / "run.npz",
    )  # fmt: skip
    assert again.accuracy[:5] == history.accuracy


def test_accuracy_is_counted_where_there_are_classes_and_somebody_asks():
    X, y = be.datasets.spiral(samples=20, classes=3, seed=1)
    plain = be.mlp(2, [4], 3, output="softmax").fit(X, y, epochs=2, progress=False)
    assert plain.accuracy == plain.val_accuracy == []
    numbers = be.mlp(2, [4], 1).fit(
        X, X[:, :1], epochs=2, validation=0.2, record="epoch", progress=False
    )
    assert numbers.accuracy == numbers.val_accuracy == []

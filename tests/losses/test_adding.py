"""Adding a loss takes its two bodies; everything else finds it, and half a loss is refused."""

import numpy as np
import pytest

import barreleye as be
from barreleye.errors import NotCompilableError, OptionError, UnknownNameError
from barreleye.kernels import engine
from barreleye.losses import _loss_catalogue
from barreleye.losses._loss_catalogue import declare, gradient_of
from barreleye.scalars import row_length, row_mean, row_sum, softmax, softmax_product

X = np.linspace(-1.0, 1.0, 24).reshape(12, 2)
LABELS = np.arange(12) % 3


@pytest.fixture(autouse=True)
def catalogue(monkeypatch):
    """A catalogue that forgets what a test declares."""
    monkeypatch.setattr(_loss_catalogue, "_CATALOGUE", dict(_loss_catalogue._CATALOGUE))
    monkeypatch.setattr(_loss_catalogue, "_INCOMPLETE", set())


def declared(body, gradient=None, name="mine", **facts):
    """Return a loss that is declared here and nowhere else."""
    body.__name__, body.__doc__ = name, "A loss."
    loss = declare(**{"latex": "x", "on_logits": False, **facts})(body)
    if gradient:
        gradient_of(loss)(gradient)
    return loss


def squares(p, y):
    return row_mean((p - y) * (p - y))


def brier():
    """Return the square of the error of probabilities, without bodies of its own for labels."""

    def gradient(z, y):
        return softmax_product(z, 2.0 * (softmax(z) - y))

    def body(z, y):
        d = softmax(z) - y
        return row_sum(d * d)

    return declared(body, gradient, "brier", on_logits=True, target="classes", outputs=("softmax",))


@pytest.mark.parametrize("reader", ["numpy", "compiled"])
def test_a_loss_for_classes_takes_labels_as_the_one_hot_rows_that_they_stand_for(reader):
    loss, z, one_hot = brier(), np.column_stack([X, X[:, 0] - 0.5]), np.eye(3)[LABELS]
    assert loss(z, LABELS) == loss(z, one_hot)
    with engine(reader):
        by_labels, by_rows = loss.value_and_gradient(z, LABELS), loss.value_and_gradient(z, one_hot)
    assert by_labels[0] == by_rows[0]
    assert (by_labels[1] == by_rows[1]).all()
    assert "brier_of_label" in loss.code("c")


@pytest.mark.parametrize("reader", ["numpy", "compiled"])
def test_a_loss_for_classes_trains_on_labels(reader):
    loss, net = brier(), be.mlp(2, [4], 3, output="softmax", seed=0)
    first = loss(net.trace(X)[-1].z, np.eye(3)[LABELS])
    net.fit(X, LABELS, loss=loss, epochs=1, batch_size=12, engine=reader, progress=False)
    # the first epoch is one batch, whose loss is that before its step; float32 computed z
    assert abs(net.history.epochs[0].loss - first) <= 64.0 * np.finfo(np.float32).eps


def test_a_loss_without_its_gradient_is_refused_and_does_not_train_on_its_values():
    loss = declared(squares)
    with pytest.raises(UnknownNameError, match=r"'mine' yet: .* gradient, add @gradient_of\(mine\)"):
        be.losses.get("mine")
    net = be.mlp(2, [4], 1)  # with one output the values have the shape of a gradient
    for name in ("numpy", "compiled"):
        with pytest.raises(
            OptionError, match=r"mine was declared without its gradient: add @gradient_of"
        ):
            net.fit(X, X[:, :1], loss=loss, engine=name, progress=False)
    gradient_of(loss)(lambda p, y: 2.0 * (p - y) / row_length(p))
    assert be.losses.get("mine") is loss


def test_parameters_that_do_not_fit_are_refused_where_they_are_declared():
    with pytest.raises(OptionError, match="mine: the parameter 'c' needs a number as its default"):
        declared(lambda p, y, c: squares(p, y) * c)
    with pytest.raises(OptionError, match=r"mine takes 2 inputs before its parameters, got .* \(p\)"):
        declared(lambda p: p)
    with pytest.raises(OptionError, match="mine has the parameters 'c=1', but its derivative has no"):
        declared(lambda p, y, c=1.0: squares(p, y) * c, lambda p, y: p - y)
    with pytest.raises(OptionError, match=r"gradient_of\(\) is given what @declare"):
        gradient_of(squares)


def test_what_cannot_be_compiled_or_written_is_refused_by_its_name():
    net = be.mlp(2, [4], 2)
    loss = declared(lambda p, y: np.mean((p - y) ** 2, axis=1, keepdims=True), lambda p, y: p - y)
    with pytest.raises(OptionError, match=r"cannot train this network: mine: np\.mean is not among"):
        net.fit(X, X, loss=loss, engine="compiled", progress=False)
    row = declared(lambda p, y: (p - y) * (p - y), lambda p, y: p - y, "row")
    for language in ("c", "js", "python"):
        with pytest.raises(NotCompilableError, match=r"row .*: it gives a row where one number per row"):
            row.code(language)

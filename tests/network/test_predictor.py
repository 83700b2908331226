"""Answers by machine code against the passes that leave a record."""

import copy
import pickle
import threading
import warnings

import numpy as np
import pytest

import barreleye as be
from barreleye import activations, kernels
from barreleye.network import NetworkTables
from barreleye.network._predictor import Predictor
from support.catalogue import forgetful
from support.threads import threads_of

pytestmark = pytest.mark.usefixtures("compiled")


@pytest.fixture
def compiled():
    """Let machine code answer, whatever the environment says; a test that wants NumPy asks for it."""
    with be.engine("compiled"):
        yield


def network(hidden="tanh", output="linear", dtype="float64", widths=(9, 17), inputs=5, outputs=3):
    layers = [*(be.Dense(width, hidden) for width in widths), be.Dense(outputs, output)]
    return be.Network(inputs, layers, seed=4, dtype=dtype)


def rows(count, inputs=5, dtype="float64"):
    return np.random.default_rng(count).standard_normal((count, inputs)).astype(dtype)


def allowed(net, X):
    """Three layers of sums, half an eps each, of products of sizes up to a few units."""
    sums = sum(block.shape[0] + 2 for block in net.parameters.slices)
    return sums * float(np.finfo(net.dtype).eps) * 8.0 * (1.0 + np.abs(X).max(initial=0.0))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", activations.names())
def test_every_activation(name, dtype):
    net, X = network(name, name, dtype), rows(31, dtype=dtype) / 2.0
    with be.engine("numpy"):
        want = net(X)
    with be.engine("compiled"):
        got = net(X)
    assert got.dtype == dtype
    assert got.shape == want.shape
    assert np.abs(got - want).max() <= allowed(net, X) * (1.0 + np.abs(want).max())


@pytest.mark.parametrize("count", [0, 1, 2, 11, 12, 13, 97, 5000, 20_001])
@pytest.mark.parametrize("widths", [(), (40,), (700, 3)])
def test_any_number_of_rows(count, widths):
    net, X = network(widths=widths), rows(count)
    with be.engine("numpy"):
        want = net(X)
    with be.engine("compiled"):
        got = net(X)
    assert got.shape == (count, 3)
    assert np.abs(got - want).max(initial=0.0) <= allowed(net, X)


def test_a_row_has_the_same_answer_in_any_company():
    net, X = network("gelu", "softmax", widths=(300, 33)), rows(3000)
    together = net(X)
    handle = net.compile()
    for i in (0, 1, 11, 1500, 2999):
        assert net(X[i : i + 1]).tobytes() == together[i].tobytes()
        assert handle(X[i]).tobytes() == together[i].tobytes()
    assert handle(X).tobytes() == together.tobytes()


def test_any_number_of_threads_gives_the_same_answers():
    net, X = network("silu", widths=(100, 100)), rows(10_000)
    answers = []
    for count in ("1", "2", "3"):
        with threads_of(count):
            answers.append(net.copy()(X).tobytes())
    assert answers[0] == answers[1] == answers[2]


def test_the_weights_are_the_living_ones():
    net, X = network(), rows(4)
    handle = net.compile()
    before = net(X)
    net.layers[1].weights[3, 5] += 1.0
    assert (net(X) != before).any()
    assert (handle(X) == net(X)).all()
    net.fit(X, rows(4)[:, :3], epochs=2)
    assert (handle(X[2]) == net(X)[2]).all()


def test_copies_have_machines_of_their_own():
    net, X = network(), rows(4)
    before = net(X)
    thawed = pickle.loads(pickle.dumps(net))  # noqa: S301  its own
    for other in (net.copy(), copy.copy(net), copy.deepcopy(net), thawed):
        other.layers[0].weights[...] = 0.0
        assert (other(X) != before).any()
        assert (net(X) == before).all()


def test_the_answers_are_new_arrays():
    net, X = network(), rows(4)
    handle = net.compile()
    one, first = net(X), handle(X[0])
    net(2.0 * X)
    handle(X[1])
    assert (one == net(X)).all()
    assert (first == net(X)[0]).all()


def test_out_is_written():
    net, X = network(), rows(6)
    out = np.full((6, 3), 7.0)
    assert net.compile()(X, out) is out
    assert (out == net(X)).all()


@pytest.mark.parametrize("one_row", [True, False])
def test_threads_of_python_do_not_disturb_each_other(one_row):
    net = network("tanh", widths=(64, 64))
    handle = net.compile()
    parts = [rows(50 + k) for k in range(4)]
    wanted = [net(X) for X in parts]
    wrong = []

    def ask(X, want):
        for _ in range(60):
            got = np.stack([handle(x) for x in X]) if one_row else handle(X)
            with be.engine("compiled"):  # a choice holds for one thread
                again = net(X)
            if got.tobytes() != want.tobytes() or again.tobytes() != want.tobytes():
                wrong.append(1)

    asking = [threading.Thread(target=ask, args=pair) for pair in zip(parts, wanted, strict=True)]
    for one in asking:
        one.start()
    for one in asking:
        one.join(120)
    assert wrong == []


def test_a_row_of_other_numbers_is_converted():
    net = network(dtype="float32")
    handle = net.compile()
    assert handle(np.array([1, 2, 3, 4, 5])).dtype == np.float32
    assert (handle(np.array([1, 2, 3, 4, 5])) == net([[1, 2, 3, 4, 5]])[0]).all()
    assert (handle(np.arange(10.0)[::2]) == net([[0, 2, 4, 6, 8]])[0]).all()


LAYOUTS = {
    "float64": lambda X: X.astype(np.float64),
    "float16 and back": lambda X: X.astype(np.float16),
    "whole numbers": lambda X: X.astype(np.int32),
    "strided": lambda X: np.repeat(X, 2, axis=1)[:, ::2],
    "backwards": lambda X: X[::-1].copy()[::-1],
    "columns first": np.asfortranarray,
    "bytes in the other order": lambda X: X.astype(">f4"),
    "read-only": lambda X: np.broadcast_to(X, X.shape),
    "not aligned": lambda X: (
        np.frombuffer(b"." + X.tobytes(), np.uint8)[1:].view(X.dtype).reshape(X.shape)
    ),
    "lists": lambda X: X.tolist(),
    "a subclass": lambda X: X.view(np.recarray),
}


@pytest.mark.parametrize("how", LAYOUTS)
def test_the_handle_answers_whatever_the_layout_as_the_network_does(how):
    net = network(dtype="float32")
    handle = net.compile()
    X = LAYOUTS[how](rows(7).astype(np.float32))
    assert np.array_equal(handle(X), net(X))
    assert np.array_equal(handle(X[3]), net(X)[3])
    out = np.full((7, net.outputs), np.nan, np.float32)
    assert handle(X, out=out) is out
    assert np.array_equal(out, net(X))


@pytest.mark.parametrize(
    ("X", "error"),
    [
        (np.zeros((3, 4), np.float32), be.errors.ShapeError),
        (np.zeros((3, 6), np.float32), be.errors.ShapeError),
        (np.zeros((2, 3, 5), np.float32), be.errors.ShapeError),
        (np.float32(1), be.errors.ShapeError),
        (np.zeros((3, 5), complex), be.errors.DtypeError),
        (np.zeros(5, complex), be.errors.DtypeError),
        (["a"] * 5, be.errors.DtypeError),
        (np.ma.masked_equal(np.zeros((3, 5), np.float32), 0), be.errors.DtypeError),
        (np.ma.masked_equal(np.zeros(5, np.float32), 0), be.errors.DtypeError),
        (None, be.errors.DtypeError),
    ],
    ids=str,
)
def test_the_handle_refuses_what_are_no_rows_of_it(X, error):
    with pytest.raises(error):
        network(dtype="float32").compile()(X)


@pytest.mark.parametrize(
    ("out", "error"),
    [
        (np.zeros((6, 3), np.float32), be.errors.ShapeError),
        (np.zeros((7, 2), np.float32), be.errors.ShapeError),
        (np.zeros(21, np.float32), be.errors.ShapeError),
        (np.zeros((7, 3)), be.errors.DtypeError),
        (np.zeros((7, 3), np.int32), be.errors.DtypeError),
        (np.zeros((3, 7), np.float32).T, be.errors.ShapeError),
        (np.zeros((7, 6), np.float32)[:, ::2], be.errors.ShapeError),
        (np.broadcast_to(np.float32(0), (7, 3)), be.errors.ShapeError),
        ([[0.0] * 3] * 7, be.errors.OptionError),
    ],
    ids=str,
)
def test_the_handle_writes_into_nothing_that_does_not_fit(out, error):
    handle = network(dtype="float32").compile()
    kept = np.array(out)
    with pytest.raises(error):
        handle(rows(7).astype(np.float32), out=out)
    assert np.array_equal(out, kept)


def test_the_handle_writes_into_nothing_that_is_read_only():
    handle, out = network(dtype="float32").compile(), np.zeros((7, 3), np.float32)
    out.flags.writeable = False
    with pytest.raises(be.errors.OptionError, match="read-only"):
        handle(rows(7).astype(np.float32), out=out)
    with pytest.raises(be.errors.OptionError, match="for one row leave it out"):
        handle(np.zeros(5, np.float32), out=np.zeros((1, 3), np.float32))


def test_the_handle_may_write_over_its_own_rows():
    net = be.mlp(3, [4], 3, seed=0)
    X = rows(50)[:, :3].astype(np.float32)
    want = net(X)
    assert np.array_equal(net.compile()(X, out=X), want)


def test_whoever_comes_while_an_answer_is_made_has_a_room_of_its_own(monkeypatch):
    """As a signal handler does; here between any two steps of the call, so that it happens every time."""
    net = network(dtype="float32")
    few, many = rows(3).astype(np.float32), rows(2000).astype(np.float32)
    want_few, want_many = net(few), net(many)
    handle, step = net.compile(), []
    taken, begun = Predictor._taken, []

    def meddling(predictor):
        workspace = taken(predictor)
        if not begun:
            begun.append(1)
            for one in (net, handle):
                assert np.array_equal(one(many), want_many)
                assert np.array_equal(one(few), want_few)
            step.append(handle(few[1]))
            begun.clear()
        return workspace

    net(few)
    monkeypatch.setattr(Predictor, "_taken", meddling)
    assert np.array_equal(net(few), want_few)
    assert np.array_equal(handle(few), want_few)
    assert np.array_equal(net(many), want_many)
    assert len(step) == 3
    assert all(np.array_equal(one, want_few[1]) for one in step)


@pytest.mark.parametrize("width", [0, 1, 4, 6])
def test_a_row_of_another_width_is_refused(width):
    handle = network().compile()
    with pytest.raises(be.errors.ShapeError, match=rf"one row has \(5,\), got \({width},\)"):
        handle(np.zeros(width))


def test_the_parameters_are_those_of_the_network_for_good():
    net = network()
    with pytest.raises(AttributeError):
        net.parameters = net.copy().parameters


def test_what_is_not_finite_stays_in_its_row():
    net, X = network("linear"), rows(30)
    X[7, 2] = np.nan
    answers = net(X)
    assert np.isnan(answers[7]).all()
    assert np.isfinite(np.delete(answers, 7, axis=0)).all()


def test_an_activation_that_cannot_be_compiled(monkeypatch):
    forgetful(monkeypatch)
    with warnings.catch_warnings(action="ignore"):
        slow = activations.from_functions("slow", np.arcsinh, lambda z: 1.0 / np.sqrt(1.0 + z * z))
    net, X = network(slow), rows(3)
    assert (net(X) == net.trace(X).outputs).all()
    with pytest.raises(be.errors.OptionError, match=r"this network cannot be compiled: .*arcsinh"):
        net.compile()


def test_without_the_compiler_the_handle_says_what_to_install(monkeypatch):
    monkeypatch.setattr("barreleye.kernels._choice.available", lambda: False)
    with pytest.raises(be.errors.MissingExtraError, match=r"pip install 'barreleye\[fast\]'"):
        network().compile()


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize(
    ("output", "loss"),
    [("softmax", None), ("softmax", "squared_error"), ("sigmoid", None), ("linear", "huber")],
)
def test_the_mean_loss_is_that_of_the_passes(output, loss, weighted):
    net, X = network("relu", output), rows(1000)
    y = np.arange(1000) % 3 if output == "softmax" and loss is None else rows(1000)[:, :3] > 0.0
    if loss is not None:
        y = y.astype(float)
    weights = np.arange(1000) % 5 if weighted else None
    with be.engine("numpy"):
        want = net.loss(X, y, loss, weights)
    with be.engine("compiled"):
        got = net.loss(X, y, loss, weights)
    assert abs(got - want) <= 4.0 * allowed(net, X) * (1.0 + want)


def test_room_is_given_out_when_all_that_take_it_are_known():
    tables = NetworkTables(network().parameters, learns=True)
    tables.thread_records(threads=1, tile=4)
    with pytest.raises(RuntimeError, match="scratch was given out before"):
        tables.row_function("softmax", activations.get("softmax").rows, 5)


class Liar(np.ndarray):
    """An array that tells another shape than it has."""

    shape = property(lambda _: (5000, 3))
    size = property(lambda _: 15_000)


def test_arrays_that_lie_about_their_shape_are_looked_at_themselves():
    net = be.mlp(4, [8], 3)
    small = np.zeros((1, 3), np.float32).view(Liar)
    with pytest.raises(be.errors.ShapeError, match=r"out has shape \(5000, 3\), got \(1, 3\)"):
        net.compile()(np.zeros((5000, 4), np.float32), small)
    assert net.compile()(np.zeros((2, 4), np.float32).view(Liar)).shape == (2, 3)
    with pytest.raises(be.errors.ShapeError, match="machine code works on 15000 numbers here, got 3"):
        kernels.read_at(small, np.dtype(np.float32), 15_000)


def test_a_subclass_to_write_into_is_handed_back():
    out = np.zeros((2, 3), np.float32).view(np.matrix)
    net = be.mlp(4, [8], 3)
    assert net.compile()(np.ones((2, 4), np.float32), out) is out
    assert (np.asarray(out) == net(np.ones((2, 4)))).all()


class Reshaped(np.ndarray):
    """An array that gives away another one as itself."""

    def reshape(self, *_):
        return np.zeros((5000, 3))


class Unlocked(np.ndarray):
    flags = property(lambda _: np.zeros(3).flags)


class Typed(np.ndarray):
    dtype = property(lambda _: np.dtype(np.float32))


def test_no_attribute_of_a_subclass_is_believed():
    X = np.asfortranarray(np.random.default_rng(0).standard_normal((5000, 3)))
    softmax = activations.softmax
    with pytest.raises(be.errors.ShapeError):
        softmax(X, out=np.zeros((1, 3)).view(Reshaped))
    into = np.zeros((5000, 3)).view(Reshaped)
    assert softmax(X, out=into) is into
    assert (np.asarray(into) == softmax(X)).all()
    handle, rows = be.mlp(3, [4], 1).compile(), X[:6].astype(np.float32)
    locked = np.zeros((6, 1), np.float32).view(Unlocked)
    locked.setflags(write=False)
    with pytest.raises(be.errors.OptionError, match="is read-only"):
        handle(rows, locked)
    with pytest.raises(be.errors.DtypeError, match="works on float32 here, got int8"):
        handle(rows, np.zeros((6, 1), np.int8).view(Typed))

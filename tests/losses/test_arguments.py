"""What losses take: arrays that fit each other, and any constants; what they refuse before any code sees it."""

import dataclasses

import numpy as np
import pytest

import barreleye as be
from barreleye import losses
from barreleye.errors import BarreleyeError, OptionError
from barreleye.kernels import _row_kernel, engine


def test_constants_change_the_losses_and_not_the_code(monkeypatch):
    sources = set()
    code_address = _row_kernel.code_address
    monkeypatch.setattr(
        _row_kernel,
        "code_address",
        lambda source, name: sources.add(source) or code_address(source, name),
    )
    rng = np.random.default_rng(6)
    for kind in (np.float32, np.float64):
        for shape in (
            (7, 3),
            (5, 40),
            (30_000, 4),
        ):  # short rows, long rows, and rows for several threads
            P, Y = (3.0 * rng.standard_normal(shape) for _ in range(2))
            sizes = []
            for delta in (0.25, 1.0, 2.5):
                loss = losses.huber.with_(delta=delta)
                with engine("compiled"):
                    got = loss.of_rows(P.astype(kind), Y.astype(kind), None)
                with engine("numpy"):
                    want = loss.of_rows(P.astype(kind), Y.astype(kind), None)
                # a mean of n terms may be summed in another order
                np.testing.assert_allclose(got[0], want[0], rtol=shape[1] * 2.0**-52)
                assert (got[1] == want[1]).all()
                sizes.append([np.abs(part).sum() for part in want])
            assert (np.diff(sizes, axis=0) > 0.0).all()  # both grow with delta
    assert len(sources) == 2  # float and double


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_network_learns_with_the_constants_it_was_given(dtype):
    X = np.linspace(-1.0, 1.0, 64)[:, None]
    vectors = {}
    for name in ("numpy", "compiled"):
        for delta in (0.01, 0.1):
            net = be.mlp(1, [8], 1, activation="tanh", seed=0, dtype=dtype)
            loss = losses.huber.with_(delta=delta)
            net.fit(X, np.sin(4.0 * X), epochs=3, loss=loss, engine=name, progress=False)
            vectors[name, delta] = net.parameters.vector.copy()
    for delta in (0.01, 0.1):
        # 6 steps of at most 1e-3 each follow the signs of gradients: engines differ in last bits of those
        np.testing.assert_allclose(vectors["numpy", delta], vectors["compiled", delta], atol=1e-4)
    difference = np.abs(vectors["compiled", 0.01] - vectors["compiled", 0.1]).max()
    assert difference > 2e-4  # twice what the engines may differ by


LABELS = np.array([0, 2, 1])
CLASSES, NUMBERS = losses.cross_entropy, losses.squared_error
P = np.linspace(-1.0, 1.0, 9).reshape(3, 3)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("reader", ["numpy", "compiled"])
@pytest.mark.parametrize(
    ("loss", "said", "truth", "weights"),
    [
        (CLASSES, P, [0, 10**9, 1], None),
        (CLASSES, P, [0, -1, 1], None),
        (CLASSES, P, np.array([0, 3, 1], np.uint8), None),
        (CLASSES, P, [0, 1], None),
        (CLASSES, P, [0, 1, 2, 2], None),
        (CLASSES, P[0], LABELS, None),
        (CLASSES, P, LABELS, np.ones(2)),
        (CLASSES, P, LABELS, np.ones((3, 1))),
        (CLASSES, P, LABELS, ["a", "b", "c"]),
        (CLASSES, P, np.ma.array(LABELS, mask=[0, 1, 0]), None),
        (NUMBERS, P, P[:, :2], None),
        (NUMBERS, P, P[:2], None),
        (NUMBERS, P, P[:, :, None], None),
        (NUMBERS, P[0], P[0], None),
        (NUMBERS, P, P * 1j, None),
        (NUMBERS, P, [["a", "b", "c"]] * 3, None),
        (NUMBERS, P, np.ma.array(P, mask=np.eye(3)), None),
    ],
    ids=range(17),
)
def test_what_does_not_fit_is_refused_before_any_code_sees_it(loss, said, truth, weights, reader, kind):
    said = said.astype(kind)
    with engine(reader):
        for call in (loss.of_rows, loss.value_and_gradient, loss):
            with pytest.raises(BarreleyeError):
                call(said, truth, weights)
        for call in (loss.per_row, loss.gradient, loss.gradient_per_row) if weights is None else ():
            with pytest.raises(BarreleyeError):
                call(said, truth)


@pytest.mark.parametrize(
    "arrays",
    [
        (P, np.array([0, 1, 10**9]), np.ones(3)),
        (P, np.array([0, 1, -1]), np.ones(3)),
        (P, np.array([0, 1, 2], np.int32), np.ones(3)),
        (P, np.array([0.0, 1.0, 2.0]), np.ones(3)),
        (P, LABELS[:2], np.ones(3)),
        (P, LABELS, np.ones(2)),
        (P, LABELS, np.ones(3, np.float32)),
        (P, LABELS, np.ones(6)[::2]),
        (P.T, LABELS, np.ones(3)),
        (P, LABELS),
    ],
    ids=range(10),
)
def test_machine_code_of_a_loss_takes_what_fits_and_nothing_else(arrays):
    with engine("compiled"), pytest.raises(BarreleyeError):
        CLASSES.joint(labels=True).results(*arrays)


@pytest.mark.parametrize("reader", ["numpy", "compiled"])
def test_rows_of_every_layout_have_the_losses_of_their_copies(reader):
    rng = np.random.default_rng(2)
    wide = rng.standard_normal((40, 12)).astype(np.float32)
    odd = np.zeros(20 * 12 * 4 + 1, np.uint8)[1:].view(np.float32).reshape(20, 12)  # not aligned
    odd[...] = wide[::2]
    labels = rng.integers(0, 12, 40)
    with engine(reader):
        want = CLASSES.of_rows(wide[::2].copy(), labels[::2].copy(), None)
        for rows in (wide[::2], odd, np.asfortranarray(wide[::2]), wide[::2].astype(">f4")):
            got = CLASSES.of_rows(rows, labels[::2], None)
            assert got[0].tolist() == want[0].tolist()
            assert got[1].tolist() == want[1].tolist()


X6, Y6 = np.linspace(-1.0, 1.0, 12).reshape(6, 2), np.ones((6, 2))
OWN = {
    "a row for a row": lambda s, t: (s - t) * (s - t),
    "nothing": lambda *_: None,
}


@pytest.mark.parametrize("what", OWN)
def test_a_loss_of_ones_own_that_does_not_give_one_number_for_each_row_is_refused(what):
    squared = be.losses.get("squared_error")
    own = dataclasses.replace(squared, name="own", rows=OWN[what])
    with pytest.raises(OptionError, match=r"one number for each row, shape \(6, 1\), and this one gave"):
        own(X6, Y6)
    net = be.mlp(2, [3], 2)
    before = net.parameters.vector.tobytes()
    for name in ("numpy", "compiled"):
        with pytest.raises(OptionError):
            net.fit(X6, Y6, loss=own, engine=name, epochs=1)
    assert net.parameters.vector.tobytes() == before


def test_a_gradient_of_ones_own_has_a_number_for_each_output():
    own = dataclasses.replace(be.losses.get("squared_error"), rows_gradient=lambda s, _: s[:, :1])
    for call in (own.gradient, own.value_and_gradient):
        with (
            be.engine("numpy"),
            pytest.raises(OptionError, match=r"shape \(6, 2\), and this one gave \(6, 1\)"),
        ):
            call(X6, Y6)

"""The way back within an epoch, and the copies of the state that it takes."""

import math

import numpy as np
import pytest

import barreleye as be
from barreleye.training._row_orders import RowOrders
from barreleye.training._snapshot import Snapshot
from barreleye.training.compiled._engine import CompiledEngine

pytestmark = pytest.mark.skipif(
    not be.kernels.compiling(), reason="without llvmlite nothing is compiled"
)


def problem(dtype="float32"):
    rng = np.random.default_rng(0)
    X, y = rng.standard_normal((640, 4)), rng.standard_normal(640)
    layers = [be.Dense(8, "tanh"), be.Dropout(0.2), be.Dense(1)]
    return be.Network(4, layers, seed=1, dtype=dtype), X, y


def small_slices(monkeypatch, repeating):
    monkeypatch.setattr(be.training.compiled._engine, "_FIRST_SLICE", 3)
    monkeypatch.setattr(be.training.compiled._engine, "_next_slice", lambda *_: 3)
    monkeypatch.setattr(be.training.compiled._rollback, "_WORTH_REPEATING", repeating)


@pytest.mark.parametrize("repeating", [0.0, math.inf])
@pytest.mark.parametrize("alarms", [{0}, {5}, {39}, {4, 6, 30}, set(range(40))])
def test_batches_that_are_reached_again_leave_the_same_bits(monkeypatch, repeating, alarms):
    options = {"epochs": 3, "batch_size": 16, "engine": "compiled", "optimizer": be.NAdam(0.01)}
    net, X, y = problem()
    want = net.fit(X, y, **options)
    raised = []

    def first_bad(engine, first, last):
        if (bad := next((k for k in range(first, last) if k in alarms), None)) is not None:
            raised.append(bad)
            engine._job.net.parameters.vector[...] = np.nan  # whatever the slice left is of no use
            engine._job.optimizer_state.vectors[0][...] = np.nan
        return bad

    def look_closer(engine, bad, last, order):  # noqa: ARG001  in the place of the reference engine
        engine._compiled_job.run(bad, last, 1)
        engine._rollback.settle(last)

    small_slices(monkeypatch, repeating)
    monkeypatch.setattr(CompiledEngine, "_first_bad", first_bad)
    monkeypatch.setattr(CompiledEngine, "_look_closer", look_closer)
    twin, X, y = problem()
    found = twin.fit(X, y, **options)
    assert len(raised) == 3 * len({k // 3 for k in alarms})
    assert found.loss == want.loss
    assert twin._optimizer_state.steps == net._optimizer_state.steps == 120
    assert twin.parameters.vector.tobytes() == net.parameters.vector.tobytes()


@pytest.mark.parametrize("repeating", [0.0, math.inf])
def test_divergence_late_in_an_epoch_is_named_and_the_epoch_taken_back(monkeypatch, repeating):
    small_slices(monkeypatch, repeating)
    net, X, y = problem("float64")
    options = {"batch_size": 16, "optimizer": be.SGD(0.01), "engine": "compiled"}
    last = RowOrders(640).of(1, 2)[16 * 37 + 3]  # of batch 37 in epoch 2
    net.fit(X, y, epochs=2, **options)
    before, steps = net.parameters.vector.copy(), net._optimizer_state.steps
    twin, _, _ = problem("float64")
    twin.partial_fit(X, y, batch_size=16, optimizer=be.SGD(0.01))
    twin.partial_fit(X, y, batch_size=16, optimizer=be.SGD(0.01))
    assert (twin.parameters.vector == before).all()
    y = y.copy()
    y[last] = 1e200
    with pytest.raises(be.errors.DivergedError) as caught:
        twin.partial_fit(X, y, batch_size=16, optimizer=be.SGD(0.01))
    assert (caught.value.epoch, caught.value.batch) == (2, 37)
    assert (twin.parameters.vector == before).all()
    assert twin._optimizer_state.steps == steps == 80


def state():
    return [np.arange(3.0), np.arange(4)]


def test_without_a_copy_arrays_stay_as_they_are():
    arrays, snapshot = state(), Snapshot()
    snapshot.restore(arrays)
    snapshot.take(arrays)
    arrays[0][...] = 7.0
    snapshot.forget()
    snapshot.restore(arrays)
    assert arrays[0].tolist() == [7.0] * 3
    snapshot.take(arrays)
    arrays[0][...], arrays[1][...] = 8.0, 8
    snapshot.restore(arrays)
    snapshot.restore(arrays)  # as after a second Ctrl-C
    assert arrays[0].tolist() == [7.0] * 3
    assert arrays[1].tolist() == [0, 1, 2, 3]


def test_a_copy_that_was_interrupted_is_not_gone_back_to(monkeypatch):
    arrays, snapshot = state(), Snapshot()
    snapshot.take(arrays)
    arrays[0] += 1.0
    arrays[1] += 1
    copied, copyto = [], np.copyto

    def interrupted(copy, array):
        copied.append(1)
        if len(copied) == 2:
            raise KeyboardInterrupt
        copyto(copy, array)

    with monkeypatch.context() as patched:
        patched.setattr(np, "copyto", interrupted)
        with pytest.raises(KeyboardInterrupt):
            snapshot.take(arrays)
    snapshot.restore(arrays)
    assert arrays[0].tolist() == [1.0, 2.0, 3.0]
    assert arrays[1].tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_the_copy_lives_as_long_as_epochs_may_follow(engine):
    net, X, y = problem()
    seen = []
    net.fit(
        X,
        y,
        epochs=2,
        engine=engine,
        callbacks=lambda _: seen.append(net._optimizer_state.start.copies(())),
    )
    assert [len(copies) for copies in seen] == [4, 4]  # parameters, two of Adam, the counts
    assert net._optimizer_state.start.copies(()) == ()
    with be.engine(engine):
        net.partial_fit(X, y)
        assert len(net._optimizer_state.start.copies(())) == 4


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_only_early_stopping_keeps_a_second_copy(engine, monkeypatch):
    made = []
    init = Snapshot.copies

    def counted(snapshot, arrays):
        made.append(id(snapshot))
        return init(snapshot, arrays)

    monkeypatch.setattr(Snapshot, "copies", counted)
    net, X, y = problem()
    net.fit(X, y, epochs=3, engine=engine)
    assert len(set(made)) == 1
    made.clear()
    net.fit(X, y, epochs=3, engine=engine, early_stopping=be.EarlyStopping(2, monitor="loss"))
    assert len(set(made)) == 2

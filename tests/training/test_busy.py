"""One call trains a network at a time: whoever comes meanwhile is told so, and the run goes on undisturbed."""

import copy
import os
import pickle
import signal
import threading

import numpy as np
import pytest

import barreleye as be

X = np.random.default_rng(0).standard_normal((400, 3))
Y = X[:, 0] - X[:, 1]
CALLS = {
    "fit": lambda net, **how: net.fit(X, Y, epochs=5, progress=False, **how),
    "partial_fit": lambda net, **_: net.partial_fit(X, Y),
}


def network():
    return be.mlp(3, [8, 8], 1, seed=0)


def trained(**how):
    net = network()
    net.fit(X, Y, epochs=5, progress=False, **how)
    return net.parameters.vector.tobytes()


@pytest.fixture(scope="module", params=["numpy", "compiled"])
def engine(request):
    if request.param == "compiled":
        pytest.importorskip("llvmlite")
    return request.param


@pytest.mark.parametrize("inner", CALLS)
def test_a_callback_that_trains_the_network_is_refused(engine, inner):
    net, refused = network(), []

    def meddling(_):
        with pytest.raises(
            be.errors.BusyError, match=r"is being trained by another call.*train net\.copy\(\)"
        ):
            CALLS[inner](net)
        refused.append(1)

    net.fit(X, Y, epochs=5, progress=False, engine=engine, callbacks=meddling)
    assert len(refused) == 5
    assert net.parameters.vector.tobytes() == trained(engine=engine)
    net.partial_fit(X, Y)  # free again


def test_another_thread_is_refused(engine):
    net, found = network(), []

    def other():
        try:
            net.fit(X, Y, epochs=1, progress=False)
        except be.errors.BusyError as error:
            found.append(error)

    def callback(_):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()

    net.fit(X, Y, epochs=5, progress=False, engine=engine, callbacks=callback)
    assert len(found) == 5
    assert net.parameters.vector.tobytes() == trained(engine=engine)


def pickled(net):
    return pickle.loads(pickle.dumps(net))  # noqa: S301  our own bytes


@pytest.mark.parametrize("call", [copy.copy, copy.deepcopy, be.Network.copy, pickled])
def test_a_copy_made_meanwhile_can_be_trained(call):
    net, copies = network(), []

    def callback(_):
        twin = call(net)
        twin.fit(X, Y, epochs=1, progress=False)
        copies.append(twin)

    net.fit(X, Y, epochs=2, progress=False, callbacks=callback)
    assert len(copies) == 2
    assert net.parameters.vector.tobytes() != copies[0].parameters.vector.tobytes()


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_a_run_that_ends_with_an_error_leaves_the_network_free(error):
    net = network()

    def callback(_):
        raise error

    with pytest.raises(error):
        net.fit(X, Y, epochs=2, progress=False, callbacks=callback)
    net.fit(X, Y, epochs=1, progress=False)
    with pytest.raises(be.errors.ShapeError):
        net.fit(X[:, :2], Y, progress=False)
    net.partial_fit(X, Y)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs the timers of POSIX")
def test_a_signal_handler_may_call_anything_at_any_moment(engine):
    net, other, called = network(), network(), []
    with be.engine("auto"):
        answers = {other(X).tobytes()}
    with be.engine("numpy"):  # what a handler inherits from the run that it interrupts
        answers.add(other(X).tobytes())

    def handler(*_):
        assert other(X).tobytes() in answers
        with pytest.raises(be.errors.BusyError):
            net.partial_fit(X, Y)
        assert net(X[:5]).shape == (5, 1)
        other.copy().partial_fit(X, Y)
        called.append(1)
        signal.setitimer(signal.ITIMER_REAL, 0.0005)

    before = signal.signal(signal.SIGALRM, handler)

    def arm(record):
        if record.epoch in (0, 38):
            signal.setitimer(signal.ITIMER_REAL, 0.0005 if record.epoch == 0 else 0.0)

    try:
        net.fit(X, Y, epochs=40, progress=False, engine=engine, callbacks=arm)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)
    assert called
    again = network()
    again.fit(X, Y, epochs=40, progress=False, engine=engine)
    assert net.parameters.vector.tobytes() == again.parameters.vector.tobytes()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_child_that_is_forked_in_the_middle_of_a_run_may_train_and_answer(engine):
    net, ends = network(), []

    def callback(record):
        if record.epoch != 1:
            return
        child = os.fork()
        if not child:
            try:
                net.fit(X, Y, epochs=2, progress=False, engine=engine)
                os._exit(0 if np.isfinite(net(X)).all() else 1)
            except BaseException:  # noqa: BLE001  the child has no other way to say so
                os._exit(2)
        ends.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))

    net.fit(X, Y, epochs=5, progress=False, engine=engine, callbacks=callback)
    assert ends == [0]
    assert net.parameters.vector.tobytes() == trained(engine=engine)

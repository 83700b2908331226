"""Training inside of pools of processes and threads, beside threads of its own."""

import os
import pickle
import subprocess
import sys

import numpy as np
import pytest

import barreleye as be

# The parent trains first, so that its team is there and awake when children begin.
PROGRAM = """
import multiprocessing, sys
from concurrent.futures import ThreadPoolExecutor
import joblib, numpy as np, barreleye as be

def train(seed):
    rng = np.random.default_rng(seed)
    X, y = rng.standard_normal((600, 20)), rng.standard_normal(600)
    net = be.mlp(20, [128, 128], 1, seed=seed)
    net.fit(X, y, epochs=4, batch_size=200, threads=2, progress=False, engine="compiled")
    long = be.activations.gelu(rng.standard_normal(200_000))
    return net.parameters.vector.tobytes(), net.predict(X).tobytes(), long.tobytes()

def pool(kind):
    seeds = range(6)
    if kind in ("fork", "spawn", "forkserver"):
        with multiprocessing.get_context(kind).Pool(3) as workers:
            return workers.map(train, seeds)
    if kind == "threads":
        with ThreadPoolExecutor(3) as workers:
            return list(workers.map(train, seeds))
    return joblib.Parallel(n_jobs=3, backend=kind.partition(" ")[2])(joblib.delayed(train)(s) for s in seeds)

if __name__ == "__main__":
    want = [train(seed) for seed in range(6)]
    assert len(set(want)) == 6
    found = pool(sys.argv[1])
    assert [train(seed) for seed in range(6)] == want  # and here it goes on as before
    print("the same" if found == want else "different")
"""

KINDS = ["threads", "spawn", "joblib loky", "joblib threading"]
KINDS += ["fork", "forkserver", "joblib multiprocessing"] if hasattr(os, "fork") else []


@pytest.mark.parametrize("kind", KINDS)
def test_every_worker_gets_the_numbers_of_one_process_alone(kind, tmp_path):
    script = tmp_path / "program.py"
    script.write_text(PROGRAM)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(script), kind],
        env={**os.environ, "BARRELEYE_NUM_THREADS": "2"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.stdout.strip() == "the same", done.stderr[-2000:]


# Arrays above 1 MB reach the workers of joblib as read-only maps of a file.
ARRIVING = """
import multiprocessing, pickle, sys
from concurrent.futures import ThreadPoolExecutor
import joblib, numpy as np, barreleye as be

rng = np.random.default_rng(0)
X, y = rng.standard_normal((64, 100)), rng.standard_normal(64)

def train(net, how):
    if how == "on":
        net.partial_fit(X, y)
    elif how == "numpy":  # a BLAS has other bits for other numbers of threads: here it is enough that it trains
        before = net.parameters.vector.copy()
        with be.engine("numpy"):
            net.partial_fit(X, y)
        changed = not np.array_equal(net.parameters.vector, before)
        return changed, bool(np.isfinite(net.parameters.vector).all()), be.kernels.thread_count()
    else:
        net.fit(X, y, epochs=2, progress=False, engine=how)
    net.layers[0].biases[...] += 1.0
    net.neuron(0, 0).bias = 2.0
    return net.parameters.vector.tobytes(), net.predict(X).tobytes(), be.kernels.thread_count()

def pool(kind, net):
    tasks = [(net, how) for how in HOWS]
    if kind in ("fork", "spawn", "forkserver"):
        with multiprocessing.get_context(kind).Pool(2) as workers:
            return workers.starmap(train, tasks)
    return joblib.Parallel(n_jobs=2, backend=kind.partition(" ")[2])(joblib.delayed(train)(*one) for one in tasks)

HOWS = ["on", "numpy", "compiled"]

if __name__ == "__main__":
    net = be.mlp(100, [600, 600], 1, seed=0)
    net.partial_fit(X, y)
    assert net.parameters.vector.nbytes > 2**20
    before = net.parameters.vector.tobytes()
    copies = [pickle.loads(pickle.dumps(net)) for _ in HOWS]
    want = [train(copy, how)[:2] for copy, how in zip(copies, HOWS)]
    found = pool(sys.argv[1], net)
    assert net.parameters.vector.tobytes() == before, "the parent's network changed"
    print("the same" if [one[:2] for one in found] == want else "different", *sorted({one[2] for one in found}))
"""


@pytest.mark.parametrize("kind", [kind for kind in KINDS if "thread" not in kind])
def test_a_network_that_arrives_in_a_worker_is_the_workers_own(kind, tmp_path):
    script = tmp_path / "program.py"
    script.write_text(ARRIVING)
    environment = {name: value for name, value in os.environ.items() if name != "BARRELEYE_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(script), kind],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    answer = done.stdout.split()
    assert answer[:2] == ["the", "same"], done.stderr[-2000:]
    if kind == "joblib loky":  # it says in each worker how many threads there are for it
        assert answer[2:] == [str(max(1, len(os.sched_getaffinity(0)) // 2))]


def test_a_network_out_of_band_writes_into_its_own_memory(out_of_band):
    """As in Ray, where the buffers are shared memory that the next task reads."""
    net, buffers, again = out_of_band
    kept = [bytes(one) for one in buffers]
    twin = again()
    X, y = np.ones((8, 3)), np.arange(8.0)
    for train in (twin.partial_fit, lambda X, y: twin.fit(X, y, epochs=1, progress=False)):
        train(X, y)
        assert [bytes(one) for one in buffers] == kept
    twin.parameters.vector = np.zeros(twin.parameters.vector.size)
    assert [bytes(one) for one in buffers] == kept
    assert again().parameters.vector.tobytes() == net.parameters.vector.tobytes()


@pytest.fixture(params=["read-only", "writeable"])
def out_of_band(request):
    """Return a network, the buffers of its pickle, and a function that reads it from them."""
    net, buffers = be.mlp(3, [50], 1, seed=0), []
    net.partial_fit(np.ones((8, 3)), np.arange(8.0))
    stream = pickle.dumps(net, protocol=5, buffer_callback=buffers.append)
    kind = bytes if request.param == "read-only" else bytearray
    whole = [kind(one.raw()) for one in buffers]
    assert sum(map(len, whole)) > net.parameters.vector.nbytes
    return net, whole, lambda: pickle.loads(stream, buffers=whole)  # noqa: S301  our own bytes


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
@pytest.mark.parametrize("part", ["the vector", "weights", "biases"])
def test_what_is_read_only_is_not_trained(engine, part):
    if engine == "compiled":
        pytest.importorskip("llvmlite")
    net = be.mlp(3, [5], 1, seed=0)
    layer = net.layers[1]
    array = {"the vector": net.parameters.vector, "weights": layer.weights, "biases": layer.biases}[part]
    before = net.parameters.vector.copy()
    array.flags.writeable = False
    X, y = np.ones((8, 3)), np.arange(8.0)
    with be.engine(engine):
        for train in (net.partial_fit, lambda X, y: net.fit(X, y, progress=False)):
            with pytest.raises(
                be.errors.OptionError, match=r"is read-only.*flags.writeable = True.*net.copy\(\)"
            ):
                train(X, y)
            assert np.array_equal(net.parameters.vector, before)
        assert np.isfinite(net(X)).all()
        net.copy().partial_fit(X, y)
        array.flags.writeable = True
        net.partial_fit(X, y)
    assert not np.array_equal(net.parameters.vector, before)


def test_what_becomes_read_only_in_the_middle_is_not_trained_on():
    pytest.importorskip("llvmlite")
    net, kept = be.mlp(3, [5], 1, seed=0), []

    def callback(_):
        net.parameters.vector.flags.writeable = False
        kept.append(net.parameters.vector.copy())

    with pytest.raises(be.errors.OptionError, match="is read-only"):
        net.fit(np.ones((8, 3)), np.arange(8.0), epochs=3, progress=False, callbacks=callback)
    assert np.array_equal(net.parameters.vector, kept[0])
    assert len(kept) == 1

"""Long arrays in pieces: the same bits for any number of threads, and nothing is overwritten too early."""

import os
import subprocess
import sys

import numpy as np
import pytest

import barreleye as be
from barreleye.errors import OptionError
from barreleye.kernels import Kernel, _threads

LONG = 4 * 2**20 + 12345


@pytest.fixture(params=[1, 2, 3, 7])
def threads(request, monkeypatch):
    """So many threads, whatever the machine has."""
    monkeypatch.setattr(_threads, "thread_count", lambda: request.param)
    _threads._pool.cache_clear()
    yield request.param
    _threads._pool().shutdown()
    _threads._pool.cache_clear()


@pytest.fixture
def calls():
    """The sizes of the pieces, in no order."""
    sizes = []

    class Spy:
        nout = 1

        def __call__(self, x, out=None):
            sizes.append(x.size)
            return np.negative(x) if out is None else np.negative(x, out)

    return Kernel(Spy(), weight=8), sizes


def numbers(dtype=np.float32, size=LONG):
    return (np.random.default_rng(0).standard_normal(size) * 5.0).astype(dtype)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_any_number_of_threads_gives_the_same_bits(threads, dtype):  # noqa: ARG001  a fixture
    x = numbers(dtype)
    pieces = np.concatenate([be.activations.gelu(part) for part in np.array_split(x, 97)])
    assert (be.activations.gelu(x) == pieces).all()
    value, slope = be.activations.gelu.value_and_derivative(x)
    assert (value == pieces).all()
    assert (slope == be.activations.gelu.derivative(x)).all()


def test_every_number_is_done_once(threads, calls):
    spy, sizes = calls
    x = numbers()
    assert (_threads.split(spy, x) == -x).all()
    assert sum(sizes) == x.size
    assert len(sizes) == min(threads, 8 * x.size // _threads.SMALLEST_PIECE)


def test_a_short_array_stays_with_its_thread(threads, calls):  # noqa: ARG001  a fixture
    spy, sizes = calls
    _threads.split(spy, numbers(size=2 * _threads.SMALLEST_PIECE // 8 - 1))
    assert len(sizes) == 1


def test_layouts_are_kept(threads):  # noqa: ARG001  a fixture
    x = numbers(size=512 * 1024).reshape(512, 1024)
    expected = be.activations.tanh(x)
    fortran = be.activations.tanh(np.asfortranarray(x))
    assert fortran.flags.f_contiguous
    assert (fortran == expected).all()
    assert (be.activations.tanh(x[:, ::2]) == expected[:, ::2]).all()
    assert (be.activations.tanh(x.T) == expected.T).all()


def test_out_may_be_x_itself_or_overlap_it(threads):  # noqa: ARG001  a fixture
    x = numbers()
    expected = be.activations.silu(x)
    same = x.copy()
    assert be.activations.silu(same, out=same) is same
    assert (same == expected).all()
    room = np.concatenate([x, np.zeros(100_000, x.dtype)])
    be.activations.silu(room[: x.size], out=room[room.size - x.size :])
    assert (room[room.size - x.size :] == expected).all()


def test_the_environment_sets_the_number(monkeypatch):
    monkeypatch.setenv("BARRELEYE_NUM_THREADS", "3")
    _threads.thread_count.cache_clear()
    assert _threads.thread_count() == 3
    monkeypatch.setenv("BARRELEYE_NUM_THREADS", "none")
    _threads.thread_count.cache_clear()
    with pytest.raises(OptionError, match="whole number of at least 1, got 'none'"):
        _threads.thread_count()
    monkeypatch.delenv("BARRELEYE_NUM_THREADS")
    _threads.thread_count.cache_clear()
    assert _threads.thread_count() >= 1


FORK = """
import os, numpy as np, barreleye as be
x = np.ones(2**20, np.float32)
expected = be.activations.tanh(x)  # the pool is running
child = os.fork()
if child == 0:
    os._exit(0 if (be.activations.tanh(x) == expected).all() else 1)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_child_has_threads_of_its_own():
    environment = {**os.environ, "BARRELEYE_NUM_THREADS": "2"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", FORK],
        capture_output=True, text=True, timeout=60, check=True, env=environment,
    )  # fmt: skip
    assert done.stdout.strip() == "0"


def test_edges_are_multiples_of_the_step(threads):
    seen = []
    _threads.in_pieces(lambda first, last: seen.append((first, last)), 100, 10**9, step=16)
    seen.sort()
    assert [0, *(last for _, last in seen)] == [*(first for first, _ in seen), 100]
    assert all(first % 16 == 0 for first, _ in seen)
    assert len(seen) == min(threads, 6)
    assert all(last > first for first, last in seen)


def test_few_rows_are_shared_too(threads):
    seen = []
    _threads.in_pieces(lambda first, last: seen.append((first, last)), 5, 10**9)
    assert len(seen) == min(threads, 5)
    assert sum(last - first for first, last in seen) == 5


def test_threads_may_compile_at_the_same_time(tmp_path):
    # one memory holds all machine code: without a lock this dies in about one run of five
    program = """
import threading, numpy as np, barreleye as be
names = ["softmax", "relu", "gelu", "log_softmax", "tanh", "elu"]
gate = threading.Barrier(len(names))
def run(name):
    gate.wait()
    be.activations.get(name)(np.ones((3, 4)))
threads = [threading.Thread(target=run, args=(name,)) for name in names]
[t.start() for t in threads]
[t.join() for t in threads]
print("done")
"""
    environment = {**os.environ, "BARRELEYE_CACHE_DIR": str(tmp_path), "BARRELEYE_ENGINE": "compiled"}
    for _ in range(8):
        run = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False
        )
        assert (run.returncode, run.stdout.strip()) == (0, "done"), run.stderr[-500:]


def alone(program, **environment):
    """Run a program in a process of its own and return what it prints."""
    run = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "BARRELEYE_ENGINE": "compiled", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr[-800:]
    return run.stdout.strip()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("pause", [0.02, 0.05, 0.1])
def test_a_child_forked_while_another_thread_compiles_can_compile(tmp_path, pause):
    program = f"""
import os, signal, threading, time, numpy as np, barreleye as be
def work():
    be.activations.log_softmax(np.ones((3, 3)))
    be.activations.gelu(np.ones(3))
thread = threading.Thread(target=work)
thread.start()
time.sleep({pause})
child = os.fork()
if child == 0:
    signal.alarm(30)
    work()
    os._exit(0)
print(os.waitpid(child, 0)[1])
thread.join()
"""
    assert alone(program, BARRELEYE_CACHE_DIR=str(tmp_path)) == "0"


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_nothing_is_written_after_an_interrupt():
    # the other thread is held up until the caller has left and the memory serves somebody else
    program = """
import gc, os, signal, threading, time, numpy as np, barreleye as be
from barreleye.kernels import _threads
for function, x in ((be.activations.softmax, np.ones((400_000, 40))), (be.activations.gelu, np.ones(4_000_000))):
    function(x)
    gate = threading.Event()
    _threads._pool().submit(gate.wait)
    threading.Timer(1.0, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    late = threading.Timer(30.0, gate.set)
    late.start()  # whatever happens, this program ends
    try:
        function(x)
        print("never interrupted")
    except KeyboardInterrupt:
        pass
    gc.collect()
    other = np.full(x.shape, 7.0)
    gate.set()
    time.sleep(1.0)
    assert (other == 7.0).all()
    late.cancel()
print("done")
"""
    assert alone(program, BARRELEYE_NUM_THREADS="2") == "done"


def test_long_arrays_are_computed_while_the_interpreter_ends():
    program = """
import atexit, numpy as np, barreleye as be
x = np.ones(4_000_000)
def last():
    print((be.activations.gelu(x) == be.activations.gelu(1.0)).all())
be.activations.gelu(x)
atexit.register(last)
import concurrent.futures.thread as pool
pool._python_exit()
"""
    assert alone(program, BARRELEYE_NUM_THREADS="2") == "True"

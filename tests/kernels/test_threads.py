"""Long arrays in pieces: the same bits for any number of threads, and nothing is overwritten too early."""

import ctypes
import os
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

import barreleye as be
from barreleye.errors import OptionError
from barreleye.kernels import Map, _shares, _team, _team_code, _threads, team
from barreleye.kernels._code_address import code_address
from support.threads import threads_of

LONG = 2**20 + 12345


@pytest.fixture(params=[1, 2, 3, 7])
def threads(request):
    """So many threads, whatever the machine has."""
    with threads_of(request.param):
        yield request.param


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


def test_every_number_is_done_once(threads):  # noqa: ARG001  a fixture
    one_plus = Map(lambda z: z + 1.0, {})
    sizes = [2**k + d for k in range(15, 21) for d in (-1, 0, 1)]
    sizes += np.random.default_rng(0).integers(2**14, 2**20, 60).tolist()
    for size in sizes:
        x = np.arange(size, dtype=np.float64)
        one_plus(x, out=x)  # a number done twice would be 2 more
        assert (x == np.arange(1, size + 1)).all()


# Where a stretch of numbers begins, write how many it has; strides say how far numbers are apart.
MARK = """
define void @mark(ptr %arrays, ptr %counts, ptr %strides, ptr %data) {
  %count = load i64, ptr %counts
  %place = load ptr, ptr %arrays
  %before = atomicrmw add ptr %place, i64 %count monotonic
  ret void
}
"""


def stretches(length, weight):
    """Return where the stretches begin into which a loop was cut, and how long they are."""
    place, data = _shares.shared_loop(code_address(MARK, "mark"), weight, 8, (), 1)
    loop = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 4)(place)
    marks = np.zeros(length, np.int64)
    told = np.array([marks.ctypes.data, length, 8], np.int64)
    first = told.ctypes.data
    loop(first, first + 8, first + 16, data.ctypes.data)
    begins = np.flatnonzero(marks)
    return begins, marks[begins]


@pytest.mark.parametrize("length", [1, 5, 1000, 8191, 8192, 8193, 100_003, 3_000_001])
def test_stretches_make_up_the_whole_and_begin_at_lines_of_the_cache(threads, length):
    team.ready()
    begins, counts = stretches(length, 10**6)
    assert begins.tolist() == [0, *np.cumsum(counts)[:-1]]
    assert counts.sum() == length
    if threads > 1 and length > 10_000:
        assert (begins % 16 == 0).all()
        assert len(counts) >= 7 * threads  # somebody who comes late finds something to do
    if threads == 1:
        assert len(counts) == 1


def test_little_work_is_not_cut(threads):
    team.ready()
    weight = _shares.SMALLEST_PIECE // 10_000
    assert len(stretches(19_999, weight)[0]) == 1
    assert (len(stretches(20_001, weight)[0]) > 1) == (threads > 1)
    few = _shares.FEWEST
    assert len(stretches(few - 1, 10**6)[0]) == 1
    assert (len(stretches(few, 10**6)[0]) > 1) == (threads > 1)


def test_without_a_team_nothing_is_cut():
    with threads_of(2):
        assert len(stretches(100_000, 10**6)[0]) == 1
        team.ready()
        assert len(stretches(100_000, 10**6)[0]) > 1


def test_long_arrays_get_help():
    x = numbers(size=2**22)
    with threads_of(2):
        be.activations.gelu(x)
        words, end = _team._team().words, time.perf_counter() + 60.0
        while time.perf_counter() < end:
            be.activations.gelu(x)
            if words[_team_code.DONE] == 1:
                return
    pytest.fail("nobody came to help within a minute")


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
    for wrong in ("none", "0", "-1", "1.5", "9" * 5000):
        monkeypatch.setenv("BARRELEYE_NUM_THREADS", wrong)
        _threads.thread_count.cache_clear()
        with pytest.raises(OptionError, match=f"whole number of at least 1, got '{wrong}'"):
            _threads.thread_count()
    monkeypatch.delenv("BARRELEYE_NUM_THREADS")
    _threads.thread_count.cache_clear()
    assert _threads.thread_count() >= 1


@pytest.mark.parametrize("name", _threads._OTHERS)
@pytest.mark.parametrize(
    ("said", "want"),
    [
        ("1", 1),
        ("3", 3),
        ("2,1", 2),
        (" 4 ", 4),
        ("100", 8),
        ("", 8),
        ("0", 8),
        ("x", 8),
        ("-2", 8),
        ("9" * 5000, 8),
    ],
)
def test_what_other_libraries_listen_to_is_a_bound(monkeypatch, name, said, want):
    for other in ("BARRELEYE_NUM_THREADS", *_threads._OTHERS):
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: range(8), raising=False)
    monkeypatch.setenv(name, said)
    try:
        _threads.thread_count.cache_clear()
        assert _threads.thread_count() == want
        monkeypatch.setenv("BARRELEYE_NUM_THREADS", "6")
        _threads.thread_count.cache_clear()
        assert _threads.thread_count() == 6
    finally:
        _threads.thread_count.cache_clear()


FORK = """
import os, numpy as np, barreleye as be
x = np.ones(2**20, np.float32)
expected = be.activations.tanh(x)  # the team is awake
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
@pytest.mark.parametrize("pause", [0.02, 0.05, 0.1, 0.2])
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


def test_the_compiler_is_asked_by_one_thread_at_a_time(tmp_path):
    """Its own lock is taken inside of ours alone: a child that is forked meanwhile would never get it."""
    program = """
import traceback, numpy as np, barreleye as be
from llvmlite.binding import ffi
from barreleye._fork_lock import FORK_LOCK
outside = []
def acquired():
    if not FORK_LOCK._is_owned():
        outside.append(traceback.format_stack()[-6:])
ffi.register_lock_callback(acquired, lambda: None)
be.activations.log_softmax(np.ones((3, 3)))
be.activations.gelu(np.ones(3))
print(outside)
"""
    assert alone(program, BARRELEYE_CACHE_DIR=str(tmp_path)) == "[]"


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_nothing_is_written_after_an_interrupt():
    program = """
import gc, os, signal, time, numpy as np, barreleye as be
inside = False
def interrupt(*_):
    if inside:
        raise KeyboardInterrupt
signal.signal(signal.SIGALRM, interrupt)
for function, x in ((be.activations.softmax, np.ones((400_000, 40))), (be.activations.gelu, np.ones(8_000_000))):
    out, hits = np.empty_like(x), 0
    function(x, out=out)
    while hits < 20:
        signal.setitimer(signal.ITIMER_REAL, 0.004)
        try:
            inside = True
            function(x, out=out)
            function(x, out=out)
            inside = False
        except KeyboardInterrupt:
            inside = False
            out[:] = 7.0
            time.sleep(0.05)
            assert (out == 7.0).all()
            hits += 1
        signal.setitimer(signal.ITIMER_REAL, 0.0)
print("done", hits)
"""
    assert alone(program, BARRELEYE_NUM_THREADS="2") == "done 20"


def test_long_arrays_are_computed_while_the_interpreter_ends():
    program = """
import atexit, numpy as np, barreleye as be
x = np.ones(4_000_000)
be.activations.gelu(x)
class Late:
    def __del__(self):
        print((be.activations.gelu(x) == be.activations.gelu(1.0)).all())
atexit.register(lambda: print((be.activations.gelu(x) == be.activations.gelu(1.0)).all()))
keep = Late()
"""
    assert alone(program, BARRELEYE_NUM_THREADS="2").split() == ["True", "True"]


def test_two_threads_of_python_share_at_once():
    x, want = numbers(size=300_000), be.activations.gelu(numbers(size=300_000))
    found = []
    with threads_of(3):
        asking = [
            threading.Thread(
                target=lambda: found.append(
                    all((be.activations.gelu(x) == want).all() for _ in range(200))
                )
            )
            for _ in range(4)
        ]
        for one in asking:
            one.start()
        for one in asking:
            one.join(60)
    assert found == [True] * 4


def test_a_result_that_lies_over_another_is_the_last_one(threads):  # noqa: ARG001  a fixture
    x = numbers(np.float64, 500_000)
    place = np.zeros(1)
    out = np.lib.stride_tricks.as_strided(place, (500_000,), (0,))
    last = be.activations.gelu(x[-1])
    for _ in range(10):
        be.activations.gelu(x, out=out)
        assert place[0] == last


@pytest.mark.parametrize("order", ["<>", "><", ">>"])
def test_the_order_of_bytes_changes_no_bit(threads, order):  # noqa: ARG001  a fixture
    x = numbers(size=20_000)
    want = be.activations.gelu(x)
    out = np.empty(20_000, f"{order[1]}f4")
    be.activations.gelu(x.astype(f"{order[0]}f4"), out=out)
    assert (out == want).all()


def test_overlap_and_unaligned_arrays_are_numpys_affair(threads):  # noqa: ARG001  a fixture
    x = numbers(size=200_000)
    want = be.activations.tanh(x)
    back = x.copy()
    be.activations.tanh(back, out=back[::-1])
    assert (back[::-1] == want).all()
    unaligned = np.frombuffer(b"." + x.tobytes(), np.uint8)[1:].view(np.float32)
    assert not unaligned.flags.aligned
    assert (be.activations.tanh(unaligned) == want).all()
    assert (be.activations.tanh(x.astype(">f4")) == want).all()

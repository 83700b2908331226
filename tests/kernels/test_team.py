"""Threads that work on one thing together."""

import ctypes
import os
import subprocess
import sys
import threading
import time
from unittest import mock

import numpy as np
import pytest

import barreleye as be
from barreleye import kernels
from barreleye.kernels import _team, _team_code, team, writes
from barreleye.kernels._code_address import code_address, function
from barreleye.scalars import INT64
from support.threads import threads_of

# mark[thread] += 1, and mark[8] = threads
MARK = """
define void @mark(ptr %places, i64 %thread, i64 %threads) {
  %place = getelementptr i64, ptr %places, i64 %thread
  %before = atomicrmw add ptr %place, i64 1 monotonic
  %all = getelementptr i64, ptr %places, i64 8
  store i64 %threads, ptr %all
  ret void
}
"""

# as mark, but all threads other than the leader's take their time before
MARK_LATE = """
define void @mark_late(ptr %places, i64 %thread, i64 %threads) {
entry:
  %place = getelementptr i64, ptr %places, i64 %thread
  %leads = icmp eq i64 %thread, 0
  br i1 %leads, label %mark, label %wait
wait:
  %k = phi i64 [ 0, %entry ], [ %next, %wait ]
  %seen = load volatile i64, ptr %place
  %next = add i64 %k, 1
  %done = icmp eq i64 %next, 200000
  br i1 %done, label %mark, label %wait
mark:
  %before = atomicrmw add ptr %place, i64 1 monotonic
  %all = getelementptr i64, ptr %places, i64 8
  store i64 %threads, ptr %all
  ret void
}
"""

JOBS = 400  # on two processors, a job of four threads may take a slice of the scheduler


@pytest.fixture
def hired():
    """Let the process have four threads, whatever the machine has."""
    with threads_of(4):
        yield


@pytest.fixture
def patient(hired):  # noqa: ARG001  a fixture
    """Let the leader wait for a thread that sleeps, however busy the machine is: all who are asked for come."""
    wait_for_all()


def wait_for_all():
    """Give the team a leader who goes on without a thread that never wakes, and waits for one that is late.

    The usual one looks for about 200 µs, which a thread may be late by on a busy machine; this one looks for
    seconds of its own time, and gives its processor to others all the while.
    """
    with mock.patch.object(_team_code, "START_SPINS", 10_000 * _team_code.START_SPINS):
        source = _team_code.team_source("lead")
    _team._team()._lead = function(
        code_address(source, "lead"), "ptr team, ptr function, ptr argument, i64 asked", INT64
    )


def marked(threads, times=1, code=(MARK, "mark")):
    marks = np.zeros(9, np.int64)
    for _ in range(times):
        came = team.run(code_address(*code), writes(marks), threads)
        assert came == marks[8]
    return marks.tolist()


def each_once(threads):
    """Return the marks of a job that so many threads have done, each once."""
    return [1] * threads + [0] * (8 - threads) + [threads]


def side_by_side(*work):
    """Run functions at the same time and raise what one of them raises.

    A leader whose thread is lost waits for good: that is a failure, and the only thing that takes minutes here.
    """
    raised = []

    def run(one):
        try:
            one()
        except AssertionError as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(one,), daemon=True) for one in work]
    for one in threads:
        one.start()
    for one in threads:
        one.join(300.0)
    if raised:
        raise raised[0]
    assert not any(one.is_alive() for one in threads), "a leader waits for a thread that is lost"


def fallen_asleep(*helpers):
    """Wait until these helpers have lain down, which takes them so many looks and no time of the clock."""
    words = _team._team().words
    places = [_team_code.FIRST + _team_code.LINE * k for k in helpers]
    for _ in range(60_000):
        if (words[places] == _team_code.ASLEEP).all():
            return True
        time.sleep(0.001)
    return False


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize(("threads", "times"), [(1, 30), (2, 300), (3, 3), (4, 3)])
def test_every_thread_does_its_part_once(threads, times):
    """Few times with more threads than there may be processors: they take turns, each of some milliseconds."""

    def jobs():
        for _ in range(times):
            assert marked(threads) == each_once(threads)

    side_by_side(jobs)


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("threads", [2, 3])
def test_the_leader_waits_for_the_last_helper(threads):
    """Helpers wait some hundred microseconds: a leader that does not wait for them sees the marks too early."""
    for _ in range(20):
        assert marked(threads, code=(MARK_LATE, "mark_late")) == each_once(threads)


@pytest.mark.usefixtures("hired")
@pytest.mark.parametrize(("leader", "most"), [("usual", 4), ("patient", 2)])
def test_nothing_is_lost_over_many_jobs_of_changing_size(leader, most):
    """The usual leader goes on with those who come in time; who is late takes no part of the next job."""
    if leader == "patient":
        wait_for_all()
    marks, want = np.zeros(9, np.int64), np.zeros(8, np.int64)

    def jobs():
        for threads in np.random.default_rng(0).integers(1, most + 1, JOBS).tolist():
            came = team.run(code_address(MARK, "mark"), writes(marks), threads)
            assert came == threads or (leader == "usual" and 1 <= came < threads)
            assert marks[8] == came
            want[:came] += 1
            assert marks[:8].tolist() == want.tolist()

    side_by_side(jobs)


@pytest.mark.usefixtures("patient")
def test_threads_that_fell_asleep_wake_up():
    for _ in range(10):
        assert marked(2) == each_once(2)
        assert fallen_asleep(1)


@pytest.mark.usefixtures("patient")
def test_whoever_finds_the_team_busy_works_alone():
    crew = _team._team()
    crew.words[_team_code.BUSY] = 1
    assert marked(4) == each_once(1)
    crew.words[_team_code.BUSY] = 0
    assert marked(4) == each_once(4)


@pytest.mark.usefixtures("patient")
def test_a_thread_that_is_to_have_no_helpers_works_alone_and_no_other_does():
    def another():
        assert marked(2) == each_once(2)

    with kernels.without_helpers():
        assert team.ready() == 1
        with kernels.without_helpers():
            assert marked(2) == each_once(1)
        assert marked(2) == each_once(1)
        side_by_side(another)
    assert team.ready() > 1
    assert marked(2) == each_once(2)


@pytest.mark.usefixtures("hired")
def test_nobody_waits_for_a_thread_that_does_not_wake():
    """As while the interpreter shuts down, when threads get no turn any more."""
    marked(2)
    with mock.patch.object(_team, "_thread"):  # number 2 begins, and gets no turn
        assert all(marked(3)[8] <= 2 for _ in range(20))
    wait_for_all()
    assert marked(2) == each_once(2)


def test_an_interrupt_at_any_moment_leaves_a_team_that_works():
    """Interrupts every few milliseconds, between any two lines of Python."""
    program = """
import signal, numpy as np, barreleye as be
rng = np.random.default_rng(0)
X, y = rng.standard_normal((256, 64)), rng.standard_normal(256)
net = be.mlp(64, [64, 64], 1, seed=0)
net.fit(X, y, epochs=3, batch_size=256, threads=2, engine="compiled")
inside, hits = False, 0
def interrupt(*_):
    if inside:
        raise KeyboardInterrupt
signal.signal(signal.SIGALRM, interrupt)
while hits < 150:
    signal.setitimer(signal.ITIMER_REAL, float(rng.uniform(0.0003, 0.004)))
    try:
        inside = True
        net.fit(X, y, epochs=1000, batch_size=256, threads=2, engine="compiled")
    except KeyboardInterrupt:
        hits += 1
    inside = False
signal.setitimer(signal.ITIMER_REAL, 0.0)
net.fit(X, y, epochs=3, batch_size=256, threads=2, engine="compiled")
print("went on", np.isfinite(net.parameters.vector).all())
"""
    environment = {**os.environ, "BARRELEYE_NUM_THREADS": "2"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert done.stdout.strip() == "went on True", done.stderr


def test_work_is_done_while_the_interpreter_goes_down():
    program = """
import numpy as np, barreleye as be, time
X = np.ones((20000, 64), np.float32)
net = be.mlp(64, [64, 64], 1, seed=0)
net(X)
class Late:
    def __del__(self):
        print(net(X).shape)
time.sleep(0.2)
keep = Late()
"""
    environment = {**os.environ, "BARRELEYE_NUM_THREADS": "2"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert done.stdout.strip() == "(20000, 1)", done.stderr


@pytest.mark.usefixtures("hired")
def test_two_threads_of_python_may_ask_at_once():
    jobs, found, came = JOBS, np.zeros((2, 9), np.int64), np.zeros(2, np.int64)

    def ask(k):
        for _ in range(jobs):
            came[k] += team.run(code_address(MARK, "mark"), writes(found[k]), 2) - 1

    side_by_side(lambda: ask(0), lambda: ask(1))
    assert found[:, 0].tolist() == [jobs, jobs]
    assert found[:, 1].tolist() == came.tolist()


@pytest.mark.usefixtures("hired")
def test_pythons_lock_is_free_meanwhile():
    """A job that waits for what another thread of Python writes would otherwise wait forever."""
    source = """
define void @wait(ptr %places, i64 %thread, i64 %threads) {
entry:
  br label %look
look:
  %seen = load atomic i64, ptr %places acquire, align 8
  %set = icmp ne i64 %seen, 0
  br i1 %set, label %out, label %look
out:
  ret void
}
"""
    flag = np.zeros(1, np.int64)
    setter = threading.Timer(0.05, flag.fill, (1,))
    setter.start()
    team.run(code_address(source, "wait"), writes(flag), 2)
    setter.join()
    assert flag[0] == 1


def test_one_processor_has_no_team():
    with threads_of(1):
        assert marked(4) == [1, 0, 0, 0, 0, 0, 0, 0, 1]


@pytest.mark.parametrize("moment", ["new_semaphore", "start_new_thread"])
def test_an_interrupt_while_helpers_are_hired(moment, monkeypatch):
    with threads_of(3):
        place = _team if moment == "new_semaphore" else _team._thread
        begin, interrupts = getattr(place, moment), iter([True, False, True])

        def interrupted(*arguments):
            answer = begin(*arguments) if moment == "start_new_thread" else None
            if next(interrupts, False):
                raise KeyboardInterrupt  # the thread has begun already, and nobody counted it
            return begin(*arguments) if answer is None else answer

        monkeypatch.setattr(place, moment, interrupted)
        for _ in range(2):
            with pytest.raises(KeyboardInterrupt):
                marked(3)
        wait_for_all()
        assert marked(3) == each_once(3)
        crew = _team._team()
        assert crew._helpers == len(crew._begun) == 2


@pytest.mark.parametrize("count", [2, 3, 64, 100])
def test_no_more_are_hired_than_asked_for_however_many_ask_at_once(count):
    program = """
import threading, numpy as np, barreleye as be
from barreleye.kernels import _team
gate = threading.Barrier(6)
x = np.linspace(-3.0, 3.0, 100_000)
def ask():
    gate.wait()
    for _ in range(3):
        be.activations.gelu(x)
asking = [threading.Thread(target=ask) for _ in range(6)]
[one.start() for one in asking]
[one.join() for one in asking]
print(_team._team()._helpers, *_team._present[[2, 3]], len(_team._TEAMS))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, "BARRELEYE_NUM_THREADS": str(count)},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    helpers = min(count, _team_code.MAX_THREADS) - 1
    assert done.stdout.split() == [str(helpers), str(helpers + 1), str(helpers), "1"], done.stderr


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="this system does not tell")
def test_the_leader_may_go_where_it_could_before():
    before, pace = os.sched_getaffinity(0), sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # helpers begin late
    try:
        for _ in range(20):
            with threads_of(3):
                marked(3, times=3)
                be.activations.relu(np.zeros(400_000))
    finally:
        sys.setswitchinterval(pace)
    assert os.sched_getaffinity(0) == before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_child_has_a_team_of_its_own():
    program = """
import os, signal
import barreleye as be, numpy as np
net = be.mlp(20, [128, 128], 1, seed=0)
X, y = np.random.default_rng(0).standard_normal((512, 20)), np.zeros(512)
net.fit(X, y, epochs=2, batch_size=256, threads=2, engine="compiled")
child = os.fork()
signal.alarm(30)
net.fit(X, y, epochs=2, batch_size=256, threads=2, engine="compiled")
if child == 0:
    os._exit(0)
print(os.waitpid(child, 0)[1])
"""
    environment = {**os.environ, "BARRELEYE_NUM_THREADS": "2"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.strip() == "0", done.stderr


def test_a_program_may_end_while_the_team_is_awake():
    program = """
import barreleye as be, numpy as np
net = be.mlp(20, [128, 128], 1, seed=0)
net.fit(np.ones((512, 20)), np.zeros(512), epochs=2, batch_size=256, threads=2, engine="compiled")
"""
    environment = {**os.environ, "BARRELEYE_NUM_THREADS": "2"}
    for _ in range(5):
        done = subprocess.run([sys.executable, "-c", program], env=environment, timeout=60, check=False)
        assert done.returncode == 0


@pytest.mark.usefixtures("hired")
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("layers", [(33,), (7, 130), (1, 1)])
def test_any_number_of_threads_trains_the_same_network_to_the_last_bit(dtype, layers, monkeypatch):
    monkeypatch.setattr(be.training.compiled._engine, "_WORTH_SHARING", 0)
    rng = np.random.default_rng(0)
    X, y = rng.standard_normal((150, 9)), rng.integers(0, 3, 150)
    trained = []
    asked = []

    def pace(choices, work):
        asked.append(choices)
        assert work[0] > 0
        return OneChoice(choices[0])

    monkeypatch.setattr(be.training.compiled._engine, "tuner_for", pace)
    for threads in (1, 2, 3, 4):
        net = be.mlp(9, layers, 3, activation="tanh", output="softmax", seed=1, dtype=dtype)
        net.fit(
            X, y, epochs=4, batch_size=40, optimizer=be.Adam(0.01), threads=threads, engine="compiled"
        )
        trained.append((net.parameters.vector.tobytes(), net.history.loss))
    assert asked == [(1,), (2, 1), (3, 1), (4, 1)]
    assert all(one == trained[0] for one in trained[1:])


class OneChoice:
    def __init__(self, choice):
        self.choice = choice
        assert choice >= 1

    def next(self):
        return self.choice, False

    def record(self, asked, came, seconds):
        assert 1 <= came <= asked == self.choice
        assert seconds > 0.0


def test_the_faster_number_of_threads_is_kept_and_the_other_tried_now_and_then():
    pace = be.training.compiled._thread_tuner.ThreadTuner([2, 1])
    used = []

    def slices(count, seconds):
        for _ in range(count):
            used.append(pace.next())
            pace.record(used[-1][0], used[-1][0], seconds[used[-1][0]])

    slices(1, {2: 0.0})  # does not count
    slices(200, {2: 1.0, 1: 0.6})
    # a trial is short, and says that it is one
    assert used[:4] == [(2, True), (2, True), (1, True), (1, False)]
    assert used.count((2, False)) == 0
    # again after 1, 2, 4, 8, 16 and 32 slices, and every 32 from there
    again = [k for k, (_, trial) in enumerate(used) if trial][3:]
    assert np.diff(again).tolist() == [3, 5, 9, 17, 33, 33, 33, 33]
    assert again[0] == 4
    slices(400, {2: 0.1, 1: 0.6})  # now two are faster
    assert used[-1] == (2, False)


def test_a_first_trial_that_something_disturbed_is_made_good_soon():
    pace = be.training.compiled._thread_tuner.ThreadTuner([2, 1])
    for seconds in (9.0, 2.0, 1.0):  # the trial of two took as long as if one had done it all
        pace.record(*2 * pace.next()[:1], seconds)
    used = []
    for _ in range(6):
        used.append(pace.next()[0])
        pace.record(used[-1], used[-1], 0.6 if used[-1] == 2 else 1.0)
    assert used == [1, 2, 2, 2, 1, 2]


def test_one_slow_slice_does_not_change_the_number_of_threads():
    pace = be.training.compiled._thread_tuner.ThreadTuner([2, 1])
    for seconds in (9.0, 1.0, 1.9):
        pace.record(*2 * pace.next()[:1], seconds)
    pace.record(2, 2, 60.0)  # something else took the processors
    assert pace.next() == (2, False)


def test_a_number_of_threads_that_was_not_tried_yet_is_not_taken_for_the_fastest():
    pace = be.training.compiled._thread_tuner.ThreadTuner([2, 1])
    for _ in range(3):  # two runs report to one: the trial of 1 is lost
        pace.record(2, 2, 1.0)
    assert pace.next() == (2, False)


def test_a_slice_to_which_fewer_came_says_nothing_of_so_many():
    pace = be.training.compiled._thread_tuner.ThreadTuner([2, 1])
    pace.record(2, 2, 9.0)  # the first, which does not count
    for _ in range(20):
        asked, _ = pace.next()
        pace.record(asked, 1, 0.1 if asked == 2 else 1.0)  # the team is busy with something else
    assert pace.next() == (1, False)


def test_a_time_is_booked_for_those_who_came():
    pace = be.training.compiled._thread_tuner.ThreadTuner([4, 1])
    used = []
    for _ in range(200):  # there are two processors: never more than two come
        used.append(pace.next()[0])
        came = min(used[-1], 2)
        pace.record(used[-1], came, 1.0 / came)
    assert used.count(2) > 150
    assert used[-30:].count(4) <= 1  # who never came is asked now and then


def test_those_who_came_late_are_asked_again():
    pace = be.training.compiled._thread_tuner.ThreadTuner([2, 1])
    for _ in range(3):
        pace.record(2, 1, 1.0)
    assert pace.next() == (2, True)
    for took in (2, 2, 1):
        pace.record(*2 * pace.next()[:1], 1.0 / took)
    assert pace.next() == (2, False)


def test_runs_of_the_same_work_share_what_they_found(monkeypatch):
    monkeypatch.setattr(be.training.compiled._engine, "_WORTH_SHARING", 0)
    be.training.compiled._thread_tuner.tuner_for.cache_clear()
    X, y = np.random.default_rng(0).standard_normal((96, 5)), np.zeros(96)
    calls = []

    class Counting(be.training.compiled._thread_tuner.ThreadTuner):
        def record(self, asked, *_):
            calls.append((id(self), bool(self._trials)))
            super().record(asked, asked, 1.0)  # whoever came, and however busy the machine is

    monkeypatch.setattr(be.training.compiled._thread_tuner, "ThreadTuner", Counting)
    net = be.mlp(5, [8], 1, seed=0)
    with threads_of(2):
        for _ in range(6):
            net.partial_fit(X, y, batch_size=8)
        be.mlp(5, [8, 8], 1, seed=0).partial_fit(X, y, batch_size=8)
    be.training.compiled._thread_tuner.tuner_for.cache_clear()
    assert len({one for one, _ in calls}) == 2
    first = [trial for one, trial in calls if one == calls[0][0]]
    assert first == [True, True, True, False, True, False]


def test_a_number_of_threads_that_makes_no_sense_is_refused():
    net = be.mlp(2, [3], 1)
    for threads in (0, -1, 1.5, "two"):
        with pytest.raises(be.errors.OptionError, match="threads is a whole number of at least 1"):
            net.fit(np.ones((3, 2)), np.ones(3), threads=threads)


def test_there_are_never_more_than_so_many():
    net = be.mlp(2, [8], 1)
    net.fit(np.ones((64, 2)), np.ones(64), epochs=1, threads=10**9, engine="compiled")
    assert len(net.history) == 1


def test_nobody_is_hired_for_small_batches(monkeypatch):
    def refuse(function, table, threads):
        assert threads == 1
        ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64)(function)(
            table.address, 0, 1
        )
        return 1

    monkeypatch.setattr(team, "run", refuse)
    be.mlp(2, [8], 1).fit(np.ones((64, 2)), np.ones(64), epochs=3, threads=8, engine="compiled")


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="this system does not tell")
def test_a_helper_stays_where_its_owner_has_put_it():
    program = """
import os, time
import numpy as np, barreleye as be
before = set(os.listdir("/proc/self/task"))
x = np.zeros(2_000_000)  # worth waking a thread for
be.activations.gelu(x)
helpers = {int(tid) for tid in set(os.listdir("/proc/self/task")) - before}
one = {min(os.sched_getaffinity(0))}
for tid in helpers:
    os.sched_setaffinity(tid, one)
for _ in range(20):
    be.activations.gelu(x)
    time.sleep(0.001)  # long enough for a helper to sleep, and to be woken again
print(len(helpers), all(os.sched_getaffinity(tid) == one for tid in helpers))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, "BARRELEYE_NUM_THREADS": "3"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.stdout.split() == ["2", "True"], done.stderr


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="this system does not tell")
def test_a_process_with_one_processor_trains_all_the_same():
    program = """
import os
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
import numpy as np, barreleye as be
x = np.ones(200_000)
print((be.activations.gelu(x) == be.activations.gelu(1.0)).all())
net = be.mlp(64, [64, 64], 1, seed=0)
print(len(net.fit(np.ones((256, 64)), np.ones(256), epochs=3, batch_size=256, threads=3, progress=False)))
"""
    environment = {**os.environ, "BARRELEYE_NUM_THREADS": "3"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert done.stdout.split() == ["True", "3"], done.stderr


def test_a_time_may_be_told_while_another_run_looks_for_the_shortest():
    class Told(be.training.compiled._thread_tuner.ThreadTuner):
        def _shortest(self, threads):
            self._seconds[10 + len(self._seconds)] = 1.0, 1.0  # as a run in another thread would
            return super()._shortest(threads)

    pace = Told([2, 1])
    for seconds in (1.0, 2.0, 1.0):
        pace.record(*2 * pace.next()[:1], seconds)
    assert pace.next() == (1, False)

"""Machine code is compared with NumPy before it is used, and tried in a child where nobody has tested it."""

import json
import os
import subprocess
import sys
from functools import cache

import numpy as np
import pytest

import barreleye as be
from barreleye.kernels import _choice, _self_test, compiling
from barreleye.scalars import is_x86

pytest.importorskip("llvmlite")

CACHE_OF_THE_TESTS = os.environ["BARRELEYE_CACHE_DIR"]


@pytest.fixture(autouse=True)
def asked_anew(monkeypatch, tmp_path):
    """Let every test ask as a new process does, with an empty cache and nothing chosen."""
    monkeypatch.delenv("BARRELEYE_ENGINE", raising=False)
    monkeypatch.setenv("BARRELEYE_CACHE_DIR", str(tmp_path))
    _self_test.self_test_failure.cache_clear()
    _choice.compiling_by_default.cache_clear()
    yield
    _self_test.self_test_failure.cache_clear()
    _choice.compiling_by_default.cache_clear()


def test_here_machine_code_is_right(caplog):
    assert _self_test.self_test_failure() == ""
    assert compiling()
    assert caplog.records == []


@pytest.mark.parametrize("wrong", [0.5, 1.0 + 2.0**-20, np.nan], ids=str)
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_a_function_that_differs_is_said_once_and_numpy_computes(monkeypatch, caplog, wrong, kind):
    make = _self_test.compiled

    def made(bodies, parameters):
        right = make(bodies, parameters)
        return lambda x: right(x) * (x.dtype.type(wrong) if x.dtype == kind else 1)

    monkeypatch.setattr(_self_test, "compiled", made)
    for _ in range(2):
        assert not compiling()
        assert be.activations.relu(np.array([-1.0, 2.0])).tolist() == [0.0, 2.0]
    (record,) = caplog.records
    assert record.levelname == "WARNING"
    assert "NumPy computes instead, which is slower: a function of np.float" in record.message
    with pytest.raises(
        be.errors.OptionError, match="'compiled', which is not to be trusted here: a function of"
    ):
        be.engine("compiled")
    net = be.mlp(2, [3], 1, seed=0)
    net.fit(np.ones((4, 2)), np.ones(4), epochs=1, progress=False)
    with pytest.raises(be.errors.OptionError, match="not to be trusted"):
        net.compile()


@pytest.fixture
def untested(monkeypatch):
    """Let this be a kind of machine that nobody has tested; return what children were started."""
    started, run = [], subprocess.run

    def running(command, **how):
        started.append(command)
        return run(command, **how)

    monkeypatch.setattr(_self_test, "is_tested", lambda: False)
    monkeypatch.setattr(_self_test.subprocess, "run", running)
    return started


def test_a_child_tries_the_whole_engine_once_for_all_processes(untested):
    assert _self_test.self_test_failure() == ""
    assert len(untested) == 1
    _self_test.self_test_failure.cache_clear()
    assert _self_test.self_test_failure() == ""
    assert len(untested) == 1  # the verdict was kept


CHILDREN = {
    "LLVM ends it": (
        "import os; print('barreleye is tried', flush=True); os.abort()",
        "ended with -6: it said nothing",
    ),
    "it finds a difference": (
        "print('barreleye is tried'); raise SystemExit('2 is not 3')",
        "ended with 1: 2 is not 3",
    ),
}


@pytest.mark.parametrize("case", CHILDREN)
def test_what_a_child_dies_of_is_kept_and_said(untested, monkeypatch, caplog, case):
    code, words = CHILDREN[case]
    monkeypatch.setattr(_self_test, "_CHILD", code)
    for _ in range(2):
        assert _self_test.self_test_failure() == f"a process that tried it {words}"
        _self_test.self_test_failure.cache_clear()
    assert len(untested) == 1
    assert not compiling()
    assert len(caplog.records) == 3  # one for each time that a process began anew


def test_a_child_that_cannot_begin_is_asked_again(untested, monkeypatch):
    monkeypatch.setattr(_self_test, "_CHILD", "import nothing_of_this_name")
    for _ in range(2):
        assert _self_test.self_test_failure().startswith(
            "this kind of machine was not tested, and trying it did not begin (Module"
        )
        _self_test.self_test_failure.cache_clear()
    assert len(untested) == 2


@pytest.mark.usefixtures("untested")
def test_a_child_that_never_ends_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(_self_test, "_CHILD", "import time; time.sleep(100)")
    monkeypatch.setattr(_self_test, "_SECONDS", 0.2)
    assert "trying it failed (Command" in _self_test.self_test_failure()


@pytest.mark.parametrize("how", ["frozen", "embedded"])
def test_without_an_interpreter_nothing_is_started(untested, monkeypatch, how):
    if how == "frozen":
        monkeypatch.setattr(sys, "frozen", True, raising=False)
    else:
        monkeypatch.setattr(sys, "executable", "")
    assert "there is no interpreter to try it in" in _self_test.self_test_failure()
    assert untested == []


def test_what_lies_in_the_working_folder_is_not_run_by_the_child(untested, monkeypatch, tmp_path):
    (tmp_path / "barreleye.py").write_text("raise SystemExit('foreign code')")
    (tmp_path / "numpy.py").write_text("raise SystemExit('foreign code')")
    monkeypatch.chdir(tmp_path)
    begun = "from barreleye.kernels import _self_test; print(_self_test._BEGUN)"  # compiles nothing
    monkeypatch.setattr(_self_test, "_CHILD", begun)
    assert _self_test.self_test_failure() == ""
    assert len(untested) == 1


MASKED = """
import json, sys
import numpy as np, barreleye as be
from barreleye.kernels import compiling
from barreleye.kernels.epoch._functions import outputs_source, shape_of
from barreleye.scalars import assembly, features
x = np.linspace(-9.0, 9.0, 4001, dtype=np.float32)
usual = compiling()
with be.engine("compiled"):
    got = [be.activations.get(name)(x).tolist() for name in ("tanh", "gelu", "softplus")]
    text = assembly(outputs_source("float", shape_of("float")))
    net = be.mlp(1, [8], 1, seed=0)
    net.fit(x[:64, None], np.sin(x[:64]), epochs=2, progress=False, engine="compiled")
print(json.dumps([usual, got, "zmm" in text, "ymm" in text, "vfmadd" in text, net.parameters.vector.tolist()]))
"""


@cache
def masked(features):
    """Return what a process finds that takes the processor for one without these features."""
    done = subprocess.run(
        [sys.executable, "-c", MASKED],
        env={
            **os.environ,
            "BARRELEYE_CPU_FEATURES": features,
            "BARRELEYE_CACHE_DIR": CACHE_OF_THE_TESTS,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.skipif(not is_x86(), reason="features of x86")
@pytest.mark.parametrize(
    ("features", "compiles", "wide", "fused"),
    [
        ("-avx512f", True, True, True),
        (" -avx2 , ", True, True, True),
        ("-fma", False, True, False),
        ("-avx", False, False, False),
    ],
)
def test_a_processor_without_some_features_has_the_same_numbers(features, compiles, wide, fused):
    usual = masked("")
    found = masked(features)
    assert found[0] is compiles  # without fused multiply-adds NumPy is faster
    assert found[2] is False
    assert (found[3], found[4]) == (wide, fused)
    for one, other in zip(found[1], usual[1], strict=True):  # each within 0.51 ulp of the truth
        assert np.all(np.abs(np.subtract(one, other)) <= 1.02 * np.spacing(np.abs(np.float32(other))))
    steps = 2 * 2  # of Adam, in which the last bits of a gradient may turn, at most twice the rate each
    assert np.allclose(found[5], usual[5], rtol=0.0, atol=2.0 * 1e-3 * steps)


@pytest.mark.parametrize("said", ["avx2", "-fma,avx", "none", "-sse3", "-64bit"])
def test_features_are_only_taken_away(said):
    done = subprocess.run(
        [sys.executable, "-c", "from barreleye.scalars import features; features()"],
        env={**os.environ, "BARRELEYE_CPU_FEATURES": said},
        capture_output=True,
        text=True,
        check=False,
    )
    wanted = f"is not to have, '-avx', '-avx2', '-fma' or '-avx512f', got '{said.rpartition(',')[2]}'"
    assert f"BARRELEYE_CPU_FEATURES names what the processor {wanted}" in done.stderr


def test_a_verdict_holds_for_one_version_of_the_library(untested, monkeypatch):
    """A release that repairs what a child died of is tried anew."""
    monkeypatch.setattr(_self_test, "_CHILD", CHILDREN["it finds a difference"][0])
    assert _self_test.self_test_failure()
    _self_test.self_test_failure.cache_clear()
    monkeypatch.setattr(_self_test, "__version__", "another")
    assert _self_test.self_test_failure()
    assert len(untested) == 2


def test_a_compiler_that_refuses_the_function_is_said_and_numpy_computes(monkeypatch, caplog):
    def refusing(*_):
        raise RuntimeError("LLVM IR parsing error")

    monkeypatch.setattr(_self_test, "compiled", refusing)
    assert not compiling()
    assert be.activations.relu(np.array([-1.0, 2.0])).tolist() == [0.0, 2.0]
    (record,) = caplog.records
    assert "the compiler refuses a function (LLVM IR parsing error)" in record.message

"""Which engine evaluates: a block, the environment, or what is installed."""

import os
import subprocess
import sys
from threading import Thread

import numpy as np
import pytest

import barreleye as be
from barreleye.errors import MissingExtraError, OptionError
from barreleye.kernels import _choice, compiling

X = np.linspace(-3.0, 3.0, 7)


def test_a_block_decides_and_gives_the_choice_back():
    with be.engine("numpy"):
        assert not compiling()
        with be.engine("compiled"):
            assert compiling()
        assert not compiling()
    assert compiling()


def test_a_block_that_raises_gives_the_choice_back_too():
    with pytest.raises(ZeroDivisionError), be.engine("numpy"):
        1 / 0  # noqa: B018
    assert compiling()


def test_a_choice_holds_in_its_own_thread_only():
    seen = []
    with be.engine("numpy"):
        other = Thread(target=lambda: seen.append(compiling()))
        other.start()
        other.join()
    assert seen == [True]


def test_the_two_engines_run_different_code():
    gelu = be.activations.gelu
    x = np.linspace(-6.0, 6.0, 100_001)
    with be.engine("numpy"):
        read = gelu(x)
    with be.engine("compiled"):
        made = gelu(x)
    assert (read != made).any()  # one fuses products and sums, the other cannot
    # where the last bits differ, each is within 2 ulp of the truth
    assert (np.abs(read - made) <= 4 * np.spacing(np.abs(made))).all()


def test_an_unknown_engine_is_refused_with_the_choice():
    with (
        pytest.raises(OptionError, match="one of 'auto', 'numpy', 'compiled', got 'fast'"),
        be.engine("fast"),
    ):
        pass


def test_asking_for_what_is_not_installed_names_the_extra(monkeypatch):
    monkeypatch.setattr(_choice, "available", lambda: False)
    with (
        pytest.raises(MissingExtraError, match=r"pip install 'barreleye\[fast\]'"),
        be.engine("compiled"),
    ):
        pass
    with be.engine("auto"):
        assert not compiling()


PROBE = """
import sys
sys.modules.update(dict.fromkeys({blocked!r}))
import numpy as np
import barreleye as be
from barreleye.kernels import compiling
print(compiling(), be.activations.sigmoid(np.float32([0, 2])).tolist(), "llvmlite.binding" in sys.modules)
"""


def probed(environment, blocked=()):
    script = PROBE.format(blocked=list(blocked))
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, env=environment
    )
    return done.stdout.strip() or done.stderr.strip().splitlines()[-1]


SIGMOID = [0.5, 0.8807970881462097]


def test_the_environment_decides_where_no_block_does():

    base = dict(os.environ)
    assert probed({**base, "BARRELEYE_ENGINE": "numpy"}) == f"False {SIGMOID} False"
    assert probed({**base, "BARRELEYE_ENGINE": "compiled"}) == f"True {SIGMOID} True"
    assert probed(base) == f"True {SIGMOID} True"
    assert "BARRELEYE_ENGINE is one of" in probed({**base, "BARRELEYE_ENGINE": "quick"})


def test_without_the_extra_numpy_does_it():

    blocked = ["llvmlite", "llvmlite.binding"]
    assert probed(dict(os.environ), blocked).startswith(f"False {SIGMOID}")

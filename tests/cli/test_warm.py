"""``barreleye warm`` compiles ahead."""

import os
import re
import subprocess
import sys

import pytest

from barreleye import activations, losses, optimizers, training
from support.command import START

PROGRAM = """
import barreleye as be, numpy as np
from barreleye.scalars import _compiler
def refuse(source):
    raise AssertionError("compiled again: " + source[:300])
_compiler._optimised = refuse
rng = np.random.default_rng(0)
for dtype in ("float32", "float64"):
    for hidden in be.activations.names():
        net = be.Network(3, [be.Dense(20, hidden), be.Dropout(0.1), be.Dense(4, "softmax")], dtype=dtype)
        X, y = rng.standard_normal((40, 3)), rng.integers(0, 4, 40)
        net.fit(X, y, epochs=1, validation=0.2, engine="compiled", optimizer=be.SGD(1e-4))
        net.predict(X)
        net.compile()(X[0])
    for name in be.losses.names():
        loss = be.losses.get(name)
        net = be.mlp(3, [5], 2, output=loss.outputs[0] if loss.outputs else "linear", dtype=dtype)
        net.fit(X, np.eye(2)[y % 2], epochs=1, loss=name, engine="compiled")
    for name in be.optimizers.names():
        net = be.mlp(3, [5], 1, dtype=dtype)
        net.fit(X, y, epochs=1, optimizer=name, engine="compiled", record="epoch")
for name in ("relu", "softmax", "log_softmax"):
    be.activations.get(name)(np.zeros((20_000, 40)))
be.losses.cross_entropy(np.zeros((20_000, 40)), np.zeros(20_000, int))
be.losses.cross_entropy.value_and_gradient(np.zeros((20_000, 40)), np.zeros(20_000, int))
print("nothing was compiled")
"""


FIRST_PART = """
from barreleye.training import _precompile
parts = list(_precompile.parts())
_precompile.parts = lambda: parts[:1]
from barreleye.cli import main
main()
"""


def command(folder, start=START):
    environment = {**os.environ, "BARRELEYE_CACHE_DIR": str(folder), "COLUMNS": "300"}
    return subprocess.run([*start, "warm"], env=environment, capture_output=True, text=True, check=False)


def test_afterwards_nothing_is_left_to_compile(tmp_path):
    done = command(tmp_path)
    assert done.returncode == 0, done.stderr
    parts = re.match(r"(\d+) parts are ready after", done.stdout)
    assert parts is not None
    assert int(parts[1]) == 6 + len(activations.names()) + len(losses.names()) + len(optimizers.names())
    assert f"kept in {tmp_path}" in done.stdout.replace("\n", "")
    environment = {**os.environ, "BARRELEYE_CACHE_DIR": str(tmp_path)}
    program = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=False
    )
    assert program.stdout.strip() == "nothing was compiled", program.stderr


def test_a_cache_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("in the way")
    # one part says it as well as all
    done = command(tmp_path / "file", [sys.executable, "-c", FIRST_PART])
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 parts are ready")
    assert "but cannot be kept" in done.stdout.replace("\n", "")


def test_without_the_compiler_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr("barreleye.kernels._choice.available", lambda: False)
    with pytest.raises(Exception, match=r"pip install 'barreleye\[fast\]'"):
        training.warm()

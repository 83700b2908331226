"""Threads of one batch have unequal work: whoever is done early must wait, or it reads what is not there yet."""

import numpy as np
import pytest

import barreleye as be
from barreleye import kernels
from barreleye.training.compiled import _engine
from support.bits import digest
from support.threads import all_at_once

# The weights of the last layer are one long row, whose gradients and steps are the work of one thread alone, the
# last: it is late at every meeting of a batch, by far more than the others need to go on without it.
UNITS = 20_000


@pytest.fixture(autouse=True)
def everybody(monkeypatch):
    """Let all threads come, however small the batch."""
    monkeypatch.setattr(kernels.team, "run", all_at_once)
    monkeypatch.setattr(_engine, "_WORTH_SHARING", 0)


def trained(threads, units=UNITS, rows=48, batch_size=12):
    layers = [be.Dense(4, "tanh"), be.Dense(1, "tanh"), be.Dense(units)]
    net = be.Network(1, layers, seed=0, dtype="float64")
    X = np.random.default_rng(0).standard_normal((rows, 1))
    net.fit(
        X, X * np.ones(units), epochs=2, batch_size=batch_size, optimizer=be.SGD(0.01), threads=threads,
        engine="compiled", progress=False,
    )  # fmt: skip
    return digest(net.parameters.vector)


@pytest.mark.parametrize("threads", [2, 3])
def test_nobody_goes_on_before_everybody_is_there(threads):
    assert trained(threads) == trained(1)


@pytest.mark.parametrize("threads", [2, 3])
def test_nobody_writes_what_somebody_still_reads(threads):
    """A batch of more rows than are kept at once: outputs of the next ones stand where those before them stood."""
    large = {"units": 300, "rows": 9000, "batch_size": 9000}
    assert trained(threads, **large) == trained(1, **large)

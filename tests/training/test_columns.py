"""Threads that share the columns of every product, where weights are larger than what passes through them."""

import numpy as np
import pytest

import barreleye as be
from barreleye import kernels
from barreleye.training.compiled import _compiled_job, _engine
from support.bits import digest
from support.threads import all_at_once

NETWORKS = {
    "strips and a rest": [
        be.Dense(70, "tanh"),
        be.Dense(45, "relu"),
        be.Dense(33),
        be.Dense(3, "softmax"),
    ],
    "narrower than a strip": [be.Dense(5, "silu"), be.Dense(1, "tanh"), be.Dense(4, "elu")],
    "rows dropped": [be.Dropout(0.2), be.Dense(40, "selu"), be.Dropout(0.3), be.Dense(50), be.Dense(2)],
    "rows dropped above others": [
        be.Dense(90, "tanh"),
        be.Dense(60, "tanh"),
        be.Dropout(0.3),
        be.Dense(50),
        be.Dense(2),
    ],
    "no biases": [be.Dense(64, "relu", bias=False), be.Dense(32, "relu", bias=False), be.Dense(1)],
    "rows at the end": [be.Dense(48, "gelu"), be.Dense(7, "log_softmax")],
    "one layer": [be.Dense(35)],
}


@pytest.fixture
def chosen(monkeypatch):
    """Let everybody come, share every batch, and return what was chosen for each engine."""
    found = []
    asked = _compiled_job.CompiledJob._by_columns

    def noted(self, rows):
        found.append(asked(self, rows))
        return found[-1]

    monkeypatch.setattr(_compiled_job.CompiledJob, "_by_columns", noted)
    monkeypatch.setattr(_engine, "_WORTH_SHARING", 0)
    monkeypatch.setattr(kernels.team, "run", all_at_once)
    return found


def trained(layers, threads, dtype, rows, batch_size, seed=0):
    net = be.Network(6, layers, dtype=dtype, seed=seed)
    rng = np.random.default_rng(1)
    X, y = rng.standard_normal((rows, 6)), rng.standard_normal((rows, net.outputs))
    if "softmax" in layers[-1].activation.name:
        y = rng.integers(0, net.outputs, rows)
    history = net.fit(
        X, y, epochs=3, batch_size=batch_size, threads=threads, engine="compiled", progress=False
    )
    return digest(net.parameters.vector), history.loss


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("rows", "batch_size"), [(61, 20), (61, 61), (7, 1), (4100, 4100)])
def test_the_bits_are_those_of_one_thread(name, dtype, rows, batch_size, chosen, monkeypatch):
    alone = trained(NETWORKS[name], 1, dtype, rows, batch_size)
    monkeypatch.setattr(_compiled_job, "_WIDE", 0.0)
    for threads in (2, 3):
        assert trained(NETWORKS[name], threads, dtype, rows, batch_size) == alone
    assert chosen[-2:] == [True, True]


def test_columns_are_shared_where_there_are_more_weights_than_numbers_that_pass(chosen):
    wide, narrow = (
        [be.Dense(300, "relu"), be.Dense(300, "relu"), be.Dense(2)],
        [be.Dense(30), be.Dense(2)],
    )
    for layers, batch_size in ((wide, 32), (wide, 512), (narrow, 32)):
        trained(layers, 2, "float32", 512, batch_size)
    assert chosen == [True, False, False]


def test_a_hidden_layer_that_mixes_its_outputs_keeps_its_rows_together(chosen, monkeypatch):
    monkeypatch.setattr(_compiled_job, "_WIDE", 0.0)
    layers = [be.Dense(40, "softmax"), be.Dense(3)]
    assert trained(layers, 2, "float32", 61, 20) == trained(layers, 1, "float32", 61, 20)
    assert not any(chosen)

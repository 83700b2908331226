"""Files that earlier versions wrote are read as ever: small ones of each kind, kept as they were written."""

from pathlib import Path

import numpy as np
import pytest

import barreleye as be

DATA = Path(__file__).parents[1] / "data"
WEIGHTS = [-1.2276176900013913, -1.1457259810488352, 0.29195832491871954, 0.6288298781423635,
           -0.46425068403272507, -0.20967311673734035, 0.0, 0.0, 0.0, -0.0025684858726086,
           0.009154543600666165, 0.012592023889065584, 0.0036524344913518416, 0.015437683407129784,
           -0.006686753416633705]  # fmt: skip


def test_a_network():
    net = be.load(DATA / "network-1.npz")
    assert net.stack == (
        be.Dense(3, be.activations.leaky_relu.with_(negative_slope=0.2)),
        be.Dropout(0.25),
        be.Dense(2, "softmax", bias=False, name="who"),
    )
    assert net.parameters.vector.tolist() == WEIGHTS
    assert (net.classes, net.seed, net.dtype) == (("a", "ü"), 3, np.float64)


def test_a_model_of_a_table():
    model = be.load(DATA / "table-1.npz")
    assert model.encoder.inputs == (
        "size", "size is missing", "colour = blue", "colour = red", "colour = green", "sold",
    )  # fmt: skip
    table = {"size": [0.0, None], "colour": ["red", "green"], "sold": [True, False]}
    # sums of up to 6 terms no larger than 4, in two layers, of float32; then times the scale
    allowed = 2 * 6 * 4 * float(np.finfo(np.float32).eps) * model.target.scale
    assert model.predict(table).values == pytest.approx(
        [9.75567472401381, 8.98665555206841], abs=allowed
    )


def rows():
    k = np.arange(60)
    return np.column_stack([k * 7 % 13 - 6, k * 5 % 11 - 5]) / 8, k % 3


def test_a_run_is_gone_on_with():
    X, y = rows()
    net = be.mlp(2, [4], 3, output="softmax", seed=1)
    net.fit(X, y, epochs=5, batch_size=16, validation=0.25, early_stopping=be.EarlyStopping(5), record="epoch",
            resume=DATA / "run-1.npz", progress=False)  # fmt: skip
    history = net.history
    assert [record.epoch for record in history] == [0, 1, 2, 3, 4]
    assert history.loss[:3] == [1.334005901827597, 1.3304515296302262, 1.3263106805348182]
    assert history.loss[4] < history.loss[2]
    assert np.isnan(history.layers["output"]["slope"]).all()

"""The page's own draws, and its order of batches: under node, beside a twin in Python."""

import numpy as np
import pytest

import barreleye as be
from support.page_engine import described
from support.written import TOOLS

pytestmark = pytest.mark.skipif(TOOLS["node"] is None, reason="the page's engine runs under node here")


class Twin:
    """mulberry32, as the page has it."""

    def __init__(self, seed):
        self.state = seed % 2**32

    def whole(self):
        self.state = (self.state + 0x6D2B79F5) % 2**32
        t = self.state
        t = (t ^ (t >> 15)) * (t | 1) % 2**32
        t ^= (t + (t ^ (t >> 7)) * (t | 61)) % 2**32
        return t ^ (t >> 14)

    def uniform(self):
        return ((self.whole() >> 5) * 2**26 + (self.whole() >> 6)) / 2**53

    def order(self, n):
        found = list(range(n))
        for i in range(n - 1, 0, -1):
            j = int(self.uniform() * (i + 1))
            found[i], found[j] = found[j], found[i]
        return found


@pytest.mark.parametrize("seed", [0, 1, 12345, 2**32 - 1])
def test_the_generator_is_its_twin(engine, seed):
    twin = Twin(seed)
    found = engine(
        "const r = new engine.Random(seed); const n = [];"
        "for (let i = 0; i < 500; i++) n.push(r.uniform()); return [n, r.order(100)];",
        seed=seed,
    )
    assert np.ravel(found[0]).tolist() == [twin.uniform() for _ in range(500)]
    assert found[1].tolist() == twin.order(100)


def test_normal_draws_have_mean_0_and_deviation_1(engine):
    n = 20_000
    found = engine(
        "const r = new engine.Random(7); return Float64Array.from({ length: n }, () => r.normal());", n=n
    )
    assert abs(found.mean()) < 4 / np.sqrt(n)
    assert abs(found.std() - 1) < 4 / np.sqrt(2 * n)
    assert np.abs(found).max() < 6


@pytest.mark.parametrize("init", ["he_normal", "glorot_uniform", "lecun_normal"])
def test_new_first_weights_have_the_deviation_of_the_initializer(engine, init):
    net = be.Network(40, [be.Dense(60, "relu", init=init), be.Dense(2)], seed=0)
    state = be.playground._networks.carried(net, "net", rows=0)
    found = engine(
        "return engine.firstParameters(new engine.Network(d), new engine.Random(3));", d=state["network"]
    )
    weights = found[: 40 * 60]
    wanted = be.initializers.get(init).deviation(40, 60)
    assert abs(weights.std() / wanted - 1) < 4 / np.sqrt(2 * weights.size)
    assert not found[40 * 60 : 40 * 60 + 60].any()
    if init == "glorot_uniform":
        assert np.abs(weights).max() <= wanted * np.sqrt(3)


def test_an_epoch_meets_every_row_once_in_the_order_of_the_generator(engine):
    net = be.mlp(1, [4], 1, seed=0, dtype="float64")
    X, Y = np.arange(10.0), np.arange(10.0) / 10
    code = """
    const net = new engine.Network(d, v);
    const choice = { name: "sgd", rate: 0.01, options: {} };
    const plan = { loss: "squared_error", choice, batchSize: 4, seed: 5 };
    const trainer = new engine.Trainer(net, { X, Y, rows: 10 }, plan);
    const order = trainer.order.slice();
    trainer.epoch();
    const twin = new engine.Network(d, v);
    const state = new engine.OptimizerState(twin, plan.choice);
    for (const [start, end] of [[0, 4], [4, 8], [8, 10]]) {
      engine.step(twin, state, engine.part({ X, Y, rows: 10 }, order.subarray(start, end), 1), plan.loss);
    }
    return [order, net.vector, twin.vector, trainer.epochs, trainer.steps];
    """
    order, found, wanted, epochs, steps = engine(
        code, d=described(net), v=net.parameters.vector, X=X, Y=Y
    )
    assert order.tolist() == Twin(5).order(10)
    assert found.tobytes() == wanted.tobytes()
    assert (epochs[0], steps[0]) == (1, 3)

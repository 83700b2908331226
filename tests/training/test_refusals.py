"""A call that is refused leaves the network as it was: weights, classes, history, and what training remembers."""

import numpy as np
import pytest

import barreleye as be
from barreleye.errors import BarreleyeError

X, Y = be.datasets.spiral(samples=30, classes=3, seed=0)
WORDS = np.array(["a", "b", "c"])[Y]


class OwnRule:
    """An optimizer that cannot be compiled."""

    learning_rate, n_slots = 0.1, 0

    def step(self, theta, gradient, memory, t, rate):  # noqa: ARG002  what an optimizer is asked
        theta -= rate * gradient

    def __repr__(self):
        return "OwnRule()"


def state(net):
    memory = net._optimizer_state
    return (
        net.parameters.vector.tobytes(), net.classes, net.history, len(net.history or ()), net._optimizer,
        memory and [v.tobytes() for v in memory.vectors], memory and memory.counts.tolist(),
    )  # fmt: skip


@pytest.fixture(params=["new", "trained"])
def net(request):
    net = be.mlp(2, [8], 3, output="softmax", seed=0)
    if request.param == "trained":
        net.fit(X, Y, epochs=3, progress=False)
    return net


class WithoutMemories:
    """Half of an optimizer."""

    learning_rate = 0.1

    def step(self, theta, gradient, memory, t, rate): ...

    def __repr__(self):
        return "WithoutMemories()"


class TooMany(OwnRule):
    """An optimizer that says nonsense when the rows are known already."""

    @property
    def n_slots(self):
        return "two"


REFUSED = [
    {"l1": -1.0},
    {"clip_norm": 0.0},
    {"record": "batch"},
    {"early_stopping": 3},
    {"optimizer": "lbfgs", "l1": 0.1},
    {"optimizer": "lbfgs", "checkpoint": "run.npz"},
    {"optimizer": be.SGD(be.schedules.ReduceOnPlateau(0.1))},
    {"optimizer": OwnRule(), "engine": "compiled"},
    {"optimizer": WithoutMemories()},
    {"callbacks": be.HealthWatch},
    {"callbacks": [be.HealthWatch]},
    {"progress": 1},
    {"progress": "yes"},
    {"resume": "missing.npz"},
    {"resume": "other.npz", "batch_size": 7},
    {"checkpoint": "nowhere/run.npz"},
]


@pytest.mark.parametrize("options", REFUSED, ids=str)
def test_fit(net, options, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    be.mlp(2, [8], 3, output="softmax", seed=0).fit(
        X, Y, epochs=2, checkpoint="other.npz", progress=False
    )
    before = state(net)
    for answers in (Y, WORDS):
        with pytest.raises(BarreleyeError):
            net.fit(X, answers, **{"epochs": 4, "progress": False} | options)
        assert state(net) == before
    net.partial_fit(X, Y)  # and it goes on as if nothing had been


@pytest.mark.parametrize(
    "options", [o for o in REFUSED if set(o) <= {"l1", "clip_norm", "optimizer"}], ids=str
)
def test_partial_fit(net, options):
    net.partial_fit(X, Y, optimizer=be.Adam(1e-3))
    before = state(net)
    with pytest.raises(BarreleyeError):
        net.partial_fit(X, WORDS, **options)
    assert state(net) == before
    net.partial_fit(X, Y)


@pytest.mark.parametrize("call", ["fit", "partial_fit"])
def test_an_optimizer_that_fails_leaves_the_classes(call):
    net = be.mlp(2, [8], 3, output="softmax", seed=0)
    with pytest.raises(
        BarreleyeError, match="n_slots, the vectors that an optimizer remembers, is a whole"
    ):
        getattr(net, call)(X, WORDS, optimizer=TooMany())
    assert net.classes is None


def test_half_an_optimizer_is_told_what_it_lacks():
    with pytest.raises(BarreleyeError, match=r"optimizer WithoutMemories\(\) has no 'n_slots'"):
        be.mlp(2, [8], 3, output="softmax").fit(X, Y, optimizer=WithoutMemories())

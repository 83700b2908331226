"""partial_fit: one epoch further, bit for bit as fit would have gone."""

import copy
import gc
import pickle
import weakref

import numpy as np
import pytest

import barreleye as be
from barreleye.scalars import available
from barreleye.schedules import Cosine, Exponential, Step

OPTIMIZERS = [
    None,
    "sgd",
    "momentum",
    be.Adam(0.01),
    be.Adam(Cosine(0.01, epochs=6, warmup=1.5)),
    be.SGD(Step(0.1, every=2)),
    be.Momentum(Exponential(0.01)),
]


compiled = pytest.mark.skipif(not available(), reason="what is kept is machine code's")


def problem(dtype="float32"):
    X, y = be.datasets.spiral(11, 3, seed=0)  # 33 rows: 8 does not divide them
    return be.mlp(2, [5], 3, activation="tanh", output="softmax", seed=6, dtype=dtype), X, y


@pytest.mark.parametrize("weighted", [False, True], ids=["plain", "weighted"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=repr)
def test_k_calls_equal_fit_with_k_epochs_bit_for_bit(optimizer, weighted):
    whole, X, y = problem()
    options = {
        "batch_size": 8,
        "optimizer": optimizer,
        "sample_weight": np.linspace(0.0, 2.0, 33) if weighted else None,
    }
    steps = whole.copy()
    whole.fit(X, y, epochs=5, **options)
    for _ in range(5):
        history = steps.partial_fit(X, y, **options)
    assert steps.parameters.vector.tobytes() == whole.parameters.vector.tobytes()
    assert history.loss == whole.history.loss
    assert [record.epoch for record in history] == [0, 1, 2, 3, 4]
    rates = [[record.learning_rate for record in net.history] for net in (whole, steps)]
    assert rates[0] == rates[1]


def test_fit_and_then_partial_fit_equal_fit_bit_for_bit():
    whole, X, y = problem("float64")
    parts = whole.copy()
    whole.fit(X, y, epochs=5, optimizer=be.Adam(0.01))
    parts.fit(X, y, epochs=3, optimizer=be.Adam(0.01))
    parts.partial_fit(X, y)  # goes on with the optimizer in use
    history = parts.partial_fit(X, y, optimizer=be.Adam(0.01))  # an equal one is the same one
    assert parts.parameters.vector.tobytes() == whole.parameters.vector.tobytes()
    assert history is parts.history
    assert history.loss == whole.history.loss


def test_another_optimizer_begins_afresh():
    net, X, y = problem()
    net.partial_fit(X, y)
    twin = net.copy()
    net.partial_fit(X, y, optimizer=be.SGD(0.5))
    twin.partial_fit(X, y, optimizer=be.SGD(0.5))
    assert np.array_equal(net.parameters.vector, twin.parameters.vector)
    assert len(net.history) == 1


def test_fit_forgets_what_partial_fit_remembered():
    net, X, y = problem()
    net.partial_fit(X, y)
    twin = net.copy()
    net.fit(X, y, epochs=2)
    twin.fit(X, y, epochs=2)
    assert np.array_equal(net.parameters.vector, twin.parameters.vector)


def test_a_weight_moved_by_hand_between_two_calls_stays_moved():
    net, X, y = problem()
    net.partial_fit(X, y, optimizer=be.SGD(1e-30))
    net.layers[0].weights[0, 0] = 5.0
    net.partial_fit(X, y, optimizer=be.SGD(1e-30))
    assert net.layers[0].weights[0, 0] == 5.0


def test_new_rows_may_come_with_every_call():
    net, X, y = problem()
    for part in (slice(0, 11), slice(11, 22), slice(22, 33)):
        history = net.partial_fit(X[part], y[part])
    assert [record.rows for record in history] == [11, 11, 11]


def test_a_refused_call_changes_nothing():
    net, X, y = problem()
    net.partial_fit(X, y)
    twin = net.copy()
    with pytest.raises(be.errors.DataError):
        net.partial_fit(X, np.full(33, 7))
    with pytest.raises(be.errors.OptionError):
        net.partial_fit(X, y, batch_size=0, optimizer=be.SGD(0.5))
    assert np.array_equal(net.parameters.vector, twin.parameters.vector)
    net.partial_fit(X, y)
    assert len(net.history) == 2  # the memory of Adam is still there


CHANGES = [
    {},
    {"batch_size": 4},
    {"l2": 0.1},
    {"clip_norm": 0.01},
    {"weighted": True},
    {},
    {"loss": "squared_error"},
    {"rows": 7},
    {},
]


def called(net, X, y, k, *, weighted=False, rows=11, **options):
    """Go through a third of the rows, the k-th."""
    part = np.arange(11 * (k % 3), 11 * (k % 3) + rows)
    if options.get("loss") == "squared_error":
        y = np.eye(3)[y]
    options["sample_weight"] = np.linspace(0.5, 2.0, rows) if weighted else None
    net.partial_fit(X[part], y[part], optimizer=be.Momentum(0.05), **{"batch_size": 8, **options})


def test_what_is_kept_for_the_next_call_changes_no_bit():
    """Rows, weights and options change between calls; a network that keeps nothing goes the same way."""
    keeping, X, y = problem()
    forgetting = keeping.copy()
    for k, change in enumerate([{}, {}, {}, *CHANGES, {}, {}]):
        for net in (keeping, forgetting):
            called(net, X, y, k, **change)
        forgetting._engine_cache = None
        assert keeping.parameters.vector.tobytes() == forgetting.parameters.vector.tobytes(), (k, change)
    assert keeping.history.loss == forgetting.history.loss


@compiled
def test_tables_are_made_once_for_calls_of_a_kind():
    net, X, y = problem()
    called(net, X, y, 0)
    kept = net._engine_cache.engine
    for k in range(1, 4):
        called(net, X, y, k)
        assert net._engine_cache.engine is kept
    called(net, X, y, 0, rows=7)
    assert net._engine_cache.engine is not kept


def test_rows_are_not_kept_for_the_next_call():
    net, X, y = problem()
    seen = []
    for _ in range(2):
        rows, answers = X.copy(), y.copy()
        seen += [weakref.ref(rows), weakref.ref(answers)]
        net.partial_fit(rows, answers)
        del rows, answers
        gc.collect()
    assert [one() for one in seen] == [None] * 4


@pytest.mark.parametrize(
    "again",
    [copy.deepcopy, lambda net: pickle.loads(pickle.dumps(net))],  # noqa: S301  our own bytes
)
def test_a_copy_goes_on_where_the_network_is(again):
    net, X, y = problem()
    called(net, X, y, 0)
    twin = again(net)
    for k in (1, 2):
        called(net, X, y, k)
        called(twin, X, y, k)
    assert twin.parameters.vector.tobytes() == net.parameters.vector.tobytes()
    assert twin.history.loss == net.history.loss


def test_a_call_that_ends_badly_leaves_nothing_that_the_next_would_stumble_over():
    net, (_, X, y) = be.mlp(2, [5, 5], 3, seed=6), problem()
    called(net, X, y, 0, loss="squared_error")
    twin = copy.deepcopy(net)
    with pytest.raises(be.errors.DivergedError):
        called(net, X * np.float32(1e30), y, 1, loss="squared_error")
    for one in (net, twin):
        called(one, X, y, 2, loss="squared_error")
    assert net.parameters.vector.tobytes() == twin.parameters.vector.tobytes()


@compiled
@pytest.mark.parametrize("weighted", [False, True])
def test_between_two_calls_the_rows_are_their_owners_alone(weighted):
    net = be.mlp(2, [5], 1, dtype="float64")
    X, y = np.random.default_rng(0).standard_normal((20, 2)), np.linspace(0.0, 1.0, 20)[:, None]
    weights = np.linspace(0.5, 1.5, 20) if weighted else None
    net.partial_fit(X, y, batch_size=8, sample_weight=weights)
    seen = [weakref.ref(one) for one in (X, y, weights) if one is not None]
    del X, y, weights
    assert [one() for one in seen] == [None] * len(seen)


class Boosted(be.SGD):
    """Equal to any other of its rate: that is what a dataclass says of a subclass that is none."""

    def __init__(self, rate, boost):
        super().__init__(rate)
        object.__setattr__(self, "boost", boost)

    def constants(self, t, rate):  # noqa: ARG002  of every rule
        return rate[:, None] * self.boost


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_a_rule_that_only_says_it_is_equal_is_another(engine):
    net, X, y = problem()
    with be.engine(engine):
        net.partial_fit(X, y, optimizer=Boosted(0.01, 1.0))
        before = net.parameters.vector.copy()
        net.partial_fit(X, y, optimizer=Boosted(0.01, 0.0))
    assert (net.parameters.vector == before).all()

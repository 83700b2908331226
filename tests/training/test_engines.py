"""The compiled engine against the reference."""

import logging
import warnings
from dataclasses import dataclass

import numpy as np
import pytest

import barreleye as be
from barreleye import activations, kernels, losses
from barreleye.activations import _activation_catalogue
from barreleye.network import NetworkTables
from barreleye.schedules import ReduceOnPlateau
from barreleye.training.compiled._engine import CompiledEngine

FLAT = {"step", "sign"}  # their derivative is 0: no gradient passes them
EPS = {"float32": np.finfo(np.float32).eps, "float64": np.finfo(np.float64).eps}
ROWS = 75


def problem(net, loss, rows=ROWS, seed=1):
    """Return rows and answers of the kind that a loss takes."""
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((rows, net.inputs))
    if loss.labels:
        return X, rng.integers(0, net.outputs, rows)
    if loss.target == "yes or no":
        return X, (rng.random((rows, net.outputs)) > 0.5).astype(float)
    if loss.least_target == 0.0:
        return X, rng.poisson(1.0, (rows, net.outputs))
    return X, rng.standard_normal((rows, net.outputs))


def trained(
    layers, engine, *, inputs=5, dtype="float64", loss=None, rows=ROWS, y=None, scale=1.0, **options
):
    net = be.Network(inputs, layers, seed=3, dtype=dtype)
    X, truth = problem(net, net.loss_function(loss), rows)
    options = {"epochs": 3, "batch_size": 20, "optimizer": be.SGD(0.05), **options}
    if "sample_weight" in options:
        options["sample_weight"] = options["sample_weight"](rows)
    return net, net.fit(
        scale * X, truth if y is None else y(truth), engine=engine, loss=loss, progress=False, **options
    )


def both(layers, **options):
    """Train twins with either engine; return them, their histories, and how far they may be apart."""
    (one, first), (two, second) = (
        trained(layers, "numpy", **options),
        trained(layers, "compiled", **options),
    )
    # A gradient is a chain of sums over inputs, units and rows. Each addition errs by half an eps of
    # the sizes added: slopes up to about 1, inputs up to 4, p - y up to 4, and few layers.
    batch = min(options.get("batch_size", 20), options.get("rows", ROWS))
    sums = sum(block.shape[0] + block.shape[1] for block in one.parameters.slices) + batch
    steps = len(first) * -(-options.get("rows", ROWS) // batch)
    sizes = 16.0
    allowed = steps * first.epochs[0].learning_rate * sums * EPS[options.get("dtype", "float64")] * sizes
    return one, two, first, second, allowed


def assert_same(layers, **options):
    one, two, first, second, allowed = both(layers, **options)
    assert_moved(one, layers, allowed)
    assert_moved(two, layers, allowed)
    assert np.isfinite(two.parameters.vector).all()
    assert np.abs(one.parameters.vector - two.parameters.vector).max() <= allowed
    rate, sizes = first.epochs[0].learning_rate, 1.0 + np.abs(first.loss)
    assert (np.abs(np.subtract(first.loss, second.loss)) <= allowed / rate * sizes).all()
    return one, two


def assert_moved(net, layers, allowed):
    """Demand that training moved the weights and the biases of every layer further than rounding might.

    Engines that leave a network as it was agree trivially. What lies below a function without a slope stays.
    """
    before = be.Network(net.inputs, layers, seed=3, dtype=net.dtype).parameters
    last_flat = max(
        (i for i, layer in enumerate(net.layers) if layer.activation.name in FLAT), default=-1
    )
    for i, (now, then) in enumerate(zip(net.parameters, before, strict=True)):
        for here, there in ((now.weights, then.weights), (now.biases, then.biases)):
            if here is None:
                continue
            way = np.abs(here - there).max()
            if i > last_flat:
                assert way > allowed, (
                    f"layer {i} moved by {way:.2g}, and rounding by {allowed:.2g} at most"
                )
            else:
                assert way == 0.0


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", [*activations.names()])
def test_every_activation_inside_a_network(name, dtype):
    layers = [be.Dense(9, name), be.Dense(7, name), be.Dense(2)]
    # z⁴ after two layers runs away from larger inputs, and so does an exponential of exponentials
    scale = 0.25 if name in ("squared_relu", "exponential") else 1.0
    assert_same(layers, dtype=dtype, scale=scale, optimizer=be.SGD(2e-3))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", [name for name in activations.names() if name != "log_softmax"])
@pytest.mark.parametrize("loss", ["squared_error", "huber"])
def test_every_activation_as_the_output(name, loss, dtype):
    assert_same([be.Dense(6, "tanh"), be.Dense(3, name)], loss=loss, dtype=dtype)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("name", losses.names())
def test_every_loss(name, weighted, dtype):
    loss = losses.get(name)
    output = loss.outputs[0] if loss.outputs else "linear"
    options = {"sample_weight": lambda rows: np.arange(rows) % 4.0} if weighted else {}
    one, two = assert_same([be.Dense(9, "tanh"), be.Dense(4, output)], loss=name, dtype=dtype, **options)
    assert one.loss_function(name).name == name
    assert two.parameters.vector.dtype == dtype


@pytest.mark.parametrize("shares", ["one-hot", "soft"])
def test_classes_as_rows_of_shares(shares):
    def rows(labels):
        hot = np.eye(4)[labels]
        return hot if shares == "one-hot" else 0.9 * hot + 0.025

    assert_same([be.Dense(9, "relu"), be.Dense(4, "softmax")], y=rows)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("widths", [(1,), (1, 1), (16, 1), (17, 33), (40, 3), (3, 100, 2), (130, 70, 5)])
@pytest.mark.parametrize("inputs", [1, 16, 35])
def test_every_width(widths, inputs, dtype):
    layers = [*(be.Dense(width, "tanh") for width in widths[:-1]), be.Dense(widths[-1])]
    assert_same(layers, inputs=inputs, dtype=dtype)


@pytest.mark.parametrize(
    ("rows", "batch_size"),
    [(1, 1), (7, 3), (75, 74), (75, 75), (75, 1000), (64, 32), (1100, 1024), (1300, 600)],
)
@pytest.mark.parametrize("last", [be.Dense(3, "softmax"), be.Dense(1)], ids=["classes", "one number"])
def test_every_batch(rows, batch_size, last):
    assert_same([be.Dense(20, "silu"), last], rows=rows, batch_size=batch_size)


@pytest.mark.parametrize("rows", [4096, 4097, 8192, 9001])
@pytest.mark.parametrize("batch_size", [4500, 10_000])
@pytest.mark.parametrize("weighted", [False, True])
def test_batches_whose_outputs_are_not_all_kept_at_once(rows, batch_size, weighted):
    options = {"sample_weight": lambda n: np.arange(n) % 4.0} if weighted else {}
    layers = [be.Dense(20, "silu"), be.Dropout(0.2), be.Dense(5, "softmax"), be.Dense(3, "softmax")]
    assert_same(layers, rows=rows, batch_size=batch_size, epochs=2, **options)


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_large_batches_have_the_same_bits_for_any_number_of_threads(threads):
    rng = np.random.default_rng(0)
    X, y = rng.standard_normal((9001, 20)), rng.standard_normal((9001, 2))
    net, twin = (be.mlp(20, [130, 40], 2, seed=0) for _ in range(2))
    for one, count in ((net, 1), (twin, threads)):
        one.fit(X, y, epochs=3, batch_size=9001, threads=count, engine="compiled", progress=False)
    assert net.parameters.vector.tobytes() == twin.parameters.vector.tobytes()


@pytest.mark.parametrize("output", ["linear", "softmax"])
def test_batches_that_pass_through_the_layers_in_several_pieces(output):
    wide = be.Network(5, [be.Dense(700), be.Dense(3)], dtype="float64")
    assert NetworkTables(wide.parameters, learns=True).tile(290) < 290
    assert_same([be.Dense(700, "tanh"), be.Dense(3, output)], rows=580, batch_size=290)


def test_layers_without_biases():
    assert_same([be.Dense(9, "relu", bias=False), be.Dense(5, "tanh"), be.Dense(2, bias=False)])


def test_parameters_of_an_activation():
    steep = activations.leaky_relu.with_(negative_slope=0.3)
    one, _ = assert_same([be.Dense(9, steep), be.Dense(2)])
    plain, _ = trained([be.Dense(9, "leaky_relu"), be.Dense(2)], "compiled")
    assert (one.parameters.vector != plain.parameters.vector).any()


@pytest.fixture
def forgetful(monkeypatch):
    """Let the catalogue forget what a test declares."""
    for name in ("_CATALOGUE", "_ALIASES", "_USER_DEFINED"):
        monkeypatch.setattr(
            _activation_catalogue,
            name,
            type(getattr(_activation_catalogue, name))(getattr(_activation_catalogue, name)),
        )


@pytest.mark.usefixtures("forgetful")
def test_a_function_of_ones_own():
    bent = activations.from_functions(
        "bent", lambda z: z / (1.0 + z * z), lambda z: (1.0 - z * z) / (1.0 + z * z) ** 2
    )
    assert_same([be.Dense(9, bent), be.Dense(2)])


@pytest.mark.parametrize(
    "optimizer", [*map(be.optimizers.get, be.optimizers.names()), be.Adam(0.01, epsilon=1e-3)]
)
def test_every_optimizer_in_either_engine(optimizer):
    layers = [be.Dense(9, "tanh"), be.Dense(2)]
    one, two, first, _, allowed = both(layers, optimizer=optimizer)
    gradients = np.abs(one.gradients(*problem(one, one.loss_function())).vector)
    # Adam divides a gradient by its size, and an error of it too
    allowed /= min(1.0, float(gradients.min()))
    assert allowed < 1e-6
    assert np.abs(one.parameters.vector - two.parameters.vector).max() <= allowed
    assert_moved(one, layers, allowed)
    assert_moved(two, layers, allowed)
    assert len(first) == 3


def test_schedules_give_the_same_rates():
    schedule = be.schedules.Cosine(0.05, epochs=3)
    layers = [be.Dense(5, "tanh"), be.Dense(1)]
    one, two, first, second, allowed = both(layers, optimizer=be.SGD(schedule))
    assert [e.learning_rate for e in first.epochs] == [e.learning_rate for e in second.epochs]
    assert np.abs(one.parameters.vector - two.parameters.vector).max() <= allowed
    assert_moved(two, layers, allowed)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_rerun_has_the_same_bits(dtype):
    options = {"dtype": dtype, "optimizer": be.Adam(0.01)}
    runs = [
        trained([be.Dense(20, "gelu"), be.Dense(3, "softmax")], "compiled", **options) for _ in range(2)
    ]
    assert runs[0][0].parameters.vector.tobytes() == runs[1][0].parameters.vector.tobytes()
    assert runs[0][1].loss == runs[1][1].loss


@pytest.mark.parametrize("optimizer", [be.SGD(0.05), be.Momentum(0.05), be.Adam(0.01)])
def test_epochs_one_by_one_equal_epochs_at_once(optimizer, monkeypatch):
    net, history = trained(
        [be.Dense(20, "gelu"), be.Dense(3, "softmax")], "compiled", optimizer=optimizer
    )
    monkeypatch.setattr(be.training.compiled._engine, "_FIRST_SLICE", 1)
    monkeypatch.setattr(be.training.compiled._engine, "_SLICE_SECONDS", 0.0)
    twin = be.Network(5, [be.Dense(20, "gelu"), be.Dense(3, "softmax")], seed=3, dtype="float64")
    X, y = problem(twin, twin.loss_function())
    with kernels.engine("compiled"):
        for _ in range(3):
            twin.partial_fit(X, y, batch_size=20, optimizer=optimizer)
    assert net.parameters.vector.tobytes() == twin.parameters.vector.tobytes()
    assert twin.history.loss == history.loss


def test_rows_and_answers_stay_as_they_are():
    net = be.mlp(3, [8], 2, output="softmax", dtype="float64")
    X, y = problem(net, net.loss_function())
    X.setflags(write=False)
    y.setflags(write=False)
    kept = X.copy(), y.copy()
    net.fit(X, y, epochs=2, engine="compiled")
    assert (kept[0] == X).all()
    assert (y == kept[1]).all()


class Foreign:
    """An optimizer that the library knows nothing about."""

    learning_rate = 0.1
    n_slots = 0

    def step(self, theta, gradient, memory, t, rate):  # noqa: ARG002  the signature of an optimizer
        theta -= rate * gradient


class Odd(be.SGD):
    """An optimizer of the library with a step of its own."""

    def step(self, theta, gradient, memory, t, rate):  # noqa: ARG002
        theta += rate * gradient


@dataclass(frozen=True)
class Own(be.optimizers.CompiledOptimizer):
    """A rule of one's own whose step is outside of the dialect, one way or the other."""

    kind: str
    learning_rate: float = 0.01
    n_slots = 0
    body = staticmethod(lambda theta, g, rate: (theta - g.max() * rate,))

    def constants(self, t, rate):  # noqa: ARG002
        return rate[:, None].tolist() if self.kind == "list" else rate[:, None]


@dataclass(frozen=True)
class Bent(Own):
    body = staticmethod(lambda theta, g, rate: (theta - np.tanh(g) * rate,))


def slow():
    with warnings.catch_warnings(action="ignore"):  # it says that it will be slow
        return activations.from_functions("slow", np.arcsinh, lambda z: 1.0 / np.sqrt(1.0 + z * z))


@pytest.mark.usefixtures("forgetful")
@pytest.mark.parametrize(
    ("hidden", "optimizer", "named"),
    [
        (slow, be.SGD(0.1), "arcsinh"),
        ("tanh".lower, Foreign(), "Foreign"),
        ("tanh".lower, Odd(0.1), "Odd"),
    ],
    ids=["activation", "optimizer", "step"],
)
def test_what_cannot_be_compiled_is_refused_or_left_to_the_reference_engine(
    hidden, optimizer, named, caplog
):
    layers = [be.Dense(4, hidden()), be.Dense(1)]
    net, reference = be.Network(2, layers, seed=1), be.Network(2, layers, seed=1)
    X, y = problem(net, net.loss_function())
    before = net.parameters.vector.copy()
    with pytest.raises(be.errors.OptionError, match=rf"(?s)cannot train this network.*{named}"):
        net.fit(X, y, engine="compiled", optimizer=optimizer)
    assert (net.parameters.vector == before).all()
    with caplog.at_level(logging.INFO, "barreleye"):
        net.fit(X, y, epochs=2, optimizer=optimizer)
    assert "the reference engine trains this network" in caplog.text
    assert named in caplog.text
    reference.fit(X, y, epochs=2, optimizer=optimizer, engine="numpy")
    np.testing.assert_allclose(net.parameters.vector, reference.parameters.vector, atol=1e-5)


def test_auto_means_compiled_and_numpy_means_the_reference(monkeypatch):
    made = []
    monkeypatch.setattr(
        be.training._engine_choice, "CompiledEngine", lambda *a: made.append(1) or CompiledEngine(*a)
    )
    net = be.mlp(2, [3], 1)
    X, y = problem(net, net.loss_function())
    for engine, expected in (("auto", 1), ("compiled", 2), ("numpy", 2)):
        net.fit(X, y, epochs=1, engine=engine)
        assert len(made) == expected
    with kernels.engine("numpy"):
        net.fit(X, y, epochs=1)
        assert len(made) == 2


def test_a_rule_of_ones_own_is_asked_for_the_steps_that_are_taken():
    table = np.linspace(0.5, 1.5, 24)  # 4 epochs of 6 batches

    class Tabled(be.Adam):
        def constants(self, t, rate):
            return super().constants(t, rate * table[t.astype(int) - 1])

    found = []
    for engine in ("numpy", "compiled"):
        net = be.mlp(3, [5], 1, seed=0, dtype="float64")
        X = np.random.default_rng(0).standard_normal((48, 3))
        net.fit(X, X.sum(axis=1), epochs=4, batch_size=8, optimizer=Tabled(0.01), engine=engine)
        found.append(net.parameters.vector)
    # 24 steps of at most 0.015; the gradient's error counts relative to it, because Adam divides by sizes
    allowed = 24 * 0.015 * (3 + 5 + 1 + 8) * np.finfo(float).eps * 16.0 * 40.0
    assert np.abs(found[0] - found[1]).max() <= allowed
    assert (
        np.abs(found[0] - be.mlp(3, [5], 1, seed=0, dtype="float64").parameters.vector).min() > allowed
    )


# no improvement is ever large enough
FALLING = ReduceOnPlateau(0.02, monitor="loss", factor=0.7, patience=2, min_delta=100.0)


@pytest.mark.parametrize("batch_size", [8, 48])
@pytest.mark.parametrize("rate", [0.02, FALLING])
def test_constants_that_are_computed_ahead_are_those_of_the_step(batch_size, rate):
    """NAdam's differ from step to step, and with a rate that falls every other epoch."""
    found, rates = [], []
    for engine in ("numpy", "compiled"):
        net = be.mlp(3, [5], 1, seed=0, dtype="float64")
        rng = np.random.default_rng(0)
        X, y = rng.standard_normal((48, 3)), rng.standard_normal(48)
        history = net.fit(
            X, y, epochs=30, batch_size=batch_size, optimizer=be.NAdam(rate), engine=engine
        )
        found.append(net.parameters.vector.copy())
        rates.append([record.learning_rate for record in history])
    assert rates[0] == rates[1]
    assert (len(set(rates[0])) > 4) == (rate is FALLING)
    # as in the test before; 30 epochs
    allowed = (
        30 * -(-48 // batch_size) * 0.02 * (3 + 5 + 1 + batch_size) * np.finfo(float).eps * 16.0 * 40.0
    )
    assert np.abs(found[0] - found[1]).max() <= allowed
    assert (
        np.abs(found[0] - be.mlp(3, [5], 1, seed=0, dtype="float64").parameters.vector).min() > allowed
    )


def test_numpy_insists_whatever_evaluates_activations():
    net = be.mlp(2, [3], 1)
    X, y = problem(net, net.loss_function())
    data, _ = be.training._data.learned_rows(net, X, y, net.loss_function(), None, None)
    optimizer = be.Adam()
    memory = be.training._optimizer_state.OptimizerState.fresh(net, optimizer)
    work = be.training._job.TrainingJob(net, data, net.loss_function(), optimizer, memory, 32)
    with kernels.engine("compiled"):
        for name in ("auto", "compiled", "numpy"):
            chosen = be.training._engine_choice.engine_for(work, name)
            assert isinstance(chosen, CompiledEngine) == (name != "numpy")


@pytest.mark.parametrize("shape", [(1, 1), (3, 2)])
def test_constants_that_are_not_a_row_for_each_step_are_refused(shape):
    class Short(be.SGD):
        def constants(self, t, rate):
            return super().constants(t, rate) if len(t) == 1 else np.full(shape, 0.01)

    net = be.mlp(2, [3], 1)
    X, y = problem(net, net.loss_function())
    before = net.parameters.vector.copy()
    with pytest.raises(
        be.errors.OptionError, match=r"a row (of 1 )?for each step, got shape .* for \d+ steps"
    ):
        net.fit(X, y, epochs=1, batch_size=2, optimizer=Short(), engine="compiled")
    assert (net.parameters.vector == before).all()

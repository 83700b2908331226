"""What people build on the page, without a page: layers, rows, explained steps; under node, beside their twins."""

import numpy as np
import pytest

import barreleye as be
from barreleye.playground._networks import carried
from support.page_engine import described
from support.written import TOOLS

pytestmark = pytest.mark.skipif(TOOLS["node"] is None, reason="the page's engine runs under node here")


OPTIMIZERS = [be.optimizers.SGD(0.1), be.optimizers.Adam(0.01), be.optimizers.AdamW(0.01)]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda one: type(one).__name__)
def test_an_explained_step_is_that_of_the_library(engine, optimizer, dtype):
    X, y = be.datasets.spiral(samples=20, classes=3, seed=1)
    net = be.mlp(2, [6, 5], 3, activation="tanh", output="softmax", seed=1, dtype=dtype)
    wanted = net.explain_step(X, y, optimizer)
    name = type(optimizer).__name__.lower()
    found = engine(
        """
        const net = new engine.Network(d, v);
        const { options } = engine.FORMULAS[d.dtype].optimizers[name];
        const step = engine.explainedStep(net, { X, Y, rows }, "cross_entropy", { name, rate, options });
        return [step.loss, step.lossAfter, step.gradient, step.after.vector, net.vector];
        """,
        d=described(net), v=net.parameters.vector, X=np.asarray(X, dtype).ravel(), Y=np.int32(y),
        rows=len(y), name=name, rate=optimizer.learning_rate,
    )  # fmt: skip
    eps = float(np.finfo(dtype).eps)
    # sums of 60 rows through three layers of at most 6 neurons: each result is off by some 100 roundings
    some = 100 * eps
    assert found[0][0] == pytest.approx(wanted.loss, rel=some)
    assert found[1][0] == pytest.approx(wanted.loss_after, rel=some)
    gradient = wanted.gradients.vector
    assert np.abs(found[2] - gradient).max() <= some * np.abs(gradient).max()
    # Adam's first step divides a gradient by its size: what is off in it counts in proportion to the smallest
    worst = some * np.abs(gradient).max() / np.abs(gradient).min() * optimizer.learning_rate
    assert np.abs(found[3] - wanted.after.vector).max() <= worst + eps
    assert found[4].tobytes() == net.parameters.vector.tobytes()  # the network stays


def test_slopes_by_difference_are_the_gradient(engine):
    X, y = be.datasets.moons(samples=10, seed=0)
    net = be.mlp(2, [5], 2, activation="tanh", output="softmax", seed=0, dtype="float32")
    found = engine(
        """
        const net = new engine.Network(d, v);
        const data = { X, Y, rows };
        const by = v.map((_, place) => engine.slopeByDifference(net, data, "cross_entropy", place));
        return [by, net.vector];
        """,
        d=described(net), v=net.parameters.vector.astype(float), X=np.float32(X).ravel(), Y=np.int32(y),
        rows=len(y),
    )  # fmt: skip
    wide = be.mlp(2, [5], 2, activation="tanh", output="softmax", seed=0, dtype="float64")
    wide.parameters.vector = net.parameters.vector.astype(float)
    gradient = wide.gradients(np.float32(X).astype(float), y).vector
    # width 6e-6: h²/6 times a third derivative of some 10, and 2⁻⁵³ over the width
    assert np.abs(found[0] - gradient).max() <= 6e-6**2 / 6 * 10 + 2.0**-53 / 6e-6 * 10
    assert found[1].tobytes() == net.parameters.vector.tobytes()


BUILT = """
const content = engine.contentOf(given);
const made = engine.withLayers({ ...content, loss }, layers, seed);
const again = engine.withLayers(made, made.net.layers.map((one, k) => ({ ...one, from: k })), seed);
const file = engine.modelFile(made.net, given.header);
const names = made.net.layers.map((one) => one.name);
return [made.net.vector, made.loss, names, Array.from(file), again.net.vector, made.first, content.net.vector];
"""


def layers(*choices):
    return [
        {"units": units, "activation": activation, "from": before}
        for units, activation, before in choices
    ]


def test_layers_are_changed_and_what_stays_is_kept(engine, tmp_path):
    net = be.mlp(2, [4, 3], 2, output="softmax", seed=0)
    net.parameters.vector = np.arange(1, net.parameters.size + 1, dtype="float32")
    given = carried(net, "net", rows=0)
    choice = layers((6, "relu", 0), (3, "tanh", 1), (5, "gelu", None), (2, "softmax", 2))
    vector, loss, names, file, again, first, before = engine(
        BUILT, given=given, layers=choice, loss="cross_entropy", seed=4
    )
    assert before.tobytes() == net.parameters.vector.tobytes()
    assert loss == "cross_entropy"
    assert vector.tobytes() == again.tobytes() == first.tobytes()  # the same layers again change nothing
    assert names == ["hidden0", "hidden1", "hidden2", "output"]
    (tmp_path / "net.npz").write_bytes(bytes(int(one[0]) for one in file))
    made = be.load(tmp_path / "net.npz")
    assert [(one.units, one.activation.name) for one in made.layers] == [
        (6, "relu"), (3, "tanh"), (5, "gelu"), (2, "softmax"),
    ]  # fmt: skip
    assert made.parameters.vector.tobytes() == vector.tobytes()
    old, new = net.parameters, made.parameters
    assert (new[0].weights[:, :4] == old[0].weights).all()
    assert (new[0].biases[:4] == old[0].biases).all()
    assert (new[1].weights[:4] == old[1].weights).all()
    assert (new[3].weights[:3] == old[2].weights).all()  # the last layer stays the last
    drawn = np.concatenate(
        [new[0].weights[:, 4:].ravel(), new[1].weights[4:].ravel(), new[2].weights.ravel()]
    )
    assert (drawn != 0).all()
    assert np.abs(drawn).max() < 6
    assert not new[2].biases.any()


NUMBERS = ["squared_error", "half_squared_error", "absolute_error", "huber", "quantile"]


@pytest.mark.parametrize(
    ("output", "outputs", "kind", "wanted"),
    [
        (
            "softmax",
            3,
            "classes",
            ["cross_entropy", *NUMBERS],
        ),
        ("linear", 3, "classes", NUMBERS),
        (
            "sigmoid",
            1,
            "yes or no",
            ["binary_cross_entropy", "summed_binary_cross_entropy", *NUMBERS],
        ),
        ("linear", 1, "numbers", NUMBERS),
        ("softmax", 3, "numbers", NUMBERS),
        ("exponential", 1, "numbers", [*NUMBERS, "half_poisson_deviance"]),
    ],
)
def test_losses_that_fit_the_last_layer_are_offered(engine, output, outputs, kind, wanted):
    net = {"dtype": "float32", "outputs": outputs}
    assert (
        engine("return engine.lossesFor(net, kind, output);", net=net, kind=kind, output=output)
        == wanted
    )


def test_a_loss_that_does_not_fit_any_more_is_another(engine):
    net = be.mlp(2, [4], 2, output="softmax", seed=0)
    given = carried(net, "net", rows=0)
    choice = layers((4, "relu", 0), (2, "linear", 1))
    loss = engine(BUILT, given=given, layers=choice, loss="cross_entropy", seed=0)[1]
    assert loss == "squared_error"


def test_counts_have_their_loss_until_a_row_is_below_zero(engine):
    fitting = """
        const data = (Y) => ({ X: Y, Y, rows: 2, outputs: 1 });
        return [[0, 2], [0, -1]].map((Y) => engine.lossesFor(net, "numbers", "exponential", data(Y)));
        """
    assert engine(fitting, net={"dtype": "float64", "outputs": 1}) == [
        [*NUMBERS, "half_poisson_deviance"],
        NUMBERS,
    ]
    given = carried(
        be.mlp(1, [4], 1, output="exponential", seed=0), "net", [[0.0], [1.0]], [0.0, 3.0], rows=2
    )
    assert given["loss"] == "half_poisson_deviance"
    other = """
        const rows = { X: [[0], [1]], Y: [[0], [last]], classes: [] };
        return engine.withRows(engine.contentOf(given), rows, true).loss;
        """
    assert engine(other, given=given, last=2.0) == "half_poisson_deviance"
    assert engine(other, given=given, last=-2.0) == "squared_error"


ROWS = """
const made = engine.withRows(engine.contentOf(given), { X, Y, classes }, keepsPlace);
const { data, given: shown } = made;
return [data ? data.X : [], data ? data.Y : [], shown.carries, shown.low, shown.high, shown.extent];
"""


def test_other_rows_are_taken_and_the_picture_keeps_its_place(engine):
    X, y = be.datasets.sine(samples=100)
    given = carried(be.mlp(1, [4], 1, seed=0), "net", X, y, rows=100)
    rows = {"X": [[0.5], [1.5]], "Y": [[2.0], [0.25]], "classes": []}
    X2, Y2, carries, low, high, extent = engine(ROWS, given=given, keepsPlace=True, **rows)
    assert X2.dtype == np.float32
    assert (X2.tolist(), Y2.tolist()) == ([0.5, 1.5], [2.0, 0.25])
    assert (low[0], high[0]) == (0.0, 1.5)
    assert carries == "2 rows of your own: they stay on this page."
    assert [float(one[0]) for one in extent["Y"]] == pytest.approx(
        [-1, 1], abs=1e-3
    )  # of the rows before
    anew = engine(ROWS, given=given, keepsPlace=False, **rows)
    assert (anew[3][0], anew[4][0]) == (0.5, 1.5)
    assert [float(one[0]) for one in anew[5]["Y"]] == [0.25, 2.0]
    none = engine(ROWS, given=given, keepsPlace=True, X=[], Y=[], classes=[])
    assert none[0] == []
    assert none[2].startswith("There are no rows.")


def test_pinned_parameters_stay_bit_for_bit(engine):
    net = be.mlp(1, [6], 1, seed=0)
    net.parameters.vector += np.float32(0.25)
    X, Y = np.linspace(0, 1, 20, dtype="float32"), np.linspace(-1, 1, 20, dtype="float32")
    vector = engine(
        """
        const net = new engine.Network(d, v);
        const { options } = engine.FORMULAS.float32.optimizers.adamw;
        const choice = { name: "adamw", rate: 0.1, options: { ...options, weight_decay: 0.5 } };
        const plan = { loss: "squared_error", choice, batchSize: 4, seed: 0, pinned };
        const trainer = new engine.Trainer(net, { X, Y, rows: 20 }, plan);
        for (let k = 0; k < 5; k++) trainer.epoch();
        return net.vector;
        """,
        d=described(net), v=net.parameters.vector, X=X, Y=Y, pinned=[0, 7, 13],
    )  # fmt: skip
    same = vector == net.parameters.vector
    assert same[[0, 7, 13]].all()
    assert same.sum() == 3


def test_the_past_and_the_losses_of_a_long_training_stay_small(engine):
    kept, every, last, epochs, moments, steps = engine(
        """
        const log = new engine.LossLog(), past = new engine.Moments(800);
        for (let k = 0; k < 100; k++) log.add(Array.from({ length: 97 }, (_, i) => 97 * k + i));
        for (let k = 0; k < 5000; k++) past.add({ steps: k, epochs: k }, Float32Array.of(k));
        const [moments, steps] = [past.all.map((one) => one.vector[0]), past.all.map((one) => one.steps)];
        return [log.kept, log.every, log.last, log.epochs, moments, steps];
        """
    )
    kept = np.ravel(kept)
    assert 500 <= len(kept) <= 1000
    assert (kept == np.arange(len(kept)) * every[0]).all()
    assert (last[0], epochs[0]) == (9699, 9700)
    assert 100 <= len(moments) <= 200
    assert np.ravel(moments).tolist() == np.ravel(steps).tolist()
    assert np.ravel(steps)[[0, -1]].tolist() == [0, 4999]


def test_the_past_is_cut_where_the_training_goes_another_way(engine):
    epochs, last, kept, steps, found = engine(
        """
        const log = new engine.LossLog(), past = new engine.Moments(800);
        log.add([5, 4, 3, 2, 1]);
        for (let k = 0; k < 5; k++) past.add({ steps: 10 * k, epochs: k }, Float32Array.of(k));
        log.cut(3);
        past.cut(20);
        const found = past.find(Float32Array.of(1));
        return [log.epochs, log.last, log.kept, past.all.map((one) => one.steps),
          [found.steps, past.find(Float32Array.of(4)) ? 1 : 0]];
        """
    )
    assert (epochs[0], last[0], np.ravel(kept).tolist()) == (3, 3, [5, 4, 3])
    assert np.ravel(steps).tolist() == [0, 10, 20]
    assert np.ravel(found).tolist() == [10, 0]


def test_a_removed_layer_goes_and_the_others_stay(engine):
    net = be.mlp(2, [4, 5], 3, activation="tanh", seed=0)
    choice = layers((5, "tanh", 1), (3, "linear", 2))
    vector = engine(
        BUILT, given=carried(net, "net", rows=0), layers=choice, loss="squared_error", seed=1
    )[0]
    made = be.mlp(2, [5], 3, activation="tanh", seed=0)
    made.parameters.vector = vector
    assert (made.parameters[0].weights == net.parameters[1].weights[:2]).all()
    assert made.parameters[1].weights.tobytes() == net.parameters[2].weights.tobytes()


def test_layers_without_biases_stay_so(engine):
    net = be.Network(2, [be.Dense(4, "relu", bias=False), be.Dense(1)], seed=0)
    choice = layers((4, "tanh", 0), (1, "linear", 1))
    vector, *_, before = engine(
        BUILT, given=carried(net, "net", rows=0), layers=choice, loss="huber", seed=1
    )
    assert vector.tobytes() == before.tobytes() == net.parameters.vector.tobytes()


@pytest.mark.parametrize(
    "rate", [30.0, 1e40]
)  # the loss is not finite after some steps; the weights after one
def test_a_step_that_diverges_leaves_the_parameters_before_it(engine, rate):
    net = be.mlp(1, [8], 1, seed=0)
    X, Y = np.linspace(0, 1, 20, dtype="float32"), np.linspace(-1, 1, 20, dtype="float32")
    vector, wanted, steps = engine(
        """
        const choice = { name: "sgd", rate, options: {} };
        const plan = { loss: "squared_error", choice, batchSize: 4, seed: 0 };
        const made = () => new engine.Trainer(new engine.Network(d, v), { X, Y, rows: 20 }, plan);
        const trainer = made();
        try { for (;;) trainer.step(); } catch (error) { if (error.name !== "Error") throw error; }
        const again = made();
        for (let k = 0; k < trainer.steps; k++) again.step();
        return [trainer.net.vector, again.net.vector, trainer.steps];
        """,
        d=described(net), v=net.parameters.vector, X=X, Y=Y, rate=rate,
    )  # fmt: skip
    assert (steps[0] > 2) == (rate == 30.0)
    assert vector.tobytes() == wanted.tobytes()
    assert np.isfinite(vector).all()


def test_the_log_lets_its_oldest_entries_go(engine):
    net = be.mlp(1000, [1000], 1, seed=0)
    entries, whole = engine(
        """
        const net = new engine.Network(d, v), history = new engine.History({ net });
        for (let k = 1; k <= 60; k++) history.replace(net.vector.map((one) => one + k), "training");
        const whole = history.done.every((one) => one.changes.size === 0 && one.whole);
        return [history.done.length, whole ? 1 : 0];
        """,
        d=described(net), v=net.parameters.vector,
    )  # fmt: skip
    assert entries[0] == 256e6 // (2 * net.parameters.vector.nbytes)
    assert whole[0] == 1


def test_what_changes_nothing_is_no_entry(engine):
    net = be.mlp(1, [2], 1, seed=0)
    found = engine(
        """
        const net = new engine.Network(d, v), history = new engine.History({ net });
        history.set([[0, net.vector[0]], [1, net.vector[1]]], "nothing");
        history.replace(net.vector.slice(), "nothing");
        history.set([[0, 0.1]], "a tenth");
        history.set([[0, 0.1]], "a tenth again");
        return history.done.length;
        """,
        d=described(net), v=net.parameters.vector,
    )  # fmt: skip
    assert found[0] == 1

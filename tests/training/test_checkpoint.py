"""Runs that are written down, broken off, and gone on with."""

import io
import json
import os
import signal
import subprocess
import sys
import time
import tracemalloc

import numpy as np
import pytest

import barreleye as be
from support.archives import described, description_of, members_of, npy, packed

LAYERS = [be.Dense(8, "tanh"), be.Dropout(0.2), be.Dense(3, "softmax")]


def network(dtype="float64"):
    return be.Network(2, LAYERS, seed=5, dtype=dtype)


def rows():
    return be.datasets.spiral(samples=40, classes=3, seed=0)


def fit(net, epochs, **options):
    X, y = rows()
    options = {"batch_size": 16, "optimizer": be.Adam(0.01), "validation": 0.25, **options}
    return net.fit(X, y, epochs=epochs, **options)


def state(net):
    return net.parameters.vector.tobytes(), net.history.loss, net.history.val_loss, net.history.stopped


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"optimizer": be.NAdam(be.schedules.Cosine(0.02, epochs=9))},
        {"early_stopping": be.EarlyStopping(patience=3, min_delta=0.05)},
        {"validation": None, "optimizer": be.SGD(0.1)},
    ],
    ids=["Adam", "NAdam", "early stopping", "SGD"],
)
def test_a_run_in_two_parts_has_the_bits_of_one(tmp_path, engine, options):
    whole, part, rest = network(), network(), network()
    fit(whole, 9, engine=engine, **options)
    fit(part, 4, engine=engine, checkpoint=tmp_path / "run.npz", **options)
    fit(rest, 9, engine=engine, resume=tmp_path / "run.npz", **options)
    assert state(rest) == state(whole)
    assert [e.epoch for e in rest.history] == [e.epoch for e in whole.history]
    assert [e.learning_rate for e in rest.history] == [e.learning_rate for e in whole.history]
    assert rest.history.best_epoch == whole.history.best_epoch
    assert len(part.history) == 4


@pytest.mark.parametrize(("begins", "ends"), [("numpy", "compiled"), ("compiled", "numpy")])
def test_the_other_engine_goes_on_with_a_run(tmp_path, begins, ends):
    rate, decay = 0.05, 0.9
    options = {"optimizer": be.Momentum(rate, decay)}
    whole, part, rest = network(), network(), network()
    fit(whole, 9, engine=ends, **options)
    fit(part, 4, engine=begins, checkpoint=tmp_path / "run.npz", **options)
    fit(rest, 9, engine=ends, resume=tmp_path / "run.npz", **options)
    # each step errs by half an eps for each addition (sizes up to 16), and counts 1 / (1 - decay) times
    steps, additions = 9 * 6, sum(sum(block.shape) for block in whole.parameters.slices) + 16
    allowed = steps * rate / (1 - decay) * additions * 16.0 * np.finfo(np.float64).eps
    assert np.abs(rest.parameters.vector - whole.parameters.vector).max() <= allowed
    assert rest.history.val_loss == pytest.approx(whole.history.val_loss, abs=allowed)


def test_a_finished_run_is_not_run_again(tmp_path):
    net, other = network(), network()
    fit(net, 3, checkpoint=tmp_path / "run.npz")
    fit(other, 3, resume=tmp_path / "run.npz")
    assert state(other) == state(net)
    stopped, again = network(), network()
    rule = {"early_stopping": be.EarlyStopping(patience=1, min_delta=10.0)}
    fit(stopped, 50, checkpoint=tmp_path / "stopped.npz", **rule)
    fit(again, 50, resume=tmp_path / "stopped.npz", **rule)
    assert state(again) == state(stopped)
    assert again.history.stopped == "early stopping"


@pytest.mark.parametrize(("every", "written"), [(1, [1, 2, 3, 4, 5]), (2, [2, 4, 5]), (7, [5])])
def test_it_is_written_every_so_often_and_at_the_end(tmp_path, monkeypatch, every, written):
    net, at = network(), []
    write = be.training._checkpoint.RunFile.write
    monkeypatch.setattr(
        be.training._checkpoint.RunFile,
        "write",
        lambda run, path: at.append(len(run.history)) or write(run, path),
    )
    fit(net, 5, checkpoint=tmp_path / "run.npz", every=every)
    assert at == written
    assert [path.name for path in tmp_path.iterdir()] == ["run.npz"]


def test_a_checkpoint_is_a_model_file(tmp_path):
    net = network()
    fit(net, 3, checkpoint=tmp_path / "run.npz")
    assert be.load(tmp_path / "run.npz").parameters.vector.tobytes() == net.parameters.vector.tobytes()


def test_resume_true_begins_or_goes_on(tmp_path):
    whole, first, second = network(), network(), network()
    fit(whole, 6)
    fit(first, 4, checkpoint=tmp_path / "run.npz", resume=True)
    fit(second, 6, checkpoint=tmp_path / "run.npz", resume=True)
    assert state(second) == state(whole)
    with pytest.raises(
        be.errors.OptionError, match="resume=True continues from the checkpoint, and there is none"
    ):
        fit(network(), 2, resume=True)


def test_an_interrupted_run_goes_on_from_its_last_checkpoint(tmp_path):
    whole, net, rest = network(), network(), network()
    fit(whole, 8)

    def interrupt(record):
        if record.epoch == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fit(net, 8, checkpoint=tmp_path / "run.npz", every=2, callbacks=interrupt)
    fit(rest, 8, resume=tmp_path / "run.npz")
    assert state(rest) == state(whole)


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"batch_size": 17}, "batch_size was 16, is 17"),
        ({"optimizer": be.Adam(0.02)}, r"optimizer was Adam\(learning_rate=0.01"),
        ({"validation": 0.5}, "rows was"),
        ({"early_stopping": 3}, "early_stopping was None"),
    ],
)
def test_another_run_is_refused_and_nothing_is_changed(tmp_path, options, named):
    fit(network(), 2, checkpoint=tmp_path / "run.npz")
    net = network()
    before = net.parameters.vector.tobytes()
    with pytest.raises(be.errors.OptionError, match=rf"belongs to another run, with other .*{named}"):
        fit(net, 5, resume=tmp_path / "run.npz", **options)
    assert net.parameters.vector.tobytes() == before


def test_another_network_is_refused(tmp_path):
    fit(network(), 2, checkpoint=tmp_path / "run.npz")
    with pytest.raises(
        be.errors.OptionError,
        match="with other network: network was Network",
    ):
        fit(be.Network(2, [be.Dense(9, "tanh"), be.Dense(3, "softmax")], seed=5, dtype="float64"), 3,
            resume=tmp_path / "run.npz")  # fmt: skip
    with pytest.raises(be.errors.OptionError, match="with other dtype"):
        fit(network("float32"), 3, resume=tmp_path / "run.npz")


def test_another_seed_or_loss_is_refused(tmp_path):
    X, y, path = rows()[0], rows()[0], tmp_path / "run.npz"

    def run(epochs, seed=5, loss="huber", **options):
        be.mlp(2, [4], 2, seed=seed).fit(X, y, epochs=epochs, loss=loss, **options)

    run(2, checkpoint=path)
    run(3, resume=path)  # the same run goes on
    for changed, words in (
        ({"seed": 6}, "seed: seed was 5, is 6"),
        ({"loss": "squared_error"}, "loss: "),
    ):
        with pytest.raises(be.errors.OptionError, match=f"another run, with other {words}"):
            run(3, resume=path, **changed)


@pytest.mark.parametrize("changed", ["X", "y", "sample_weight", "validation X", "validation y"])
def test_rows_of_which_one_number_is_another_are_refused(tmp_path, changed):
    X, y = rows()
    told = {
        "X": X,
        "y": y,
        "sample_weight": np.ones(len(X)),
        "validation X": X[:9],
        "validation y": y[:9],
    }

    def run(epochs, **options):
        given = {name: np.array(told[name]) for name in told}
        network().fit(
            given["X"], given["y"], epochs=epochs, sample_weight=given["sample_weight"],
            validation=(given["validation X"], given["validation y"]), **options,
        )  # fmt: skip

    run(2, checkpoint=tmp_path / "run.npz")
    run(3, resume=tmp_path / "run.npz")  # the same rows go on
    told[changed] = np.array(told[changed])
    told[changed].flat[3] = 2 if told[changed].flat[3] != 2 else 1
    with pytest.raises(be.errors.OptionError, match="belongs to another run, with other rows: rows was"):
        run(3, resume=tmp_path / "run.npz")


def test_files_that_hold_no_run_are_refused(tmp_path):
    net = network()
    net.save(tmp_path / "net.npz")
    with pytest.raises(be.errors.FileFormatError, match="holds no training run"):
        fit(net, 2, resume=tmp_path / "net.npz")
    with pytest.raises(be.errors.DataError, match="cannot read"):
        fit(net, 2, resume=tmp_path / "missing.npz")
    (tmp_path / "cut.npz").write_bytes((tmp_path / "net.npz").read_bytes()[:200])
    with pytest.raises(be.errors.FileFormatError, match="not a whole Barreleye model file"):
        fit(net, 2, resume=tmp_path / "cut.npz")


def test_a_folder_that_is_not_there_is_said_before_anything_is_done(tmp_path):
    net = network()
    before = net.parameters.vector.copy()
    with pytest.raises(
        be.errors.DataError, match=r"checkpoint cannot be written: .*nowhere is not a folder"
    ):
        fit(net, 3, checkpoint=tmp_path / "nowhere" / "run.npz")
    assert (net.parameters.vector == before).all()
    assert net.history is None


@pytest.mark.parametrize("resume", [None, True])
def test_a_checkpoint_that_cannot_be_a_file_is_said_before_anything_is_done(tmp_path, resume):
    for path, why in (
        (tmp_path, "is a folder or a device"),
        (tmp_path / ("x" * 300), "File name too long"),
    ):
        with pytest.raises(be.errors.DataError, match=f"checkpoint cannot be written: .*{why}"):
            fit(network(), 3, checkpoint=path, resume=resume)


def test_a_checkpoint_without_an_array_is_refused_and_changes_nothing(tmp_path):
    net = network()
    fit(net, 2, checkpoint=tmp_path / "run.npz")
    with np.load(tmp_path / "run.npz") as file:
        arrays = {name: file[name] for name in file.files if not name.startswith("memory")}
    np.savez(tmp_path / "less.npz", **arrays)
    other = network()
    before = other.parameters.vector.copy()
    with pytest.raises(
        be.errors.FileFormatError, match="checkpoint: 'memory0' and 'memory1' are missing"
    ):
        fit(other, 4, resume=tmp_path / "less.npz")
    assert (other.parameters.vector == before).all()


RULE = {"early_stopping": be.EarlyStopping(5, monitor="val_accuracy"), "record": "epoch"}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Return the content of a checkpoint that has everything, after three epochs."""
    path = tmp_path_factory.mktemp("run") / "run.npz"
    fit(network(), 3, checkpoint=path, **RULE)
    return path.read_bytes()


def refused(path, *, match):
    """Go on from a file that is refused, and hold the network to what it was."""
    net = network()
    before = net.parameters.vector.tobytes()
    with pytest.raises(be.errors.FileFormatError, match=match) as caught:
        fit(net, 5, resume=path, **RULE)
    assert str(path) in str(caught.value)
    assert net.parameters.vector.tobytes() == before
    assert (net.history, net.classes) == (None, None)


TOLD = {
    "told": (None, 3, []), "told.dtype": (None, 32), "told.rows": ("ab", None), "told.batch_size": ("16", 16.0),
    "rate": (None, "fast", [], True, float("1e999")), "history": (None, {}, [], [None], "abc"),
    "history.1": (None, [], 3), "history.1.epoch": (0, 2, -1, 1.0, None, "1"),
    "history.1.rows": (0, 7, 45.0, None),
    "history.1.loss": (None, "small", [], False), "history.1.val_loss": (None, "x", {}),
    "history.1.learning_rate": (None, "x"), "history.1.seconds": (None, []), "history.1.metric": (None, "x", True),
    "history.1.layers": (3, [], {}, {"other": {}}), "history.1.layers.output": (None, {}, 3),
    "history.1.layers.output.slope": (None, "steep", []), "best": ("x", [], True, 0.123, float("-1e999")),
    "best_epoch": (None, -1, 3, 1.5, "2", True), "since": (None, -1, 4, 0.5, "1"),
}  # fmt: skip


@pytest.mark.parametrize("place", TOLD)
def test_a_checkpoint_that_tells_something_else_changes_nothing(tmp_path, written, place):
    path, keys = tmp_path / "run.npz", [int(key) if key.isdigit() else key for key in place.split(".")]
    absent = () if place == "history.1.layers" else (KeyError,)  # an epoch need not record its layers
    for value in (*TOLD[place], *absent):
        description = description_of(written)
        holder = description["run"]
        for key in keys[:-1]:
            holder = holder[key]
        if value is KeyError:
            del holder[keys[-1]]
        else:
            holder[keys[-1]] = value
        text = json.dumps(description).replace("Infinity", "1e999")
        path.write_bytes(described(written, text.encode()))
        refused(path, match=r"is damaged: run|its description is not JSON")


def test_a_record_without_layers_is_one_of_an_epoch_that_did_not_record_them(tmp_path, written):
    description = description_of(written)
    description["run"]["history"][0]["layers"] = None
    (tmp_path / "run.npz").write_bytes(described(written, json.dumps(description).encode()))
    net = network()
    fit(net, 5, resume=tmp_path / "run.npz", **RULE)
    assert [record.layers is None for record in net.history] == [True, False, False, False, False]


ARRAYS = {
    "parameters": (np.nan, np.inf), "memory0": (np.nan, -np.inf), "kept0": (np.nan,), "kept2": (np.inf,),
    "counts": (-1, 17, 2**62), "kept3": (-1, 17),
}  # fmt: skip


@pytest.mark.parametrize("name", ARRAYS)
def test_a_checkpoint_with_other_numbers_changes_nothing(tmp_path, written, name):
    for value in ARRAYS[name]:
        members = members_of(written)
        member = next(member for member in members if member.name == f"{name}.npy")
        array = np.load(io.BytesIO(member.content))
        array[0] = value
        member.content = npy(array)
        (tmp_path / "run.npz").write_bytes(packed(members))
        refused(tmp_path / "run.npz", match=f"'{name}' does not hold what a run has after 3 epochs")


def test_a_watched_number_that_is_infinite_is_the_best_after_a_resumption_too(tmp_path):
    def metric(_, __):
        return float("inf")  # nothing is better

    rule = {"early_stopping": be.EarlyStopping(4, monitor=metric, mode="max")}
    whole, rest = network(), network()
    fit(whole, 9, **rule)
    fit(network(), 2, checkpoint=tmp_path / "run.npz", **rule)
    fit(rest, 9, resume=tmp_path / "run.npz", **rule)
    assert (rest.history.best_epoch, len(rest.history)) == (0, 5)
    assert state(rest) == state(whole)


def test_going_on_takes_the_memory_of_the_run_and_of_the_file(tmp_path):
    path = tmp_path / "run.npz"
    X, y = np.zeros((8, 784)), np.arange(8)

    def peak(**options):
        net = be.mlp(784, [512], 10, output="softmax")
        tracemalloc.start()
        net.fit(
            X,
            y,
            epochs=1,
            engine="numpy",
            validation=(X, y),
            early_stopping=2,
            progress=False,
            **options,
        )
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(checkpoint=path)
    size = path.stat().st_size
    assert size > 6 * 784 * 512 * 4  # weights, both slots of Adam, and the best of all three
    assert peak(resume=path) < peak() + size + 2**20


def test_numbers_that_are_not_finite_are_kept_too(tmp_path):
    X, y = be.datasets.spiral(samples=20, classes=3, seed=0)
    path = tmp_path / "run.npz"
    options = {
        "record": "epoch",  # a softmax has no slope
        "validation": 0.3,
        "early_stopping": be.EarlyStopping(50, monitor=lambda *_: float("-inf"), mode="max"),
        "progress": False,
    }
    whole, again = (be.mlp(2, [8], 3, output="softmax", seed=0) for _ in range(2))
    want = whole.fit(X, y, epochs=5, **options)
    again.fit(X, y, epochs=3, checkpoint=path, **options)
    history = again.fit(X, y, epochs=5, checkpoint=path, resume=True, **options)
    assert np.isnan(history.layers["output"]["slope"]).all()
    assert history.metric == want.metric == [float("-inf")] * 5
    assert history.layers["hidden0"] == want.layers["hidden0"]
    assert again.parameters.vector.tobytes() == whole.parameters.vector.tobytes()


PROGRAM = """
import sys, numpy as np, barreleye as be
X, y = be.datasets.spiral(samples=40, classes=3, seed=0)
net = be.Network(2, [be.Dense(8, "tanh"), be.Dropout(0.2), be.Dense(3, "softmax")], seed=5, dtype="float64")
net.fit(X, y, epochs=int(sys.argv[2]), batch_size=16, optimizer=be.Adam(0.01), validation=0.25, progress=False,
        checkpoint=sys.argv[1], resume=True, callbacks=lambda record: print(record.epoch, flush=True))
"""


@pytest.mark.skipif(os.name != "posix", reason="kills a process")
def test_a_killed_process_goes_on_with_the_same_bits(tmp_path):
    """Kill a real process at moments nobody chose, a dozen times; then let it end."""
    path, epochs = tmp_path / "run.npz", 400
    command = [sys.executable, "-c", PROGRAM, str(path), str(epochs)]
    rng = np.random.default_rng(0)
    kills = 0
    for _ in range(12):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            if process.stdout.readline():  # it has begun
                time.sleep(float(rng.uniform(0.0, 0.06)))
                kills += process.poll() is None
                process.send_signal(signal.SIGKILL)
        assert be.load(path).inputs == 2  # whole, at any moment
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    net = network()
    fit(net, epochs)
    assert kills >= 3
    assert be.load(path).parameters.vector.tobytes() == net.parameters.vector.tobytes()

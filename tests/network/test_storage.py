"""One file for one model: whole, bit-equal, without pickle, or one clear sentence."""

import json
import signal
import subprocess
import sys
import tracemalloc

import numpy as np
import pytest

import barreleye as be
from barreleye.network import read, write


def small(dtype="float32", **options):
    layers = [be.Dense(2, "relu"), be.Dense(2, "softmax", bias=False, name="who")]
    return be.Network(2, layers, seed=3, dtype=dtype, **options)


def assert_same(first, second):
    assert first.parameters.vector.tobytes() == second.parameters.vector.tobytes()
    assert first.dtype == second.dtype
    assert first.descriptions == second.descriptions
    assert (first.classes, first.seed) == (second.classes, second.seed)
    assert [view.name for view in first.layers] == [view.name for view in second.layers]
    assert str(first.summary()) == str(second.summary())


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    "classes",
    [None, ["a", "ü"], ["\udcff", "🐟\0\n"], [3, 7], [0.5, 2**70], [False, True]],
    ids=ascii,
)
def test_a_network_comes_back_bit_equal(tmp_path, dtype, classes):
    net = small(dtype, classes=classes)
    net.save(tmp_path / "net.npz")
    for again in (be.Network.load(tmp_path / "net.npz"), be.load(str(tmp_path / "net.npz"))):
        assert_same(again, net)
        assert type(again) is be.Network
        X = np.random.default_rng(0).normal(size=(5, 2))
        assert again(X).tobytes() == net(X).tobytes()
        assert again.predict(X).tolist() == net.predict(X).tolist()


@pytest.mark.parametrize("name", be.activations.names())
def test_every_activation_comes_back_with_its_parameters(tmp_path, name):
    activation = be.activations.get(name)
    low = {key: activation.bounds.get(key, (0.125, 0))[0] for key in activation.parameters}
    changed = activation.with_(**{key: value + 0.125 for key, value in low.items()})
    net = be.Network(2, [be.Dense(3, changed), be.Dense(1)])
    net.save(tmp_path / "net.npz")
    again = be.load(tmp_path / "net.npz")
    assert again.layers[0].activation == changed
    assert again.layers[0].activation.parameters == changed.parameters


class Own:
    """An initializer of one's own."""

    name = "own"

    def weights(self, n_inputs, n_neurons, _):
        return np.ones((n_inputs, n_neurons))

    def biases(self, n_neurons):
        return np.ones(n_neurons)


@pytest.mark.parametrize(
    "init",
    [Own(), "normal", be.initializers.uniform(2e-5), np.ones((2, 3))],
    ids=["own", "name", "rule", "array"],
)
def test_every_initializer_leaves_its_name(tmp_path, init):
    net = be.Network(2, [be.Dense(3, init=init, name="\udc80")])
    net.save(tmp_path / "net.npz")
    again = be.load(tmp_path / "net.npz")
    assert_same(again, net)
    before, after = net.descriptions[0].init, again.descriptions[0].init
    assert after.name == before.name
    if isinstance(before, be.initializers.Random):
        assert after == before
    else:
        with pytest.raises(
            be.errors.OptionError, match=f"initial weights '{before.name}' of this layer"
        ):
            be.Network(2, again.descriptions)


def test_what_a_file_cannot_hold_is_refused_when_the_network_is_made():
    for label in (float("inf"), float("nan"), None, b"a", 1j):
        with pytest.raises(
            be.errors.OptionError, match="classes are strings, finite numbers or booleans, got"
        ):
            be.Network(2, [be.Dense(2, "softmax")], classes=["a", label])
    for name in (5, b"a", ["a"]):
        with pytest.raises(be.errors.OptionError, match="the name of a layer is a string, or None, got"):
            be.Dense(2, name=name)


def test_every_bit_pattern_of_a_weight_survives(tmp_path):
    net = small()
    patterns = [0x7FC12345, 0xFFC00001, 0x7F800001, 0x80000000, 0x00000001, 0xFF800000]
    net.parameters.vector.view(np.uint32)[: len(patterns)] = patterns
    net.save(tmp_path / "net.npz")
    again = be.load(tmp_path / "net.npz").parameters.vector
    assert again.view(np.uint32)[: len(patterns)].tolist() == patterns


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_ten_lines_of_numpy_read_the_file_and_give_the_same_answers(tmp_path, dtype):
    net = small(dtype)
    net.layers[0].biases = [0.5, -0.25]
    net.save(tmp_path / "net.npz")
    X = np.random.default_rng(0).normal(size=(50, 2)).astype(dtype)

    with np.load(tmp_path / "net.npz", allow_pickle=False) as file:
        layers = json.loads(file["description"].tobytes())["network"]["layers"]
        vector = file["parameters"]
    (m, n), a, at = (len(layers), 2), X, 0
    for layer in layers:
        m, n = a.shape[1], layer["units"]
        z = a @ vector[at : at + m * n].reshape(m, n)
        at += m * n
        if layer["bias"]:
            z, at = z + vector[at : at + n], at + n
        if layer["activation"] == "relu":
            a = np.maximum(z, 0)
    e = np.exp(z.astype(np.float64) - z.max(axis=1, keepdims=True))
    confidence = (e / e.sum(axis=1, keepdims=True)).astype(dtype)

    assert at == vector.size
    assert [layer["activation"] for layer in layers] == ["relu", "softmax"]
    with be.engine("numpy"):  # as the ten lines compute; machine code may sum in another order
        answers = net(X)
        assert be.activations.softmax(z).tobytes() == answers.tobytes()
    # z - max is rounded, which exp makes a relative error of; two terms are added, and divided by
    allowed = np.finfo(dtype).eps * (np.ptp(z) / 2 + 4)
    np.testing.assert_allclose(confidence, answers, rtol=allowed, atol=0.0)


def test_a_table_model_is_not_read_as_a_network(tmp_path):
    write(tmp_path / "model.npz", {"kind": "table model"}, {})
    with pytest.raises(be.errors.FileFormatError, match=r"table model.*barreleye\.load"):
        be.Network.load(tmp_path / "model.npz")


def test_saving_over_a_file_leaves_the_new_one_alone_in_the_folder(tmp_path):
    path = tmp_path / "net.npz"
    small().save(path)
    net = small("float64")
    net.save(path)
    assert_same(be.load(path), net)
    assert [entry.name for entry in tmp_path.iterdir()] == ["net.npz"]


@pytest.mark.parametrize("place", ["os.fsync", "pathlib.Path.replace"])
@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=repr
)
def test_a_save_that_fails_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, place, error):
    path = tmp_path / "net.npz"
    small().save(path)
    old = path.read_bytes()

    def fail(*_):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(place, fail)
        with pytest.raises((be.errors.DataError, KeyboardInterrupt)) as caught:
            small("float64").save(path)
    if isinstance(error, OSError):
        assert str(caught.value) == f"cannot write {path}: No space left on device"
    assert path.read_bytes() == old
    assert [entry.name for entry in tmp_path.iterdir()] == ["net.npz"]


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(be.errors.DataError, match=r"cannot write .*No such file"):
        small().save(tmp_path / "missing" / "net.npz")


def test_a_process_killed_in_the_middle_of_saving_leaves_the_old_file(tmp_path):
    path = tmp_path / "net.npz"
    net = small()
    net.save(path)
    program = (
        "import os, signal, sys\nimport barreleye as be\nnet = be.load(sys.argv[1])\n"
        "net.parameters.vector[...] = 0.0\n"
        "os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)\nnet.save(sys.argv[1])\n"
    )
    done = subprocess.run([sys.executable, "-c", program, path], check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert_same(be.load(path), net)


def test_arrays_and_descriptions_pass_through_reading_and_writing(tmp_path):
    kinds = (np.float32, np.float64, np.int64, np.uint8)
    arrays = {f"a{i}": np.arange(6).astype(kind) for i, kind in enumerate(kinds)}
    write(tmp_path / "x.npz", {"kind": "anything", "words": ["ü", "→", "\udc80"]}, arrays)
    description, again = read(tmp_path / "x.npz", [*arrays, "absent"])
    assert description.value == {
        "format": "barreleye", "version": 1, "kind": "anything", "words": ["ü", "→", "\udc80"],
    }  # fmt: skip
    assert {name: (array.tolist(), array.dtype) for name, array in again.items()} == {
        name: (array.tolist(), array.dtype) for name, array in arrays.items()
    }


def test_reading_takes_less_than_three_times_the_file(tmp_path):
    path = tmp_path / "net.npz"
    net = be.mlp(784, [1024], 10)
    net.save(path)
    be.load(path)  # loads the modules that are loaded late
    peaks = []
    for load in (read, be.load):
        tracemalloc.start()
        found = load(path)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert found.parameters.vector.tobytes() == net.parameters.vector.tobytes()
    size = path.stat().st_size
    # the vector as it is read, and the network's own, which begins where a page of 2 MiB can begin
    assert peaks[0] < size + 2**16
    assert peaks[1] < 2 * size + 2**21 + 2**16


def test_numbers_of_the_other_byte_order_are_read(tmp_path):
    write(tmp_path / "x.npz", {}, {"a": np.arange(6.0).astype(">f4")})
    _, arrays = read(tmp_path / "x.npz", ["a"])
    assert arrays["a"].dtype == np.float32
    assert arrays["a"].tolist() == [0, 1, 2, 3, 4, 5]


def test_what_interrupts_a_save_is_not_hidden_by_the_zip_that_is_closed(tmp_path, monkeypatch):
    def interrupted(*_, **__):
        try:
            raise KeyboardInterrupt
        finally:
            raise ValueError("Can't close the ZIP file while there is an open writing handle on it")

    net = be.mlp(1, [2], 1)
    monkeypatch.setattr(np, "savez", interrupted)
    with pytest.raises(KeyboardInterrupt):
        net.save(tmp_path / "m.npz")
    assert list(tmp_path.iterdir()) == []

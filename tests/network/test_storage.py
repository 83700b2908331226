"""One file for one model: whole, bit-equal, without pickle, or one clear sentence."""

import io
import json
import os
import signal
import subprocess
import sys
import zipfile

import numpy as np
import pytest

import barreleye as be
from barreleye.network import read, write

REFUSALS = (be.errors.FileFormatError, be.errors.DataError)


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
@pytest.mark.parametrize("classes", [None, ["a", "ü"], [3, 7], [False, True]], ids=str)
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


def test_every_bit_pattern_of_a_weight_survives(tmp_path):
    net = small()
    patterns = [0x7FC12345, 0xFFC00001, 0x7F800001, 0x80000000, 0x00000001, 0xFF800000]
    net.parameters.vector.view(np.uint32)[: len(patterns)] = patterns
    net.save(tmp_path / "net.npz")
    again = be.load(tmp_path / "net.npz").parameters.vector
    assert again.view(np.uint32)[: len(patterns)].tolist() == patterns


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_ten_lines_of_numpy_read_the_file_and_give_the_same_bits(tmp_path, dtype):
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
    assert confidence.tobytes() == net(X).tobytes()


def refusal(path):
    """Return the one sentence with which a file is refused."""
    with pytest.raises(REFUSALS) as caught:
        be.load(path)
    message = str(caught.value)
    assert str(path) in message
    assert "\n" not in message
    assert 20 < len(message) - len(str(path)) < 300
    return message


def test_a_file_cut_anywhere_is_refused(tmp_path):
    path = tmp_path / "net.npz"
    small().save(path)
    for length in reversed(range(path.stat().st_size)):
        os.truncate(path, length)
        message = refusal(path)
        assert ("empty" if length == 0 else "not a whole") in message


@pytest.mark.parametrize("flip", [0x01, 0x80, 0xFF], ids=hex)
def test_a_damaged_byte_is_refused_or_harmless_and_never_another_network(tmp_path, flip):
    net = small()
    path = tmp_path / "net.npz"
    net.save(path)
    content, refused = path.read_bytes(), 0
    for position, byte in enumerate(content):
        overwrite(path, position, byte ^ flip)
        try:
            again = be.load(path)
        except REFUSALS as error:
            assert str(path) in str(error)  # noqa: PT017  a loop over a thousand files
            refused += 1
        else:
            assert_same(again, net)  # the byte was a date or a field that nobody needs
        overwrite(path, position, byte)
    # the arrays and the description alone, guarded by checksums, are more than half of the file
    assert refused > len(content) / 2


def overwrite(path, position, byte):
    with path.open("r+b") as file:
        file.seek(position)
        file.write(bytes([byte]))


def npz(**arrays):
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def described(**changes):
    """Return a file whose description was changed."""
    net = small()
    description = {"format": "barreleye", "version": 1, "kind": "network", "network": net.describe()}
    text = json.dumps({**description, **changes}).encode()
    return npz(description=np.frombuffer(text, np.uint8), parameters=net.parameters.vector)


def saved_npy():
    buffer = io.BytesIO()
    np.save(buffer, np.arange(3.0))
    return buffer.getvalue()


def compressed():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("notes.txt", "no arrays in here")
    return buffer.getvalue()


TEXT = np.frombuffer(b"{}", np.uint8)
DEEP = np.frombuffer(b"[" * 100_000, np.uint8)
SMALL = small().describe()
FOREIGN = {
    "a PNG": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "text": b"width,height\n1,2\n",
    "a pickle": b"\x80\x05K\x01.",
    "an npy array": saved_npy(),
    "a foreign npz": npz(weights=np.ones(3)),
    "a zip of other things": compressed(),
    "an npz with an empty description": npz(description=TEXT),
    "a description that is a list": npz(description=np.frombuffer(b"[1]", np.uint8)),
    "a description that is no JSON": npz(description=np.frombuffer(b"\xff\xfe", np.uint8)),
    "a description nested without end": npz(description=DEEP),
    "pickled objects": npz(description=np.array([{"a": 1}], dtype=object)),
    "another format": described(format="other"),
    "no format": described(format=None),
    "a newer version": described(version=99),
    "a version that is no number": described(version="next"),
    "another kind": described(kind="forest"),
    "a kind that is a list": described(kind=["network"]),
    "no network": described(network=None),
    "a network without layers": described(network={**SMALL, "layers": []}),
    "layers that are none": described(network={**SMALL, "layers": [3]}),
    "an unknown activation": described(
        network={**SMALL, "layers": [{**SMALL["layers"][0], "activation": "swoosh"}]}
    ),
    "too few parameters": described(network={**SMALL, "inputs": 7}),
    "another dtype": described(network={**SMALL, "dtype": "float64"}),
    "wrong classes": described(network={**SMALL, "classes": ["a"]}),
    "no parameters": npz(
        description=np.frombuffer(
            json.dumps(
                {"format": "barreleye", "version": 1, "kind": "network", "network": SMALL}
            ).encode(),
            np.uint8,
        )
    ),
}


@pytest.mark.parametrize("what", FOREIGN)
def test_a_foreign_file_is_refused_with_one_sentence(tmp_path, what):
    path = tmp_path / "net.npz"
    path.write_bytes(FOREIGN[what])
    refusal(path)


def test_a_newer_file_says_which_version_it_is_and_what_to_do(tmp_path):
    path = tmp_path / "net.npz"
    path.write_bytes(FOREIGN["a newer version"])
    message = refusal(path)
    assert "version 99" in message
    assert "upgrade" in message


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    assert "No such file" in refusal(tmp_path / "missing.npz")
    refusal(tmp_path)


def test_a_table_model_is_not_read_as_a_network(tmp_path):
    write(tmp_path / "model.npz", {"kind": "table model"}, {})
    with pytest.raises(be.errors.FileFormatError, match="table model.*barreleye.load"):
        be.Network.load(tmp_path / "model.npz")


def test_saving_over_a_file_leaves_the_new_one_alone_in_the_folder(tmp_path):
    path = tmp_path / "net.npz"
    small().save(path)
    net = small("float64")
    net.save(path)
    assert_same(be.load(path), net)
    assert os.listdir(tmp_path) == ["net.npz"]


@pytest.mark.parametrize("place", ["os.fsync", "pathlib.Path.replace"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=repr)
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
    assert os.listdir(tmp_path) == ["net.npz"]


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(be.errors.DataError, match="cannot write .*No such file"):
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
    arrays = {"a": np.arange(6.0).reshape(2, 3), "b": np.array([1, 2], np.int16)}
    write(tmp_path / "x.npz", {"kind": "anything", "words": ["ü", "→"]}, arrays)
    description, again = read(tmp_path / "x.npz")
    assert description == {"format": "barreleye", "version": 1, "kind": "anything", "words": ["ü", "→"]}
    assert {name: array.tolist() for name, array in again.items()} == {
        name: array.tolist() for name, array in arrays.items()
    }
    assert again["b"].dtype == np.int16

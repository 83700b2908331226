"""A file that is cut, damaged or foreign is refused with one clear sentence, and nothing else."""

import io
import json
import os
import zipfile

import numpy as np
import pytest

import barreleye as be

REFUSALS = (be.errors.FileFormatError, be.errors.DataError)


def small():
    layers = [be.Dense(2, "relu"), be.Dense(2, "softmax", bias=False, name="who")]
    return be.Network(2, layers, seed=3)


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
            assert again.parameters.vector.tobytes() == net.parameters.vector.tobytes()
            assert again.describe() == net.describe()  # the byte was a date or a field that nobody needs
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

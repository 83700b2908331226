"""Files made to do harm: they cost what an honest file of their size costs, and get a sentence."""

import io
import json
import os
import time
import tracemalloc
import zipfile

import numpy as np
import pytest

import barreleye as be
from barreleye.network import _describe
from support.archives import Member, described, description_of, members_of, npy, npy_header, packed


@pytest.fixture
def saved(tmp_path):
    """A path, and the content of a good model file."""
    path = tmp_path / "net.npz"
    be.Network(2, [be.Dense(3, "relu"), be.Dense(2, "softmax")], seed=3, classes=["a", "b"]).save(path)
    be.load(path)  # loads the modules that are loaded late
    return path, path.read_bytes()


def refusal(path, most=2**20):
    """Return the sentence with which a file is refused, in little memory and little time."""
    before = time.process_time()
    tracemalloc.start()
    with pytest.raises(be.errors.FileFormatError) as caught:
        be.load(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert time.process_time() - before < 1.0
    assert peak < most
    message = str(caught.value)
    assert message.startswith(str(path))
    assert message.isprintable()
    return message.removeprefix(str(path))


def test_a_large_foreign_file_is_not_read(saved, tmp_path):  # noqa: ARG001  modules are loaded
    path = tmp_path / "film.mp4"
    for start in (
        b"\0\0\0 ftypisom",
        packed([Member("film.bin", b"x")]),
        b"\x93NUMPY\x01\0",
        b"PK\x03\x04",
    ):
        path.write_bytes(start)
        os.truncate(path, 2**31)  # without content: it takes no place on the disk
        assert " is not a" in refusal(path)


def test_a_model_with_a_large_hole_at_its_end_is_refused_unread(saved):
    path, content = saved
    path.write_bytes(content)
    os.truncate(path, 2**31)
    assert "its end is missing" in refusal(path)


@pytest.mark.parametrize("name", ["description.npy", "parameters.npy", "unused.npy"])
def test_a_member_that_grows_when_it_is_unpacked_is_refused_packed(saved, name):
    path, content = saved
    members = {member.name: member.content for member in members_of(content)}
    members[name] = npy(np.zeros(2**24))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, inside in members.items():
            kind = zipfile.ZIP_DEFLATED if member == name else zipfile.ZIP_STORED
            archive.writestr(member, inside, kind)
    assert path.stat().st_size < 200_000
    assert "compressed or encrypted" in refusal(path)


@pytest.mark.parametrize("shape", ["1000000000000", "99999999999999999999", "16"])
def test_an_array_that_says_it_is_larger_than_the_file_takes_no_memory(saved, shape):
    path, content = saved
    members = members_of(content)
    text = f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({shape},), }}\n".encode()
    members[1].content = npy_header(text, members[1].content[-68:])
    path.write_bytes(packed(members))
    assert "'parameters'" in refusal(path)


@pytest.mark.parametrize(
    "array",
    [np.array([b"os.system"], object), np.zeros((3, 5)), np.zeros(17, np.float16), np.zeros(17, "<M8[s]"),
     np.zeros(17, np.complex64), np.zeros(17, "?"), np.zeros(0, np.float32), np.float32(1), np.zeros(17, "S4")],
    ids=lambda array: f"{array.dtype}{array.shape}",
)  # fmt: skip
def test_other_arrays_than_plain_numbers_of_one_axis_are_refused(saved, array):
    path, content = saved
    members = members_of(content)
    buffer = io.BytesIO()
    np.save(buffer, array)
    members[1].content = buffer.getvalue()
    path.write_bytes(packed(members))
    assert "'parameters' is not a plain array of one axis" in refusal(path)


def test_more_members_than_any_model_has_are_refused_before_they_are_all_looked_at(saved):
    path, content = saved
    path.write_bytes(packed(members_of(content) + [Member(f"{i}.npy", b"") for i in range(20_000)]))
    assert "not a whole" in refusal(path)


BOMBS = {
    "nested lists": b"[" * 1_000_000,
    "nested objects": b'{"a":' * 200_000,
    "nested and whole": b"[" * 500 + b"]" * 500,
    "empty lists": b"[" + b"[]," * 400_000 + b"0]",
    "small objects": b"[" + b'{"":0},' * 200_000 + b"0]",
    "numbers": b"[" + b"1," * 500_000 + b"0]",
    "words": b"[" + b'"ab",' * 200_000 + b"0]",
    "marks after a quote that is escaped": b'["' + b"\\" * 4095 + b'"",' + b"[]," * 300_000 + b"0]",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_json_that_becomes_more_objects_than_a_model_has_is_refused_before(saved, bomb):
    path, content = saved
    path.write_bytes(
        described(content, b'{"format": "barreleye", "version": 1, "x": ' + BOMBS[bomb] + b"}")
    )
    message = refusal(path, 3 * path.stat().st_size + 2**18)
    assert "commas and brackets" in message


DENSE = {b'{"%06d":1.5}': 4, b'{"a":1.5}': 4, b"[1.5]": 2, b"[]": 2, b'"%06d"': 1, b"1.5": 1}


@pytest.mark.parametrize("value", DENSE, ids=bytes.decode)
def test_as_many_objects_as_a_description_may_become_are_not_out_of_proportion(saved, value):
    path, content = saved
    size = 1_500_000
    count = (4_900 + size // 12) // DENSE[value]
    values = b",".join(value % i if b"%" in value else value for i in range(count))
    start = b'{"format": "barreleye", "version": 1, "x": ['
    path.write_bytes(described(content, start + values.ljust(size) + b"]}"))
    assert "lacks 'kind'" in refusal(path, 7.5 * path.stat().st_size + 2**20)


@pytest.mark.parametrize("letter", ["🐟", "→"])
def test_one_wide_letter_does_not_make_a_long_text_wide(saved, letter):
    path, content = saved
    text = '{"format": "barreleye", "version": 1, "x": "' + "a" * 3_000_000 + letter + '"}'
    path.write_bytes(described(content, text.encode()))
    assert "beyond ASCII" in refusal(path, 3 * path.stat().st_size)


@pytest.mark.parametrize(
    "kind", ["a\nb", "x" * 100_000, "\udc80", 3, None, {}], ids=lambda kind: ascii(kind)[:9]
)
def test_another_kind_is_told_on_one_line(saved, kind):
    path, content = saved
    path.write_bytes(described(content, json.dumps(description_of(content) | {"kind": kind}).encode()))
    for load in (be.load, be.Network.load, be.TableModel.load):
        with pytest.raises(
            be.errors.FileFormatError, match=r"holds a|kind in its description has to be a string"
        ) as caught:
            load(path)
        assert str(caught.value).isprintable()
        assert len(str(caught.value)) < 500


def test_long_words_full_of_marks_are_words(saved):
    path, content = saved
    description = description_of(content)
    description["network"]["classes"] = ['[{,\\"' * 20_000, "b"]
    path.write_bytes(described(content, json.dumps(description).encode()))
    assert be.load(path).classes == ('[{,\\"' * 20_000, "b")


def test_layers_and_neurons_that_the_parameters_do_not_have_are_not_made(saved):
    path, content = saved
    description = description_of(content)
    layers = description["network"]["layers"]
    for change in ({"units": 10**9}, {"units": 17}, {"units": 10**30}, {"bias": False}):
        changed = {**description["network"], "layers": [{**layers[0], **change}, *layers[1:]]}
        path.write_bytes(described(content, json.dumps({**description, "network": changed}).encode()))
        assert "is damaged: " in refusal(path)
    changed = {**description["network"], "layers": layers * 150}
    path.write_bytes(described(content, json.dumps({**description, "network": changed}).encode()))
    assert "its layers need" in refusal(path)


def test_looking_through_many_layers_takes_time_that_grows_with_their_number():
    dense = be.Dense(1, "relu")
    seconds = []
    for count in (2500, 20_000):
        layers, rounds = [be.Dropout(0.5), dense] * (count // 2), []
        for _ in range(3):
            before = time.process_time()
            _describe.check(1, layers, "float32")
            _describe.layer_names([dense] * count)
            rounds.append(time.process_time() - before)
        seconds.append(min(rounds))
    # 8 times as many: a search through all layers for each would take 64 times as long
    assert seconds[1] < 24 * seconds[0]


def test_thousands_of_layers_are_read(tmp_path):
    net = be.Network(1, [be.Dense(1, "relu") for _ in range(3000)])
    net.save(tmp_path / "deep.npz")
    before = time.process_time()
    again = be.load(tmp_path / "deep.npz")
    assert time.process_time() - before < 1.0
    assert again.descriptions == net.descriptions


def test_long_names_of_many_inputs_are_never_all_there_at_once(tmp_path):
    path = tmp_path / "table.npz"
    data = {"w": ["a", "b"] * 10, "y": [0.0, 1.0] * 10}
    be.fit_table(data, "y", hidden=(), epochs=1, progress=False).model.save(path)
    content = path.read_bytes()
    description = description_of(content)
    name, words = "n" * 300_000, [f"{i}" for i in range(1000)]
    description["columns"][0] |= {"name": name, "words": words}
    description["inputs"] = ["x"] * 1000
    description["network"]["inputs"] = 1000
    members = members_of(described(content, json.dumps(description).encode()))
    members[1].content = npy(np.zeros(2002, np.float32))
    path.write_bytes(packed(members))
    assert "columns and classes do not fit" in refusal(path, 3 * path.stat().st_size + 2**20)


VERSIONS = [-1, 0, True, 1.0, "1", None, [1]]


@pytest.mark.parametrize("version", VERSIONS, ids=repr)
def test_a_version_is_a_whole_number_from_1(saved, version):
    path, content = saved
    path.write_bytes(
        described(content, json.dumps(description_of(content) | {"version": version}).encode())
    )
    assert "version in its description has to be a whole number from 1, got" in refusal(path)


WRONG = {
    "network.inputs": 2.0,
    "network.layers": {},
    "network.layers[0]": None,
    "network.layers[0].units": "3",
    "network.layers[0].kind": "convolution",
    "network.layers[0].activation": "swoosh",
    "network.layers[0].activation_parameters": [],
    "network.layers[0].init": 5,
    "network.layers[0].bias": 1,
    "network.layers[0].name": 7,
    "network.seed": -1,
    "network.dtype": "float16",
    "network.classes": "ab",
    "network.classes[0]": None,
    "kind": ["network"],
}


@pytest.mark.parametrize("place", WRONG)
def test_a_value_of_another_kind_is_named_with_its_place(saved, place):
    path, content = saved
    description = description_of(content)
    holder, *keys = description, *place.replace("[", ".").replace("]", "").split(".")
    for key in keys[:-1]:
        holder = holder[int(key) if key.isdigit() else key]
    last = int(keys[-1]) if keys[-1].isdigit() else keys[-1]
    whole = dict(holder) if isinstance(holder, dict) else None
    holder[last] = WRONG[place]
    path.write_bytes(described(content, json.dumps(description).encode()))
    message = refusal(path)
    if place not in ("network.dtype", "kind"):
        assert f"{place} in its description has to be" in message
    if whole is not None:
        del holder[last]
        path.write_bytes(described(content, json.dumps(description).encode()))
        assert f"lacks '{last}'" in refusal(path)

"""Arrays become addresses in one place, which refuses what machine code may not touch."""

import gc
import weakref

import numpy as np
import pytest

import barreleye as be
from barreleye.errors import BarreleyeError, DataError, DtypeError, OptionError, ShapeError
from barreleye.kernels import RowKernel, Struct, Table, read_at, reads, writes, written_at
from barreleye.kernels._row_loops import Inputs
from barreleye.scalars import row_sum

FLOAT = np.dtype(np.float32)


def read_only(count=6):
    array = np.zeros(count, np.float32)
    array.flags.writeable = False
    return array


def unaligned(count=6, kind=np.float32):
    return np.zeros(np.dtype(kind).itemsize * count + 1, np.uint8)[1:].view(kind)


UNREADABLE = {
    "other numbers": (np.zeros(6), DtypeError, "works on float32 here, got float64"),
    "whole numbers": (np.zeros(6, np.int32), DtypeError, "got int32"),
    "bytes in the other order": (np.zeros(6, ">f4"), DtypeError, "got >f4"),
    "too few": (np.zeros(5, np.float32), ShapeError, r"works on 6 numbers here, got 5 in shape \(5,\)"),
    "none": (np.zeros(0, np.float32), ShapeError, "got 0"),
    "with gaps": (
        np.zeros(12, np.float32)[::2],
        ShapeError,
        r"one after the other, aligned, got strides \(8,\)",
    ),
    "backwards": (np.zeros(6, np.float32)[::-1], ShapeError, r"strides \(-4,\)"),
    "columns first": (np.zeros((2, 3), np.float32, order="F"), ShapeError, r"array.copy\(\) makes one"),
    "one number repeated": (np.broadcast_to(np.float32(1), 6), ShapeError, r"strides \(0,\)"),
    "not aligned": (unaligned(), ShapeError, "aligned"),
    "a list": ([0.0] * 6, DtypeError, "works on arrays, got list"),
    "nothing": (None, DtypeError, "got NoneType"),
    "an address": (0x1000, DtypeError, "got int"),
}


@pytest.mark.parametrize("take", [read_at, written_at])
@pytest.mark.parametrize("case", UNREADABLE)
def test_what_cannot_be_read_is_refused(take, case):
    array, error, words = UNREADABLE[case]
    with pytest.raises(error, match=words):
        take(array, FLOAT, 6)


def test_what_is_read_only_is_read_and_not_written():
    for array in (
        read_only(),
        read_only().view(np.recarray),
    ):  # the common case, and one that is looked at
        assert read_at(array, FLOAT, 6) == array.ctypes.data
        with pytest.raises(OptionError, match="to write into is read-only"):
            written_at(array, FLOAT, 6)
        with pytest.raises(OptionError):
            writes(array)


@pytest.mark.parametrize(
    "array",
    [
        np.zeros(6, np.float32),
        np.zeros((2, 3), np.float32),
        np.zeros(7, np.float32)[1:],
        np.zeros(6, "<f4"),
    ],
    ids=["flat", "a matrix", "a part", "by another name"],
)
def test_the_address_is_that_of_the_first_number(array):
    assert read_at(array, FLOAT, 6) == written_at(array, FLOAT, 6) == array.ctypes.data
    assert read_at(array, np.dtype("f4").newbyteorder("=").newbyteorder("<"), 1) == array.ctypes.data


def test_a_subclass_and_a_map_of_a_file_have_addresses_too(tmp_path):
    np.save(tmp_path / "six.npy", np.zeros(6, np.float32))
    for array in (
        np.load(tmp_path / "six.npy", mmap_mode="r+"),
        np.zeros(6, np.float32).view(np.recarray),
    ):
        assert written_at(array, FLOAT, 6) == array.ctypes.data
    with pytest.raises(OptionError):
        written_at(np.load(tmp_path / "six.npy", mmap_mode="r"), FLOAT, 6)


def test_a_table_keeps_alive_what_it_points_at_until_something_else_stands_there():
    record = Struct("count", "x", "inner")
    array, inner = np.ones(4), Table(Struct("one"), [{"one": 1}])
    seen, inside = weakref.ref(array), weakref.ref(inner)
    table = Table(record, [{"count": 4, "x": reads(array), "inner": inner}])
    words = np.ctypeslib.as_array((np.ctypeslib.ctypes.c_int64 * 3).from_address(table.address))
    assert words.tolist() == [4, array.ctypes.data, inner.address]
    del array, inner
    gc.collect()
    assert seen() is not None
    assert inside() is not None
    table.put(1, None)
    table.put(table.position("inner"), None)
    gc.collect()
    assert (seen(), inside()) == (None, None)
    assert words.tolist() == [4, 0, 0]


def test_a_table_wants_every_word_and_no_other():
    with pytest.raises(TypeError, match="missing or unknown: b, c"):
        Table(Struct("a", "b"), [{"a": 1, "c": 2}])


def picking():
    """A function of rows with a label and another number for each."""
    return RowKernel(lambda x, label, w: row_sum(x) * w + 0.0 * label, Inputs(1, True, 1), (False,))


ROWS = {
    "a label beyond the row": {"labels": [0, 1, 3]},
    "a label far beyond": {"labels": [0, 10**9, 1]},
    "a label below 0": {"labels": [0, -1, 1]},
    "labels of another type": {"labels": np.array([0, 1, 2], np.int32)},
    "too few labels": {"labels": [0, 1]},
    "too few numbers": {"numbers": np.ones(2)},
    "numbers of another type": {"numbers": np.ones(3, np.float32)},
    "numbers with gaps": {"numbers": np.ones(6)[::2]},
    "a matrix with gaps": {"x": np.ones((3, 6), np.float32)[:, ::2]},
}


@pytest.mark.parametrize("case", ROWS)
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_a_function_of_rows_checks_everything_it_is_handed(case, kind):
    pytest.importorskip("llvmlite")
    given = {"x": np.ones((3, 3), np.float32), "labels": [0, 1, 2], "numbers": np.ones(3)}
    good = [np.asarray(given["x"], kind), np.asarray(given["labels"], np.int64), given["numbers"]]
    kernel = picking()
    assert kernel(*good)[0].tolist() == [3.0, 3.0, 3.0]
    given |= ROWS[case]
    x = given["x"] if given["x"].flags.c_contiguous is False else np.asarray(given["x"], kind)
    labels = given["labels"]
    labels = labels if isinstance(labels, np.ndarray) else np.asarray(labels, np.int64)
    with pytest.raises((DataError, DtypeError, ShapeError)):
        kernel(x, labels, given["numbers"])
    with pytest.raises(BarreleyeError):
        kernel(*good[:2])


def test_a_function_of_rows_writes_into_nothing_that_does_not_fit():
    pytest.importorskip("llvmlite")
    kernel, x = RowKernel(lambda x: x / row_sum(x), Inputs(1), (True,)), np.ones((4, 5))
    odd = unaligned(20, np.float64).reshape(4, 5)
    for out in (np.ones((4, 4)), np.ones((3, 5)), np.ones((4, 5), np.float32), np.ones((5, 4)).T, odd):
        kept = out.copy()
        with pytest.raises(BarreleyeError):
            kernel(x, out=out)
        assert np.array_equal(out, kept)
    out = np.ones((4, 5))
    out.flags.writeable = False
    with pytest.raises(OptionError):
        kernel(x, out=out)


def shifted(array):
    """Return a copy that begins one byte beside where its numbers should."""
    return np.frombuffer(b"." + array.tobytes(), np.uint8)[1:].view(array.dtype).reshape(array.shape)


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
@pytest.mark.parametrize("labels", [True, False])
def test_rows_that_are_not_aligned_are_copied(engine, labels):
    if engine == "compiled":
        pytest.importorskip("llvmlite")
    rng = np.random.default_rng(0)
    X, weights = rng.standard_normal((50, 4)).astype(np.float32), rng.random(50) + 0.5
    y = rng.integers(0, 3, 50) if labels else rng.standard_normal((50, 3)).astype(np.float32)
    found = []
    for way in (np.copy, shifted):
        net = be.mlp(4, [8], 3, output="softmax" if labels else "linear", seed=0)
        with be.engine(engine):
            net.fit(
                way(X), way(y), epochs=2, sample_weight=way(weights), validation=(way(X), way(y)), progress=False
            )  # fmt: skip
            net.partial_fit(way(X), way(y), sample_weight=way(weights))
            found.append(
                (net.parameters.vector.tobytes(), net.loss(way(X), way(y)), net(way(X)).tobytes())
            )
    assert found[0] == found[1]

"""The loop under every element-wise function: dtypes, slices, registers and ``out=``."""

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from barreleye._arguments import as_numbers
from barreleye.errors import DtypeError, ShapeError
from barreleye.kernels import map_body, result_dtype
from barreleye.kernels._elementwise import _SLICE


def triple(z):
    return 3.0 * z


REALS = [bool, np.int8, np.uint8, np.int64, np.uint64, np.float16, np.float32, np.float64]


@pytest.mark.parametrize("dtype", [*REALS, np.longdouble, ml_dtypes.bfloat16])
def test_real_numbers_pass_and_keep_their_dtype(dtype):
    x = np.ones(3, dtype)
    assert as_numbers(x) is x
    whole = np.dtype(dtype).kind in "biu"
    assert result_dtype(x) == (np.float64 if whole else dtype)
    got = map_body(triple, x)
    assert got.dtype == (np.float64 if whole else dtype)
    assert (got == np.full(3, 3.0).astype(got.dtype)).all()


@pytest.mark.parametrize("dtype", [complex, "U3", "S3", "datetime64[s]", "timedelta64[s]", "V4"])
def test_other_dtypes_are_refused_by_name(dtype):
    x = np.zeros(2, dtype)
    with pytest.raises(DtypeError, match="the weights must hold real numbers") as refusal:
        as_numbers(x, "the weights")
    assert str(x.dtype) in str(refusal.value)
    with pytest.raises(DtypeError):
        map_body(triple, x)


def test_an_object_array_is_refused_with_what_it_holds_and_a_cure():
    with pytest.raises(DtypeError) as refusal:
        as_numbers(np.array(["a", 1, None], dtype=object), "y")
    assert "dtype object holding NoneType, int, str" in str(refusal.value)
    assert "np.asarray(y, dtype=float)" in str(refusal.value)


@pytest.mark.parametrize("count", [0, 1, 7, _SLICE - 1, _SLICE, _SLICE + 1, 3 * _SLICE + 5])
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int32])
def test_every_element_is_visited_once_whatever_the_number_of_slices(count, dtype):
    x = np.arange(count, dtype=dtype)
    seen = []

    def body(z):
        seen.append(z.copy())
        return 3.0 * z

    got = map_body(body, x)
    assert got.tolist() == [3.0 * i for i in range(count)]
    assert [value for piece in seen for value in piece.tolist()] == list(range(count))
    assert max((len(piece) for piece in seen), default=0) <= _SLICE


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.int8, np.float64])
def test_a_body_sees_float64(dtype):
    seen = set()
    map_body(lambda z: seen.add(z.dtype) or z, np.ones(3, dtype))
    assert seen == {np.dtype(np.float64)}


def test_a_body_sees_longdouble_where_the_input_is():
    seen = set()
    map_body(lambda z: seen.add(z.dtype) or z, np.ones(3, np.longdouble))
    assert seen == {np.dtype(np.longdouble)}


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
def test_a_narrow_body_sees_the_floats_as_they_are(dtype):
    seen = set()
    map_body(lambda z: seen.add(z.dtype) or z, np.ones(3, dtype), selecting=True)
    assert seen == {np.dtype(dtype)}


def test_a_narrow_body_sees_whole_numbers_as_float64():
    assert map_body(lambda z: z, np.array([2**53 - 1]), selecting=True).tolist() == [2.0**53 - 1]
    assert map_body(lambda z: -z, np.array([3], np.uint8), selecting=True).tolist() == [-3.0]


def test_rounding_to_float32_happens_once():
    x = np.array([1.0], np.float32)
    # 1 + 2^-24 + 2^-50 rounds up; by way of float32 sums it would fall back to 1
    got = map_body(lambda z: (z + 2.0**-24) + 2.0**-50, x)
    assert got[0] == np.float32(1.0) + np.float32(2.0**-23)


def test_parameters_reach_the_body():
    got = map_body(lambda z, slope, shift: slope * z + shift, [1.0, 2.0],
                   parameters={"slope": 2.0, "shift": -1.0})  # fmt: skip
    assert got.tolist() == [1.0, 3.0]


def test_a_number_gives_a_number():
    for x in (2, 2.0, np.float32(2.0), np.array(2.0), True):
        assert isinstance(map_body(triple, x), np.floating)
    assert map_body(triple, [2.0]).shape == (1,)


def test_what_a_select_throws_away_may_overflow_or_divide_by_zero():
    x = np.array([-1000.0, 0.0, 1000.0])
    got = map_body(lambda z: np.where(z > 0.0, 0.0 * np.exp(z) / z, 1.0 / z), x)
    assert got[0] == -0.001


def test_an_overflow_in_the_last_rounding_is_silent():
    assert map_body(lambda z: z * 1e30, np.array([1e30], np.float32)).tolist() == [np.inf]
    assert map_body(lambda z: z * 1e3, np.array([1e3], np.float16)).tolist() == [np.inf]


def test_warnings_outside_are_as_before():
    before = np.geterr()
    map_body(triple, np.ones(3))
    assert np.geterr() == before


@given(arrays(np.float64, array_shapes(min_dims=1, max_dims=4, min_side=0, max_side=5)))
def test_any_shape_and_order_keeps_each_number_in_its_place(x):
    want = np.where(x > 0.0, x, 0.0)
    for view in (x, np.asfortranarray(x), x.T, x[::-1], x[..., ::2]):
        got = map_body(lambda z: np.where(z > 0.0, z, 0.0), view)
        assert got.shape == view.shape
    np.testing.assert_array_equal(map_body(lambda z: np.where(z > 0.0, z, 0.0), x), want)
    np.testing.assert_array_equal(map_body(lambda z: np.where(z > 0.0, z, 0.0), x.T), want.T)


@given(st.integers(0, 40), st.integers(0, 40))
def test_out_may_overlap_the_input_anyhow(source, target):
    count = 2 * _SLICE + 7  # the second slice reads what the first one may have overwritten
    memory = np.arange(count + 40.0)
    map_body(triple, memory[source : source + count], memory[target : target + count])
    assert (memory[target : target + count] == 3.0 * np.arange(source, source + count)).all()


def test_a_body_sees_contiguous_numbers_whatever_the_layout():
    x = np.arange(60.0).reshape(6, 10)
    seen = []
    for view in (x, x.T, x[:, ::2], x[::-1], x[:, 3], np.broadcast_to(x[0], (4, 10))):
        map_body(lambda z: seen.append(z.strides) or z, view, np.empty((2, *view.shape))[0])
        map_body(lambda z: seen.append(z.strides) or z, view, np.empty(view.shape[::-1]).T)
    assert set(seen) == {(8,)}


def test_out_is_returned_and_filled_in_its_own_dtype():
    out = np.zeros((2, 2), np.float32, order="F")
    assert map_body(triple, [[1, 2], [3, 4]], out) is out
    assert out.tolist() == [[3.0, 6.0], [9.0, 12.0]]
    zero_d = np.zeros(())
    assert map_body(triple, 2.0, zero_d) is zero_d
    assert zero_d == 6.0


def test_a_misfit_out_is_refused():
    with pytest.raises(ShapeError, match=r"out \(3,\) for x \(2,\)"):
        map_body(triple, [1.0, 2.0], np.zeros(3))
    with pytest.raises(DtypeError, match="int64"):
        map_body(triple, [1.0, 2.0], np.zeros(2, np.int64))
    fixed = np.zeros(2)
    fixed.flags.writeable = False
    with pytest.raises(ValueError, match=r"read-only|not writeable|writable"):
        map_body(triple, [1.0, 2.0], fixed)
    assert fixed.tolist() == [0.0, 0.0]

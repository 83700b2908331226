"""The same bits in every memory layout, into any ``out=``, never a change to the input. Both engines."""

import ml_dtypes
import numpy as np
import pytest

from barreleye.errors import DtypeError, ShapeError
from barreleye.kernels import engine
from support.samples import log_uniform
from support.truth import variants

each = pytest.mark.parametrize("activation", variants(), ids=repr)
both = pytest.mark.parametrize("of", ["value", "slope"])
each_dtype = pytest.mark.parametrize("dtype", [np.float32, np.float64])

# longer than two slices of the kernel, and no multiple of a vector register
COUNT = 2 * 8192 + 31

VIEWS = {
    "transposed": lambda x: x[: 7 * 11].reshape(7, 11).T,
    "column order": lambda x: np.asfortranarray(x[: 127 * 129].reshape(127, 129)),
    "every second": lambda x: x[::2],
    "reversed": lambda x: x[::-1],
    "reversed by threes": lambda x: x[::-3],
    "one column of many": lambda x: x[: 99 * 101].reshape(99, 101)[:, 5],
    "broadcast": lambda x: np.broadcast_to(x[:13], (9, 13)),
    "off alignment": lambda x: np.frombuffer(b"\0" + x[:99].tobytes(), x.dtype, 99, offset=1),
    "other byte order": lambda x: x[:99].astype(x.dtype.newbyteorder()),
}


@pytest.fixture(autouse=True, params=["numpy", "compiled"])
def reader(request):
    """Each test twice: NumPy reads the body, and the compiler does."""
    with engine(request.param):
        yield request.param


def function_of(activation, of):
    return activation if of == "value" else activation.derivative


def same_bits(got, want):
    assert got.shape == want.shape
    assert got.dtype.newbyteorder("=") == want.dtype
    assert (got == want).all()
    assert (np.signbit(got) == np.signbit(want)).all()


@each
@both
@each_dtype
def test_a_view_gives_the_bits_of_its_copy(activation, of, dtype):
    memory = log_uniform(COUNT, dtype, seed=1)
    function = function_of(activation, of)
    for view in VIEWS.values():
        x = view(memory)
        copy = np.array(x, dtype=dtype, order="C")
        same_bits(function(x), function(copy))


@each
@both
@each_dtype
def test_numbers_alone_and_0d_arrays_give_the_bits_of_the_long_array(activation, of, dtype):
    x = log_uniform(COUNT, dtype, seed=2)
    function = function_of(activation, of)
    together = function(x)
    for i in (*range(0, COUNT, 401), COUNT - 1):
        assert function(x[i]).tobytes() == together[i].tobytes()
        assert function(np.array(x[i])).tobytes() == together[i].tobytes()
        assert function(x[i : i + 1]).tobytes() == together[i].tobytes()


@each
@both
@each_dtype
def test_the_bits_do_not_depend_on_the_length_or_on_where_an_array_starts(activation, of, dtype):
    x = log_uniform(COUNT, dtype, seed=7)
    function = function_of(activation, of)
    together = function(x)
    for count in range(71):  # whole vectors of 8 and 16, and every tail
        for start in (0, 1, 8191):
            got = function(x[start : start + count])
            assert got.tobytes() == together[start : start + count].tobytes()


@each
@both
def test_the_input_is_never_changed_and_may_be_read_only(activation, of):
    x = log_uniform(COUNT, np.float32, seed=3)
    before = x.copy()
    x.flags.writeable = False
    function_of(activation, of)(x)
    same_bits(x, before)


@each
@both
@each_dtype
def test_out_receives_the_result_and_is_what_is_returned(activation, of, dtype):
    x = log_uniform(COUNT, dtype, seed=4)
    function = function_of(activation, of)
    want = function(x)

    fresh = np.full_like(x, 7.0)
    assert function(x, out=fresh) is fresh
    same_bits(fresh, want)

    strided = np.full(2 * COUNT, 7.0, dtype)
    function(x, out=strided[::2])
    same_bits(strided[::2], want)
    assert (strided[1::2] == 7.0).all()

    itself = x.copy()
    assert function(itself, out=itself) is itself
    same_bits(itself, want)


@each
@both
def test_out_may_overlap_the_input_shifted(activation, of):
    function = function_of(activation, of)
    for shift in (1, 4, 8192):
        memory = log_uniform(COUNT + shift, np.float32, seed=5)
        later, earlier = slice(shift, None), slice(COUNT)
        for source, target in ((later, earlier), (earlier, later)):
            shared = memory.copy()
            want = function(memory[source])
            function(shared[source], out=shared[target])
            same_bits(shared[target], want)


@each
@both
def test_out_may_be_the_input_reversed(activation, of):
    x = log_uniform(COUNT, np.float64, seed=6)
    want = function_of(activation, of)(x)
    function_of(activation, of)(x, out=x[::-1])
    same_bits(x[::-1], want)


@each
def test_out_of_another_float_type_is_rounded_once(activation):
    x = np.linspace(-5.0, 5.0, 101)
    for dtype in (np.float16, np.float32, np.longdouble, ml_dtypes.bfloat16):
        out = np.empty(101, dtype)
        same_bits(activation(x, out=out), activation(x).astype(dtype))


@each
@both
def test_out_that_cannot_hold_a_float_is_refused(activation, of):
    for dtype in (np.int64, np.uint8, bool, complex, object):
        out = np.zeros(3, dtype)
        with pytest.raises(DtypeError, match=str(np.dtype(dtype))):
            function_of(activation, of)(np.array([0.25, 0.5, 0.75]), out=out)
        assert (out == np.zeros(3, dtype)).all()


@each
def test_out_is_not_broadcast(activation):
    with pytest.raises(ShapeError, match=r"out \(2, 3\) for x \(3,\)"):
        activation(np.zeros(3), out=np.zeros((2, 3)))

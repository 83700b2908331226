"""The processor's floating-point settings: the loop brings its own, and leaves the caller's alone."""

import ctypes

import numpy as np
import pytest

from barreleye import activations
from barreleye.kernels import Map, engine
from barreleye.scalars import address_of, is_arm, is_x86
from support.truth import variants

pytestmark = pytest.mark.skipif(
    not (is_x86() or is_arm()), reason="the settings are those of x86-64 and of ARM"
)

# what a program begins with, subnormal numbers as 0, rounding upwards, and where what was raised is noted
DEFAULT, FLUSH, UPWARDS, FLAGS = (
    (0, 1 << 24, 1 << 22, 0) if is_arm() else (0x1F80, 0x8040, 0x4000, 0x003F)
)

_X86 = """
declare void @llvm.x86.sse.stmxcsr(ptr)
declare void @llvm.x86.sse.ldmxcsr(ptr)
define i32 @barreleye_test_exchange(i32 %new) {
  %p = alloca i32
  call void @llvm.x86.sse.stmxcsr(ptr %p)
  %old = load i32, ptr %p
  store i32 %new, ptr %p
  call void @llvm.x86.sse.ldmxcsr(ptr %p)
  ret i32 %old
}
"""
_ARM = """
declare i64 @llvm.aarch64.get.fpcr()
declare void @llvm.aarch64.set.fpcr(i64)
define i32 @barreleye_test_exchange(i32 %new) {
  %old = call i64 @llvm.aarch64.get.fpcr()
  %wide = zext i32 %new to i64
  call void @llvm.aarch64.set.fpcr(i64 %wide)
  %narrow = trunc i64 %old to i32
  ret i32 %narrow
}
"""


@pytest.fixture(scope="module")
def exchange():
    """Set this thread's control word and return the one before."""
    address = address_of(_ARM if is_arm() else _X86, "barreleye_test_exchange")
    return ctypes.CFUNCTYPE(ctypes.c_uint32, ctypes.c_uint32)(address)


@pytest.fixture(autouse=True)
def _compiled():
    with engine("compiled"):
        yield


def under(exchange, word, function, *arguments):
    """Return the result under that control word, and the word that was left behind."""
    before = exchange(word)
    try:
        result = function(*arguments)
    finally:
        after = exchange(before)
    return result, after & ~FLAGS


def test_the_setting_is_real(exchange):
    tiny = np.full(64, 1e-310)
    halved, _ = under(exchange, DEFAULT | FLUSH, np.multiply, tiny, 0.5)
    assert (halved == 0.0).all()  # NumPy's own loops do flush: the tests below test something
    assert (np.multiply(tiny, 0.5) != 0.0).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("word", [DEFAULT | FLUSH, DEFAULT | UPWARDS, DEFAULT | FLUSH | UPWARDS])
@pytest.mark.parametrize("count", [1, 16, 37])
def test_results_are_the_same_under_any_setting_and_leave_it(exchange, dtype, word, count):
    info = np.finfo(dtype)
    x = np.linspace(-720.0 if dtype is np.float64 else -90.0, 5.0, count - 1).tolist()
    x = np.array([float(info.smallest_subnormal) * 1000, *x], dtype)
    for activation in (activations.sigmoid, activations.tanh, activations.gelu, activations.linear):
        want = activation(x)  # the first use also compiles: under the usual setting
        got, left = under(exchange, word, activation, x)
        assert got.tobytes() == want.tobytes()
        assert left == word


@pytest.mark.parametrize("n", [5, 40])
@pytest.mark.parametrize("word", [DEFAULT | FLUSH, DEFAULT | UPWARDS, DEFAULT | FLUSH | UPWARDS])
def test_rows_are_the_same_under_any_setting_and_leave_it(exchange, word, n):
    for dtype, deep in ((np.float32, -95.0), (np.float64, -730.0)):
        Z = np.linspace(deep, 0.0, 3 * n).reshape(3, n)[:, ::-1].astype(dtype)
        Z[:, 0] = 0.0  # the last ones of a row are subnormal then
        want = activations.softmax(Z)
        got, left = under(exchange, word, activations.softmax, Z)
        assert got.tobytes() == want.tobytes()
        assert left == word


def test_subnormal_numbers_go_in_and_come_out_where_the_caller_flushes(exchange):
    sigmoid, tanh = activations.sigmoid, activations.tanh
    assert sigmoid(0.0) - 0.5 == tanh(0.0)  # both are compiled now
    out, _ = under(exchange, DEFAULT | FLUSH, sigmoid, np.full(20, -88.8, np.float32))
    through, _ = under(exchange, DEFAULT | FLUSH, tanh, np.full(20, 1e-310))
    assert out.tolist() == pytest.approx([2.7205e-39] * 20, rel=2e-5, abs=0.0)
    assert through.tolist() == [1e-310] * 20


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("activation", variants(), ids=repr)
def test_what_discarded_lanes_raise_is_never_heard_of(activation, dtype):
    info = np.finfo(dtype)
    x = np.array([0, -0.0, 1, -1, 5e4, -5e4, info.max, -info.max, info.tiny, np.inf, -np.inf], dtype)
    with np.errstate(all="raise"):
        for count in (1, 8, 11):
            activation(x[:count])
            activation.derivative(x[:count])


def test_a_body_that_overflows_divides_by_zero_and_is_invalid_raises_nothing():
    with np.errstate(all="raise"):
        got = Map(lambda z: np.exp(z) + 1.0 / (z - z) + np.sqrt(z), {})(np.full(9, -1e3))
    assert np.isnan(got).all()

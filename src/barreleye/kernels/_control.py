"""Instructions of single processors: the settings of the floating-point unit, and a pause."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from ..scalars import FunctionBuilder, is_arm, is_x86

_DEFAULT = 0x1F80  # on x86-64: no exception stops the program
_FLUSHING = _DEFAULT | 0x8040  # and subnormal results and operands are 0


@contextmanager
def caller_settings(code: FunctionBuilder) -> Generator[None]:
    """Compute with the default settings of the floating-point unit in here; the caller's come back.

    Some libraries switch subnormal numbers off for the whole thread; and what discarded lanes raise, NumPy would
    take for warnings of the results.
    """
    if not is_arm():
        with _x86_settings(code, _DEFAULT):
            yield
        return
    found: list[tuple[str, str]] = []
    for name in ("fpcr", "fpsr"):
        code.intrinsics |= {
            f"declare i64 @llvm.aarch64.get.{name}()",
            f"declare void @llvm.aarch64.set.{name}(i64)",
        }
        found.append((name, code.int64(f"call i64 @llvm.aarch64.get.{name}()").name))
    code.do("call void @llvm.aarch64.set.fpcr(i64 0)")
    yield
    for name, value in found:
        code.do(f"call void @llvm.aarch64.set.{name}(i64 {value})")


@contextmanager
def subnormals_are_zero(code: FunctionBuilder) -> Generator[None]:
    """Have functions called in here take subnormal numbers as 0, on x86-64; elsewhere nothing happens.

    What an optimizer remembers of a dead neuron shrinks to a few times the smallest subnormal number, and stays
    there, because 0.9 times that is rounded back. Roots and quotients of such numbers take several times as long.
    """
    with _x86_settings(code, _FLUSHING):
        yield


@contextmanager
def _x86_settings(code: FunctionBuilder, settings: int) -> Generator[None]:
    if not is_x86():
        yield
        return
    store, load = "@llvm.x86.sse.stmxcsr(ptr", "@llvm.x86.sse.ldmxcsr(ptr"
    code.intrinsics |= {f"declare void {store})", f"declare void {load})"}
    caller, own = code.alloca("i32", 1), code.alloca("i32", 1)
    code.do(f"call void {store} {caller})")
    code.do(f"store i32 {settings}, ptr {own}")
    code.do(f"call void {load} {own})")
    yield
    code.do(f"call void {load} {caller})")


def pause(code: FunctionBuilder) -> None:
    """Let a thread look less often: it rests for some 10 to 25 ns."""
    if is_x86():
        code.intrinsics.add("declare void @llvm.x86.sse2.pause()")
        code.do("call void @llvm.x86.sse2.pause()")
    elif is_arm():
        code.do('call void asm sideeffect "isb", "~{memory}"()')

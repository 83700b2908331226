"""Instructions of single processors: the control word of the floating-point unit, and a pause."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from ..scalars import Routine, is_arm, is_x86

# Some libraries switch subnormal numbers off for the whole thread. The loop runs with the default control
# word (0x1F80) on x86-64, and gives the caller's back as it was, without the flags that discarded lanes raised.
ENTER = """call void @llvm.x86.sse.stmxcsr(ptr %caller)
  store i32 8064, ptr %plain
  call void @llvm.x86.sse.ldmxcsr(ptr %plain)"""
LEAVE = "call void @llvm.x86.sse.ldmxcsr(ptr %caller)"
CONTROL = ("declare void @llvm.x86.sse.stmxcsr(ptr)", "declare void @llvm.x86.sse.ldmxcsr(ptr)")


_FLUSHING = 0x1F80 | 0x8040  # subnormal results and operands are 0


@contextmanager
def subnormals_are_zero(code: Routine) -> Generator[None]:
    """Have functions called in here take subnormal numbers as 0, on x86-64; elsewhere nothing happens.

    What an optimizer remembers of a dead neuron shrinks to a few times the smallest subnormal number, and stays
    there, because 0.9 times that is rounded back. Roots and quotients of such numbers take several times as long.
    """
    if not is_x86():
        yield
        return
    code.intrinsics.update(CONTROL)
    caller, flushing = code.alloca("i32", 1), code.alloca("i32", 1)
    code.do(f"call void @llvm.x86.sse.stmxcsr(ptr {caller})")
    code.do(f"store i32 {_FLUSHING}, ptr {flushing}")
    code.do(f"call void @llvm.x86.sse.ldmxcsr(ptr {flushing})")
    yield
    code.do(f"call void @llvm.x86.sse.ldmxcsr(ptr {caller})")


def pause() -> tuple[str, str]:
    """Return a declaration and an instruction that lets a thread look less often, for some 10 to 25 ns."""
    if is_x86():
        return "declare void @llvm.x86.sse2.pause()", "call void @llvm.x86.sse2.pause()"
    if is_arm():
        return "", 'call void asm sideeffect "isb", "~{memory}"()'
    return "", ""

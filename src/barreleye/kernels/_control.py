"""Instructions of single processors: the settings of the floating-point unit, and a pause."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import NamedTuple

from ..scalars import FunctionBuilder, is_arm, is_x86

_CONTROL = ("declare void @llvm.x86.sse.stmxcsr(ptr)", "declare void @llvm.x86.sse.ldmxcsr(ptr)")


class Settings(NamedTuple):
    """How a function of machine code computes with the default settings, and leaves the caller's as they were.

    Some libraries switch subnormal numbers off for the whole thread; and what discarded lanes raise, NumPy would
    take for warnings of the results.

    Attributes
    ----------
    declarations : tuple of str
        What the module has to declare.
    enter : str
        Instructions for the beginning of the function.
    leave : str
        Instructions for its end.
    """

    declarations: tuple[str, ...] = ()
    enter: str = ""
    leave: str = ""


_X86 = Settings(
    _CONTROL,
    """%caller = alloca i32
  %plain = alloca i32
  call void @llvm.x86.sse.stmxcsr(ptr %caller)
  store i32 8064, ptr %plain
  call void @llvm.x86.sse.ldmxcsr(ptr %plain)""",  # 0x1F80
    "call void @llvm.x86.sse.ldmxcsr(ptr %caller)",
)
_ARM = Settings(
    (
        "declare i64 @llvm.aarch64.get.fpcr()",
        "declare i64 @llvm.aarch64.get.fpsr()",
        "declare void @llvm.aarch64.set.fpcr(i64)",
        "declare void @llvm.aarch64.set.fpsr(i64)",
    ),
    """%caller = call i64 @llvm.aarch64.get.fpcr()
  %raised = call i64 @llvm.aarch64.get.fpsr()
  call void @llvm.aarch64.set.fpcr(i64 0)""",
    """call void @llvm.aarch64.set.fpcr(i64 %caller)
  call void @llvm.aarch64.set.fpsr(i64 %raised)""",
)


def settings() -> Settings:
    """Return the floating-point settings that a loop brings along, in the words of this processor."""
    if is_x86():
        return _X86
    return _ARM if is_arm() else Settings()


@contextmanager
def caller_settings(code: FunctionBuilder) -> Generator[None]:
    """Compute with the default settings of the floating-point unit in here; the caller's come back."""
    own = settings()
    code.intrinsics.update(own.declarations)
    code.do(own.enter)
    yield
    code.do(own.leave)


_FLUSHING = 0x1F80 | 0x8040  # subnormal results and operands are 0


@contextmanager
def subnormals_are_zero(code: FunctionBuilder) -> Generator[None]:
    """Have functions called in here take subnormal numbers as 0, on x86-64; elsewhere nothing happens.

    What an optimizer remembers of a dead neuron shrinks to a few times the smallest subnormal number, and stays
    there, because 0.9 times that is rounded back. Roots and quotients of such numbers take several times as long.
    """
    if not is_x86():
        yield
        return
    code.intrinsics.update(_CONTROL)
    caller, flushing = code.alloca("i32", 1), code.alloca("i32", 1)
    code.do(f"call void @llvm.x86.sse.stmxcsr(ptr {caller})")
    code.do(f"store i32 {_FLUSHING}, ptr {flushing}")
    code.do(f"call void @llvm.x86.sse.ldmxcsr(ptr {flushing})")
    yield
    code.do(f"call void @llvm.x86.sse.ldmxcsr(ptr {caller})")


def pause(code: FunctionBuilder) -> None:
    """Let a thread look less often: it rests for some 10 to 25 ns."""
    if is_x86():
        code.intrinsics.add("declare void @llvm.x86.sse2.pause()")
        code.do("call void @llvm.x86.sse2.pause()")
    elif is_arm():
        code.do('call void asm sideeffect "isb", "~{memory}"()')

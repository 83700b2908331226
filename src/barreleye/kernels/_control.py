"""Instructions of single processors: the control word of the floating-point unit, and a pause."""

from __future__ import annotations

from ..scalars import is_arm, is_x86

# Some libraries switch subnormal numbers off for the whole thread. The loop runs with the default control
# word (0x1F80) on x86-64, and gives the caller's back as it was, without the flags that discarded lanes raised.
ENTER = """call void @llvm.x86.sse.stmxcsr(ptr %caller)
  store i32 8064, ptr %plain
  call void @llvm.x86.sse.ldmxcsr(ptr %plain)"""
LEAVE = "call void @llvm.x86.sse.ldmxcsr(ptr %caller)"
CONTROL = ("declare void @llvm.x86.sse.stmxcsr(ptr)", "declare void @llvm.x86.sse.ldmxcsr(ptr)")


def pause() -> tuple[str, str]:
    """Return a declaration and an instruction that lets a thread look less often, for some 10 to 25 ns."""
    if is_x86():
        return "declare void @llvm.x86.sse2.pause()", "call void @llvm.x86.sse2.pause()"
    if is_arm():
        return "", 'call void asm sideeffect "isb", "~{memory}"()'
    return "", ""

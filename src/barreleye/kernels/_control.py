"""The control word of the floating-point unit, around machine code."""

from __future__ import annotations

# Some libraries switch subnormal numbers off for the whole thread. The loop runs with the default control
# word (0x1F80) on x86-64, and gives the caller's back as it was, without the flags that discarded lanes raised.
ENTER = """call void @llvm.x86.sse.stmxcsr(ptr %caller)
  store i32 8064, ptr %plain
  call void @llvm.x86.sse.ldmxcsr(ptr %plain)"""
LEAVE = "call void @llvm.x86.sse.ldmxcsr(ptr %caller)"
CONTROL = ("declare void @llvm.x86.sse.stmxcsr(ptr)", "declare void @llvm.x86.sse.ldmxcsr(ptr)")

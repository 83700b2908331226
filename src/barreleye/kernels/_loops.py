"""LLVM source of the loop around a body: the loop that NumPy calls for a universal function.

    void loop(char **arrays, intptr *count, intptr *strides, double *constants)

Contiguous arrays go vector by vector. What remains, and every other layout, is gathered into one
vector, computed by the same instructions, and scattered: a number has the same bits wherever it lies.

In the templates below ``$name`` is filled in, and a text with ``#`` stands once for each array (0 is
the input, 1 and so on are the results) or for each constant.
"""

from __future__ import annotations

from collections.abc import Sequence
from string import Template

from ._bodies import BYTES, Body, computed
from ._control import settings

# body: one vector in, one out for each result, all of the type in memory.
# step: the same from memory to memory.
_BODY_AND_STEP = Template("""
define internal $kind @body($memory %m$taken) alwaysinline {
entry:
$lines
  ret $kind %s$last
}

define internal void @step(ptr %p0$places$taken) alwaysinline {
  %m = load $memory, ptr %p0, align $bytes
  %y = call $kind @body($memory %m$passed)
  $stored
  ret void
}
""")
_STORED = Template("""%y# = extractvalue $kind %y, #
  store $memory %y#, ptr %q#, align $bytes""")

_LOOP = Template("""
define void @$symbol(ptr %arrays, ptr %counts, ptr %strides, ptr %data) {
entry:
  $buffers
  $enter
  %n = load i64, ptr %counts
  $arrays
  $constants
  %dense0 = icmp eq i64 %n, %n
  $dense
  %vectors = and i64 %n, -$width
  %whole = select i1 %dense$count, i64 %vectors, i64 0
  br label %contiguous

contiguous:
  %i = phi i64 [ 0, %entry ], [ %next, %vector ]
  %more = icmp ult i64 %i, %whole
  br i1 %more, label %vector, label %rest
vector:
  $here
  call void @step(ptr %h0$here_passed$passed)
  %next = add i64 %i, $width
  br label %contiguous

rest:
  %j = phi i64 [ %whole, %contiguous ], [ %after, %scattered ]
  %left = sub i64 %n, %j
  %done = icmp sle i64 %left, 0
  br i1 %done, label %out, label %gather
gather:
  %few = icmp slt i64 %left, $width
  %m = select i1 %few, i64 %left, i64 $width
  br label %get
get:
  %k = phi i64 [ 0, %gather ], [ %k1, %get ]
  %from = add i64 %j, %k
  %offset = mul i64 %from, %stride0
  %source = getelementptr i8, ptr %array0, i64 %offset
  %number = load $scalar, ptr %source, align 1
  %slot = getelementptr $scalar, ptr %buffer0, i64 %k
  store $scalar %number, ptr %slot
  %k1 = add i64 %k, 1
  %getting = icmp ult i64 %k1, %m
  br i1 %getting, label %get, label %compute
compute:
  call void @step(ptr %buffer0$buffers_passed$passed)
  br label %put
put:
  %l = phi i64 [ 0, %compute ], [ %l1, %put ]
  %to = add i64 %j, %l
  $scattered
  %l1 = add i64 %l, 1
  %putting = icmp ult i64 %l1, %m
  br i1 %putting, label %put, label %scattered
scattered:
  %after = add i64 %j, $width
  br label %rest

out:
  $leave
  ret void
}
""")
_ARRAY = Template("""%arrays# = getelementptr ptr, ptr %arrays, i64 #
  %array# = load ptr, ptr %arrays#
  %strides# = getelementptr i64, ptr %strides, i64 #
  %stride# = load i64, ptr %strides#""")
_CONSTANT = Template("""%data# = getelementptr double, ptr %data, i64 #
  %one# = load double, ptr %data#
  %first# = insertelement $wide undef, double %one#, i32 0
  %c# = shufflevector $wide %first#, $wide undef, <$width x i32> zeroinitializer""")
_SCATTERED = Template("""%slot# = getelementptr $scalar, ptr %buffer#, i64 %l
  %number# = load $scalar, ptr %slot#
  %offset# = mul i64 %to, %stride#
  %target# = getelementptr i8, ptr %array#, i64 %offset#
  store $scalar %number#, ptr %target#, align 1""")


def loop_source(
    bodies: Sequence[Body],
    constants: Sequence[str],
    *,
    symbol: str,
    scalar: str,
    width: int,
    selecting: bool = False,
) -> str:
    """Return the source of a loop that writes every body of one number into an array of its own.

    Parameters
    ----------
    bodies : sequence of callable
        In the dialect, all with the same parameters.
    constants : sequence of str
        The names of those parameters; their values arrive with each call.
    symbol : str
        The name of the loop.
    scalar : str
        The type in memory, ``"float"`` or ``"double"``.
    width : int
        How many numbers make a vector, a power of two.
    selecting : bool
        Every body computes in registers of that type; else in double, unless it has a form for float.

    Raises
    ------
    NotCompilableError
        A body uses something outside of the dialect.
    """
    memory = f"<{width} x {scalar}>"
    kind = "{ " + ", ".join([memory] * len(bodies)) + " }"
    words = {
        "kind": kind,
        "memory": memory,
        "wide": f"<{width} x double>",
        "scalar": scalar,
        "width": width,
        "symbol": symbol,
        "bytes": BYTES[scalar],
        "count": len(bodies) + 1,
        "last": len(bodies) - 1,
    }
    lines, results, intrinsics = computed(bodies, constants, scalar, width, selecting=selecting)
    own = settings()
    previous = ["undef", *(f"%s{k}" for k in range(len(bodies)))]
    gathered = [
        f"  %s{k} = insertvalue {kind} {previous[k]}, {memory} {result}, {k}"
        for k, result in enumerate(results)
    ]
    words["lines"] = "\n".join([*lines, *gathered])
    inputs, outputs, parameters = (
        range(len(bodies) + 1),
        range(1, len(bodies) + 1),
        range(len(constants)),
    )
    words |= {
        "taken": _each(f", <{width} x double> %c#", parameters),
        "passed": _each(f", <{width} x double> %c#", parameters),
        "places": _each(", ptr %q#", range(len(bodies))),
        "here": _each(f"%h# = getelementptr {scalar}, ptr %array#, i64 %i", inputs, "\n  "),
        "here_passed": _each(", ptr %h#", outputs),
        "buffers": _each(f"%buffer# = alloca {memory}, align 64", inputs, "\n  ")
        + f"\n  store {memory} zeroinitializer, ptr %buffer0",
        "buffers_passed": _each(", ptr %buffer#", outputs),
        "arrays": _each(_ARRAY.template, inputs, "\n  "),
        "enter": own.enter,
        "leave": own.leave,
    }
    words["dense"] = "\n  ".join(
        f"%is{k} = icmp eq i64 %stride{k}, {BYTES[scalar]}\n  %dense{k + 1} = and i1 %dense{k}, %is{k}"
        for k in inputs
    )
    words["constants"] = _each(_CONSTANT.substitute(words), parameters, "\n  ")
    words["scattered"] = _each(_SCATTERED.substitute(words), outputs, "\n  ")
    words["stored"] = _each(_STORED.substitute(words), range(len(bodies)), "\n  ")
    declarations = "\n".join([*sorted(intrinsics), *own.declarations])
    return declarations + _BODY_AND_STEP.substitute(words) + _LOOP.substitute(words)


def _each(text: str, indices: Sequence[int], between: str = "") -> str:
    return between.join(text.replace("#", str(k)) for k in indices)

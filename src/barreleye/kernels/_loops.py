"""LLVM source of the loop around a body: the loop that NumPy calls for a universal function.

    void loop(char **arrays, intptr *count, intptr *strides, double *constants)

Contiguous arrays go vector by vector. What remains, and every other layout, is gathered into one
vector, computed by the same instructions, and scattered: a number has the same bits wherever it lies.

In the templates below ``$name`` is filled in, and a text with ``#`` stands once for each array (0 is
the input, 1 and so on are the results) or for each constant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from string import Template
from typing import Any

from ..errors import NotCompilableError
from ..scalars import Block, Lanes, is_x86
from ._control import CONTROL, ENTER, LEAVE

BYTES = {"float": 4, "double": 8}

# body: one vector of registers in, one out for each result.
# step: the same from memory to memory, with the two conversions around it.
_BODY_AND_STEP = Template("""
define internal $kind @body($vector %z$taken) alwaysinline {
entry:
$lines
  ret $kind %s$last
}

define internal void @step(ptr %p0$places$taken) alwaysinline {
  %m = load $memory, ptr %p0, align $bytes
  $widened
  %y = call $kind @body($vector %x$passed)
  $stored
  ret void
}
""")
_STORED = Template("""%y# = extractvalue $kind %y, #
  $narrowed
  store $memory %n#, ptr %q#, align $bytes""")

_LOOP = Template("""
define void @$symbol(ptr %arrays, ptr %counts, ptr %strides, ptr %data) {
entry:
  %caller = alloca i32
  %plain = alloca i32
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
  %wide# = load double, ptr %data#
  $rounded
  %first# = insertelement $vector undef, $register %one#, i32 0
  %c# = shufflevector $vector %first#, $vector undef, <$width x i32> zeroinitializer""")
_SCATTERED = Template("""%slot# = getelementptr $scalar, ptr %buffer#, i64 %l
  %number# = load $scalar, ptr %slot#
  %offset# = mul i64 %to, %stride#
  %target# = getelementptr i8, ptr %array#, i64 %offset#
  store $scalar %number#, ptr %target#, align 1""")


def loop_source(
    bodies: Sequence[Callable[..., Any]],
    constants: Sequence[str],
    *,
    symbol: str,
    scalar: str,
    width: int,
    narrow: bool = False,
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
        The type in memory, ``"float"`` or ``"double"``; registers are double unless ``narrow``.
    width : int
        How many numbers make a vector, a power of two.

    Raises
    ------
    NotCompilableError
        A body uses something outside of the dialect.
    """
    register = scalar if narrow else "double"
    block = Block(width, register, precise=scalar == "double")
    z = Lanes(block, "%z", "number")
    named = {name: Lanes(block, f"%c{k}", "number") for k, name in enumerate(constants)}
    results = [_read(block, body, z, named) for body in bodies]

    vector, memory = block.types["number"], f"<{width} x {scalar}>"
    kind = "{ " + ", ".join([vector] * len(bodies)) + " }"
    previous = ["undef", *(f"%s{k}" for k in range(len(bodies)))]
    gathered = [
        f"  %s{k} = insertvalue {kind} {previous[k]}, {vector} {result}, {k}"
        for k, result in enumerate(results)
    ]
    words = {
        "kind": kind,
        "vector": vector,
        "memory": memory,
        "scalar": scalar,
        "register": register,
        "width": width,
        "symbol": symbol,
        "bytes": BYTES[scalar],
        "count": len(bodies) + 1,
        "last": len(bodies) - 1,
        "lines": "\n".join([*block.lines, *gathered]),
        "rounded": "%one# = fadd double %wide#, -0.0"
        if register == "double"
        else "%one# = fptrunc double %wide# to float",
    }
    inputs, outputs, parameters = (
        range(len(bodies) + 1),
        range(1, len(bodies) + 1),
        range(len(constants)),
    )
    same = scalar == register
    words |= {
        "widened": f"%x = {_same(vector, '%m') if same else f'fpext {memory} %m to {vector}'}",
        "narrowed": f"%n# = {_same(vector, '%y#') if same else f'fptrunc {vector} %y# to {memory}'}",
        "taken": _each(f", {vector} %c#", parameters),
        "passed": _each(f", {vector} %c#", parameters),
        "places": _each(", ptr %q#", range(len(bodies))),
        "here": _each(f"%h# = getelementptr {scalar}, ptr %array#, i64 %i", inputs, "\n  "),
        "here_passed": _each(", ptr %h#", outputs),
        "buffers": _each(f"%buffer# = alloca {memory}, align 64", inputs, "\n  ")
        + f"\n  store {memory} zeroinitializer, ptr %buffer0",
        "buffers_passed": _each(", ptr %buffer#", outputs),
        "arrays": _each(_ARRAY.template, inputs, "\n  "),
        "enter": ENTER if is_x86() else "",
        "leave": LEAVE if is_x86() else "",
    }
    words["dense"] = "\n  ".join(
        f"%is{k} = icmp eq i64 %stride{k}, {BYTES[scalar]}\n  %dense{k + 1} = and i1 %dense{k}, %is{k}"
        for k in inputs
    )
    words["constants"] = _each(_CONSTANT.substitute(words), parameters, "\n  ")
    words["scattered"] = _each(_SCATTERED.substitute(words), outputs, "\n  ")
    words["stored"] = _each(_STORED.substitute(words), range(len(bodies)), "\n  ")
    declarations = "\n".join([*sorted(block.intrinsics), *(CONTROL if is_x86() else ())])
    return declarations + _BODY_AND_STEP.substitute(words) + _LOOP.substitute(words)


def _each(text: str, indices: Sequence[int], between: str = "") -> str:
    return between.join(text.replace("#", str(k)) for k in indices)


def _same(vector: str, name: str) -> str:
    """Return an instruction that renames a value; the compiler removes it."""
    return f"bitcast {vector} {name} to {vector}"


def _read(block: Block, body: Callable[..., Any], z: Lanes, constants: Mapping[str, Lanes]) -> str:
    """Run a body on stand-ins and return the name of its result."""
    try:
        return block.text(body(z, **constants))
    except NotCompilableError:
        raise
    except (TypeError, ValueError, AttributeError) as error:  # a body may be anybody's
        raise NotCompilableError(f"it raises {type(error).__name__}: {error}") from error

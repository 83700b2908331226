"""LLVM source of what stands inside a loop: bodies of one number, each in the registers that suit it.

float64 is computed in registers of its own. float32 goes through float64 registers, so that one rounding
at the end is all it meets; a body that only selects, or that has a narrow form (:mod:`barreleye.scalars`),
keeps to float32 on processors with fused multiply-adds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, cast

from ..scalars import NUMBER, IRBuilder, TracedVector, read
from ..scalars.narrow import WithFallback, narrow_form

Body: TypeAlias = Callable[..., Any]


def computed(
    code: IRBuilder, bodies: Sequence[Body], constants: Sequence[str], scalar: str, *, selecting: bool
) -> list[str]:
    """Write down all bodies, and return the names of their results, in the type of memory.

    Parameters
    ----------
    code : IRBuilder
        Knows the vectors %m (numbers in memory) and %c0, %c1 ... (constants, as double).
    bodies : sequence of callable
        In the dialect, all with the same constants.
    constants : sequence of str
        Their names.
    scalar : str
        The type in memory.
    selecting : bool
        All compute in that type; else in double, unless a body has a form for float.

    Raises
    ------
    NotCompilableError
        A body uses something outside of the dialect, or is too long.
    """
    results: list[str] = []
    for k, body in enumerate(bodies):
        form = narrow_form(body) if scalar == "float" and not selecting else None
        if form is None:
            results.append(_stored(body, code, constants, scalar))
        else:
            beside = code.new_block(f"n{k}x", "float")
            results.append(_narrow(body, form, beside, constants))
            code.append_block(beside)
    return results


def _stored(body: Body, block: IRBuilder, constants: Sequence[str], scalar: str) -> str:
    """Write a body down in the registers of a block; return the name of its result in the type of memory."""
    z, given = _inputs(block, constants, scalar)
    return block.recast(block.number(read(body, z, **given)), block.register, scalar).name


def _narrow(body: Body, form: Body, block: IRBuilder, constants: Sequence[str]) -> str:
    """Write the narrow form of a body down; where it has doubts, the body itself. Return the result's name."""
    z, given = _inputs(block, constants, "float")
    result = read(form, z, **given)
    if not isinstance(result, WithFallback):
        return block.number(result).name

    def instead() -> TracedVector:
        wide = block.new_block(f"{block.prefix}w", "double")
        name = _stored(body, wide, constants, "float")
        block.append_block(wide)
        return TracedVector(block, name, NUMBER)

    doubtful = cast("TracedVector | bool", result.doubtful)
    return block.branch_if_any(doubtful, block.number(result.value), instead).name


def _inputs(
    block: IRBuilder, constants: Sequence[str], scalar: str
) -> tuple[TracedVector, dict[str, TracedVector]]:
    """Return the number, and the constants by their names, in the registers of a block."""
    z = block.recast(TracedVector(block, "%m", NUMBER), scalar, block.register)
    return z, {name: _constant(block, f"%c{k}") for k, name in enumerate(constants)}


def _constant(block: IRBuilder, name: str) -> TracedVector:
    """Return a constant, with what it loses in a narrower register."""
    given = TracedVector(block, name, NUMBER)
    value = block.recast(given, "double", block.register)
    if value is not given:
        back = block.recast(value, block.register, "double")
        lost = block.emit(f"fsub {block.several('double')} {name}, {back.name}")
        value.rest = block.recast(lost, "double", block.register)
    return value

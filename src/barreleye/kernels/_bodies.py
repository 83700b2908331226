"""LLVM source of what stands inside a loop: bodies of one number, each in the registers that suit it.

float64 is computed in registers of its own. float32 goes through float64 registers, so that one rounding
at the end is all it meets; a body that only selects, or that has a narrow form (:mod:`barreleye.scalars`),
keeps to float32 on processors with fused multiply-adds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias, cast

from ..errors import NotCompilableError
from ..scalars import (
    NUMBER,
    IRBuilder,
    TracedVector,
)
from ..scalars.narrow import (
    Unless,
    narrow_form,
)

BYTES = {"float": 4, "double": 8}

MOST = 2000
"""Instructions of one loop that are compiled, which takes half a second; the largest of the library has 430."""

Body: TypeAlias = Callable[..., Any]


class Computed(NamedTuple):
    """Code from the vectors %m (numbers in memory) and %c0, %c1 ... (constants, as double) to results."""

    lines: list[str]
    results: list[str]
    intrinsics: set[str]


def computed(
    bodies: Sequence[Body], constants: Sequence[str], scalar: str, width: int, *, selecting: bool
) -> Computed:
    """Return the code of all bodies, and the names of their results, in the type of memory.

    ``selecting``: all compute in that type, each its own narrow form.

    Raises
    ------
    NotCompilableError
        A body uses something outside of the dialect, or is too long.
    """
    fitting = scalar == "float" and not selecting
    forms = [narrow_form(body) if fitting else None for body in bodies]
    block = _Bounded(width, scalar if selecting else "double", precise=scalar == "double")
    results = [""] * len(bodies)
    if None in forms:
        inputs = _Inputs(block, constants, scalar)  # bodies with the same registers share what they can
        for k, body in enumerate(bodies):
            if forms[k] is None:
                results[k] = inputs.stored(inputs.read(body))
    for k, form in enumerate(forms):
        if form is not None:
            beside = block.beside(f"n{k}x", "float")
            results[k] = _narrow(bodies[k], form, beside, constants)
            block.include(beside)
    return Computed(block.lines, results, block.intrinsics)


def _narrow(body: Body, form: Body, block: IRBuilder, constants: Sequence[str]) -> str:
    """Write the narrow form of a body down; where it has doubts, the body itself. Return the result's name."""
    inputs = _Inputs(block, constants, "float")
    result = _result(form, *inputs.taken)
    if not isinstance(result, Unless):
        return inputs.number(result).name

    def instead() -> TracedVector:
        wide = block.beside(f"{block.prefix}w", "double")
        outer = _Inputs(wide, constants, "float")
        name = outer.stored(outer.read(body))
        block.include(wide)
        return TracedVector(block, name, NUMBER)

    doubtful = cast("TracedVector | bool", result.doubtful)
    return block.rarely(doubtful, inputs.number(result.value), instead).name


class _Bounded(IRBuilder):
    """A block that refuses to become too long: compiling it would take minutes, in silence."""

    def emit(self, instruction: str, kind: str = NUMBER) -> TracedVector:
        """Append an instruction, if there is room for it."""
        if len(self.lines) >= MOST:
            raise NotCompilableError(f"it takes more than {MOST:,} instructions, which are not compiled")
        return super().emit(instruction, kind)


class _Inputs:
    """What a body receives, brought into the registers of its block.

    Attributes
    ----------
    block : IRBuilder
    scalar : str
        The type in memory.
    taken : tuple of a TracedVector and a dict of str to TracedVector
        The number, and the constants by their names, in the registers of the block.
    """

    def __init__(self, block: IRBuilder, constants: Sequence[str], scalar: str) -> None:
        self.block = block
        self.scalar = scalar
        z = block.recast(TracedVector(block, "%m", NUMBER), scalar, block.register)
        self.taken = z, {name: self._constant(f"%c{k}") for k, name in enumerate(constants)}

    def _constant(self, name: str) -> TracedVector:
        """Return a constant, with what it loses in a narrower register."""
        given = TracedVector(self.block, name, NUMBER)
        value = self.block.recast(given, "double", self.block.register)
        if value is not given:
            t = f"<{self.block.width} x double>"
            back = self.block.recast(value, self.block.register, "double")
            lost = self.block.emit(f"fsub {t} {name}, {back.name}")
            value.rest = self.block.recast(lost, "double", self.block.register)
        return value

    def read(self, body: Body) -> TracedVector:
        """Run a body on the stand-ins and return that of its result."""
        return self.number(_result(body, *self.taken))

    def number(self, result: Any) -> TracedVector:  # noqa: ANN401  a body may be anybody's
        """Return a result as a stand-in, whatever it was, or refuse it."""
        try:
            return TracedVector(self.block, self.block.text(result), NUMBER)
        except (TypeError, ValueError, OverflowError) as error:
            raise _refusal(error) from error

    def stored(self, result: TracedVector) -> str:
        """Return the name of a result in the type of memory."""
        return self.block.recast(result, self.block.register, self.scalar).name


def _result(body: Body, z: TracedVector, constants: dict[str, TracedVector]) -> Any:  # noqa: ANN401  as above
    try:
        return body(z, **constants)
    except NotCompilableError:
        raise
    except Exception as error:  # a body may be anybody's
        raise _refusal(error) from error


def _refusal(error: Exception) -> NotCompilableError:
    return NotCompilableError(f"it raises {type(error).__name__}: {error}")

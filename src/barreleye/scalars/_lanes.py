"""The compiler's reading of a body: run on :class:`Lanes`, it writes down LLVM instructions.

NumPy reads a body by computing with arrays. Here the same body runs once, on stand-ins: each
operation appends one instruction to a :class:`Block` and returns the stand-in of its result. NumPy's
own functions reach the stand-ins through its protocols (``__array_ufunc__``), so a body needs no
second spelling. Every value is a vector of ``width`` numbers; nothing branches (but :meth:`Block.rarely`).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, cast

import numpy as np

from ..errors import NotCompilableError

NUMBER, MASK, BITS, WORDS = "number", "mask", "bits", "words"
Operand: TypeAlias = "Lanes | float"

FUNCTIONS: dict[str, Callable[..., Any]] = {}
"""What compiled code does for a universal function of NumPy, by its name there; filled by ``_library``."""

_COMPARE = {"<": "olt", "<=": "ole", ">": "ogt", ">=": "oge", "==": "oeq", "!=": "une"}


class Block:
    """Straight vector code under construction.

    Parameters
    ----------
    width : int
        How many numbers one vector holds.
    register : str
        LLVM's name of the number type: ``"double"``, or ``"float"`` for narrow bodies.
    precise : bool
        Whether approximations keep all 53 bits, or the 32 and more that a float32 result needs.
    prefix : str
        Begins the names of its values and labels: several blocks may stand in one function.
    """

    def __init__(
        self, width: int, register: str = "double", *, precise: bool = True, prefix: str = "v"
    ) -> None:
        self.width = width
        self.register = register
        self.precise = precise
        self.spare = register == "double" and not precise  # bits beyond those of the result
        self.lines: list[str] = []
        self.label = "entry"
        self.intrinsics: set[str] = set()
        self._count = 0
        self._scalars = {
            NUMBER: register,
            MASK: "i1",
            BITS: "i64" if register == "double" else "i32",  # as many as a number has
            WORDS: "i64",
        }
        self.types = {kind: f"<{width} x {scalar}>" for kind, scalar in self._scalars.items()}
        self.suffix = f"v{width}f{64 if register == 'double' else 32}"
        self.prefix = prefix

    def emit(self, instruction: str, kind: str = NUMBER) -> Lanes:
        """Append ``name = instruction`` and return the stand-in of its result."""
        self._count += 1
        name = f"%{self.prefix}{self._count}"
        self.lines.append(f"  {name} = {instruction}")
        return Lanes(self, name, kind)

    def call(self, intrinsic: str, *operands: Operand) -> Lanes:
        """Append a call of one of LLVM's own functions on numbers."""
        t = self.types[NUMBER]
        name = f"@llvm.{intrinsic}.{self.suffix}"
        self.intrinsics.add(f"declare {t} {name}({', '.join([t] * len(operands))})")
        return self.emit(f"call {t} {name}({', '.join(f'{t} {self.text(v)}' for v in operands)})")

    def text(self, value: Operand, kind: str = NUMBER) -> str:
        """Return the operand as LLVM spells it; a Python number fills every lane."""
        if isinstance(value, Lanes):
            if value.kind != kind:
                raise NotCompilableError(f"a {value.kind} stands where a {kind} is needed")
            return value.name
        if kind == NUMBER:
            return self.vector([value] * self.width)
        return "<" + ", ".join([f"{self._scalars[kind]} {int(value)}"] * self.width) + ">"

    def vector(self, values: Sequence[float]) -> str:
        """Return numbers as LLVM spells a vector of them, one to a lane."""
        return "<" + ", ".join(f"{self.register} {self._constant(float(one))}" for one in values) + ">"

    def _constant(self, value: float) -> str:
        """Return a number of the register's type, which LLVM writes with the bits of a double."""
        held = value if self.register == "double" else float(np.float32(value))
        return f"0x{struct.unpack('<Q', struct.pack('<d', held))[0]:016X}"

    def select(self, mask: Lanes | bool, a: Operand, b: Operand) -> Lanes:
        """Return a where the mask holds and b elsewhere."""
        if not isinstance(mask, Lanes):
            chosen = a if mask else b
            return chosen if isinstance(chosen, Lanes) else self.constant(chosen)
        t = self.types[NUMBER]
        return self.emit(
            f"select {self.types[MASK]} {self.text(mask, MASK)}, {t} {self.text(a)}, {t} {self.text(b)}"
        )

    def constant(self, value: float) -> Lanes:
        """Return a stand-in that holds the same number in every lane."""
        return Lanes(self, self.text(value), NUMBER)

    def convert(self, value: Lanes, operation: str, kind: str) -> Lanes:
        """Reinterpret or convert a vector: ``bitcast``, ``fptosi``, ``sitofp`` ..."""
        source, target = self.types[value.kind], self.types[kind]
        return self.emit(f"{operation} {source} {value.name} to {target}", kind)

    def integer(self, operation: str, a: Lanes, b: Operand) -> Lanes:
        """Append an operation on bit patterns or words: ``add``, ``shl``, ``ashr``, ``and`` ..."""
        return self.emit(f"{operation} {self.types[a.kind]} {a.name}, {self.text(b, a.kind)}", a.kind)

    def rarely(self, mask: Lanes | bool, usual: Lanes, instead: Callable[[], Lanes]) -> Lanes:
        """Replace ``usual`` by what ``instead`` writes down, in the lanes of the mask.

        The one branch there is: unless some lane of the mask is set, nothing of it is computed.
        """
        if not isinstance(mask, Lanes):
            return instead() if mask else usual
        n, t = self.width, self.types[NUMBER]
        self.intrinsics.add(f"declare i1 @llvm.vector.reduce.or.v{n}i1(<{n} x i1>)")
        some = self.emit(f"call i1 @llvm.vector.reduce.or.v{n}i1({self.types[MASK]} {mask.name})", MASK)
        before, place = self.label, f"{self.prefix}{self._count}"
        self._fork(some.name, f"rare{place}", f"join{place}")
        self._begin(f"rare{place}", reached=False)
        chosen = self.select(mask, instead(), usual)
        after = self.label
        self._begin(f"join{place}")
        return self.emit(f"phi {t} [ {usual.name}, %{before} ], [ {chosen.name}, %{after} ]")

    def do(self, instruction: str) -> None:
        """Append an instruction without a result."""
        self.lines.append(f"  {instruction}")

    def _fork(self, condition: object, yes: str, no: str) -> None:
        """Go on at one label or at the other; the condition writes itself as LLVM spells it."""
        self.do(f"br i1 {condition}, label %{yes}, label %{no}")

    def _begin(self, label: str, *, reached: bool = True) -> None:
        """Begin a new stretch of code, which the one before runs into unless it went elsewhere."""
        if reached:
            self.do(f"br label %{label}")
        self.lines.append(f"{label}:")
        self.label = label

    def each_lane(self, function: str, argument: Lanes) -> Lanes:
        """Return the C library's ``function(argument)``, called once for every lane."""
        t = self.types[NUMBER]
        self.intrinsics.add(f"declare {self.register} @{function}({self.register})")
        result = self.constant(0.0)
        for lane in range(self.width):
            one = self.emit(f"extractelement {t} {argument.name}, i32 {lane}")
            value = self.emit(f"call {self.register} @{function}({self.register} {one.name})")
            result = self.emit(
                f"insertelement {t} {result.name}, {self.register} {value.name}, i32 {lane}"
            )
        return result

    def beside(self, prefix: str, register: str) -> Block:
        """Return a block for code that follows, in other registers; :meth:`include` it when it is whole."""
        other = Block(self.width, register, precise=self.precise, prefix=prefix)
        other.label = self.label
        return other

    def include(self, other: Block) -> None:
        """Append the code of such a block, whose values are then known here."""
        self.lines += other.lines
        self.intrinsics |= other.intrinsics
        self.label = other.label


class Lanes:
    """The stand-in of one vector value: arithmetic on it appends instructions to its block."""

    __slots__ = ("block", "kind", "name", "positive", "rest")
    __hash__ = None  # pyright: ignore[reportAssignmentType]  == makes a mask

    def __init__(self, block: Block, name: str, kind: str) -> None:
        self.block = block
        self.name = name
        self.kind = kind
        self.positive = False  # known to be at least 0, or NaN: spares a bound
        self.rest: Lanes | None = None  # what a constant lost when it was rounded to this register

    def _arithmetic(self, operation: str, a: Operand, b: Operand) -> Lanes:
        t = self.block.types[NUMBER]
        return self.block.emit(f"{operation} {t} {self.block.text(a)}, {self.block.text(b)}")

    def _compare(self, sign: str, other: Operand) -> Any:  # noqa: ANN401  a mask; object asks for bool
        t = self.block.types[NUMBER]
        operands = f"{self.block.text(self)}, {self.block.text(other)}"
        return self.block.emit(f"fcmp {_COMPARE[sign]} {t} {operands}", MASK)

    def _logic(self, operation: str, other: Lanes | bool) -> Lanes:
        text = self.block.text
        return self.block.emit(
            f"{operation} {self.block.types[MASK]} {text(self, MASK)}, {text(other, MASK)}", MASK
        )

    def __add__(self, other: Operand) -> Lanes:
        return self._arithmetic("fadd", self, other)

    def __radd__(self, other: Operand) -> Lanes:
        return self._arithmetic("fadd", other, self)

    def __sub__(self, other: Operand) -> Lanes:
        return self._arithmetic("fsub", self, other)

    def __rsub__(self, other: Operand) -> Lanes:
        return self._arithmetic("fsub", other, self)

    def __mul__(self, other: Operand) -> Lanes:
        result = self._arithmetic("fmul", self, other)
        result.positive = self.positive and (
            other.positive if isinstance(other, Lanes) else other >= 0.0
        )
        return result

    def __rmul__(self, other: Operand) -> Lanes:
        result = self._arithmetic("fmul", other, self)
        result.positive = self.positive and not isinstance(other, Lanes) and other >= 0.0
        return result

    def __truediv__(self, other: Operand) -> Lanes:
        if isinstance(other, float | int) and self.block.spare and 1e-300 < abs(other) < 1e300:
            return self * (1.0 / other)  # the last bit of 53 is not asked for
        return self._arithmetic("fdiv", self, other)

    def __rtruediv__(self, other: Operand) -> Lanes:
        return self._arithmetic("fdiv", other, self)

    def __pow__(self, exponent: float) -> Lanes:
        if exponent not in {1, 2, 3, 4}:
            raise NotCompilableError(f"only the powers 1 to 4 are compiled, got ** {exponent}")
        square = self * self
        return {
            1: lambda: self,
            2: lambda: square,
            3: lambda: square * self,
            4: lambda: square * square,
        }[int(exponent)]()

    def __neg__(self) -> Lanes:
        return self.block.emit(f"fneg {self.block.types[NUMBER]} {self.block.text(self)}")

    def __pos__(self) -> Lanes:
        return self

    def __abs__(self) -> Lanes:
        result = self.block.call("fabs", self)
        result.positive = True
        return result

    def __lt__(self, other: Operand) -> Any:  # noqa: ANN401
        return self._compare("<", other)

    def __le__(self, other: Operand) -> Any:  # noqa: ANN401
        return self._compare("<=", other)

    def __gt__(self, other: Operand) -> Any:  # noqa: ANN401
        return self._compare(">", other)

    def __ge__(self, other: Operand) -> Any:  # noqa: ANN401
        return self._compare(">=", other)

    def __eq__(self, other: object) -> Any:  # noqa: ANN401
        return self._compare("==", other)  # pyright: ignore[reportArgumentType]  text() refuses the rest

    def __ne__(self, other: object) -> Any:  # noqa: ANN401
        return self._compare("!=", other)  # pyright: ignore[reportArgumentType]

    def __and__(self, other: Lanes | bool) -> Lanes:
        return self._logic("and", other)

    def __or__(self, other: Lanes | bool) -> Lanes:
        return self._logic("or", other)

    def __invert__(self) -> Lanes:
        return self._logic("xor", other=True)

    __rand__ = __and__
    __ror__ = __or__

    def __bool__(self) -> bool:
        raise NotCompilableError(
            "it decides by `if`, `and`, `or`, min() or max(); where() selects instead"
        )

    def __float__(self) -> float:
        raise NotCompilableError("it turns its argument into a float, as the functions of math do")

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Operand, **options: Any) -> Lanes:  # noqa: ANN401
        if method != "__call__" or options or ufunc.__name__ not in FUNCTIONS:
            raise NotCompilableError(
                f"np.{ufunc.__name__} is not among the operations that are compiled"
            )
        return FUNCTIONS[ufunc.__name__](*(_plain(value) for value in inputs))

    def __array_function__(
        self, function: Callable[..., Any], types: object, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Lanes:
        if function is np.where and len(args) == 3 and not kwargs:
            return self.block.select(*args)
        raise NotCompilableError(f"np.{function.__name__} is not among the operations that are compiled")


def _plain(value: Any) -> Any:  # noqa: ANN401  a stand-in or a number
    """Return NumPy's numbers as Python's: theirs would ask NumPy again how to combine with a stand-in."""
    if isinstance(value, np.ndarray) and value.ndim:
        raise NotCompilableError("it combines its argument with an array; a body takes numbers")
    number = isinstance(value, np.ndarray | np.generic)
    return cast("Any", value).item() if number else value

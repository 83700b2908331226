"""What a language of text is: how it spells operations, numbers and functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Form(NamedTuple):
    """How an operation is spelled.

    Attributes
    ----------
    template : str
        With ``{}`` for each operand.
    level : int
        How tightly it binds: 9 for a name or a call, 1 for what binds least.
    operands : tuple of int
        How tightly each operand has to bind; what binds less gets parentheses.
    """

    template: str
    level: int
    operands: tuple[int, ...]


LEVEL_NAME, LEVEL_SIGN = 9, 8


def call(function: str, count: int = 1) -> Form:
    """Return the form of a function's call."""
    return Form(f"{function}({', '.join(['{}'] * count)})", LEVEL_NAME, (0,) * count)


ARITHMETIC = {
    "add": Form("{} + {}", 6, (6, 7)),
    "subtract": Form("{} - {}", 6, (6, 7)),
    "multiply": Form("{} * {}", 7, (7, 8)),
    "divide": Form("{} / {}", 7, (7, 8)),
    "negative": Form("-{}", LEVEL_SIGN, (LEVEL_NAME,)),
}


def comparisons(level: int, equal: str = "==", differs: str = "!=") -> dict[str, Form]:
    """Return the forms of comparisons."""
    signs = {"less": "<", "less_equal": "<=", "greater": ">", "greater_equal": ">=", "equal": equal}
    return {
        name: Form(f"{{}} {sign} {{}}", level, (6, 6))
        for name, sign in (signs | {"not_equal": differs}).items()
    }


class Parameter(NamedTuple):
    """What a function takes.

    Attributes
    ----------
    name : str
    role : str
        ``"number"``; ``"label"``, a whole number; ``"row"``, an array that is read; ``"result"``, one that
        is written; ``"both"``.
    """

    name: str
    role: str


class Types(NamedTuple):
    """``"float32"`` or ``"float64"``: of the numbers in arrays, and of those that are computed with."""

    array: str
    arithmetic: str


@dataclass(frozen=True)
class Language:
    """A language that functions are written in.

    Attributes
    ----------
    name : str
    forms : mapping of str to Form
        Every operation of :mod:`._notes`.
    helpers : mapping of str to str
        The source of the function that stands for an operation, where the language has none of its own.
    beginning : str
        What a file of functions begins with.
    prefix : str
        Begins the name of each function.
    reserved : frozenset of str
        Words that cannot name anything.
    truth : (str, str)
        False and true.
    loops : bool
        A function of a row visits its entries in loops; or else it takes all rows at once, as arrays.
    indent : str
    end : str
        Closes a function or a loop.
    number : callable
        Spells any float, given whether arithmetic is float32.
    statement : callable
        Spells the definition of a name: given the type of its value (``"float64"``, ``"float32"``,
        ``"truth"``), the name and the expression.
    rounding : frozenset of str
        Operations on float32 whose results have to be rounded to float32.
    rounded : str
        How that is spelled.
    head : callable
        Spells how a function begins: given its name, its parameters and types. One without results among
        its parameters returns a number.
    result : str
        How a function returns an expression.
    between : str
        What stands between two functions.
    unused : str
        Says that a parameter is not used, where compilers warn.
    converted : str
        Turns a whole number into one that is computed with.
    loop : str
        How a loop over a row begins.
    variable : callable
        Spells the definition of what a loop changes: given its type, name and first value.
    comment : callable
        Spells a comment of one line.
    """

    name: str
    forms: Mapping[str, Form]
    helpers: Mapping[str, str]
    beginning: str
    prefix: str
    reserved: frozenset[str]
    truth: tuple[str, str]
    loops: bool
    indent: str
    end: str
    result: str
    between: str
    number: Callable[[float, bool], str]
    statement: Callable[[str, str, str], str]
    rounding: frozenset[str]
    rounded: str
    head: Callable[[str, Sequence[Parameter], Types], list[str]]
    comment: Callable[[str], str]
    loop: str = ""
    unused: str = ""
    converted: str = "{}"
    variable: Callable[[str, str, str], str] = lambda _, name, text: f"{name} = {text}"

    def identifier(self, name: str) -> str:
        """Return a name that the language takes: a reserved word gets an underscore."""
        return f"{name}_" if name in self.reserved else name

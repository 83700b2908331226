"""The columns of a table in Python: arrays of values, and their encoding by NumPy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ..tables import ColumnPlan
from ._columns_writer import ColumnsWriter
from ._held_values import LARGEST_INPUT, is_date, is_words
from ._source_words import in_lines, indented


class PythonColumns(ColumnsWriter):
    """As :class:`ColumnsWriter`: all rows at once, in ``x`` of shape (rows, inputs)."""

    v = "v[known]"

    def parts(self, dtype: str) -> Iterator[str]:
        """Yield the parts of the file, in order; inputs are of that type."""
        yield from self._helpers()
        for k, encoder in enumerate(self.encoders):
            definitions, lines = self.encoding_lines(encoder)
            yield from definitions
            first = self.plans[0].name
            body = [
                f"x = np.zeros((len(_column(table, {first!r})), {len(encoder.inputs)}), np.{dtype})",
                *lines,
                "return x",
            ]
            yield "\n".join([f"def {self.encode(k)}(table):", *indented(body)])

    def encode(self, k: int) -> str:
        """Return the name of the function of an encoder."""
        return f"encode{'' if k == 0 else k + 1}"

    def constant(self, name: str) -> str:
        """Return the name of a constant, which Python has in capitals."""
        return name.upper()

    def _helpers(self) -> Iterator[str]:
        """Yield functions that the columns need."""
        yield """\
def _column(table, name):
    if name not in table:
        raise KeyError(f"the table lacks the column {name!r}: None says that a value is missing")
    return table[name]"""
        if self.kinds():
            yield f'''\
def _numbers(table, name, center, scale, days):
    """Return the numbers of a column, NaN where they are missing, and where they are known."""
    v = np.asarray(_column(table, name), np.float64)
    v = {self.formulas["days_of"]}(v) if days else v
    far = np.flatnonzero(np.abs({self.formulas["scaled"]}(v, center, scale)) >= {LARGEST_INPUT!r})
    if far.size:
        raise ValueError(f"{{name!r}} in row {{far[0] + 1}} is too far from the numbers of training for an answer")
    return v, v == v'''
        if any(is_words(plan) for plan in self.plans):
            yield '''\
def _word(table, name, words, other, inputs):
    """Write 1 where a word is the input's own, and return where there is a word."""
    place = {word: i for i, word in enumerate(words)}
    found = np.full(len(inputs), -1)
    for row, word in enumerate(_column(table, name)):
        if word is None or word != word or word == "":
            continue
        if not isinstance(word, str):
            raise TypeError(f"{name!r} in row {row + 1} is a string, got {word!r}")
        found[row] = place.get(word, len(words))
    known = np.flatnonzero((found >= 0) & (found < len(words) + other))
    inputs[known, found[known]] = 1.0
    return found >= 0'''

    def define_words(self, name: str, words: Sequence[str]) -> str:
        """Return a tuple of strings."""
        return tuple_of(name, [repr(word) for word in words])

    def define_numbers(self, name: str, numbers: Sequence[float]) -> str:
        """Return an array of numbers."""
        return array_of(name, numbers, "float64")

    def take(self, plan: ColumnPlan) -> Iterator[str]:
        """Yield the line that takes the numbers of a column, which raises where one is too far out."""
        center, scale = self.number(plan.center), self.number(plan.scale)
        yield f"v, known = _numbers(table, {plan.name!r}, {center}, {scale}, {is_date(plan)})"

    def either(self, known: list[str], missing: list[str]) -> Iterator[str]:
        """Yield the lines of all rows: each says itself where it writes."""
        yield from (*known, *missing)

    def put(self, at: int, value: str, *, known: bool = True) -> str:
        """Return an assignment to an input of some rows."""
        return f"x[{'known' if known else '~known'}, {at}] = {value}"

    def put_place(self, at: int, values: str, scores: str, count: int) -> str:  # noqa: ARG002  arrays know it
        """Return what NumPy has for it."""
        return self.put(at, f"np.interp({self.v}, {values}, {scores})")

    def put_bins(self, at: int, edges: str, count: int) -> str:
        """Return an assignment to several inputs."""
        way = f"{self.formulas['way_through']}({self.v}[:, np.newaxis], {edges}[:-1], {edges}[1:])"
        return f"x[known, {at}:{at + count}] = {way}"

    def put_codes(self, at: int, values: str, count: int) -> str:
        """Return an assignment to several inputs."""
        return f"x[known, {at}:{at + count}] = {self.v}[:, np.newaxis] == {values}"

    def put_word(self, plan: ColumnPlan, words: str, at: int, last: int) -> Iterator[str]:
        """Yield the call of a helper."""
        end = at + len(plan.words) + plan.other
        call = f"_word(table, {plan.name!r}, {words}, {plan.other}, x[:, {at}:{end}])"
        yield f"x[:, {last}] = ~{call}" if plan.flag else call


def tuple_of(name: str, texts: Sequence[str]) -> str:
    """Return the definition of a tuple."""
    if not texts:
        return f"{name} = ()"
    return "\n".join([f"{name} = (", *in_lines(texts, "    "), ")"]).removesuffix("\n)") + ",\n)"


def array_of(name: str, numbers: Sequence[float], dtype: str, shape: str = "") -> str:
    """Return the definition of an array of one axis, or of another shape."""
    texts = [str(np.float32(one)) if dtype == "float32" else repr(one) for one in numbers]
    kind = f"], np.{dtype}){shape}"
    return "\n".join([f"{name} = np.array([", *in_lines(texts, "    "), kind])

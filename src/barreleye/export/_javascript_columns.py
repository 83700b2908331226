"""The columns of a table in JavaScript: an object of values, and their encoding."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from ..tables import ColumnPlan
from ..tables.encodings import Bins, Codes, Quantiles
from ._columns_writer import ColumnsWriter
from ._held_values import LARGEST_INPUT, is_date, is_words
from ._source_words import in_lines, indented


class JavaScriptColumns(ColumnsWriter):
    """As :class:`ColumnsWriter`."""

    def parts(self, array: str) -> Iterator[str]:
        """Yield the parts of the file, in order; inputs are an array of that type."""
        yield from self._helpers()
        for k, encoder in enumerate(self.encoders):
            definitions, lines = self.encoding_lines(encoder)
            yield from definitions
            numbers = not all(is_words(plan) for plan in self.plans)
            body = [
                f"const x = new {array}({len(encoder.inputs)});",
                *(["let v;"] if numbers else []),
                *lines,
                "return x;",
            ]
            yield "\n".join([f"function {self.encode(k)}(row) {{", *indented(body, "  "), "}"])

    def encode(self, k: int) -> str:
        """Return the name of the function of an encoder."""
        return f"encode{'' if k == 0 else k + 1}"

    def _helpers(self) -> Iterator[str]:
        """Yield functions that the columns need."""
        used = self.kinds()
        yield """\
function given(row, column) {
  const value = row[column];
  if (value === undefined) throw new TypeError(`the row lacks "${column}": null says that it is missing`);
  return value;
}"""
        if used:
            yield f"""\
// A number of the row; NaN if it is missing.
function numberOf(row, column, center, scale, days) {{
  const value = given(row, column);
  if (value === null) return NaN;
  if (typeof value !== "number" && typeof value !== "boolean") {{
    throw new TypeError(`"${{column}}" is a number, got ${{JSON.stringify(value)}}`);
  }}
  const v = days ? value / {self.number(86400.0)} : Number(value);
  if (Math.abs({self.formulas["scaled"]}(v, center, scale)) >= {self.number(LARGEST_INPUT)}) {{
    throw new RangeError(`"${{column}}" is ${{value}}, too far from the numbers of training for an answer`);
  }}
  return v;
}}"""
        if Quantiles in used:
            yield f"""\
// The score of x, on lines between those of the values.
function place(x, values, scores) {{
  let low = 0;
  let high = values.length - 1;
  if (x <= values[0]) return scores[0];
  if (x >= values[high]) return scores[high];
  while (high - low > 1) {{
    const middle = (low + high) >> 1;
    if (values[middle] <= x) low = middle;
    else high = middle;
  }}
  return {self.formulas["on_line"]}(x, values[low], values[high], scores[low], scores[high]);
}}"""
        if Bins in used:
            yield f"""\
function bins(x, edges, inputs, at) {{
  for (let i = 0; i + 1 < edges.length; i++) {{
    inputs[at + i] = {self.formulas["way_through"]}(x, edges[i], edges[i + 1]);
  }}
}}"""
        if Codes in used:
            yield """\
function codes(x, values, inputs, at) {
  for (let i = 0; i < values.length; i++) inputs[at + i] = x === values[i] ? 1 : 0;
}"""
        if any(is_words(plan) for plan in self.plans):
            yield """\
// Returns whether there is a word.
function word(row, column, words, other, inputs, at) {
  const value = given(row, column);
  if (value === null || value === "") return false;
  if (typeof value !== "string") throw new TypeError(`"${column}" is a string, got ${JSON.stringify(value)}`);
  const i = words.indexOf(value);
  if (i >= 0 || other) inputs[at + (i < 0 ? words.length : i)] = 1;
  return true;
}"""

    def define_words(self, name: str, words: Sequence[str]) -> str:
        """Return an array of strings."""
        return array_of(name, [json.dumps(word) for word in words])

    def define_numbers(self, name: str, numbers: Sequence[float]) -> str:
        """Return an array of numbers."""
        return array_of(name, [self.number(one) for one in numbers])

    def take(self, plan: ColumnPlan) -> Iterator[str]:
        """Yield the line that takes a number, which throws where it is too far out."""
        center, scale = self.number(plan.center), self.number(plan.scale)
        days = "true" if is_date(plan) else "false"
        yield f"v = numberOf(row, {json.dumps(plan.name)}, {center}, {scale}, {days});"

    def either(self, known: list[str], missing: list[str]) -> Iterator[str]:
        """Yield one branch or two."""
        yield "if (v === v) {"
        yield from indented(known, "  ")
        if missing:
            yield "} else {"
            yield from indented(missing, "  ")
        yield "}"

    def put(self, at: int, value: str, *, known: bool = True) -> str:  # noqa: ARG002  the branch says it
        """Return an assignment."""
        return f"x[{at}] = {value};"

    def put_place(self, at: int, values: str, scores: str, count: int) -> str:  # noqa: ARG002  arrays know it
        """Return the call of a helper."""
        return self.put(at, f"place(v, {values}, {scores})")

    def put_bins(self, at: int, edges: str, count: int) -> str:  # noqa: ARG002  arrays know it
        """Return the call of a helper."""
        return f"bins(v, {edges}, x, {at});"

    def put_codes(self, at: int, values: str, count: int) -> str:  # noqa: ARG002  arrays know it
        """Return the call of a helper."""
        return f"codes(v, {values}, x, {at});"

    def put_word(self, plan: ColumnPlan, words: str, at: int, last: int) -> Iterator[str]:
        """Yield the call of a helper."""
        other = "true" if plan.other else "false"
        known = f"word(row, {json.dumps(plan.name)}, {words}, {other}, x, {at})"
        yield f"if (!{known}) x[{last}] = 1;" if plan.flag else f"{known};"


def array_of(name: str, texts: Sequence[str], kind: str = "") -> str:
    """Return the definition of an array, typed if ``kind`` is a type."""
    begin, end = (f"{kind}.of(", ")") if kind else ("[", "]")
    return "\n".join([f"const {name} = {begin}", *in_lines(texts, "  "), f"{end};"])

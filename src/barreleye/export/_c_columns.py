"""The columns of a table in C: a struct of values, and their encoding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..tables import ColumnPlan, TableEncoder
from ..tables.encodings import Bins, Codes, Quantiles
from ._c_text import c_numbers, c_strings
from ._columns_writer import ColumnsWriter
from ._held_values import LARGEST_INPUT, held, is_date, is_words
from ._source_words import in_comment, indented
from ._written_formulas import Formulas


class CColumns(ColumnsWriter):
    """As :class:`ColumnsWriter`; all names begin with ``name``, and inputs are of type ``kind``."""

    def __init__(
        self, encoders: Sequence[TableEncoder], formulas: Formulas, name: str, kind: str
    ) -> None:
        super().__init__(encoders, formulas)
        self.name, self.kind = name, kind

    def row(self) -> str:
        """Return the declaration of the values of a row."""
        lines = [
            "/* The values of a row. A number that is missing is NAN, a missing word is NULL or empty. */",
            "typedef struct {",
        ]
        for plan in self.plans:
            kind = "const char *" if is_words(plan) else "double "
            said = in_comment(f"{plan.name}: {held(plan)}")
            lines.append(f"    {kind}{self.fields[plan.name]}; /* {said} */")
        return "\n".join([*lines, f"}} {self.name}_row;"])

    def parts(self) -> Iterator[str]:
        """Yield the parts of the file, in order."""
        yield from self._helpers()
        for k, encoder in enumerate(self.encoders):
            definitions, lines = self.encoding_lines(encoder)
            yield from definitions
            body = [
                *(["double v;"] if not all(is_words(plan) for plan in self.plans) else []),
                f"for (int i = 0; i < {len(encoder.inputs)}; i++) x[i] = 0;",
                *lines,
                "return 0;",
            ]
            head = f"static inline int {self.encode(k)}(const {self.name}_row *row, {self.kind} *x)"
            yield "\n".join([head, "{", *indented(body), "}"])

    def encode(self, k: int) -> str:
        """Return the name of the function of an encoder."""
        return f"{self.name}_encode{'' if k == 0 else f'_{k + 1}'}"

    def _helpers(self) -> Iterator[str]:
        """Yield functions that the columns need."""
        name, kind, used = self.name, self.kind, self.kinds()
        if Quantiles in used:
            yield f"""\
/* The score of x, on lines between those of the values. */
static inline double {name}_place(double x, int n, const double *values, const double *scores)
{{
    int low = 0, high = n - 1;
    if (x <= values[0]) return scores[0];
    if (x >= values[high]) return scores[high];
    while (high - low > 1) {{
        const int middle = (low + high) / 2;
        if (values[middle] <= x) low = middle; else high = middle;
    }}
    return {self.formulas["on_line"]}(x, values[low], values[high], scores[low], scores[high]);
}}"""
        if Bins in used:
            yield f"""\
static inline void {name}_bins(double x, int n, const double *edges, {kind} *inputs)
{{
    for (int i = 0; i < n; i++) inputs[i] = ({kind}){self.formulas["way_through"]}(x, edges[i], edges[i + 1]);
}}"""
        if Codes in used:
            yield f"""\
static inline void {name}_codes(double x, int n, const double *values, {kind} *inputs)
{{
    for (int i = 0; i < n; i++) inputs[i] = x == values[i];
}}"""
        if any(is_words(plan) for plan in self.plans):
            yield f"""\
/* Returns whether there is a word. */
static inline int {name}_word(const char *word, int n, const char *const *words, int other, {kind} *inputs)
{{
    int i = 0;
    if (word == NULL || word[0] == 0) return 0;
    while (i < n && strcmp(word, words[i]) != 0) i++;
    if (i < n || other) inputs[i] = 1;
    return 1;
}}"""

    def define_words(self, name: str, words: Sequence[str]) -> str:
        """Return an array of strings; C has none without entries."""
        return c_strings(name, words) if words else ""

    def define_numbers(self, name: str, numbers: Sequence[float]) -> str:
        """Return an array of double."""
        return c_numbers(name, numbers)

    def take(self, plan: ColumnPlan) -> Iterator[str]:
        """Yield the lines that take a number, and return where it is too far out."""
        given = f"row->{self.fields[plan.name]}"
        yield f"v = {self.formulas['days_of']}({given});" if is_date(plan) else f"v = {given};"
        center, scale = self.number(plan.center), self.number(plan.scale)
        far = f"fabs({self.formulas['scaled']}(v, {center}, {scale}))"
        yield f"if ({far} >= {self.number(LARGEST_INPUT)}) return -1;"

    def either(self, known: list[str], missing: list[str]) -> Iterator[str]:
        """Yield one branch or two."""
        yield "if (v == v) {"
        yield from indented(known)
        if missing:
            yield "} else {"
            yield from indented(missing)
        yield "}"

    def put(self, at: int, value: str, *, known: bool = True) -> str:  # noqa: ARG002  the branch says it
        """Return an assignment."""
        return f"x[{at}] = ({self.kind}){value};"

    def put_place(self, at: int, values: str, scores: str, count: int) -> str:
        """Return the call of a helper."""
        return self.put(at, f"{self.name}_place(v, {count}, {values}, {scores})")

    def put_bins(self, at: int, edges: str, count: int) -> str:
        """Return the call of a helper."""
        return f"{self.name}_bins(v, {count}, {edges}, x + {at});"

    def put_codes(self, at: int, values: str, count: int) -> str:
        """Return the call of a helper."""
        return f"{self.name}_codes(v, {count}, {values}, x + {at});"

    def put_word(self, plan: ColumnPlan, words: str, at: int, last: int) -> Iterator[str]:
        """Yield the call of a helper."""
        given = f"row->{self.fields[plan.name]}, {len(plan.words)}, {words if plan.words else 'NULL'}"
        known = f"{self.name}_word({given}, {int(plan.other)}, x + {at})"
        yield f"if (!{known}) x[{last}] = 1;" if plan.flag else f"{known};"

"""A model as a header of C99: no library but the math library, and no memory but the stack."""

from __future__ import annotations

from collections.abc import Iterator

from ..scalars.text import C
from ._c_columns import CColumns
from ._c_language import c_of
from ._c_text import c_constants, c_numbers, c_strings, first_largest, not_a_number
from ._exported import CLASSES, NUMBERS, Exported, ExportedNetwork, made_by
from ._source_words import in_comment, indented, model_name
from ._written_formulas import Formulas

_RESERVED = (
    "inputs", "outputs", "classes", "row", "encode", "predict", "dense", "larger", "smaller", "sign_of",
    "power_of_two", "place", "bins", "codes", "word",
)  # fmt: skip
_TYPES = {"float32": "float", "float64": "double"}


def c_header(model: Exported, name: str) -> str:
    """Return the text of a header; NotCompilableError if C has no form for an activation."""
    name = model_name(name, C)
    formulas = Formulas(c_of(name), model.dtype, model.activations, _RESERVED)
    writer = _Header(model, name, formulas)
    guard = f"{name.upper()}_H"
    body = "\n\n".join(writer.parts())  # asks for the formulas that it needs
    return f"""\
/* {in_comment(model.title[0].upper() + model.title[1:])}.
   {made_by()} C99; link with -lm. Every operation must be rounded on its own: compile
   without -ffast-math and without fused multiply-adds (GCC: -std=c99 or -ffp-contract=off). */
#ifndef {guard}
#define {guard}

#include <math.h>
{"#include <string.h>" if model.encoders else ""}
#if defined(__clang__) || !defined(__GNUC__)
#pragma STDC FP_CONTRACT OFF
#endif

{formulas.source.text()}
{body}

#endif
"""


class _Header:
    def __init__(self, model: Exported, name: str, formulas: Formulas) -> None:
        self.model, self.name, self.formulas = model, name, formulas
        self.kind = _TYPES[model.dtype]

    def parts(self) -> Iterator[str]:
        """Yield the parts of the header, in order."""
        model, name, kind = self.model, self.name, self.kind
        yield self._sizes()
        if model.labels is not None:
            yield self._labels(model.labels)
        yield f"""\
static inline void {name}_dense(int inputs, int outputs, const {kind} *weights, const {kind} *biases,
    const {kind} *x, {kind} *z)
{{
    for (int k = 0; k < outputs; k++) {{
        {kind} sum = biases[k];
        for (int i = 0; i < inputs; i++) sum += weights[(long)k * inputs + i] * x[i];
        z[k] = sum;
    }}
}}"""
        for k, network in enumerate(model.networks):
            yield from self._network(network, self._of(k))
        if model.target is not None:
            columns = CColumns(model.encoders, self.formulas, name, kind)
            yield columns.row()
            yield from columns.parts()
            yield "\n".join(self._of_row(columns))
        elif model.kind != NUMBERS and (model.kind == CLASSES or model.networks[0].outputs == 1):
            yield self._predict()

    def _of(self, k: int) -> str:
        """Return what the names of a network end with."""
        return "" if len(self.model.networks) == 1 else f"_{k + 1}"

    def _sizes(self) -> str:
        first = self.model.networks[0]
        upper = self.name.upper()
        return f"#define {upper}_INPUTS {first.inputs}\n#define {upper}_OUTPUTS {first.outputs}"

    def _labels(self, labels: tuple[object, ...]) -> str:
        name = f"{self.name}_classes"
        if all(isinstance(one, bool) for one in labels):
            return c_constants("int", name, [str(int(bool(one))) for one in labels])
        if all(isinstance(one, int) for one in labels):
            return c_constants("long long", name, [f"{one}LL" for one in labels])
        if all(isinstance(one, float | int) for one in labels):
            return c_numbers(name, [float(str(one)) for one in labels])
        return c_strings(name, [str(one) for one in labels])

    def _network(self, network: ExportedNetwork, end: str) -> Iterator[str]:
        """Yield the numbers of a network, and the function of its outputs."""
        for k, layer in enumerate(network.layers, 1):
            for what, numbers in (("weights", layer.weights), ("biases", layer.biases)):
                single = self.kind == "float"
                yield c_numbers(f"{self.name}_{what}{end}_{k}", numbers.ravel().tolist(), single=single)
        yield "\n".join(self._forward(network, end))

    def _forward(self, network: ExportedNetwork, end: str) -> Iterator[str]:
        name, kind = self.name, self.kind
        yield f"/* Writes {network.outputs} outputs for {network.inputs} inputs. */"
        yield f"static inline void {name}_outputs{end}(const {kind} *x, {kind} *outputs)"
        yield "{"
        hidden = [len(layer.weights) for layer in network.layers[:-1]]
        for letter, width in zip(
            "ab", (max(hidden[0::2], default=0), max(hidden[1::2], default=0)), strict=True
        ):
            if width:
                yield f"    {kind} {letter}[{width}];"
        given = "x"
        for k, layer in enumerate(network.layers, 1):
            outputs, inputs = layer.weights.shape
            made = "outputs" if k == len(network.layers) else "ab"[(k - 1) % 2]
            numbers = f"{name}_weights{end}_{k}, {name}_biases{end}_{k}"
            yield f"    {name}_dense({inputs}, {outputs}, {numbers}, {given}, {made});"
            function = self.formulas.activation(layer.activation)
            if self.formulas.rowwise(layer.activation):
                yield f"    {function}({outputs}, {made}, {made});"
            elif function:
                yield f"    for (int i = 0; i < {outputs}; i++) {made}[i] = ({kind}){function}({made}[i]);"
            given = made
        yield "}"

    def _predict(self) -> str:
        count = self.model.networks[0].outputs
        choice = (
            first_largest(count, "outputs")
            if self.model.kind == CLASSES
            else ["return outputs[0] > 0.5;"]
        )
        lines = "\n".join(indented([not_a_number(count, "outputs"), *choice]))
        return f"""\
/* Returns the index of the class, and writes the outputs; -1 if an output is not a number. */
static inline int {self.name}_predict(const {self.kind} *x, {self.kind} *outputs)
{{
    {self.name}_outputs(x, outputs);
{lines}
}}"""

    def _of_row(self, columns: CColumns) -> Iterator[str]:
        """Yield the lines of the function that answers for a row of the table."""
        model, name, kind = self.model, self.name, self.kind
        classes = model.kind == CLASSES
        given = f"{kind} *probabilities" if classes else "double *answer"
        does = (
            "the index of the class, and writes the probabilities"
            if classes
            else "0, and writes the answer"
        )
        yield f"/* Returns {does};"
        yield "   -1 if a number is so far from those of training that an answer means nothing. */"
        yield f"static inline int {name}_predict(const {name}_row *row, {given})"
        yield "{"
        yield f"    {kind} x[{max(one.inputs for one in model.networks)}];"
        yield from indented(self._answers(columns))
        yield "}"

    def _answers(self, columns: CColumns) -> Iterator[str]:
        """Yield what makes the answer of the outputs of one network or several."""
        model, name, kind = self.model, self.name, self.kind
        outputs, classes = model.networks[0].outputs, model.kind == CLASSES
        if len(model.networks) == 1:
            made = "probabilities" if classes else "z"
            yield from () if classes else (f"{kind} z[1];",)
            yield f"if ({columns.encode(0)}(row, x) != 0) return -1;"
            yield f"{name}_outputs(x, {made});"
        else:
            yield f"{kind} a[{outputs}];"
            yield f"double z[{outputs}] = {{0}};"
            yield from self._added(columns)
            if classes:
                yield "double largest = z[0];"
                yield f"for (int i = 1; i < {outputs}; i++) if (z[i] > largest) largest = z[i];"
                yield f"for (int i = 0; i < {outputs}; i++) probabilities[i] = ({kind})(z[i] - largest);"
                yield f"{self.formulas.together()}({outputs}, probabilities, probabilities);"
        if classes:
            yield not_a_number(outputs, "probabilities")
            yield from first_largest(outputs, "probabilities")
        elif model.target is not None:
            yield f"*answer = {self.formulas.in_units(model.target, 'z[0]')};"
            yield "return 0;"

    def _added(self, columns: CColumns) -> Iterator[str]:
        """Yield what adds up the answers of several networks, by their shares."""
        encoder = -1
        for k, network in enumerate(self.model.networks):
            if network.encoder != encoder:
                encoder = network.encoder
                yield f"if ({columns.encode(encoder)}(row, x) != 0) return -1;"
            said = f"{self.formulas['finite_log']}(a[i])" if self.model.kind == CLASSES else "a[i]"
            yield f"{self.name}_outputs{self._of(k)}(x, a);"
            yield f"for (int i = 0; i < {network.outputs}; i++) z[i] += {C.number(network.share, False)} * {said};"

"""A model as a module of JavaScript, which needs nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np

from ..scalars.text import JAVASCRIPT
from ._exported import CLASSES, NUMBERS, Exported, ExportedNetwork, made_by
from ._held_values import held
from ._javascript_columns import JavaScriptColumns, array_of
from ._source_words import in_comment, indented
from ._written_formulas import Formulas

_RESERVED = (
    "inputs", "classes", "columns", "row", "outputs", "probabilities", "predict", "encode", "encode2", "dense",
    "place", "bins", "codes", "word", "given", "numberOf", "answers", "largest", "each",
)  # fmt: skip
_ARRAYS = {"float32": "Float32Array", "float64": "Float64Array"}


def javascript_module(model: Exported) -> str:
    """Return the text of a module; NotCompilableError if JavaScript has no form for an activation."""
    formulas = Formulas(JAVASCRIPT, model.dtype, model.activations, _RESERVED)
    body = "\n\n".join(_Module(model, formulas).parts())  # asks for the formulas that it needs
    title = in_comment(model.title[0].upper() + model.title[1:])
    return f"// {title}.\n// {made_by()}\n\n{formulas.source.text()}\n{body}\n"


class _Module:
    def __init__(self, model: Exported, formulas: Formulas) -> None:
        self.model, self.formulas = model, formulas
        self.array = _ARRAYS[model.dtype]

    def parts(self) -> Iterator[str]:
        """Yield the parts of the module, in order."""
        model = self.model
        if model.kind != NUMBERS and model.labels is not None:
            yield f"export {array_of('classes', [json.dumps(one) for one in model.labels])}"
        yield f"""\
function dense(weights, biases, x) {{
  const z = new {self.array}(biases.length);
  for (let k = 0; k < z.length; k++) {{
    let sum = biases[k];
    for (let i = 0, at = k * x.length; i < x.length; i++) sum += weights[at + i] * x[i];
    z[k] = sum;
  }}
  return z;
}}"""
        for k, network in enumerate(model.networks):
            yield from self._network(network, "" if len(model.networks) == 1 else str(k + 1))
        if model.target is None:
            yield self._of_inputs()
        else:
            columns = JavaScriptColumns(model.encoders, self.formulas)
            said = [f"  {json.dumps(plan.name)}: {json.dumps(held(plan))}," for plan in columns.plans]
            yield "\n".join(
                ["// What the columns of a row hold.", "export const columns = {", *said, "};"]
            )
            yield from columns.parts(self.array)
            yield "\n".join(["function answers(row) {", *indented(self._answers(columns), "  "), "}"])
        yield from self._predictions()

    def _network(self, network: ExportedNetwork, end: str) -> Iterator[str]:
        for k, layer in enumerate(network.layers, 1):
            for what, numbers in (("weights", layer.weights), ("biases", layer.biases)):
                single = self.model.dtype == "float32"
                texts = [_number(one, single=single) for one in numbers.ravel().tolist()]
                yield array_of(f"{what}{end}_{k}", texts, self.array)
        lines = [f"function network{end}(x) {{", "  let a = x;"]
        for k, layer in enumerate(network.layers, 1):
            lines.append(f"  a = dense(weights{end}_{k}, biases{end}_{k}, a);")
            function = self.formulas.activation(layer.activation)
            if self.formulas.rowwise(layer.activation):
                lines.append(f"  {function}(a, a);")
            elif function:
                lines.append(f"  for (let i = 0; i < a.length; i++) a[i] = {function}(a[i]);")
        yield "\n".join([*lines, "  return a;", "}"])

    def _of_inputs(self) -> str:
        inputs = self.model.networks[0].inputs
        return f"""\
// Returns the outputs for {inputs} inputs, an array of numbers.
export function outputs(x) {{
  if (x.length !== {inputs}) throw new RangeError(`the network has {inputs} inputs, got ${{x.length}}`);
  return Array.from(network({self.array}.from(x)));
}}

const answers = outputs;"""

    def _answers(self, columns: JavaScriptColumns) -> Iterator[str]:
        """Yield what makes the answer of the outputs of one network or several."""
        model = self.model
        if len(model.networks) == 1:
            yield f"return Array.from(network({columns.encode(0)}(row)));"
            return
        yield f"const z = new Float64Array({model.networks[0].outputs});"
        yield "let x;"
        encoder = -1
        for k, network in enumerate(model.networks, 1):
            if network.encoder != encoder:
                encoder = network.encoder
                yield f"x = {columns.encode(encoder)}(row);"
            one = f"{self.formulas['finite_log']}(a)" if model.kind == CLASSES else "a"
            yield f"network{k}(x).forEach((a, i) => {{ z[i] += {network.share!r} * {one}; }});"
        if model.kind == CLASSES:
            yield f"{self.formulas.together()}(z, z);"
        yield "return Array.from(z);"

    def _predictions(self) -> Iterator[str]:
        """Yield what people call: predictions, and for classes their probabilities."""
        model, of = self.model, "row" if self.model.target else "x"
        one = model.networks[0].outputs == 1
        if model.kind == NUMBERS:
            result = f"answers({of})[0]" if one else f"answers({of})"
            yield f"""\
// Returns the number{"" if one else "s"} that the network predicts.
export function predict({of}) {{
  return {result if model.target is None else self.formulas.in_units(model.target, result)};
}}"""
            return
        if model.kind != CLASSES and not one:
            yield f"""\
// Returns 1 or 0 for each output: whether it is above 1/2.
export function predict({of}) {{
  return answers({of}).map((p) => (p > 0.5 ? 1 : 0));
}}"""
            return
        last = model.networks[0].layers[-1].activation.name
        made = (
            "a.map(Math.exp)"
            if last == "log_softmax"
            else "a"
            if model.kind == CLASSES
            else "[1 - a[0], a[0]]"
        )
        label = "classes[best]" if model.labels is not None else "best"
        yield f"""\
// Returns the probability of each class.
export function probabilities({of}) {{
  const a = answers({of});
  if (a.some(Number.isNaN)) throw new RangeError("an output of the network is not a number");
  return {made};
}}

// Returns the class with the largest probability.
export function predict({of}) {{
  const p = probabilities({of});
  let best = 0;
  for (let i = 1; i < p.length; i++) if (p[i] > p[best]) best = i;
  return {label};
}}"""


def _number(value: float, *, single: bool) -> str:
    """Return a number with as few digits as tell it from others of its type."""
    return str(np.float32(value)) if single else repr(value)

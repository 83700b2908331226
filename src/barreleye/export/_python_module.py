"""A model as a file of Python, which needs NumPy alone."""

from __future__ import annotations

from collections.abc import Iterator

from ..scalars.text import PYTHON
from ._exported import CLASSES, NUMBERS, Exported, ExportedNetwork, made_by
from ._held_values import held
from ._python_columns import PythonColumns, array_of, tuple_of
from ._source_words import in_comment, indented
from ._written_formulas import Formulas

_RESERVED = (
    "table",
    "outputs",
    "probabilities",
    "predict",
    "encode",
    "encode2",
    "network",
    "answers",
    "x",
)


def python_module(model: Exported) -> str:
    """Return the text of a module; NotCompilableError if Python has no form for an activation."""
    formulas = Formulas(PYTHON, model.dtype, model.activations, _RESERVED)
    body = "\n\n\n".join(_Module(model, formulas).parts())  # asks for the formulas that it needs
    title = in_comment(model.title[0].upper() + model.title[1:]).replace('"', "'")
    return (
        f'"""{title}.\n\n{made_by()} It needs NumPy alone.\n"""\n\n{formulas.source.text()}\n\n{body}\n'
    )


class _Module:
    def __init__(self, model: Exported, formulas: Formulas) -> None:
        self.model, self.formulas = model, formulas

    def parts(self) -> Iterator[str]:
        """Yield the parts of the module, in order."""
        model = self.model
        if model.kind != NUMBERS and model.labels is not None:
            yield tuple_of("CLASSES", [repr(one) for one in model.labels])
        for k, network in enumerate(model.networks):
            yield from self._network(network, "" if len(model.networks) == 1 else str(k + 1))
        if model.target is None:
            yield self._of_inputs()
        else:
            columns = PythonColumns(model.encoders, self.formulas)
            said = [f"    {plan.name!r}: {held(plan)!r}," for plan in columns.plans]
            yield "\n".join(["COLUMNS = {", *said, "}"])
            yield from columns.parts(model.dtype)
            yield "\n".join(["def _answers(table):", *indented(self._answers(columns))])
        yield from self._predictions()

    def _network(self, network: ExportedNetwork, end: str) -> Iterator[str]:
        dtype = self.model.dtype
        for k, layer in enumerate(network.layers, 1):
            outputs, inputs = layer.weights.shape
            shape = f".reshape({outputs}, {inputs})"
            yield array_of(f"WEIGHTS{end}_{k}", layer.weights.ravel().tolist(), dtype, shape)
            yield array_of(f"BIASES{end}_{k}", layer.biases.tolist(), dtype)
        lines = [f"def _network{end}(a):", '    with np.errstate(all="ignore"):']
        for k, layer in enumerate(network.layers, 1):
            lines.append(f"        a = a @ WEIGHTS{end}_{k}.T + BIASES{end}_{k}")
            function = self.formulas.activation(layer.activation)
            lines += [f"        a = {function}(a).astype(np.{dtype})"] if function else []
        yield "\n".join([*lines, "    return a"])

    def _of_inputs(self) -> str:
        inputs = self.model.networks[0].inputs
        return f'''\
def outputs(X):
    """Return the outputs, shape (rows, {self.model.networks[0].outputs}), for X, shape (rows, {inputs})."""
    X = np.asarray(X, np.{self.model.dtype})
    if X.ndim != 2 or X.shape[1] != {inputs}:
        raise ValueError(f"X needs shape (rows, {inputs}), got {{X.shape}}")
    return _network(X)


_answers = outputs'''

    def _answers(self, columns: PythonColumns) -> Iterator[str]:
        """Yield what makes the answers of the outputs of one network or several."""
        model = self.model
        if len(model.networks) == 1:
            yield f"return _network({columns.encode(0)}(table))"
            return
        yield "z = 0.0"
        encoder = -1
        for k, network in enumerate(model.networks, 1):
            if network.encoder != encoder:
                encoder = network.encoder
                yield f"x = {columns.encode(encoder)}(table)"
            one = f"_network{k}(x)"
            one = f"{self.formulas['finite_log']}({one})" if model.kind == CLASSES else one
            yield f"z = z + {network.share!r} * {one}"
        yield f"return {self.formulas.together()}(z)" if model.kind == CLASSES else "return z"

    def _predictions(self) -> Iterator[str]:
        """Yield what people call: predictions, and for classes their probabilities."""
        model, of = self.model, "table" if self.model.target else "X"
        outputs = model.networks[0].outputs
        if model.kind == NUMBERS:
            shape = "(rows,)" if outputs == 1 else f"(rows, {outputs})"
            result = f"_answers({of})[:, 0]" if outputs == 1 else f"_answers({of})"
            yield f'''\
def predict({of}):
    """Return the numbers that the network predicts, shape {shape}."""
    return {result if model.target is None else self.formulas.in_units(model.target, result)}'''
            return
        if model.kind != CLASSES and outputs > 1:
            yield f'''\
def predict({of}):
    """Return 1 or 0 for each output, shape (rows, {outputs}): whether it is above 1/2."""
    return (_answers({of}) > 0.5).astype(np.int64)'''
            return
        last = model.networks[0].layers[-1].activation.name
        made = (
            "np.exp(a)"
            if last == "log_softmax"
            else "a"
            if model.kind == CLASSES
            else "np.hstack([1 - a, a])"
        )
        label = "labels[best]" if model.labels is not None else "best"
        named = "    labels = np.empty(len(CLASSES), object)\n    labels[:] = CLASSES\n"
        yield f'''\
def probabilities({of}):
    """Return the probability of each class, shape (rows, {max(2, outputs)})."""
    a = _answers({of})
    wrong = np.flatnonzero(np.isnan(a).any(axis=1))
    if wrong.size:
        raise ValueError(f"row {{wrong[0] + 1}} has no answer: an output of the network is not a number")
    return {made}'''
        yield f'''\
def predict({of}):
    """Return the class with the largest probability, shape (rows,)."""
    best = probabilities({of}).argmax(axis=1)
{named if model.labels is not None else ""}    return {label}'''

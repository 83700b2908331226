"""Sections of a page that restate the declaration: facts, example, naive form, equivalents."""

import math

import numpy as np

import barreleye as be
from activation_pages._errors import ulp_errors
from activation_pages._myst import code, number, plain, run, table
from barreleye.activations import Activation, Elementwise, Rowwise, _activation_catalogue

_WRITTEN = (
    "The command `{how}` prints the same formulas as C code for float32, and `--code js` as JavaScript. The"
    " result of a function of one number has an error of at most 0.51 ulp after it is rounded to float32. With"
    " `--dtype float64` the code is as exact as the library in float64, and longer."
)


def interval(pair: tuple[float, float]) -> str:
    """Write a range: ``0 to 1``."""
    return f"{number(pair[0])} to {number(pair[1])}"


def facts(activation: Activation) -> list[tuple[str, str]]:
    """Return what is declared, label by label."""
    low, high = map(number, activation.limits)
    limits = "none" if low == high == "none" else f"{low} at −∞, {high} at +∞"
    known = _activation_catalogue._ALIASES.items()  # noqa: SLF001  the library's own pages
    aliases = [f"`{alias}`" for alias, name in known if name == activation.name]
    rows = [
        ("Range", interval(activation.range)),
        ("Limits", limits),
        ("Kinks", _marks(activation, activation.kinks, "slope there")),
        ("Turning points", _marks(activation, activation.turning_points, "value there")),
        ("Parameters", _parameters(activation)),
        ("Default initializer", f"`{activation.init}`"),
        ("ONNX operator", f"`{activation.onnx}`" if activation.onnx else "none"),
    ]
    return [*rows, ("Other names", ", ".join(aliases))] if aliases else rows


def _marks(activation: Activation, points: tuple[float, ...], what: str) -> str:
    if not points or not isinstance(activation, Elementwise):
        return "none"
    measured = activation.derivative if what.startswith("slope") else activation
    return ", ".join(f"{number(z)} ({what} {number(float(measured(z)))})" for z in points)


def _parameters(activation: Activation) -> str:
    texts = []
    for name, value in activation.parameters.items():
        bounds = activation.bounds.get(name)
        texts.append(
            f"`{name}` = {number(value)}, may be {interval(bounds) if bounds else 'any number'}"
        )
    return "; ".join(texts) + " (the other facts hold for the default)" if texts else "none"


def example(activation: Activation) -> str:
    """Return a few lines that evaluate the function and its derivative."""
    name = f"be.activations.{activation.name}"
    lines = ["import numpy as np", "import barreleye as be", ""]
    if isinstance(activation, Rowwise):
        return "\n".join([
            *lines, "z = np.array([2.0, 1.0, -1.0])", f"print({name}(z))",
            f"print({name}.jacobian(z))  # row i: how output i moves with every z",
        ])  # fmt: skip
    lines += [
        "z = np.array([-2.0, -0.5, 0.0, 0.5, 2.0])",
        f"print({name}(z))",
        f"print({name}.derivative(z))",
    ]
    for parameter, value in activation.parameters.items():
        low, high = activation.bounds.get(parameter, (-math.inf, math.inf))
        other = 2.0 * value if low <= 2.0 * value <= high else low
        lines.append(f"print({name}.with_({parameter}={other:g})(z))")
    return "\n".join(lines)


def naive_form(activation: Activation) -> str:
    """Return the form that fails, run beside the function, and how far off each is."""
    if activation.naive is None:
        return "No naive form is declared for this function."
    expression, z = activation.naive
    source = _comparison(f"be.activations.{activation.name}", expression, z)
    at = (
        f"({', '.join(map(number, z))})"
        if isinstance(z, tuple)
        else "NaN"
        if math.isnan(z)
        else number(z)
    )
    return (
        f"In NumPy the formula is often written `{expression}`. In float32 it is wrong at z\u00a0=\u00a0{at}:\n\n"
        f'{run(source, erf=_erf)}\n\n{_verdict(activation, expression, z)} "Exact" is the '
        "result of this library in float64. An *ulp* is a [unit in the last place](../../accuracy.md)."
    )


def _comparison(name: str, expression: str, z: float | tuple[float, ...]) -> str:
    """Return a program that prints the naive form, the function, and the exact answer."""
    if isinstance(z, tuple):
        made, exact = f"np.array({list(z)}, np.float32)", f"{name}(z.astype(np.float64))"
        show = 'print("naive", naive, "\\nours ", ours, "\\nexact", exact)'
    else:
        shown = repr(z) if math.isfinite(z) else f"{'-' * (z < 0)}np.{abs(z)}"
        made, exact = f"np.float32({shown})", f"{name}(np.float64(z))"
        show = 'print(f"naive {naive:.9g}\\nours  {ours:.9g}\\nexact {exact:.17g}")'
    return f"z = {made}\nnaive = {expression}\nours = {name}(z)\nexact = {exact}\n{show}"


def _erf(x: np.floating) -> np.floating:
    return np.vectorize(math.erf)(x).astype(x.dtype)[()]  # the docs ask for no SciPy


def _verdict(activation: Activation, expression: str, z: float | tuple[float, ...]) -> str:
    """Say in words how wrong the naive form is, and the function; of a row, its first number."""
    at = np.array(z, np.float32, ndmin=1)
    with be.engine("numpy"):
        exact = activation(at.astype(np.float64))
    with np.errstate(all="ignore"):
        naive = np.asarray(eval(expression, {"np": np, "z": at, "erf": _erf}))  # noqa: S307  as declared
    wrong, right = (float(ulp_errors(result, exact)[0]) for result in (naive, activation(at)))
    fault = (
        "gives a number where the result is NaN" if np.isnan(exact[0])
        else "gives no number" if np.isnan(naive[0])
        else "overflows" if math.isinf(wrong)
        else "has lost every digit" if wrong > 2.0**22
        else f"is {wrong:,.0f} ulp off" if wrong > 100.0
        else f"is {wrong:.3g} ulp off"
    )  # fmt: skip
    result = "gives the exact answer" if right == 0.0 else f"is {right:.2g} ulp off"
    if np.isnan(exact[0]):
        result = "returns NaN"
    return f"The naive form {fault}; `be.activations.{activation.name}` {result}."


def elsewhere(activation: Activation) -> str:
    """Return the same function in other libraries."""
    rows = []
    onnx = {"ONNX": activation.onnx} if activation.onnx else {}
    for library, spelling in (onnx | dict(activation.equivalents)).items():
        call, _, note = spelling.partition("  # ")
        rows.append((plain(library), f"`{call}`", plain(note)))
    if not any(note for _, _, note in rows):
        return table(("Library", "Name"), [row[:2] for row in rows])
    return table(("Library", "Name", "Remark"), rows)


def written(activation: Activation) -> str:
    """Return the function and its slope as C and as JavaScript, for float32."""
    blocks = [
        code(activation.code(language), name) for language, name in (("c", "c"), ("js", "javascript"))
    ]
    how = f"barreleye activations {activation.name} --code c"
    return "\n\n".join([_WRITTEN.format(how=how), *blocks])

"""The section "Accuracy" of a page, and what docs/accuracy.md includes."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from activation_pages._errors import DIRECTIONS, sample, sampled, sweep, swept
from activation_pages._myst import number, plain, table
from barreleye.activations import Activation, Rowwise

_AT = "generated/activations"
_WRONG = ("nan_mismatches", "infinite_mismatches", "wrong_signs_of_zero")


def accuracy(activation: Activation) -> str:
    """Return what the sweep found for a function, and the picture of its errors over a sample."""
    name = activation.name
    rows = swept(name)
    if isinstance(activation, Rowwise):
        found = (
            "A row-wise function has too many inputs for a sweep. Below, the second of two inputs is 0."
        )
        return f"{found}\n\n{_picture(name)}"
    found = (
        f"The sweep over {sweep()['about']['inputs']} found:\n\n{_sweep_table(rows)}"
        if rows
        else "This function has not been swept yet; `make sweep` measures every element-wise function on "
        "all float32 numbers. Until then there is the sample below."
    )
    return f"{found}\n\n{_picture(name)}"


def _picture(name: str) -> str:
    return (
        f"![{name}: errors of value and slope in ulp over all of float32]({name}-errors.png)\n\n"
        f"Each of {len(sample()):,} dots is the error of the result for one float32 number, in "
        "[ulp](../../accuracy.md). With correct rounding it is at most 0.5"
        " (solid line); the tests allow 0.51 (dotted)."
    )


def accuracy_overview(catalogue: Sequence[Activation]) -> str:
    """Return the largest errors of all functions, and their pictures."""
    titles = [f"{where}, {of}" for where in ("Sample", "Sweep") for of in DIRECTIONS]
    lines = []
    for activation in catalogue:
        _, errors = sampled(activation)
        rows = swept(activation.name)
        found = [[row["max_ulp"] for row in rows if row["of"] == of] for of in DIRECTIONS]
        lines.append((
            f"[{plain(activation.name)}]({_AT}/{activation.name}.md)",
            *(_ulp(float(np.max(error))) for error in errors),
            *(_ulp(max(ulps)) if ulps else "not yet" for ulps in found),
        ))  # fmt: skip
    pictures = [
        f"### {plain(a.name)}\n\n![{a.name}: errors in ulp over float32]({_AT}/{a.name}-errors.png)"
        for a in catalogue
    ]
    return "\n\n".join([_about(), table(("Function", *titles), lines), "## Pictures", *pictures]) + "\n"


def _about() -> str:
    about = sweep()["about"]
    if not about:
        return "The sweep has not been run yet."
    engines = sorted({row["engine"] for row in sweep()["results"]})
    shown = "the worse of the two engines" if len(engines) > 1 else f"the {engines[0]} engine"
    return (
        f"The sweep of {about['date']} took {about['inputs']} of float32, with NumPy {about['numpy']} and "
        f"llvmlite {about['llvmlite']} on {about['processor']}. Its columns show {shown}."
    )


def _sweep_table(rows: list[dict[str, Any]]) -> str:
    """Lay out the rows of one function."""
    lines = [
        (
            row["of"], row["engine"], _ulp(row["max_ulp"]), _ulp(row["max_ulp_subnormal"]),
            number(row["worst"]["x"]) if row["worst"] else "",
            f"{sum(row[kind] for kind in _WRONG):,}",
        )
        for row in sorted(rows, key=lambda row: (DIRECTIONS.index(row["of"]), row["engine"]))
    ]  # fmt: skip
    return table(
        ("", "Engine", "Largest error", "Where subnormal", "At z =", "Wrong NaN, ±∞ or ±0"), lines
    )


def _ulp(error: float) -> str:
    return "0" if error == 0.0 else f"{error:.5f}" if np.isfinite(error) else number(error)

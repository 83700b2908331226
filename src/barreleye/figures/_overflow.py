"""Exponentials that overflow, and the shift that keeps softmax safe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from ..activations import get
from ..errors import OptionError
from ._canvas import LARGEST, described, drawn, headed, side_by_side
from ._theme import colours

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LIMITS = {dtype: float(np.log(np.finfo(dtype).max)) for dtype in ("float32", "float64")}
_MOST_ROWS = 8
_FORMS = (".4g", ".2g", ".2g", ".4g", ".2g", ".2g")  # of the columns


@drawn
def overflow(z: ArrayLike = (1.0, 2.0, 1000.0)) -> Figure:
    """Draw where exp overflows, and softmax of a row computed with and without the shift by its largest entry.

    On the left is exp(z) with the largest numbers of float32 and float64, and the entries of the row: plain, and
    shifted. On the right is each step of both forms, as :meth:`softmax.explain` returns them.

    Parameters
    ----------
    z : array_like, shape (n,)
        A row of 1 to 8 numbers.
    """
    softmax: Any = get("softmax")
    steps = softmax.explain(z)
    row = np.asarray(steps.z, dtype=np.float64)
    if len(row) > _MOST_ROWS:
        raise OptionError(f"there is room for {_MOST_ROWS} numbers, z has {len(row)}")
    if not (np.abs(row) <= LARGEST).all():
        k = int(np.argmin(np.abs(row) <= LARGEST))
        raise OptionError(f"z[{k}] is {row[k]:g}: an axis shows numbers up to {LARGEST:g}")
    figure, (axes, words) = side_by_side([2.7, 3.6], 4.0)
    headed(figure, f"softmax: {steps.fails or 'both forms agree here'}")
    _draw_exp(axes, row, np.asarray(steps.shifted, dtype=np.float64))
    _write_steps(words, steps)
    failed = f" The naive form fails: {steps.fails}." if steps.fails else ""
    return described(figure, f"Where exp overflows, and softmax of {len(row)} numbers.{failed}")


def _draw_exp(axes: Any, row: Any, shifted: Any) -> None:  # noqa: ANN401  axes, arrays of numbers
    look = colours()
    low = min(-50.0, 1.1 * float(shifted.min()))
    high = max(750.0, 1.1 * float(row.max()))
    per_e = 1.0 / np.log(10.0)
    axes.plot((low, high), (low * per_e, high * per_e), color=look.first, label="exp(z)")
    for k, (dtype, most) in enumerate(_LIMITS.items()):
        hue = look.nth(4 - 2 * k)
        axes.axhline(most * per_e, color=hue, linestyle="--", label=f"largest {dtype}: z = {most:.1f}")
        axes.plot(most, most * per_e, "s", color=hue)
    axes.plot(row, row * per_e, "X", color=look.second, markersize=9, label="z of the row")
    axes.plot(shifted, shifted * per_e, "o", color=look.ink, label="shifted by the largest")
    axes.set_xlabel("z")
    axes.set_ylabel("power of ten of exp(z)")
    axes.legend(fontsize=8, loc="upper left", bbox_to_anchor=(-0.1, -0.2))


def _write_steps(axes: Any, steps: Any) -> None:  # noqa: ANN401  axes, what softmax.explain returns
    axes.set_axis_off()
    header = ("z", "exp(z)", "naive", "z − max", "exp", "softmax")
    columns = (
        steps.z, steps.naive_exponentials, steps.naive, steps.shifted, steps.exponentials, steps.quotients,
    )  # fmt: skip
    rows = [
        [f"{value:{form}}" for value, form in zip(entries, _FORMS, strict=True)]
        for entries in zip(*columns, strict=True)
    ]
    rows.append(["sum", f"{steps.naive_total:.2g}", "", "", f"{steps.total:.2g}", ""])
    look = colours()
    table = axes.table(rows, colLabels=header, loc="center", cellLoc="right", edges="horizontal")
    table.auto_set_font_size(value=False)
    table.set_fontsize(8)
    table.scale(1.0, 1.5)
    for (line, column), cell in table.get_celld().items():
        cell.set_edgecolor(look.guide)
        text = cell.get_text()
        wrong = line > 0 and column < 3 and text.get_text() in {"inf", "nan"}
        text.set_color(look.second if wrong else look.ink)
        text.set_fontweight("bold" if wrong or line == 0 else "normal")

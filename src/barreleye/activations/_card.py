"""What a notebook shows of an activation: its formula, a small drawing and the facts."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np

from .._arrays import Array

if TYPE_CHECKING:
    from ._activation import Activation

_WIDTH, _HEIGHT = 240, 160
_DASHES = ("", ' stroke-dasharray="4 3"')


def latex_card(name: str, latex: str) -> str:
    """Return the formula as a displayed equation."""
    operator = name.replace("_", r"\_")
    return rf"$$\mathrm{{{operator}}}(z) = {latex}$$"


def html_card(activation: Activation) -> str:
    """Return the card as HTML with an inline SVG: value solid, slope dashed."""
    facts = [
        ("range", interval(activation.range)),
        ("limits", limits(activation.limits)),
        ("kinks", ", ".join(f"{kink:g}" for kink in activation.kinks) or "none"),
    ]
    rows = "".join(f"<tr><th>{k}</th><td>{escape(v)}</td></tr>" for k, v in facts)
    points = "".join(f"<li>{escape(point)}</li>" for point in activation.key_points)
    return (
        f'<div class="mathjax_process"><strong>'
        f"{escape(repr(activation))}</strong>: {escape(activation.summary)}"
        f"{escape(latex_card(activation.name, activation.latex))}<div>{_svg(activation)}</div>"
        f"<table>{rows}</table><ul>{points}</ul></div>"
    )


def limits(pair: tuple[float, float]) -> str:
    """Return a pair of limits as text: ``0 at −∞, +∞ at +∞``."""
    if any(value != value for value in pair):
        return "none: it has no limit"
    low, high = interval(pair).split(" to ")
    return f"{low} at −∞, {high} at +∞"


def interval(pair: tuple[float, float]) -> str:
    """Return a range as text: ``0 to 1``, ``−∞ to +∞``."""
    low, high = ("−∞" if v == -np.inf else "+∞" if v == np.inf else f"{v:g}" for v in pair)
    return f"{low} to {high}"


def _svg(activation: Activation) -> str:
    z = np.linspace(-4.0, 4.0, 161)
    curves = activation.curves(z)
    low = min(-0.25, *(float(curve.min()) for curve in curves.values()))
    high = max(1.25, *(float(curve.max()) for curve in curves.values()))

    def place(values: Array) -> str:
        x = (z + 4.0) / 8.0 * _WIDTH
        y = (high - values) / (high - low) * _HEIGHT
        return " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True))

    zero = high / (high - low) * _HEIGHT
    lines = "".join(
        f'<polyline points="{place(curve)}" fill="none" stroke="#1f6fb2" stroke-width="2"'
        f"{dash}><title>{name}</title></polyline>"
        for (name, curve), dash in zip(curves.items(), _DASHES, strict=False)
    )
    axes = f'<path d="M0 {zero:.1f}H{_WIDTH}M{_WIDTH / 2} 0V{_HEIGHT}" stroke="#999" fill="none"/>'
    return (
        f'<svg width="{_WIDTH}" height="{_HEIGHT}" role="img" '
        f'aria-label="{activation.name} and its slope from -4 to 4">{axes}{lines}</svg>'
    )

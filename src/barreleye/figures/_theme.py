"""The colours of figures, light and dark, and what else they have in common."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from .._arguments import one_of


@dataclass(frozen=True)
class Colours:
    """The colours of a theme. Lines are told apart with any colour vision, and in grey by their lightness."""

    paper: str
    ink: str
    guide: str
    rows: str
    active: str
    several: tuple[str, ...]

    @property
    def first(self) -> str:
        """The colour of what a figure is about, and of positive weights."""
        return self.several[0]

    @property
    def second(self) -> str:
        """The colour of what that is compared with, and of negative weights."""
        return self.several[1]

    def nth(self, k: int) -> str:
        """Return the colour of the line k, from 0; after the last one they begin again."""
        return self.several[k % len(self.several)]

    @property
    def slope(self) -> str:
        """The colour of slopes."""
        return self.several[3]

    def diverging(self) -> Any:  # noqa: ANN401  a matplotlib Colormap
        """Return colours from orange below 0 over that of the paper to violet above."""
        return _between(self.several[1], self.paper, self.several[3])

    def rising(self) -> Any:  # noqa: ANN401  a matplotlib Colormap
        """Return colours from that of the paper to blue."""
        return _between(self.paper, self.several[0])

    def style(self) -> Any:  # noqa: ANN401  matplotlib types the keys one by one
        """Return the settings of matplotlib."""
        return {
            "font.family": "sans-serif",
            "font.size": 10,
            "figure.facecolor": self.paper,
            "axes.facecolor": self.paper,
            "savefig.facecolor": "auto",
            "legend.labelcolor": self.ink,
            "text.color": self.ink,
            "axes.edgecolor": self.guide,
            "axes.labelcolor": self.ink,
            "axes.titlecolor": self.ink,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.titlesize": 11,
            "axes.titlelocation": "left",
            "xtick.color": self.ink,
            "ytick.color": self.ink,
            "legend.frameon": False,
            "svg.hashsalt": "barreleye",  # the same picture gives the same file
            "svg.fonttype": "path",  # text keeps its look where the font is absent
        }


LIGHT = Colours(
    paper="#ffffff",
    ink="#24303a",
    guide="#8c959d",
    rows="#c9d6e2",
    active="#d7e6f5",
    several=(
        "#2a6fb0", "#e07b28", "#3f9b6c", "#8a5fb5", "#c2405a", "#7a6a2f", "#4bb3c4", "#6b6b6b",
    ),
)  # fmt: skip
DARK = Colours(
    paper="#14191e",
    ink="#e3e9ee",
    guide="#7d8891",
    rows="#3a4a58",
    active="#24435f",
    several=(
        "#4f9be0", "#f2a35e", "#6cc79a", "#b996e0", "#ee7f95", "#c9b568", "#7fd6e4", "#b5b5b5",
    ),
)  # fmt: skip
_THEMES = {"light": LIGHT, "dark": DARK}
_current: ContextVar[Colours] = ContextVar("theme", default=LIGHT)


def colours() -> Colours:
    """Return the colours of the theme that is in force."""
    return _current.get()


@contextmanager
def theme(name: str) -> Generator[None]:
    """Draw figures in a theme, ``"light"`` (the default) or ``"dark"``, within a ``with`` block.

    Raises
    ------
    OptionError
        There is no theme of that name.

    Examples
    --------
    >>> import barreleye as be
    >>> with be.figures.theme("dark"):
    ...     figure = be.figures.network(be.by_hand.sine(stage=1))
    """
    one_of("theme", name, _THEMES)
    with in_colours(_THEMES[name]):
        yield


@contextmanager
def in_colours(look: Colours) -> Generator[None]:
    """Draw figures in these colours within a ``with`` block."""
    token = _current.set(look)
    try:
        yield
    finally:
        _current.reset(token)


def _between(*ends: str) -> Any:  # noqa: ANN401  a matplotlib Colormap
    from matplotlib.colors import LinearSegmentedColormap  # noqa: PLC0415  an extra

    return LinearSegmentedColormap.from_list("-".join(ends), ends)


def rgb(colour: str) -> list[float]:
    """Return red, green and blue, each from 0 to 1."""
    return [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]

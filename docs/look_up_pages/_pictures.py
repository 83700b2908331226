"""A page for each figure and each film, with an example."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import barreleye as be
from look_up_pages._page import Page, documented, example, first_line, page
from look_up_pages._picture_examples import FIGURES, FILMS

_NO_PICTURES = {"as_png", "as_svg", "require_matplotlib", "terminal_plot", "theme"}


def pages(folder: Path) -> Iterator[Page]:
    """Write the pictures beside their pages.

    Raises
    ------
    ValueError
        A figure or a film has no example, or an example draws what is not there.
    """
    for module, examples, left_out in (
        (be.figures, FIGURES, _NO_PICTURES),
        (be.animations, FILMS, {"Animation"}),
    ):
        what = module.__name__.rpartition(".")[2]
        names = sorted(set(module.__all__) - left_out)
        if names != sorted(examples):
            raise ValueError(f"examples of {what}: {sorted(set(names) ^ set(examples))} differ")
        for name in names:
            yield page(
                f"{what}-{name}",
                f"{what}.{name}",
                first_line(getattr(module, name)),
                example(examples[name], folder, f"{what}-{name}"),
                documented("autofunction", f"barreleye.{what}.{name}"),
            )

"""A page for each optimizer."""

from __future__ import annotations

import dataclasses
import inspect
import textwrap
from collections.abc import Iterator
from pathlib import Path

from activation_pages._myst import code, listing

from barreleye import optimizers
from look_up_pages._page import Page, documented, example, first_line, page


def pages(folder: Path) -> Iterator[Page]:
    """Write the picture of each example beside its page."""
    for name in optimizers.names():
        kind = type(optimizers.get(name))
        made = f"be.{kind.__name__}()"
        constants = [(one.name, f"`{one.default!r}`") for one in dataclasses.fields(kind) if one.init]
        body = getattr(kind, "body", None)
        yield page(
            name,
            kind.__name__,
            first_line(kind),
            documented("autoclass", f"barreleye.{kind.__name__}"),
            "## Constants",
            listing(constants),
            "" if body is None else f"## The step\n\n{code(textwrap.dedent(inspect.getsource(body)))}",
            "## Try it",
            example(
                "import barreleye as be\n\n"
                "x, y = be.datasets.sine(samples=200)\nhistories = {}\n"
                f"for optimizer in (be.SGD(0.05), {made}):\n"
                "    net = be.mlp(1, [16, 16], 1, seed=3)\n"
                "    histories[type(optimizer).__name__] = net.fit(\n"
                "        x, y, epochs=60, optimizer=optimizer, progress=False\n    )\n"
                "be.figures.loss_curve(histories)",
                folder,
                name,
            ),
            f'By name: `net.fit(X, y, optimizer="{name}")`.',
        )

"""Examples of public names whose docstrings have none: the pages of the names show them, the tests run them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the tests read the examples without Sphinx
    from sphinx.application import Sphinx

HERE = Path(__file__).parent
_BEFORE_NUMPYDOC = 400


def setup(app: Sphinx) -> dict[str, bool]:
    """Show an example below each docstring that has none of its own."""
    known = read()

    def added(app: Sphinx, what: str, name: str, thing: object, options: Any, lines: list[str]) -> None:  # noqa: ANN401, ARG001
        if name in known:
            if lines and " ".join(lines).split() == (type(thing).__doc__ or "").split():
                lines.clear()  # of a dict or a tuple this is what Python says of all of them
            lines += ["", "Examples", "--------", *known[name].splitlines(), ""]

    app.connect("autodoc-process-docstring", added, priority=_BEFORE_NUMPYDOC)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def read() -> dict[str, str]:
    """Return the example of each name, with the imports that it needs."""
    found: dict[str, str] = {}
    for path in sorted(HERE.glob("*.txt")):
        for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
            name, _, code = block.partition("\n")
            if name in found:
                raise ValueError(f"{path}: there is an example of {name} already")
            text = "\n".join(line.removeprefix("    ") for line in code.splitlines())
            found[name] = (
                (">>> import numpy as np\n" if "np." in text else "")
                + ">>> import barreleye as be\n"
                + text
            )
    return found

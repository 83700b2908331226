"""Run the notebooks of the chapters from top to bottom: python tools/run_notebooks.py [CHAPTER ...]."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import nbclient
import nbformat

from barreleye.lessons import CHAPTERS

DOCS = Path(__file__).parents[1] / "docs"
sys.path.insert(0, str(DOCS))
import notebooks  # noqa: E402  found in docs/ only

FOLDER = DOCS / "generated" / "notebooks"


def main(names: list[str]) -> None:
    """Write all notebooks and run some; a cell that fails ends this with its error."""
    notebooks.write(FOLDER)
    for name in names or [one.name for one in CHAPTERS]:
        began = time.perf_counter()
        found = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
        nbformat.validate(found)
        nbclient.NotebookClient(found, timeout=120, kernel_name="python3").execute()
        cells = sum(one.cell_type == "code" for one in found.cells)
        print(f"{name}.ipynb: {cells} cells of code run in {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main(sys.argv[1:])

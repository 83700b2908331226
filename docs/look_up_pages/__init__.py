"""Pages made from the registries: losses, optimizers, figures, films, findings and commands.

conf.py calls :func:`write`. Examples on these pages are run when the pages are written; one that fails stops the
build.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from look_up_pages import _commands, _findings, _losses, _optimizers, _pictures

FOLDER = Path(__file__).parents[1] / "generated" / "look-up"
_KINDS = {
    "losses": _losses.pages,
    "optimizers": _optimizers.pages,
    "pictures": _pictures.pages,
    "findings": _findings.pages,
    "commands": _commands.pages,
}

__all__ = ["FOLDER", "write"]


def write(folder: Path = FOLDER) -> None:
    """Write a page for each entry, and for each kind the list that another page includes."""
    shutil.rmtree(folder, ignore_errors=True)
    for kind, pages in _KINDS.items():
        (folder / kind).mkdir(parents=True)
        lines: list[str] = []
        for page in pages(folder / kind):
            (folder / kind / f"{page.name}.md").write_text(page.text, encoding="utf-8")
            lines.append(f"- [{page.title}](generated/look-up/{kind}/{page.name}.md): {page.summary}")
        names = "\n".join(
            f"generated/look-up/{kind}/{path.stem}" for path in sorted((folder / kind).glob("*.md"))
        )
        listed = "\n".join(lines)
        (folder / f"{kind}.inc").write_text(
            f"{listed}\n\n```{{toctree}}\n:hidden:\n\n{names}\n```\n", encoding="utf-8"
        )

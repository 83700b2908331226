"""The chapters as Jupyter notebooks: the same text and the same code, with a cell to answer each exercise."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

from barreleye.lessons import CHAPTERS, Chapter, ask

HERE = Path(__file__).parent
_PARTS = re.compile(r"```\{(code-cell|include)\}\s*(.*?)\n?```", re.DOTALL)
_PICTURE = re.compile(r"!\[(.*?)\]\(images/(.*?)\)")
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?!https?:)([^)#]+)\.md(?:#[^)]*)?\)")

_NETWORK = re.compile(r"^net = ", re.MULTILINE)

Cell = dict[str, Any]


def write(folder: Path = HERE / "generated" / "notebooks") -> None:
    """Write a notebook for each chapter."""
    folder.mkdir(parents=True, exist_ok=True)
    for chapter in CHAPTERS:
        text = json.dumps(notebook(chapter), indent=1, ensure_ascii=False)
        (folder / f"{chapter.name}.ipynb").write_text(f"{text}\n", encoding="utf-8")


def notebook(chapter: Chapter) -> dict[str, Any]:
    """Return a chapter as a notebook of format 4.5."""
    source = (HERE / "learn" / f"{chapter.name}.md").read_text(encoding="utf-8")
    source = source.split("---\n", 2)[2]  # what stands above is for Sphinx
    cells: list[Cell] = [
        _code("# This needs the library: pip install 'barreleye[all]'\nimport barreleye as be")
    ]
    end = 0
    for part in _PARTS.finditer(source):
        cells += _texts(source[end : part.start()])
        kind, inside = part.groups()
        cells += (
            [_code(inside)] if kind == "code-cell" else _included(chapter, Path(inside.strip()).stem)
        )
        end = part.end()
    cells += _texts(source[end:])
    if _NETWORK.search(source):
        cells += _texts(
            "**The network of this chapter**, as it is now, on a page where all its numbers can be moved:"
        )
        cells.append(_code("be.play(net)"))
    for number, cell in enumerate(cells):
        cell["id"] = f"{chapter.name}-{number}"
    return {
        "cells": cells,
        "metadata": {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _included(chapter: Chapter, name: str) -> list[Cell]:
    """Return what a chapter includes: its beginning, its stage, or an exercise."""
    if name == chapter.name:
        return _texts(f"*{chapter.minutes} minutes to read. You need: {chapter.needs}.*")
    if name == f"{chapter.name}.stage":
        return [*_texts(f"**By hand.** {chapter.goal}"), _code(f'be.play(stage="{chapter.stage}")')]
    one = ask(name)
    solution = f"<details><summary>A solution</summary>\n\n```python\n{one.solution}\n```\n\n</details>"
    return [
        *_texts(f"**Exercise {name}.** {one.question}\n\n{solution}"),
        _code(f'answer = ...  # yours\nbe.lessons.check("{name}", answer)'),
    ]


def _texts(text: str) -> list[Cell]:
    """Return text as a cell with its pictures; none if there is no text."""
    pictures = {
        name: {
            "image/svg+xml": base64.b64encode((HERE / "learn" / "images" / name).read_bytes()).decode()
        }
        for _, name in _PICTURE.findall(text)
    }
    text = _PICTURE.sub(r"![\1](attachment:\2)", text)
    text = _LINK.sub(lambda link: _linked(*link.groups()), text).strip()
    if not text:
        return []
    more = {"attachments": pictures} if pictures else {}
    return [{"cell_type": "markdown", "metadata": {}, **more, "source": text}]


def _linked(words: str, page: str) -> str:
    """Return a link to the notebook of a chapter; other pages are not beside it."""
    chapters = {one.name for one in CHAPTERS}
    return f"[{words}]({page}.ipynb)" if page in chapters else words


def _code(source: str) -> Cell:
    return {
        "cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [],
        "source": source.strip(),
    }  # fmt: skip

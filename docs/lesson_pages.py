"""The exercises of the chapters as pieces of pages, made from their declarations."""

from __future__ import annotations

from pathlib import Path

from barreleye.lessons import CHAPTERS, Chapter, Exercise

HERE = Path(__file__).parent / "generated" / "lessons"


def write() -> None:
    """Write what chapters include: a beginning for each of them, and a piece for each exercise."""
    HERE.mkdir(parents=True, exist_ok=True)
    for number, chapter in enumerate(CHAPTERS, 1):
        (HERE / f"{chapter.name}.inc").write_text(beginning(chapter, number), encoding="utf-8")
        for one in chapter.exercises:
            (HERE / f"{one.name}.inc").write_text(piece(one), encoding="utf-8")


def beginning(chapter: Chapter, number: int) -> str:
    """Return what stands below the title of a chapter."""
    many = len(chapter.exercises)
    return (
        f"*Chapter {number} of {len(CHAPTERS)}: {chapter.minutes} minutes to read, and {many} exercises."
        f" You need: {chapter.needs}.*\n"
    )


def piece(one: Exercise) -> str:
    """Return a question, how to check an answer, and a folded solution."""
    return (
        f":::{{admonition}} Exercise {one.name}\n{one.question}\n\n"
        f'Check your answer with `be.lessons.check("{one.name}", answer)`.\n\n'
        "<details><summary>A solution</summary>\n\n"
        f"```python\n{one.solution}\n```\n\n</details>\n:::\n"
    )

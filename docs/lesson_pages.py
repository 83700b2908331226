"""The exercises of the chapters as pieces of pages, made from their declarations."""

from __future__ import annotations

from pathlib import Path

from barreleye.lessons import CHAPTERS, SECTIONS, Chapter, Exercise

HERE = Path(__file__).parent / "generated" / "lessons"
_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth"}


def write() -> None:
    """Write what chapters include: a beginning and a frame for each of them, and a piece for each exercise."""
    HERE.mkdir(parents=True, exist_ok=True)
    pieces = {"sections": sections(), "chapters": chapters()}
    for number, chapter in enumerate(CHAPTERS, 1):
        pieces[chapter.name] = beginning(chapter, number)
        pieces[f"{chapter.name}.stage"] = stage(chapter)
        pieces |= {one.name: piece(one) for one in chapter.exercises}
    for name, text in pieces.items():
        (HERE / f"{name}.inc").write_text(text, encoding="utf-8")


def beginning(chapter: Chapter, number: int) -> str:
    """Return what stands below the title of a chapter."""
    many = len(chapter.exercises)
    return (
        f"*Chapter {number} of {len(CHAPTERS)}: {chapter.minutes} minutes to read, and {many} exercises."
        f" You need: {chapter.needs}.*"
        f" {{download}}`The chapter as a notebook <../generated/notebooks/{chapter.name}.ipynb>`\n"
    )


def stage(chapter: Chapter) -> str:
    """Return the frame of the page on which something is to be done, and the goal."""
    address = f"../play.html#stage={chapter.stage}"
    return (
        f":::{{admonition}} By hand\n{chapter.goal}\n\n"
        f'```{{raw}} html\n<iframe class="stage" loading="lazy" title="{chapter.title}: by hand"'
        f' src="{address}" sandbox="allow-scripts allow-downloads"></iframe>\n'
        f'<p class="on-screen"><a href="{address}">Open it as a page of its own</a></p>'
        f'<p class="on-paper">On a screen: <code>barreleye play --stage {chapter.stage} --open</code></p>\n'
        "```\n:::\n"
    )


def piece(one: Exercise) -> str:
    """Return a question, how to check an answer, and a folded solution."""
    return (
        f":::{{admonition}} Exercise {one.name}\n{one.question}\n\n"
        f'Check your answer with `be.lessons.check("{one.name}", answer)`.\n\n'
        "<details><summary>A solution</summary>\n\n"
        f"```python\n{one.solution}\n```\n\n</details>\n:::\n"
    )


def chapters() -> str:
    """Return the table of the chapters."""
    rows = [
        f"| {number} | [{one.title}]({one.name}.md) | {one.minutes} minutes | {len(one.exercises)} | {one.needs} |"
        for number, one in enumerate(CHAPTERS, 1)
    ]
    head = "| number | chapter | to read | exercises | you need |"
    return "\n".join([head, "|---|---|---|---|---|", *rows]) + "\n"


def sections() -> str:
    """Return the table of the documents' sections, and of the chapters that cover them."""
    titles = {chapter.name: chapter.title for chapter in CHAPTERS}
    rows = [
        f"| {_ORDINALS[one.document]} | {one.title} | [{titles[one.chapter]}]({one.chapter}.md) |"
        for one in SECTIONS
    ]
    return "\n".join(["| document | section | chapter |", "|---|---|---|", *rows]) + "\n"

"""Chapters and sections: nothing of the documents is left out, and every chapter has a stage of the page."""

import re
from pathlib import Path

from barreleye.lessons import CHAPTERS, SECTIONS
from barreleye.playground._presets import presets

LISTED = Path(__file__).with_name("sections-of-the-documents.txt")
TABS = {"activations", "softmax"}
PAGES = Path(__file__).parents[2] / "docs" / "learn"


def test_every_section_of_the_documents_is_covered_by_a_chapter():
    listed = [line.split(" ", 1) for line in LISTED.read_text(encoding="utf-8").splitlines()]
    assert [(one.document, one.title) for one in SECTIONS] == [(int(n), title) for n, title in listed]
    assert {one.chapter for one in SECTIONS} == {one.name for one in CHAPTERS}


def test_every_chapter_has_a_stage_of_the_page_with_a_goal():
    stages = {one["stage"]: one for one in presets(50)}
    assert len(stages) == len(presets(50))
    for chapter in CHAPTERS:
        assert chapter.goal.endswith(".")
        assert chapter.stage in TABS or stages[chapter.stage]["stages"]


def test_the_page_of_a_chapter_has_all_its_parts_once():
    for chapter in CHAPTERS:
        source = (PAGES / f"{chapter.name}.md").read_text(encoding="utf-8")
        included = re.findall(r"\{include\} \.\./generated/lessons/(.*)\.inc", source)
        wanted = [chapter.name, f"{chapter.name}.stage", *(one.name for one in chapter.exercises)]
        assert sorted(included) == sorted(wanted)
        assert f"# {chapter.title}\n" in source
        assert (
            "At the end of this chapter you can" in source
            or "At the end of this chapter you have" in source
        )
        assert "## Where the documents are wrong" in source
        assert "**Next:**" in source

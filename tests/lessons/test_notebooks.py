"""Notebooks of the chapters: their code is that of the pages, which run when the site is built."""

import re
import sys
from pathlib import Path

import pytest

import barreleye as be
from barreleye.lessons import CHAPTERS
from barreleye.playground import Page

DOCS = Path(__file__).parents[2] / "docs"
CHAPTER = {one.name: one for one in CHAPTERS}


@pytest.fixture
def notebooks(monkeypatch):
    """The module that writes them."""
    monkeypatch.syspath_prepend(str(DOCS))
    import notebooks  # noqa: PLC0415  found in docs/ only

    yield notebooks
    monkeypatch.delitem(sys.modules, "notebooks")


def source_of(name):
    return (DOCS / "learn" / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CHAPTER)
def test_the_code_of_a_notebook_is_that_of_its_page_in_the_same_order(notebooks, name):
    cells = notebooks.notebook(CHAPTER[name])["cells"]
    code = [one["source"] for one in cells if one["cell_type"] == "code"]
    of_page = [
        one.strip() for one in re.findall(r"```\{code-cell\}\n(.*?)```", source_of(name), re.DOTALL)
    ]
    added = ("answer = ...", "be.play(", "# This needs the library")
    assert [one for one in code if not one.startswith(added)] == of_page
    # the network that the chapter has made is on a page at its end
    assert (code[-1] == "be.play(net)") == any(
        one.startswith("net = ") or "\nnet = " in one for one in code
    )


@pytest.mark.parametrize("name", CHAPTER)
def test_the_cells_that_a_notebook_adds_run(notebooks, name):
    cells = notebooks.notebook(CHAPTER[name])["cells"]
    place = {"be": be}
    code = [one["source"] for one in cells if one["cell_type"] == "code"]
    checks = [one for one in code if one.startswith("answer = ...")]
    assert len(checks) == len(CHAPTER[name].exercises)
    for lines in checks:
        first, last = lines.split("\n")
        exec(first, place)  # noqa: S102  our own
        assert eval(last, place).said  # noqa: S307  as above
    (stage,) = [one for one in code if one.startswith("be.play(stage=")]
    assert isinstance(eval(stage, place), Page)  # noqa: S307  as above


@pytest.mark.parametrize("name", CHAPTER)
def test_the_text_of_a_notebook_is_whole_and_has_no_link_to_a_page_that_is_not_beside_it(
    notebooks, name
):
    cells = notebooks.notebook(CHAPTER[name])["cells"]
    texts = [one for one in cells if one["cell_type"] == "markdown"]
    joined = "\n\n".join(one["source"] for one in texts)
    for heading in re.findall(
        r"^#+ .*$", re.sub(r"```.*?```", "", source_of(name), flags=re.DOTALL), re.MULTILINE
    ):
        assert heading in joined
    for one in CHAPTER[name].exercises:
        assert one.question in joined
        assert one.solution in joined
    assert CHAPTER[name].goal in joined
    assert ".md" not in joined
    assert "{include}" not in joined
    assert set(re.findall(r"\]\(([^)]*)\.ipynb\)", joined)) <= CHAPTER.keys()
    attached = {picture for one in texts for picture in one.get("attachments", {})}
    assert attached == set(re.findall(r"\(attachment:(.*?)\)", joined))
    assert len({one["id"] for one in cells}) == len(cells)


def test_notebooks_are_written(notebooks, tmp_path):
    notebooks.write(tmp_path)
    assert {one.name for one in tmp_path.iterdir()} == {f"{name}.ipynb" for name in CHAPTER}

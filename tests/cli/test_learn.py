"""``barreleye learn`` opens the chapters of the package barreleye-lessons."""

import re
import sys
from types import ModuleType

import pytest

import barreleye as be
from barreleye.cli._app import app


@pytest.fixture
def pages(tmp_path, monkeypatch):
    """Put a package with a page for each chapter where the real one would be, and collect what is opened."""
    package = ModuleType("barreleye_lessons")
    package.FOLDER, package.__version__ = tmp_path / "pages", be.__version__
    monkeypatch.setitem(sys.modules, "barreleye_lessons", package)
    package.opened = []
    monkeypatch.setattr("webbrowser.open", lambda address: not package.opened.append(address))
    return package


@pytest.fixture
def learn(capsys, monkeypatch):
    """Return a function that runs the command and returns what it has printed: to stdout, and to stderr."""
    monkeypatch.setenv("COLUMNS", "300")

    def run(*words):
        app(["learn", *words], standalone_mode=False)
        return capsys.readouterr()

    return run


@pytest.mark.parametrize("chapter", [one.name for one in be.lessons.CHAPTERS])
def test_a_chapter_is_opened(pages, learn, chapter):
    done = learn(chapter)
    page = pages.FOLDER / "learn" / f"{chapter}.html"
    assert done.out.splitlines()[-1] == str(page)
    assert pages.opened == [page.as_uri()]


def test_without_a_chapter_it_is_the_list_of_all(pages, learn):
    learn()
    assert pages.opened == [(pages.FOLDER / "learn" / "index.html").as_uri()]


def test_nothing_is_opened_if_only_the_place_is_asked_for(pages, learn):
    done = learn("sine", "--no-open")
    assert done.out.splitlines() == [
        "A sine by hand",
        str(pages.FOLDER / "learn" / "sine.html"),
    ]
    assert not pages.opened


@pytest.mark.usefixtures("pages")
def test_where_there_is_no_browser_a_warning_says_so(learn, monkeypatch):
    monkeypatch.setattr("webbrowser.open", lambda _: False)
    done = learn("sine")
    assert "sine.html" in done.out
    assert "no browser was found here" in done.err


def test_chapters_of_another_version_are_told_of(pages, learn):
    pages.__version__ = "0.0.1"
    done = learn("sine")
    assert f"these chapters belong to barreleye 0.0.1, and this is {be.__version__}" in " ".join(
        done.err.split()
    )
    assert pages.opened


def test_an_unknown_chapter_names_those_that_are_there(pages, learn):
    with pytest.raises(
        be.errors.UnknownNameError, match="there is no chapter 'sin'; did you mean 'sine'"
    ):
        learn("sin")
    assert not pages.opened


def test_without_the_package_the_error_names_it(learn, monkeypatch):
    monkeypatch.setitem(sys.modules, "barreleye_lessons", None)  # an import of it fails
    wanted = re.escape(f"pip install barreleye-lessons=={be.__version__}")
    with pytest.raises(be.errors.MissingExtraError, match=wanted):
        learn("sine")

"""Stages of the page: a link or `be.play(stage=...)` opens one, and its goal is reached by what is to be done."""

import pytest

import barreleye as be
from barreleye.lessons import CHAPTERS
from barreleye.playground._presets import TABS
from support.page_in_browser import Page

pytestmark = pytest.mark.browser
VERDICT = ".stages .verdict"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    path = tmp_path_factory.mktemp("stages") / "page.html"
    be.play(rows=200).save(path)
    return path.as_uri()


@pytest.mark.parametrize("stage", [one.stage for one in CHAPTERS if one.stage not in TABS])
def test_the_stage_of_a_chapter_is_opened_and_its_goal_is_not_reached_yet(browser, address, stage):
    page = Page(browser, f"{address}#stage={stage}")
    page.settle()
    assert page.run("return page.app.view.given.stage") == stage
    assert "the goal is" in page.text(VERDICT)
    assert "#" not in page.browser.current_url  # the same link may be opened again


# the numbers of each network after what is to be done by hand
FOUND = {
    "weights": [0.5, -1.0, 0.25],
    "bias": [2.0, -1.0, 1.0, 0.0],
    "dead": [1.0, -1.0, 0.0, 0.0, 1.0, 1.0, 0.0],
}


@pytest.mark.parametrize("stage", FOUND)
def test_a_goal_can_be_reached_by_hand(browser, address, stage):
    page = Page(browser, f"{address}#stage={stage}")
    page.run(
        "page.app.history.set(arguments[0].map((value, place) => [place, value]), 'by hand')",
        FOUND[stage],
    )
    page.settle()
    assert page.text(".stages h2") == "Goal"
    assert page.text(VERDICT).startswith("✓ Reached. The mean loss of the rows is")
    assert not page.browser.find_elements("css selector", ".stages button")  # there is one thing to do


def test_a_goal_stays_when_layers_are_added_and_sections_do_not(browser, address):
    for stage, shown in (("train-sine", 1), ("sine", 0)):
        page = Page(browser, f"{address}#stage={stage}")
        page.run("page.app.network.layers.add()")
        page.settle()
        assert page.run("return page.app.view.net.layers.length") == 4
        assert len(page.browser.find_elements("css selector", VERDICT)) == shown


def test_a_section_of_the_sine_is_opened(browser, address):
    page = Page(browser, f"{address}#stage=sine.3")
    page.settle()
    assert page.text(".stages h2").startswith("Section 3 of 7")


@pytest.mark.parametrize("tab", TABS)
def test_a_tab_is_opened(browser, address, tab):
    page = Page(browser, f"{address}#stage={tab}")
    page.settle()
    assert page.text("[role=tab][aria-selected=true]").lower() == tab


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        ("chess", 'this page has no stage of the name "chess"'),
        ("sine.8", '"sine" has the sections 1 to 7'),
        ("sine.0", '"sine" has the sections 1 to 7'),
        ("bias.2", '"bias" has one section'),
        ("sine.two", '"sine" has the sections 1 to 7'),
    ],
)
def test_a_stage_that_is_not_there_is_told(browser, address, stage, words):
    page = Page(browser, f"{address}#stage={stage}")
    page.settle()
    assert words in page.run("return document.body.textContent")
    assert page.run("return page.app.view.given.stage") == "sine"


def test_python_names_the_stage_of_a_page(browser, tmp_path):
    path = tmp_path / "page.html"
    be.play(rows=200, stage="sine.2").save(path)
    page = Page(browser, path.as_uri())
    page.settle()
    assert page.text(".stages h2").startswith("Section 2 of 7")


def test_a_screen_reader_is_told_once_that_a_goal_is_reached(browser, address):
    page = Page(browser, f"{address}#stage=bias")
    page.settle()
    spoken = "return document.querySelector('.stages [role=status]').textContent"
    assert page.run(spoken) == ""
    page.run("page.app.history.set([[0, 2.0], [1, -1.0]], 'by hand')")
    page.settle()
    assert page.run(spoken) == "The goal is reached."

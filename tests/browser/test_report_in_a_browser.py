"""The report as a reader meets it: in a real browser, from disk, without a network.

Run by `make browser`, which needs chromium and its driver; `make test` leaves these out.
"""

import json

import pytest

import barreleye as be
from barreleye.reports import write_report

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    nasty = "<b>bold</b> & [brackets] " + "verylongname" * 12
    table = {
        "kind": ["a", "b", None, "ü <i>"] * 30,
        nasty: [float(i % 7) for i in range(120)],
        "y": [3.0 * (i % 7) + i % 4 for i in range(120)],
    }
    for name, target in (("regression", "y"), ("classification", "kind")):
        fit = be.fit_table(table, target, epochs=4, progress=False)
        write_report(fit, folder / f"{name}.html", "a table")
    return folder


@pytest.mark.parametrize("name", ["regression", "classification"])
@pytest.mark.parametrize("width", [360, 1000])
def test_the_page_fits_its_window_and_asks_for_nothing(browser, reports, name, width):
    address = (reports / f"{name}.html").as_uri()
    browser.set_window_size(width, 900)
    browser.get_log("performance")  # what came before is none of ours
    browser.get_log("browser")

    browser.get(address)

    overflow = browser.execute_script(
        "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = {
        message["params"]["request"]["url"]
        for message in messages
        if message["method"] == "Network.requestWillBeSent"
    }
    assert overflow <= 0
    assert {url for url in asked if not url.startswith("data:")} <= {
        address
    }  # data: is in the page itself
    assert browser.get_log("browser") == []


@pytest.mark.parametrize("name", ["regression", "classification"])
def test_every_picture_is_drawn_large_enough_to_read(browser, reports, name):
    browser.set_window_size(1000, 900)
    browser.get((reports / f"{name}.html").as_uri())

    sizes = browser.execute_script(
        "return [...document.querySelectorAll('figure svg')].map("
        "s => [s.getBoundingClientRect().width, s.getBoundingClientRect().height])"
    )

    assert len(sizes) >= 5  # the answers, the loss, and one for each of three layers
    assert all(width >= 250 and height >= 150 for width, height in sizes)


def test_a_name_from_the_table_is_shown_as_it_is_written(browser, reports):
    browser.get((reports / "regression.html").as_uri())

    assert "<b>bold</b> & [brackets]" in browser.execute_script("return document.body.innerText")
    assert browser.execute_script("return document.querySelectorAll('td b, td i').length") == 0

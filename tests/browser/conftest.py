"""A real browser: Debian's chromium without a window."""

import shutil

import pytest

import barreleye as be
from support.page_in_browser import Page


@pytest.fixture(scope="session")
def browser():
    from selenium import webdriver  # noqa: PLC0415  in an extra of its own
    from selenium.webdriver.chrome.service import Service  # noqa: PLC0415  as above

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for flag in (
        "headless=new",
        "no-sandbox",
        "disable-gpu",
        "disable-background-networking",
        "disable-sync",
    ):
        options.add_argument(f"--{flag}")
    options.add_argument("--disable-component-update")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    yield driver
    driver.quit()


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "page.html"
    be.play().save(path)
    return path.as_uri()


@pytest.fixture
def page(browser, address):
    browser.set_window_size(1280, 900)
    return Page(browser, address)

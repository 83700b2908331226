"""A real browser: Debian's chromium without a window."""

import shutil

import pytest


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

"""Look at pages of the site in a browser: axe-core finds nothing, they fit 360 pixels, and links lead somewhere.

Run after ``make docs``; ``--all`` looks at every page, otherwise at the chapters and at one page of each kind:

    python tools/check_site.py docs/_build/html .venv/page-tools/node_modules/axe-core/axe.min.js [--all]
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

SOME = (
    *("index.html", "learn/*.html", "do.html", "a-table.html", "generated/activations/softmax.html"),
    *("generated/barreleye.Network.html", "generated/look-up/losses/huber.html"),
    *("generated/look-up/optimizers/adam.html", "generated/look-up/pictures/animations-race.html"),
    *("generated/look-up/findings/BE001.html", "generated/look-up/commands/fit.html"),
)
AXE = (
    "const done = arguments[0]; axe.run(document, {iframes: false, resultTypes: ['violations']}).then((found) =>"
    " done(found.violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 120)}`)))"
)
PHONE = {"width": 360, "height": 800, "deviceScaleFactor": 1, "mobile": True}


def browser() -> webdriver.Chrome:
    options = webdriver.ChromeOptions()
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--window-size=1200,900",
    ):
        options.add_argument(argument)
    options.binary_location = shutil.which("chromium") or ""
    return webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))


def looked_at(driver: webdriver.Chrome, page: Path, axe: str) -> list[str]:
    """Return what is wrong with a page."""
    driver.get(page.as_uri())
    driver.execute_script(axe)
    wrong = driver.execute_async_script(AXE)
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    width = driver.execute_script("return document.documentElement.scrollWidth")
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    return [*wrong, f"it is {width} pixels wide on a phone of 360"] if width > PHONE["width"] else wrong


def dead_links(page: Path, site: Path) -> list[str]:
    """Return the links and pictures of a page that lead to no file, or out of the site."""
    wrong = []
    for address in set(re.findall(r'(?:href|src)="([^"]*)"', page.read_text(encoding="utf-8"))):
        parts = urlsplit(address)
        if parts.scheme in {"data", "mailto", "https"} or not parts.path:
            continue
        target = (page.parent / unquote(parts.path)).resolve()
        if parts.scheme or not target.is_file() or not target.is_relative_to(site):
            wrong.append(f"{address} leads nowhere")
    return wrong


def main(folder: str, axe: str, *options: str) -> None:
    site = Path(folder).resolve()
    every = sorted(site.rglob("*.html"))
    every.remove(site / "search.html")  # it has a heading only after a search
    some = [one for one in every if "--all" in options or any(one in site.glob(each) for each in SOME)]
    wrong = {page: dead_links(page, site) for page in every}
    driver = browser()
    try:
        for page in some:
            wrong[page] += looked_at(driver, page, Path(axe).read_text(encoding="utf-8"))
    finally:
        driver.quit()
    for page, faults in wrong.items():
        for fault in faults:
            print(f"{page.relative_to(site)}: {fault}")
    if any(wrong.values()):
        sys.exit(1)
    print(f"{len(some)} pages looked at, the links of {len(every)} followed: nothing is wrong")


if __name__ == "__main__":
    main(*sys.argv[1:])

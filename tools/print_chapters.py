"""Let a browser print all chapters into one PDF, with an outline, page numbers, and the solutions at the end.

Run after ``make docs``:

    python tools/print_chapters.py docs/_build/html docs/_build/barreleye-chapters.pdf
"""

from __future__ import annotations

import base64
import re
import sys
import tempfile
from pathlib import Path

from check_site import browser

from barreleye.lessons import CHAPTERS

PAGES = ("index", *(one.name for one in CHAPTERS), "documents")
ARTICLE = re.compile(r"<article[^>]*>(.*)</article>", re.DOTALL)
SOLUTION = re.compile(r"<details><summary>A solution</summary>(.*?)</details>", re.DOTALL)
EXERCISE = re.compile(r'<p class="admonition-title">Exercise ([\w.]+)</p>')
NUMBER = (
    '<div style="font-size: 8px; width: 100%; text-align: center">'
    '<span class="pageNumber"></span> / <span class="totalPages"></span></div>'
)
STYLE = "<style>section.chapter {break-before: page} section.chapter:first-child {break-before: auto}</style>"


def chapter(site: Path, name: str) -> tuple[str, list[tuple[str, str]]]:
    """Return a chapter as a piece of one long page, and its solutions with the names of the exercises."""
    page = site / "learn" / f"{name}.html"
    found = ARTICLE.search(page.read_text(encoding="utf-8"))
    if found is None:
        sys.exit(f"{page} has no article")
    text = found[1]
    names = EXERCISE.findall(text)
    solutions = list(zip(names, SOLUTION.findall(text), strict=True))
    text = SOLUTION.sub("<p>A solution stands at the end.</p>", text)
    # one long page: what was unique in a chapter gets the chapter's name before it
    text = re.sub(r' id="([^"]*)"', rf' id="{name}-\1"', text)
    text = re.sub(r' href="#([^"]*)"', rf' href="#{name}-\1"', text)
    text = re.sub(rf' href="({"|".join(PAGES)})\.html(?:#[^"]*)?"', r' href="#\1"', text)
    text = re.sub(r' href="(?!#|https:)[^"]*"', "", text)  # paper has no other pages
    return f'<section class="chapter" id="{name}">{text}</section>', solutions


def long_page(site: Path) -> str:
    """Return all chapters in one page, which has to stand beside them: their pictures are found from there."""
    begin = (site / "learn" / "index.html").read_text(encoding="utf-8").partition("<body")[0]
    pieces, solved = [], []
    for name in PAGES:
        text, solutions = chapter(site, name)
        pieces.append(text)
        solved += [f"<h3>{exercise}</h3>{solution}" for exercise, solution in solutions]
    end = f'<section class="chapter"><h1>Solutions</h1>{"".join(solved)}</section>'
    return f"{begin}{STYLE}<body><article>{''.join(pieces)}{end}</article></body></html>"


def main(folder: str, target: str) -> None:
    site = Path(folder).resolve()
    with tempfile.NamedTemporaryFile("w", dir=site / "learn", suffix=".html", encoding="utf-8") as page:
        page.write(long_page(site))
        page.flush()
        driver = browser()
        try:
            driver.get(Path(page.name).as_uri())
            how = {
                "preferCSSPageSize": True,
                "printBackground": True,
                "displayHeaderFooter": True,
                "headerTemplate": "<span></span>",
                "footerTemplate": NUMBER,
                "generateDocumentOutline": True,
                "generateTaggedPDF": True,
            }
            printed = driver.execute_cdp_cmd("Page.printToPDF", how)["data"]
        finally:
            driver.quit()
    Path(target).write_bytes(base64.b64decode(printed))
    print(f"{target}: {Path(target).stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(*sys.argv[1:])

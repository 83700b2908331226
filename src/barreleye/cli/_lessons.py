"""``barreleye learn``: the chapters, opened in a browser without a network."""

from __future__ import annotations

import webbrowser
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import barreleye as be

from .._text import listed, near, quoted
from .._version import __version__
from ..errors import MissingExtraError, UnknownNameError
from ._completions import chapter_names
from ._console import print_message
from ._options import argument, option
from ._printing import Printing

_PAGES = "barreleye_lessons"


def learn(
    chapter: Annotated[
        str | None,
        argument(
            "Its name, such as sine; without it, the list of all.",
            "CHAPTER",
            autocompletion=chapter_names,
        ),
    ] = None,
    *,
    show: Annotated[
        bool,
        option(
            "Open the page in a browser, or print only where it is.",
            "",
            "--open/--no-open",
            show_default=True,
        ),
    ] = True,
    printing: Printing,
) -> None:
    """Open the chapters, with their exercises and the documentation (needs the package barreleye-lessons).

    Examples
    --------
    Open the list of chapters in a browser:

        barreleye learn

    Say where the chapter about the sine is:

        barreleye learn sine --no-open
    """
    known = {one.name: one for one in be.lessons.CHAPTERS}
    if chapter is not None and chapter not in known:
        raise UnknownNameError(
            f"there is no chapter {quoted(chapter)}{near(chapter, known)} (there are {listed(list(known))})"
        )
    pages = _pages()
    page = Path(pages.FOLDER) / "learn" / f"{chapter or 'index'}.html"
    title = "The chapters" if chapter is None else known[chapter].title
    printing.console().print(f"{title}\n{page}", highlight=False, markup=False, soft_wrap=True)
    printing.document({"title": title, "page": page})
    if show and not webbrowser.open(page.as_uri()):
        print_message("warning", "no browser was found here: open the file in one", "bold yellow")


def _pages() -> Any:  # noqa: ANN401  a module
    """Return the package with the pages; one of another version is told of, since its exercises may differ."""
    try:
        pages = import_module(_PAGES)
    except ImportError as error:
        raise MissingExtraError(
            "the chapters are a package of their own, so that the library stays small:"
            f" pip install barreleye-lessons=={__version__}"
        ) from error
    if pages.__version__ != __version__:
        print_message(
            "warning",
            f"these chapters belong to barreleye {pages.__version__}, and this is {__version__}:"
            f" pip install barreleye-lessons=={__version__}",
            "bold yellow",
        )
    return pages

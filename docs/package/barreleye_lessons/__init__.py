"""The pages of Barreleye's chapters and documentation; ``barreleye learn`` opens them."""

from pathlib import Path

from ._version import __version__

__all__ = ["FOLDER", "__version__"]

FOLDER = Path(__file__).parent / "pages"
"""Where the pages are: ``index.html`` is the first, ``learn/index.html`` the list of the chapters."""

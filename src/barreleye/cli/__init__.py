"""Floor 6: the command line. It translates and talks; the work is done below."""

from ._app import main

__all__ = ["main"]

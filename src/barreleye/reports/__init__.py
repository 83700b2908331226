"""Floor 5: one page that tells how a model came to be."""

from ._page import write_report

__all__ = ["write_report"]

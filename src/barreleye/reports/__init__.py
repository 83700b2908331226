"""Reports: one HTML page about the training of a model."""

from ._page import write_report

__all__ = ["write_report"]

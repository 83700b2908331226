"""A page on which every number of a network can be moved by hand, and which computes in the browser."""

from ._html_page import Page
from ._page_of_network import play

__all__ = ["Page", "play"]

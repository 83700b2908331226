"""Small data sets for teaching and tests.

Every generator takes ``seed``: an integer, which gives the same data at every call; a NumPy ``Generator`` or
``RandomState``, whose next numbers are drawn; or None for other data at every call.
"""

from ._generated import circles, moons, sine, spiral, vertical, xor
from ._penguins import penguins_csv

__all__ = ["circles", "moons", "penguins_csv", "sine", "spiral", "vertical", "xor"]

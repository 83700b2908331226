"""Floor 5: small data to learn on, the same at every call.

Every generator takes ``seed``: a whole number, a NumPy ``Generator``, or a ``RandomState``, which
goes on from where it is and so reproduces draws printed in older documents.
"""

from ._generated import sine, spiral, vertical
from ._penguins import penguins_csv

__all__ = ["penguins_csv", "sine", "spiral", "vertical"]

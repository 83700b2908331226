"""What can be written down as source code."""

from __future__ import annotations

from abc import ABC, abstractmethod

from ._new_source import new_source
from ._source import Source


class Written(ABC):
    """Something whose bodies can be written as C, JavaScript or Python."""

    @abstractmethod
    def write(self, source: Source, name: str = "") -> None:
        """Write all bodies into a file of source code, by their own name or another."""

    def code(self, language: str = "c", dtype: str = "float32") -> str:
        """Return source code that needs no library but a math library (NumPy in Python).

        An activation is written with its derivative: an element-wise function takes one number and returns one,
        both float64 (``double``); a row-wise function takes an array, and in Python a matrix of rows. A loss is
        written as the loss of one row and its gradient; an optimizer as one step, whose constants are those that
        its method ``constants`` computes.

        Parameters
        ----------
        language : str
            ``"c"`` (C99), ``"js"`` or ``"python"`` (with NumPy).
        dtype : str
            ``"float32"``: the result is exact enough to be rounded to float32. ``"float64"``: it is as exact as
            that of this library in float64, and the code is longer. A step of an optimizer computes in this type,
            each operation rounded, as in training.

        Returns
        -------
        str
            The text of a file.

        Raises
        ------
        OptionError
            There is no such language or dtype.
        NotCompilableError
            A function of your own uses an operation that this language has no form for.
        """
        source = new_source(language, dtype)
        self.write(source)
        return source.text()

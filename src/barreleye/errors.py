"""The errors that Barreleye raises. A message says what is wrong, where, what was given, and what to do."""

from __future__ import annotations

from collections.abc import Callable


class BarreleyeError(Exception):
    """The base class of all errors of Barreleye."""


class ShapeError(BarreleyeError, ValueError):
    """An array has a shape that does not fit; the message names both shapes and the fix."""


class DtypeError(BarreleyeError, TypeError):
    """An array holds something that is not a real number; the message names the dtype."""


class DataError(BarreleyeError, ValueError):
    """Data cannot be used or read: NaN, one class only, a missing column, a file that is not there ..."""


class OptionError(BarreleyeError, ValueError):
    """An argument is out of its range, or two arguments contradict each other."""


class UnknownNameError(BarreleyeError, LookupError):
    """There is no activation, loss, layer ... of that name; the message suggests similar names."""


class FileFormatError(BarreleyeError, ValueError):
    """A file is damaged, is no file of Barreleye, or was written by a newer version."""


class MissingExtraError(BarreleyeError, ImportError):
    """A package that is needed is not installed; the message names the extra that installs it."""


class NotCompilableError(BarreleyeError, TypeError):
    """A function uses something that the compiler does not support; the message names it.

    The NumPy engine evaluates such a function all the same.
    """


class BusyError(BarreleyeError, RuntimeError):
    """Another call is training this network; the message says what to do."""


class DivergedError(BarreleyeError, ArithmeticError):
    """Training has produced NaN or infinity; the weights are those of the best finite epoch, or the last.

    Attributes
    ----------
    epoch, batch : int
        Where it happened, both counted from 0.
    layer : str
        Name of the first layer with a non-finite quantity.
    quantity : str
        What is not finite there: ``"z"``, ``"a"``, ``"loss"``, ``"gradient"``, ``"weights"`` or
        ``"optimizer state"``.
    """

    def __init__(self, message: str, *, epoch: int, batch: int, layer: str, quantity: str) -> None:
        super().__init__(message)
        self.epoch = epoch
        self.batch = batch
        self.layer = layer
        self.quantity = quantity

    def __reduce__(self) -> tuple[Callable[..., DivergedError], tuple[str, int, int, str, str]]:
        """Let the error cross a process boundary: keyword-only arguments do not survive by themselves."""
        return _diverged, (str(self), self.epoch, self.batch, self.layer, self.quantity)


def _diverged(message: str, epoch: int, batch: int, layer: str, quantity: str) -> DivergedError:
    return DivergedError(message, epoch=epoch, batch=batch, layer=layer, quantity=quantity)

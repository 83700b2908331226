"""A state to go back to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Snapshot:
    """A copy of some arrays, which can be written back in place.

    Whatever interrupts, the arrays are whole or the copy is: while it is made, nobody changes the arrays, and it
    does not hold yet. Its memory is taken with the first copy.

    Attributes
    ----------
    holds : bool
        Whether there is something to go back to.
    """

    def __init__(self) -> None:
        self.holds = False
        self._copies: tuple[NDArray[Any], ...] = ()

    def take(self, state: Sequence[NDArray[Any]]) -> None:
        """Copy the arrays as they are."""
        self.holds = False
        for copy, array in zip(self.copies(state), state, strict=True):
            np.copyto(copy, array)
        self.holds = True

    def restore(self, state: Sequence[NDArray[Any]]) -> None:
        """Write the copy back; without one the arrays stay, for they are whole."""
        if self.holds:
            for array, copy in zip(state, self._copies, strict=True):
                if (
                    array.flags.writeable
                ):  # a callback may have locked what it holds; that was not trained on
                    np.copyto(array, copy)

    def forget(self) -> None:
        """Let the arrays stand as they are from now on."""
        self.holds = False

    def copies(self, state: Sequence[NDArray[Any]]) -> tuple[NDArray[Any], ...]:
        """Return the copies themselves, as files write and read them."""
        if not self._copies:
            self._copies = tuple(np.empty_like(array) for array in state)
        return self._copies

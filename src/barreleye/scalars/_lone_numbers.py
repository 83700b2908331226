"""Numbers one by one, in the middle of code whose vectors hold several."""

from __future__ import annotations

from collections.abc import Sequence

from ._ir_builder import IRBuilder
from ._traced_vector import NUMBER, TracedVector
from ._values import BYTES, Count


class LoneNumbers(IRBuilder):
    """Writes into the code of another builder, with a number where that one has a vector.

    Parameters
    ----------
    code : IRBuilder
        Has the lines, and says which registers.
    """

    def __init__(self, code: IRBuilder) -> None:
        super().__init__(1, code.register, fine=code.fine, prefix=f"{code.prefix}one")
        self.lines, self.intrinsics = code.lines, code.intrinsics

    def several(self, scalar: str) -> str:
        """Return the type itself."""
        return scalar

    def suffix_of(self, scalar: str) -> str:
        """Return how the names of LLVM's own functions on numbers of a type end."""
        return f"f{8 * BYTES[scalar]}"

    def _spelled(self, scalars: Sequence[str], kind: str = NUMBER) -> str:  # noqa: ARG002  its parent's
        return scalars[0]

    def real(self, whole: Count) -> TracedVector:
        """Return a whole number as a number."""
        return self.emit(f"sitofp i64 {whole} to {self.register}")

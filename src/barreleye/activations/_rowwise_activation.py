"""Activations that map a row to a row: a value, and products with its Jacobian."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._arguments import as_array, as_numbers, instance
from .._arrays import Array
from .._shown_tables import ShownAsTables
from ..errors import DtypeError, OptionError, ShapeError
from ..kernels import RowMap, result_dtype
from ..scalars.text import Source
from ._activation import Activation, Body


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Rowwise(Activation):
    """An activation of a whole row, such as softmax: it has a Jacobian and no element-wise slope."""

    vjp_body: Body | None = None
    masked: float = 0.0
    explained: Callable[[Rowwise, ArrayLike], ShownAsTables] | None = None

    def __call__(
        self,
        x: ArrayLike,
        axis: int = -1,
        out: NDArray[Any] | None = None,
        where: ArrayLike | None = None,
    ) -> NDArray[Any]:
        """Return f of every row of x, with the shape of x.

        Parameters
        ----------
        x : array_like
            At least one axis.
        axis : int
            The axis along which the rows run.
        out : array, optional
            Where to write the result.
        where : array_like of bool, optional
            Entries that are False do not count: they are 0 in softmax and -inf in log_softmax, also if no
            entry of a row counts. The shape is that of x, or one that NumPy broadcasts to it.
        """
        if where is None:
            return self.rows(x, axis=axis, out=out)
        source = as_numbers(x)
        kept = _kept(where, source.shape)
        masked = source.astype(result_dtype(source))
        masked[~kept] = -np.inf
        result = self.rows(masked, axis=axis, out=out)
        result[~kept] = self.masked
        return result

    def jacobian(self, x: ArrayLike) -> NDArray[Any]:
        """Return J[..., i, j] = ∂f_i/∂x_j; shape x.shape + (n,) for rows of n along the last axis."""
        source = as_numbers(x)
        if source.ndim == 0:
            raise ShapeError("a row-wise function needs at least one axis, got a 0-d number")
        n = source.shape[-1]
        rows = np.broadcast_to(source[..., None, :], (*source.shape, n))
        return self.vjp(rows, np.broadcast_to(np.eye(n), rows.shape))

    def explain(self, z: ArrayLike) -> ShownAsTables:
        """Return the steps of the computation for one row (n,), as an object to print.

        Of softmax these are the shift, the exponentials, their sum and the quotients, beside the form without the
        shift and where that fails: :class:`SoftmaxSteps`.

        Raises
        ------
        OptionError, ShapeError
            The function has no steps to show, or z is no row.
        """
        if self.explained is None:
            raise OptionError(f"{self.name} has no steps to show; softmax.explain(z) shows its own")
        return self.explained(self, z)

    def write(self, source: Source, name: str = "") -> None:
        """Write the function and its vjp into a file of source code, by its own name or another."""
        instance("source", source, Source, "a Source of barreleye.scalars.text")
        instance("name", name, str, "a string")
        given, name = self.parameters, name or self.name
        source.add_rows(name, self.body, ["z"], ["result"], constants=given, comment=self.summary)
        if self.vjp_body is not None:
            source.add_rows(f"{name}_vjp", self.vjp_body, ["z", "g"], ["result"], constants=given)

    def vjp(self, x: ArrayLike, g: ArrayLike) -> NDArray[Any]:
        """Return gᵀ·J(x) for every row along the last axis, without computing J; g has the shape of x."""
        return self.product(x, g)

    @cached_property
    def rows(self) -> RowMap:
        """The function that computes the rows."""
        return RowMap(self._with_parameters(self.body), 1)

    @cached_property
    def product(self) -> RowMap:
        """The function that computes gᵀ·J for rows."""
        if self.vjp_body is None:
            raise OptionError(f"{self.name} was declared without its vjp: add @vjp_of({self.name})")
        return RowMap(self._with_parameters(self.vjp_body), 2)

    def _with_parameters(self, body: Body) -> Body:
        """Return the body with the parameters as fixed numbers: other ones have machine code of their own."""
        return partial(body, **self.parameters) if self.parameters else body

    def curves(self, z: Array) -> dict[str, Array]:
        """Return the first of two outputs while the first input is z and the second stays 0."""
        z = as_numbers(z, "z")
        if z.ndim != 1:
            raise ShapeError(f"curves are drawn over points z in a row, got shape {z.shape}")
        return {"first of two": self(np.column_stack([z, np.zeros_like(z)]))[:, 0]}

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  a float for a number
        hint = (
            ": it maps rows to rows, ask for .jacobian(x) or .vjp(x, g)" if name == "derivative" else ""
        )
        raise AttributeError(
            f"{self.__dict__.get('name', 'an activation')} has no attribute '{name}'{hint}"
        )


def _kept(where: ArrayLike, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return for every entry whether it takes part."""
    kept = as_array(where, "where")
    if kept.dtype.kind != "b":
        raise DtypeError(
            f"where holds True for what takes part and False for the rest, got {kept.dtype}"
        )
    try:
        return np.broadcast_to(kept, shape)
    except ValueError:
        raise ShapeError(
            f"where has the shape of x, {shape}, or one that NumPy broadcasts to it, got {kept.shape}"
        ) from None

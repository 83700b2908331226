"""Rows through a network in machine code: no record, bounded memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import kernels
from .._arguments import as_numbers
from .._arrays import Array
from ..activations import Activation
from ..errors import NotCompilableError, OptionError, ShapeError
from ..kernels import (
    Table,
    TableEntry,
    epoch,
    read_at,
    reads,
    team,
    writes,
    written_at,
)
from ..kernels.epoch import LAYER, PREDICTION
from ._network_tables import NetworkTables
from ._parameters import Parameters

_X, _OUT, _ROWS = map(PREDICTION.index, ("X", "out", "rows"))
_WORTH_SHARING = 1_000_000  # fused multiply-adds that are worth waking another thread for


class Workspace:
    """Tables and working memory for one call at a time.

    Attributes
    ----------
    many, one : Table
        :data:`barreleye.kernels.epoch.PREDICTION`: the first is told by each call where rows are and outputs go,
        the second has one row in ``x``, and its outputs in ``out``.
    x, out : array, shape (inputs,) and (1, outputs)
    """

    def __init__(
        self, parameters: Parameters, activations: Sequence[Activation | None], threads: int
    ) -> None:
        tables = NetworkTables(parameters, learns=False)
        tile, last = tables.tile(epoch.ROWS_AT_ONCE), len(activations) - 1
        layers = [
            tables.layer(i, activation, 1 if i == last else tile)
            for _ in range(threads)
            for i, activation in enumerate(activations)
        ]
        inputs, outputs = parameters.slices[0].shape[0], parameters.slices[-1].shape[1]
        self.x, self.out = np.zeros(inputs, tables.kind), np.zeros((1, outputs), tables.kind)
        words: dict[str, TableEntry] = {
            "layers": len(activations), "table": Table(LAYER, layers), "own": tables.thread_records(threads, 1),
            "X": reads(self.x), "inputs": inputs, "out": writes(self.out), "outputs": outputs,
            "rows": 1, "tile": tile,
        }  # fmt: skip
        self.many, self.one = Table(PREDICTION, [words]), Table(PREDICTION, [words])


class Predictor:
    """Answers for rows by machine code.

    A call takes a workspace of its own out of those that are free, or a new one, and puts it back when it is
    over: two threads, or a signal handler that asks while its own thread is being answered, never meet in one.

    Parameters
    ----------
    parameters : Parameters
        The live numbers: what changes there changes the answers.
    activations : sequence of Activation or None
        One for each layer; None for the bare z.

    Raises
    ------
    NotCompilableError
        An activation cannot be compiled.
    """

    def __init__(self, parameters: Parameters, activations: Sequence[Activation | None]) -> None:
        self._parameters, self._activations = parameters, tuple(activations)
        self._kind = parameters.dtype
        self._inputs, self._outputs = parameters.slices[0].shape[0], parameters.slices[-1].shape[1]
        self._size = sum(part.size for part in parameters.slices)
        self._threads = min(kernels.thread_count(), team.MAX_THREADS)
        self._free = [self._new_workspace()]
        self._function = epoch.outputs_address("float" if self._kind == np.float32 else "double")

    def __call__(self, rows: Array, out: NDArray[Any] | None = None) -> Array:
        """Return the outputs (rows, outputs); finite numbers are not asked for.

        Parameters
        ----------
        rows : array, shape (rows, inputs)
            Contiguous, of the type of the parameters.
        out : array, shape (rows, outputs), optional
            Where to write; of the same kind, and apart from ``rows``.

        Raises
        ------
        ShapeError, DtypeError, OptionError
            An array is not what machine code may work on.
        """
        count = len(rows)
        if rows.shape != (count, self._inputs):
            raise ShapeError(f"rows have shape (rows, {self._inputs}), got {rows.shape}")
        if out is None:
            out = np.empty((count, self._outputs), self._kind)
        elif out.shape != (count, self._outputs):
            raise ShapeError(f"out has shape ({count}, {self._outputs}), got {out.shape}")
        x = read_at(rows, self._kind, count * self._inputs)
        y = written_at(out, self._kind, count * self._outputs)
        workspace = self._taken()
        words = workspace.many.words
        words[_X], words[_OUT], words[_ROWS] = x, y, count  # rows and out live longer than this call
        threads = min(self._threads, 1 + count * self._size // _WORTH_SHARING)
        team.run(self._function, workspace.many, threads)
        self._free.append(workspace)
        return out

    def __reduce__(self) -> tuple[type[Predictor], tuple[Parameters, tuple[Activation | None, ...]]]:
        """Copy and pickle what is asked; machine code is made again, on the other side."""
        return type(self), (self._parameters, self._activations)

    def _taken(self) -> Workspace:
        """Take a workspace; whoever comes meanwhile takes another."""
        try:
            return self._free.pop()
        except IndexError:
            return self._new_workspace()

    def _new_workspace(self) -> Workspace:
        return Workspace(self._parameters, self._activations, self._threads)


def predictor_of(parameters: Parameters, activations: Sequence[Activation | None]) -> Predictor | None:
    """Return a predictor, or None if an activation cannot be compiled."""
    try:
        return Predictor(parameters, activations)
    except NotCompilableError:
        return None


class CompiledNetwork(Predictor):
    """A network as one function of machine code, which is fast for single rows: ``net.compile()`` returns it.

    It does not look for NaN and infinity, and returns the outputs of the last layer, as ``net(X)`` does. It
    uses the network's own weights: what changes these, such as further training, changes its outputs. Python's
    global lock is released during a call, and any number of threads may call at the same time.
    """

    def __init__(self, parameters: Parameters, activations: Sequence[Activation | None]) -> None:
        super().__init__(parameters, activations)
        self._row = (self._inputs,)
        self._call = kernels.function(self._function, "ptr asked, i64 thread, i64 threads")

    def __call__(self, rows: ArrayLike, out: NDArray[Any] | None = None) -> Array:
        """Return the outputs for one row (inputs,), or for rows (rows, inputs).

        Parameters
        ----------
        rows : array_like of real numbers, shape (inputs,) or (rows, inputs)
            Rows are read without a copy if they have the network's dtype and stand one after the other.
        out : array, shape (rows, outputs), optional
            Where to write the outputs of rows; contiguous, writeable and of the network's dtype.

        Returns
        -------
        array, shape (outputs,) or (rows, outputs)

        Raises
        ------
        ShapeError, DtypeError, OptionError
            Rows or ``out`` do not fit the network.
        """
        if type(rows) is not np.ndarray or rows.dtype.kind not in "fiub":
            rows = as_numbers(rows, "rows")
        if rows.shape != self._row:
            return self._of_many(rows, out)
        if out is not None:
            raise OptionError("out takes the outputs of rows (rows, inputs): for one row leave it out")
        workspace = self._taken()
        workspace.x[:] = rows
        self._call(workspace.one.address, 0, 1)
        answer = workspace.out[0].copy()
        self._free.append(workspace)
        return answer

    def _of_many(self, rows: Array, out: NDArray[Any] | None) -> Array:
        if rows.ndim != 2:
            raise ShapeError(
                f"rows have shape (rows, {self._inputs}), and one row has ({self._inputs},), got {rows.shape}"
            )
        rows = kernels.contiguous(rows, self._kind)
        if out is None:
            return super().__call__(rows)
        if not isinstance(out, np.ndarray):  # pyright: ignore[reportUnnecessaryIsInstance]  callers may be untyped
            raise OptionError(f"out must be an array to write into, got {type(out).__name__}")
        if np.may_share_memory(rows, out):
            rows = rows.copy()
        super().__call__(rows, np.asarray(out))  # a subclass may tell another shape than it has
        return out

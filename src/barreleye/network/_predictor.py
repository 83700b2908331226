"""Rows through a network in machine code: no record, bounded memory."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import kernels
from .._arrays import Array
from ..activations import Activation
from ..errors import NotCompilableError, ShapeError
from ..kernels import epoch, team
from ..kernels.epoch import ASKED
from ._machine import Machine
from ._parameters import Parameters

_WORTH_SHARING = 1_000_000  # fused products that are worth waking another thread for


class Predictor(threading.local):
    """Answers for rows, with working memory of its own in every thread of Python.

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
        self._machine = Machine(parameters, learns=False)
        self._inputs, self._outputs = parameters.blocks[0].shape[0], parameters.blocks[-1].shape[1]
        self._size = sum(block.size for block in parameters.blocks)
        self._threads = min(kernels.thread_count(), team.MOST)
        tile = self._machine.tile(epoch.STRETCH)
        layers = len(activations)
        table: list[int] = []
        for _ in range(self._threads):
            for i, activation in enumerate(activations):
                table += self._machine.layer(i, activation, 1 if i == layers - 1 else tile)
        self._task = np.array(
            ASKED.packed(
                layers=layers, table=self._machine.keep(np.array(table, np.int64)),
                own=self._machine.own(self._threads, 1),
                X=None, inputs=self._inputs, out=None, outputs=self._outputs, rows=0, tile=tile,
            ),
            np.int64,
        )  # fmt: skip
        self._place = epoch.word(self._task)
        self._function = epoch.outputs_address(self._machine.scalar)
        self._words = tuple(ASKED.index(name) for name in ("X", "out", "rows"))

    def __call__(self, rows: Array, out: NDArray[Any] | None = None) -> Array:
        """Return the outputs (rows, outputs); nothing is checked.

        ``rows`` (rows, inputs) is contiguous and has the type of the parameters; so has ``out``.
        """
        count = len(rows)
        if out is None:
            out = np.empty((count, self._outputs), rows.dtype)
        x, y, n = self._words
        task = self._task
        task[x], task[y], task[n] = epoch.word(rows), epoch.word(out), count
        threads = min(self._threads, 1 + count * self._size // _WORTH_SHARING)
        team.run(self._function, self._place, threads)
        return out


def predictor_of(parameters: Parameters, activations: Sequence[Activation | None]) -> Predictor | None:
    """Return a predictor, or None if an activation cannot be compiled."""
    try:
        return Predictor(parameters, activations)
    except NotCompilableError:
        return None


class CompiledNetwork(Predictor):
    """A network behind one call, for rows that come one by one: what ``net.compile()`` returns.

    Nothing is checked but the width of one row, and nothing is decoded: the answers are the outputs of the last
    layer, as in ``net(X)``. The weights are the network's own: whatever changes them, such as further
    training, changes the answers. Python's lock is free meanwhile, and every thread has its own memory to
    work in.
    """

    def __init__(self, parameters: Parameters, activations: Sequence[Activation | None]) -> None:
        super().__init__(parameters, activations)
        self._x = np.zeros((1, self._inputs), parameters.vector.dtype)
        self._row = self._x[0]
        self._out = np.zeros((1, self._outputs), parameters.vector.dtype)
        x, out, n = self._words
        alone = self._task.copy()
        alone[x], alone[out], alone[n] = epoch.word(self._x), epoch.word(self._out), 1
        self._alone = alone
        self._alone_place = epoch.word(alone)
        self._call = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64)(
            self._function
        )

    def __call__(self, rows: Array, out: NDArray[Any] | None = None) -> Array:
        """Return the outputs for one row (inputs,), or for contiguous rows (rows, inputs).

        Parameters
        ----------
        rows : array
            One row of any real numbers; or rows of the network's dtype, one after the other in memory.
        out : array, shape (rows, outputs), optional
            Where to write the outputs of rows; contiguous and of the network's dtype.

        Returns
        -------
        array, shape (outputs,) or (rows, outputs)
        """
        if rows.ndim == 2:
            return super().__call__(rows, out)
        if rows.shape != self._row.shape:
            raise ShapeError(f"one row has shape {self._row.shape}, got {rows.shape}")
        self._row[:] = rows
        self._call(self._alone_place, 0, 1)
        return self._out[0].copy()

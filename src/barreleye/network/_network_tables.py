"""What machine code needs to know of a network: its layers as tables, and memory to work in."""

from __future__ import annotations

import numpy as np

from .._arrays import aligned
from ..activations import Activation, Elementwise, Rowwise
from ..errors import NotCompilableError
from ..kernels import Address, RowMap, Table, TableEntry, epoch, reads, threshold, writes
from ..kernels.epoch import ELEMENTWISE, PLAIN, ROWWISE, THREAD
from ._parameters import Parameters

_CACHED_BYTES = (
    400_000  # what the outputs of two layers for one tile of rows may take: half the second cache
)
_FEWEST = 256  # rows that pass at once, whatever they take
_FIRST_CACHE = 24_576  # bytes of weights that stay in the first cache


class NetworkTables:
    """What layers and threads need to know and to work in, as the words of tables.

    Parameters
    ----------
    parameters : Parameters
        The tables point at these very numbers.
    learns : bool
        Whether the activations also leave their slopes.

    Attributes
    ----------
    scalar : str
        ``"float"`` or ``"double"``.
    widest : int
        The largest width of a layer or of the inputs.
    """

    def __init__(self, parameters: Parameters, *, learns: bool) -> None:
        self.parameters = parameters
        self.learns = learns
        self.kind = parameters.dtype
        self.scalar = "float" if self.kind == np.float32 else "double"
        self.widest = max(max(part.shape) for part in parameters.slices)
        self._scratch, self._closed = 1, False

    def empty(self, *shape: int) -> Address:
        """Return memory for numbers of the network's type."""
        return writes(aligned(shape, self.kind))

    def tile(self, rows: int) -> int:
        """Return how many rows of a batch pass through the layers at once, in multiples of what a product keeps.

        So many that the outputs of two layers stay in the cache; wide layers get more, because every pass reads
        all of their weights.
        """
        rows = min(rows, epoch.ROWS_AT_ONCE)
        fitting = max(_FEWEST, _CACHED_BYTES // (2 * self.widest * self.kind.itemsize))
        passes, height = -(-rows // fitting), epoch.shape_of(self.scalar).heights[0]
        return max(1, min(rows, -(-rows // passes // height) * height))  # about as many in each

    def layer(
        self,
        i: int,
        activation: Activation | None,
        rows: int,
        rate: float = 0.0,
        **words: TableEntry,
    ) -> dict[str, TableEntry]:
        """Return the words of one layer, for a table of :data:`barreleye.kernels.epoch.LAYER`.

        Parameters
        ----------
        i : int
        activation : Activation or None
            None stands for none at all: the outputs are z.
        rows : int
            How many rows its outputs have room for.
        rate : float
            Dropout of its inputs.
        **words
            What is only needed to learn: gradient, bias_gradient.
        """
        part, window = self.parameters.slices[i], self.parameters[i]
        inputs, units = part.shape
        kind, value, back, parameters = self._activation(activation, units)
        packs = int(inputs * units * self.kind.itemsize > _FIRST_CACHE)
        output = self.empty(rows, units)
        scale = np.array([1.0 / (1.0 - rate)], self.kind)
        return dict(
            inputs=inputs, units=units, weights=reads(window.weights, self.kind, inputs * units),
            biases=None if window.biases is None else reads(window.biases, self.kind, units),
            weights_at=part.start, biases_at=part.start + inputs * units,
            squares_at=self.squares_before(i),
            kind=kind, value=value, back=back, parameters=parameters,
            output=output, dz=self.empty(rows, units) if self.learns else output,
            drop_below=threshold(rate) if rate else -1, drop_key=0,
            drop_scale=reads(scale), packs=packs,
            **{name: words.get(name) for name in ("gradient", "bias_gradient")},
        )  # fmt: skip

    def squares_before(self, i: int) -> int:
        """Return how many squares stand before those of layer i: one for every row of weights, one for biases."""
        return sum(part.shape[0] + 1 for part in self.parameters.slices[:i])

    def thread_records(self, threads: int, tile: int) -> Table:
        """Return the records of the threads; functions of rows must be known before, for they take scratch."""
        self._closed = True
        width = epoch.shape_of(self.scalar).width
        return Table(
            THREAD,
            [
                {
                    "packing": self.empty(epoch.PACKING * width * max(self.widest, epoch.BLOCK)),
                    "scratch": writes(np.empty(self._scratch)),
                    "spare": self.empty(tile * self.widest),
                }
                for _ in range(threads)
            ],
        )

    def row_function(self, name: str, rows: RowMap, units: int) -> int:
        """Return the address of a function of rows with so many entries, or refuse it by its name."""
        kernel = rows.kernel
        if isinstance(kernel, str):
            raise NotCompilableError(f"{name}: {kernel}")
        if self._closed:  # machine code would write past the end of what was given out
            raise RuntimeError("scratch was given out before this function was known")
        kind = self.kind.char
        self._scratch = max(self._scratch, 1 + kernel.loops[kind].scratch(units))
        return kernel.addresses[kind]

    def _activation(
        self, activation: Activation | None, units: int
    ) -> tuple[int, TableEntry, TableEntry, TableEntry]:
        if activation is None or activation.name == "linear":
            return PLAIN, None, None, None
        if isinstance(activation, Elementwise):
            numbers = reads(np.array([*activation.parameters.values(), 0.0]))
            maps = activation.both if self.learns else activation.value
            try:
                return ELEMENTWISE, maps.address(self.scalar), None, numbers
            except NotCompilableError as error:
                raise NotCompilableError(f"{activation.name}: {error}") from error
        if not isinstance(activation, Rowwise):
            raise NotCompilableError(f"{activation.name} is neither element-wise nor row-wise")
        name = activation.name
        back = self.row_function(name, activation.product, units) if self.learns else None
        return ROWWISE, self.row_function(name, activation.rows, units), back, None

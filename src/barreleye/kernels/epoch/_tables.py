"""What machine code is told about a network and its training: tables of whole numbers and places."""

from __future__ import annotations

from ...scalars import INT64, Condition, FunctionBuilder, Int64, Pointer
from .._struct import Struct
from ._tiles import SIDE_BY_SIDE

TASK = Struct(
    "layers",  # how many
    "table",  # a LAYER record for each
    "own",  # a THREAD record for each thread
    "first", "last", "batch",  # positions in the order of this epoch, and rows per batch
    "X", "inputs", "order",  # the data, (rows, inputs); order null: the rows as they lie
    "Y", "y_step", "labels",  # a label (64 bits) for each row, or y_step numbers
    "X_batch", "Y_batch",  # where the rows of a batch are brought together
    "shares",  # double for each position: what its row counts in the mean of its batch
    "losses",  # double for each position: the loss of its row
    "loss", "loss_constants",  # the function of machine code: loss and gradient of every row; its table
    "step", "vectors", "constants", "constants_step",  # the optimizer; constants for every batch
    "l1", "l2",  # penalties: for every batch a number of the parameters' type; l1 null: none
    "prices",  # two doubles: what |w| and w² cost
    "costs",  # double for every row of weights: what it costs, and 0 between the layers; null: nobody asks
    "penalties",  # double for every batch: what all weights cost before its step
    "clip",  # double: the largest norm of a gradient; null: none
    "squares", "squares_count",  # double for every row of weights, and for every layer's biases
    "failed",  # becomes 1 when a parameter is not finite; the number of the batch stands in the next word
    "barrier", "yield_thread",  # where threads wait for each other, and what a waiting thread calls
    "tile",  # rows that pass through the layers at once
    "wide",  # whether threads share the columns of a product and not its rows
)  # fmt: skip

PREDICTION = Struct(
    "layers", "table", "own",  # as in TASK, but a whole table for each thread
    "X", "inputs",  # (rows, inputs)
    "out", "outputs",  # (rows, outputs): where the answers go
    "rows", "tile",
)  # fmt: skip

LAYER = Struct(
    "inputs", "units",
    "weights", "biases",
    "weights_at", "biases_at",  # where they lie in the flat vectors
    "gradient", "bias_gradient",
    "squares_at",  # where the squares of its gradient stand
    "kind", "value", "back", "parameters",  # the activation, see below
    "output",  # (batch, units): a
    "dz",  # (batch, units): z, then the slope f'(z) (ROWWISE: z still), and then dz, the gradient by z
    "drop_below", "drop_key", "drop_scale",  # dropout of the inputs: see `drops`; below 0: none
    "packs",  # whether strips of the weights are copied before they are used
)  # fmt: skip

THREAD = Struct(
    "packing",  # a buffer for strips of a matrix
    "scratch",  # for functions of rows
    "spare",  # (tile, units): a gradient by a
)

# Kinds of activation. PLAIN: a = z. ELEMENTWISE: `value` writes a and the slope in one pass, and dz is
# da times the slope. ROWWISE: `value` writes a from z, and `back` dz from z and da.
PLAIN, ELEMENTWISE, ROWWISE = range(3)


def packing_of(own: Pointer, layer: Pointer, asked: str, scalar: str) -> Pointer:
    """Return the buffer for strips of a matrix if the layer asks for it, else null."""
    return THREAD.pointer(own, "packing", scalar).null_if(LAYER.int64(layer, asked).equals(0))


def drop(
    code: FunctionBuilder, layer: Pointer, x: Pointer, row: Int64, count: Int64, scalar: str
) -> None:
    """Drop some of the inputs of a layer, or of the gradient by them; row is the first in the epoch."""
    below = LAYER.int64(layer, "drop_below")
    with code.when(below >= 0):
        inputs = LAYER.int64(layer, "inputs")
        code.invoke(
            "drops", count * inputs, x, row * inputs, LAYER.int64(layer, "drop_key"), below,
            LAYER.pointer(layer, "drop_scale", scalar),
        )  # fmt: skip


def target_at(code: FunctionBuilder, y_true: Pointer, index: Int64, labels: Condition) -> Pointer:
    """Return a place further on among labels, or among numbers."""
    return code.selected(labels, y_true.of(INT64).at(index), y_true.at(index))


def columns_of(
    code: FunctionBuilder, units: Int64, thread: Int64, threads: Int64
) -> tuple[Int64, Int64]:
    """Return the columns of a product that a thread computes: where they begin, and how many; whole strips."""
    strip = SIDE_BY_SIDE * code.width
    begin, end = share_of((units + (strip - 1)) // strip, thread, threads)
    start = begin * strip
    return start, code.smaller(end * strip, units) - start


def share_of(count: Int64, thread: Int64, threads: Int64) -> tuple[Int64, Int64]:
    """Return where the part of a thread begins and ends."""
    return count * thread // threads, count * (thread + 1) // threads

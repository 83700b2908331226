"""The loop over batches, and what follows the gradient of the loss, in machine code.

Every thread runs ``batches``. In a batch, thread t takes some rows, or columns, through all layers and back, and
after everybody has done so some rows of every weight matrix through gradient and step. No sum is divided
among threads, so that all numbers have the same bits for any number of them.
"""

from __future__ import annotations

from ...scalars import INT64, POINTER, FunctionBuilder, Int64
from .._control import subnormals_are_zero
from ._tables import LAYER, PREDICTION, TASK, THREAD, packing_of, share_of, target_at

ROWS_AT_ONCE = 4096  # of a batch: a multiple of BLOCK, so that sums have one order
BLOCK = 512  # rows that a gradient takes at once, so that their part of dz stays in the cache


def batches(scalar: str, width: int) -> FunctionBuilder:
    """Go through the batches of a slice of an epoch.

    Threads go through the layers side by side, each with rows of its own; or together, each with columns
    of its own, where the task is ``wide``: then everybody reads a part of the weights and not all of them.
    """
    code = FunctionBuilder("batches", scalar, width, "ptr task, i64 thread, i64 threads")
    task, thread, threads = code.pointers("task"), code.given("thread"), code.given("threads")
    own = TASK.pointer(task, "own", INT64).at(thread * THREAD.words)
    first, last, batch = (TASK.int64(task, name) for name in ("first", "last", "batch"))
    inputs, y_step, tile = (TASK.int64(task, name) for name in ("inputs", "y_step", "tile"))
    labels = TASK.int64(task, "labels").differs(0)
    gathers = TASK.pointer(task, "order", INT64).is_not_null()
    table, layers = TASK.pointer(task, "table", INT64), TASK.int64(task, "layers")
    failed = TASK.pointer(task, "failed", INT64)
    regularized = (
        TASK.pointer(task, "l1", scalar).is_not_null() | TASK.pointer(task, "clip", scalar).is_not_null()
    )
    costs, penalties = (TASK.pointer(task, name, "double") for name in ("costs", "penalties"))
    wide = TASK.int64(task, "wide").differs(0) & (threads > 1)
    together = code.either(wide, thread, 0), code.either(wide, threads, 1)
    constants = code.variable(TASK.pointer(task, "constants", scalar))
    x, y = (code.variable(TASK.pointer(task, name, scalar)) for name in ("X_batch", "Y_batch"))
    with code.loop(first, last, batch) as start:
        rows = code.smaller(batch, last - start)
        with code.loop(0, rows, ROWS_AT_ONCE) as part:
            count, at = code.smaller(rows - part, ROWS_AT_ONCE), start + part
            begin, end = share_of(count, thread, threads)
            with code.when(~gathers):
                x.set(TASK.pointer(task, "X", scalar).at(at * inputs))
                y.set(target_at(code, TASK.pointer(task, "Y", scalar), at * y_step, labels))
            with code.when(wide):
                with code.when(gathers):
                    _gather(code, at, begin, end - begin)
                code.invoke("barrier", task, threads)
            step, stop = code.either(wide, count, tile), code.either(wide, count, end)
            with code.loop(code.either(wide, 0, begin), stop, step) as row:
                some = code.smaller(step, stop - row)
                with code.when(gathers & ~wide):
                    _gather(code, at, row, some)
                code.invoke("forward", table, layers, own, x.numbers(), at, row, some, task, *together)
                code.invoke("backward", task, own, y.numbers(), at, row, some, *together)
            code.invoke("barrier", task, threads)
            code.invoke("gradients", task, own, x.numbers(), part, count, thread, threads)
            with code.when(part + ROWS_AT_ONCE < rows):
                code.invoke("barrier", task, threads)  # nobody writes what somebody still reads
        with code.when(regularized):
            code.invoke("regularize", task, start // batch, thread, threads)
        code.invoke("steps", task, constants.numbers(), thread, threads)
        code.invoke("barrier", task, threads)
        # nobody writes costs again before the next barrier, where this thread is missed
        with code.when(costs.is_not_null() & thread.equals(0)):
            code.invoke("total_cost", task, penalties.at(start // batch))
        with code.when(failed.int64().differs(0)):
            failed.at(1).put(start // batch)
            code.ret()
        constants.set(constants.numbers().of("double").at(TASK.int64(task, "constants_step")))
    return code


def _gather(code: FunctionBuilder, start: Int64, first: Int64, count: Int64) -> None:
    """Bring some rows of the batch that begins at ``start`` together, and what is true of them."""
    task, scalar = code.pointers("task"), code.register
    inputs, y_step = TASK.int64(task, "inputs"), TASK.int64(task, "y_step")
    labels = TASK.int64(task, "labels").differs(0)
    here = TASK.pointer(task, "order", INT64).at(start + first)
    X, X_batch, Y, Y_batch = (
        TASK.pointer(task, name, scalar) for name in ("X", "X_batch", "Y", "Y_batch")
    )
    code.invoke("gathered", count, here, X, inputs, X_batch.at(first * inputs))
    target = target_at(code, Y_batch, first * y_step, labels)
    with code.when(labels), code.loop(0, count) as i:
        target.of(INT64).at(i).put(Y.of(INT64).int64(here.int64(i)))
    with code.when(~labels):
        code.invoke("gathered", count, here, Y, y_step, target)


def outputs(scalar: str, width: int) -> FunctionBuilder:
    """Write the outputs of all rows, tile by tile; every thread has a table of layers of its own."""
    code = FunctionBuilder("outputs", scalar, width, "ptr task, i64 thread, i64 threads")
    task, thread, threads = code.pointers("task"), code.given("thread"), code.given("threads")
    own = PREDICTION.pointer(task, "own", INT64).at(thread * THREAD.words)
    layers, tile = PREDICTION.int64(task, "layers"), PREDICTION.int64(task, "tile")
    inputs, units = PREDICTION.int64(task, "inputs"), PREDICTION.int64(task, "outputs")
    X, out = PREDICTION.pointer(task, "X", scalar), PREDICTION.pointer(task, "out", scalar)
    table = PREDICTION.pointer(task, "table", INT64).at(thread * layers * LAYER.words)
    last = table.at((layers - 1) * LAYER.words)
    begin, end = share_of(PREDICTION.int64(task, "rows"), thread, threads)
    with code.loop(begin, end, tile) as row:
        for name in ("output", "dz"):
            LAYER.address_of(last, name).put(out.at(row * units))
        count = code.smaller(tile, end - row)
        # alone: nobody is met, and so nobody reads this record as a TASK
        code.invoke("forward", table, layers, own, X.at(row * inputs), 0, 0, count, task, 0, 1)
    return code


def gradients(scalar: str, width: int) -> FunctionBuilder:
    """Add up this thread's part of all gradients: dW = xᵀ·dz and db = Σ dz over some rows of the batch.

    ``part`` is the first of them; at 0 the sums begin.
    """
    code = FunctionBuilder(
        "gradients", scalar, width, "ptr task, ptr own, ptr x, i64 part, i64 rows, i64 thread, i64 threads",
    )  # fmt: skip
    task, own = code.pointers("task"), code.pointers("own")
    rows, part = code.given("rows"), code.given("part")
    thread, threads = code.given("thread"), code.given("threads")
    x = code.variable(code.numbers("x"))
    with code.loop(0, TASK.int64(task, "layers")) as i:
        layer = TASK.pointer(task, "table", INT64).at(i * LAYER.words)
        inputs, units = LAYER.int64(layer, "inputs"), LAYER.int64(layer, "units")
        dz = LAYER.pointer(layer, "dz", scalar)
        begin, end = share_of(inputs, thread, threads)
        gradient = LAYER.pointer(layer, "gradient", scalar).at(begin * units)
        with code.loop(0, rows, BLOCK) as row:
            some, begun = code.smaller(rows - row, BLOCK), gradient.null_if((part + row).equals(0))
            left, right = x.numbers().at(row * inputs + begin), dz.at(row * units)
            code.invoke(
                "columns", end - begin, units, some, left, inputs, right, units,
                gradient, units, begun, units, None, packing_of(own, layer, "packs", scalar),
            )  # fmt: skip
        sums = LAYER.pointer(layer, "bias_gradient", scalar)
        with code.when(sums.is_not_null() & thread.equals(threads - 1)):
            code.invoke("sums", rows, units, dz, sums.null_if(part.equals(0)), sums)
        x.set(LAYER.pointer(layer, "output", scalar))
    return code


def steps(scalar: str, width: int) -> FunctionBuilder:
    """Let the optimizer move this thread's part of the parameters; its memory of dead neurons fades to 0."""
    code = FunctionBuilder("steps", scalar, width, "ptr task, ptr constants, i64 thread, i64 threads")
    task, thread, threads = code.pointers("task"), code.given("thread"), code.given("threads")
    step, vectors = TASK.pointer(task, "step", "i8"), TASK.pointer(task, "vectors", POINTER)
    constants, failed = code.numbers("constants"), TASK.pointer(task, "failed", INT64)
    with subnormals_are_zero(code), code.loop(0, TASK.int64(task, "layers")) as i:
        layer = TASK.pointer(task, "table", INT64).at(i * LAYER.words)
        inputs, units = LAYER.int64(layer, "inputs"), LAYER.int64(layer, "units")
        begin, end = share_of(inputs, thread, threads)
        count = (end - begin) * units
        code.invoke(
            step, count, vectors, LAYER.int64(layer, "weights_at") + begin * units, constants, failed
        )
        biases = LAYER.pointer(layer, "biases", scalar)
        with code.when(biases.is_not_null() & thread.equals(threads - 1)):
            code.invoke(step, units, vectors, LAYER.int64(layer, "biases_at"), constants, failed)
    return code

"""Forward and back through the layers, in machine code."""

from __future__ import annotations

from ...scalars import BYTES, INT64, POINTER, FunctionBuilder, Int64, Pointer
from ._tables import (
    ELEMENTWISE,
    LAYER,
    PLAIN,
    ROWWISE,
    TASK,
    THREAD,
    columns_of,
    drop,
    packing_of,
    share_of,
    target_at,
)


def forward(scalar: str, width: int) -> FunctionBuilder:
    """Take some rows of a batch through all layers: z = x W + b, a = f(z).

    ``x`` has the inputs of up to ``ROWS_AT_ONCE`` rows, which begin at place ``start`` of the epoch; ``count`` of
    them are taken, from row ``first`` on. Threads that are here together share the columns of each product, and
    the rows of what is done row by row.
    """
    code = FunctionBuilder(
        "forward", scalar, width, "ptr table, i64 layers, ptr own, ptr x, i64 start, i64 first, i64 count,"
        " ptr task, i64 thread, i64 threads",
    )  # fmt: skip
    table, own = code.pointers("table").of(INT64), code.pointers("own")
    first, count = code.given("first"), code.given("count")
    row, some = _my_rows(code)
    x = code.variable(code.numbers("x"))
    with code.loop(0, code.given("layers")) as i:
        layer = table.at(i * LAYER.words)
        inputs, units = LAYER.int64(layer, "inputs"), LAYER.int64(layer, "units")
        kind = LAYER.int64(layer, "kind")
        outputs, gradients = (LAYER.pointer(layer, name, scalar) for name in ("output", "dz"))
        a, z = outputs.at(row * units), gradients.at(row * units)  # dz stands later where z stands now
        drop(code, layer, x.numbers().at(row * inputs), code.given("start") + row, some, scalar)
        with code.when(LAYER.int64(layer, "drop_below") >= 0):
            _barrier(code)
        column, columns = columns_of(code, units, code.given("thread"), code.given("threads"))
        biases = LAYER.pointer(layer, "biases", scalar)
        code.invoke(
            "rows", count, columns, inputs, x.numbers().at(first * inputs), inputs,
            LAYER.pointer(layer, "weights", scalar).at(column), units,
            code.selected(kind.equals(PLAIN), outputs, gradients).at(first * units + column), units,
            biases.at(column).null_if(~biases.is_not_null()), 0, None, packing_of(own, layer, "packs", scalar),
        )  # fmt: skip
        _barrier(code)
        value = LAYER.pointer(layer, "value", "i8")
        with code.when(kind.equals(ELEMENTWISE)):
            arrays, counts, steps = code.alloca(POINTER, 3), code.alloca(INT64, 1), code.alloca(INT64, 3)
            for k, place in enumerate((z, a, z)):  # z in, a and the slope out
                arrays.at(k).put(place)
                steps.at(k).put(BYTES[scalar])
            counts.put(some * units)
            code.invoke(value, arrays, counts, steps, LAYER.pointer(layer, "parameters", "double"))
        with code.when(kind.equals(ROWWISE)):
            code.invoke(value, some, units, z, a, THREAD.pointer(own, "scratch", "double"))
        with code.when(kind.differs(PLAIN)):
            _barrier(code)
        x.set(LAYER.pointer(layer, "output", scalar))
    return code


def backward(scalar: str, width: int) -> FunctionBuilder:
    """Take the gradient of the loss back: da = dz·Wᵀ, dz of the layer before = da ∘ f'(z).

    The rows are those of ``forward``; ``y`` has what is true of them.
    """
    code = FunctionBuilder(
        "backward", scalar, width, "ptr task, ptr own, ptr y, i64 start, i64 first, i64 count, i64 thread,"
        " i64 threads",
    )  # fmt: skip
    task, own = code.pointers("task"), code.pointers("own")
    first, count = code.given("first"), code.given("count")
    row, some = _my_rows(code)
    layers = TASK.int64(task, "layers")
    scratch, spare = THREAD.pointer(own, "scratch", "double"), THREAD.pointer(own, "spare", scalar)

    def dz_of(layer: Pointer, row: Int64) -> Pointer:
        return LAYER.pointer(layer, "dz", scalar).at(row * LAYER.int64(layer, "units"))

    def target_of(layer: Pointer, row: Int64) -> Pointer:
        """Return where da goes: where dz stands later, but for functions of rows, whose rows nobody shares."""
        return code.selected(LAYER.int64(layer, "kind").equals(ROWWISE), spare, dz_of(layer, row))

    def through_rows(layer: Pointer) -> None:
        with code.when(LAYER.int64(layer, "kind").equals(ROWWISE)):
            units, dz = LAYER.int64(layer, "units"), dz_of(layer, row)
            code.invoke(LAYER.pointer(layer, "back", "i8"), some, units, dz, spare, dz, scratch)

    last = TASK.pointer(task, "table", INT64).at((layers - 1) * LAYER.words)
    units, at = LAYER.int64(last, "units"), code.given("start") + row
    elementwise = LAYER.int64(last, "kind").equals(ELEMENTWISE)
    code.invoke(
        TASK.pointer(task, "loss", "i8"), some, units,
        LAYER.pointer(last, "output", scalar).at(row * units),
        target_at(
            code, code.numbers("y"), row * TASK.int64(task, "y_step"),
            TASK.int64(task, "labels").differs(0),
        ),
        TASK.pointer(task, "shares", "double").at(at), TASK.pointer(task, "loss_constants", "double"),
        TASK.pointer(task, "losses", "double").at(at),
        code.selected(elementwise, spare, target_of(last, row)), scratch,
    )  # fmt: skip
    with code.when(elementwise), code.loop(0, some * units, width) as i:
        inside, dz = code.mask(some * units - i), dz_of(last, row).at(i)
        code.store(dz, code.load(dz, inside) * code.load(spare.at(i), inside), inside)
    through_rows(last)
    _barrier(code)
    with code.loop(1, layers) as i:
        layer = TASK.pointer(task, "table", INT64).at((layers - i) * LAYER.words)
        before = TASK.pointer(task, "table", INT64).at((layers - i - 1) * LAYER.words)
        inputs, units = LAYER.int64(layer, "inputs"), LAYER.int64(layer, "units")
        column, columns = columns_of(code, inputs, code.given("thread"), code.given("threads"))
        target = target_of(before, first).at(column)
        code.invoke(
            "rows_transposed", count, columns, units, dz_of(layer, first), units,
            LAYER.pointer(layer, "weights", scalar).at(column * units), units, target, inputs,
            None, 0, target.null_if(LAYER.int64(before, "kind").differs(ELEMENTWISE)),
            THREAD.pointer(own, "packing", scalar),
        )  # fmt: skip
        _barrier(code)
        drop(code, layer, target_of(before, row), at, some, scalar)
        with code.when(LAYER.int64(layer, "drop_below") >= 0):
            _barrier(code)
        through_rows(before)
    return code


def _my_rows(code: FunctionBuilder) -> tuple[Int64, Int64]:
    """Return where this thread's part of the rows begins, and how many there are."""
    begin, end = share_of(code.given("count"), code.given("thread"), code.given("threads"))
    return code.given("first") + begin, end - begin


def _barrier(code: FunctionBuilder) -> None:
    code.invoke("barrier", code.pointers("task"), code.given("threads"))

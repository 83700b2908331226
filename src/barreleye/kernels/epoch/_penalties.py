"""What holds weights and steps back, between gradient and step: penalties, and a bound on the gradient's norm."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from ...scalars import INT64, FunctionBuilder, Int64, Pointer
from ._tables import LAYER, TASK, share_of

_SMALL = 2.0**-64  # a factor below it is taken in two parts


def squares(scalar: str, width: int) -> FunctionBuilder:
    """Return ``squares(count, n, g, out)``: out[i] = Σ_j g[i, j]² in float64, for any float32 g."""
    lanes = width if scalar == "double" else width // 2
    code = FunctionBuilder("squares", "double", lanes, "i64 count, i64 n, ptr g, ptr out")
    n, g = code.given("n"), Pointer(code, "%g", scalar)
    with code.loop(0, code.given("count")) as i:
        row, total = g.at(i * n), code.variable(code.constant(0.0))
        with code.loop(0, n, lanes) as j:
            one = code.load(row.at(j), code.mask(n - j))
            total.set(code.call("fma", one, one, total.lanes()))
        code.lone.store(code.numbers("out").at(i), code.total(total.lanes(), in_order=True))
    return code


def costs(scalar: str, width: int) -> FunctionBuilder:
    """Return ``costs(count, n, w, prices, out)``: out[i] = Σ_j (prices[0]·|w| + prices[1]·w²) in float64.

    The sum is over the n weights w[i, j] of a row.
    """
    lanes = width if scalar == "double" else width // 2
    code = FunctionBuilder("costs", "double", lanes, "i64 count, i64 n, ptr w, ptr prices, ptr out")
    n, w, prices = code.given("n"), Pointer(code, "%w", scalar), code.numbers("prices")
    price, price_of_square = code.broadcast(prices), code.broadcast(prices.at(1))
    with code.loop(0, code.given("count")) as i:
        row, total = w.at(i * n), code.variable(code.constant(0.0))
        with code.loop(0, n, lanes) as j:
            one = code.load(row.at(j), code.mask(n - j))
            size = code.call("fabs", one)
            total.set(total.lanes() + (size * price + one * one * price_of_square))
        code.lone.store(code.numbers("out").at(i), code.total(total.lanes(), in_order=True))
    return code


def total_cost(scalar: str, width: int) -> FunctionBuilder:
    """Return ``total_cost(task, out)``: the sum of all costs, in one order."""
    lanes = width if scalar == "double" else width // 2
    code = FunctionBuilder("total_cost", "double", lanes, "ptr task, ptr out")
    task, total = code.pointers("task"), code.variable(code.constant(0.0))
    parts, count = TASK.pointer(task, "costs", "double"), TASK.int64(task, "squares_count")
    with code.loop(0, count, lanes) as i:
        total.set(total.lanes() + code.load(parts.at(i), code.mask(count - i)))
    code.lone.store(code.numbers("out"), code.total(total.lanes(), in_order=True))
    return code


def scaled(scalar: str, width: int) -> FunctionBuilder:
    """Return ``scaled(count, g, factors)``: g ← g·a·b, whose places are one behind the other."""
    code = FunctionBuilder("scaled", scalar, width, "i64 count, ptr g, ptr factors")
    factors, count = code.numbers("factors"), code.given("count")
    a, b = code.broadcast(factors), code.broadcast(factors.at(1))
    with code.loop(0, count, width) as i:
        inside, here = code.mask(count - i), code.numbers("g").at(i)
        code.store(here, code.load(here, inside) * a * b, inside)
    return code


def regularize(scalar: str, width: int) -> FunctionBuilder:
    """Let this thread hold back its part of the gradient: penalties first, then the bound on the norm of all."""
    code = FunctionBuilder("regularize", scalar, width, "ptr task, i64 number, i64 thread, i64 threads")
    task, thread, threads = code.pointers("task"), code.given("thread"), code.given("threads")
    l1 = TASK.pointer(task, "l1", scalar)
    clip, squared = TASK.pointer(task, "clip", "double"), TASK.pointer(task, "squares", "double")
    costs, prices = (TASK.pointer(task, name, "double") for name in ("costs", "prices"))
    last = thread.equals(threads - 1)
    with _layers(code) as layer:
        first, rows, units = _part(code, layer)
        gradient = LAYER.pointer(layer, "gradient", scalar).at(first * units)
        with code.when(l1.is_not_null()):
            weights = LAYER.pointer(layer, "weights", scalar).at(first * units)
            with code.when(costs.is_not_null()):
                place = costs.at(LAYER.int64(layer, "squares_at") + first)
                code.invoke("costs", rows, units, weights, prices, place)
            _penalise(code, rows * units, weights, gradient)
        with code.when(clip.is_not_null()):
            here, inputs = LAYER.int64(layer, "squares_at"), LAYER.int64(layer, "inputs")
            code.invoke("squares", rows, units, gradient, squared.at(here + first))
            biases = LAYER.pointer(layer, "bias_gradient", scalar)
            with code.when(biases.is_not_null() & last):
                code.invoke("squares", 1, units, biases, squared.at(here + inputs))
    with code.when(clip.is_not_null()):
        code.invoke("barrier", task, threads)
        factor = code.alloca(scalar, 2)
        code.invoke("factor", task, factor)
        with _layers(code) as layer:
            first, rows, units = _part(code, layer)
            gradient = LAYER.pointer(layer, "gradient", scalar).at(first * units)
            code.invoke("scaled", rows * units, gradient, factor)
            biases = LAYER.pointer(layer, "bias_gradient", scalar)
            with code.when(biases.is_not_null() & last):
                code.invoke("scaled", units, biases, factor)
    return code


def _penalise(code: FunctionBuilder, count: Int64, w: Pointer, g: Pointer) -> None:
    """Do g ← g + l1·sign(w) + l2·w, with the numbers of this batch."""
    task, number = code.pointers("task"), code.given("number")
    l1, l2 = (
        code.broadcast(TASK.pointer(task, name, code.register).at(number)) for name in ("l1", "l2")
    )
    with code.loop(0, count, code.width) as i:
        inside, here = code.mask(count - i), g.at(i)
        weights = code.load(w.at(i), inside)
        pull = code.select(weights > 0.0, l1, code.select(weights < 0.0, -l1, 0.0))
        code.store(here, code.load(here, inside) + (pull + weights * l2), inside)


def factor(scalar: str, width: int) -> FunctionBuilder:
    """Return ``factor(task, out)``: two numbers to multiply the gradient with, 1 unless its norm is too large.

    The squares of all rows are added in one order, whoever wrote them. The second number is 1 too, unless the
    factor is so small that float32 has no such number, or few digits of it.
    """
    lanes = width if scalar == "double" else width // 2
    code = FunctionBuilder("factor", "double", lanes, "ptr task, ptr out")
    task, total = code.pointers("task"), code.variable(code.constant(0.0))
    parts, count = TASK.pointer(task, "squares", "double"), TASK.int64(task, "squares_count")
    with code.loop(0, count, lanes) as i:
        total.set(total.lanes() + code.load(parts.at(i), code.mask(count - i)))
    norm = code.lone.call("sqrt", code.total(total.lanes(), in_order=True))
    most = code.lone.load(TASK.pointer(task, "clip", "double"))
    # NaN where the squares of float64 were too large: the reference engine takes over
    beyond = norm - norm
    scale = code.lone.select(norm > most, most / norm + beyond, 1.0)
    small = scale < _SMALL
    pair = code.lone.select(small, scale / _SMALL, scale), code.lone.select(small, _SMALL, 1.0)
    for k, one in enumerate(pair):
        code.lone.store(code.numbers("out").of(scalar).at(k), one)
    return code


@contextmanager
def _layers(code: FunctionBuilder) -> Generator[Pointer]:
    """Repeat what stands inside for the record of every layer."""
    task = code.pointers("task")
    with code.loop(0, TASK.int64(task, "layers")) as i:
        yield TASK.pointer(task, "table", INT64).at(i * LAYER.words)


def _part(code: FunctionBuilder, layer: Pointer) -> tuple[Int64, Int64, Int64]:
    """Return the first row of weights that is this thread's, how many there are, and how long they are."""
    inputs, thread, threads = LAYER.int64(layer, "inputs"), code.given("thread"), code.given("threads")
    first, end = share_of(inputs, thread, threads)
    return first, end - first, LAYER.int64(layer, "units")

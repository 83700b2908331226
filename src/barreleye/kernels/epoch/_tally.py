"""What a layer does, in five sums: for the record of an epoch."""

from __future__ import annotations

from collections.abc import Callable

from ...scalars import PLACE, WHOLE, Lanes, Place, Routine
from ._restraint import added, widened
from ._tables import LAYER, PLAIN, ROWWISE, TALLIED

SUMS = 5
"""For every layer: how many outputs are above 0; the sum of slopes; and the sums of squares of weights, of their
gradient, and of how far they moved."""


def tallies(scalar: str, width: int) -> Routine:
    """Return ``tallies(task, thread, threads)``: take the rows forward and write :data:`SUMS` for every layer.

    Row-wise activations have no slope of their own: NaN. The sums are float64.
    """
    code = Routine("tallies", scalar, width, task=PLACE, thread=WHOLE, threads=WHOLE)
    task = code.places("task")
    rows, layers = TALLIED.whole(task, "rows"), TALLIED.whole(task, "layers")
    table, own = TALLIED.place(task, "table", WHOLE), TALLIED.place(task, "own", WHOLE)
    # alone: nobody is met, and so nobody reads this record as a TASK
    code.invoke("forward", table, layers, own, TALLIED.place(task, "X", scalar), 0, 0, rows, task, 0, 1)
    weights, gradient, before = (
        TALLIED.place(task, name, scalar) for name in ("vector", "gradient", "before")
    )
    with code.loop(0, layers) as i:
        layer = table.at(i * LAYER.words)
        units, at = LAYER.whole(layer, "units"), LAYER.whole(layer, "weights_at")
        outputs, count = rows * units, LAYER.whole(layer, "inputs") * units
        kind, out = LAYER.whole(layer, "kind"), TALLIED.place(task, "out", "double").at(i * SUMS)
        code.invoke("above", outputs, LAYER.place(layer, "output", scalar), out)
        slope = out.at(1)
        code.invoke("total", outputs, LAYER.place(layer, "dz", scalar), slope)
        with code.when(kind.equals(PLAIN)):
            code.do(
                f"store double {code.emit(f'sitofp i64 {outputs} to double', 'double').name}, ptr {slope}"
            )
        with code.when(kind.equals(ROWWISE)):
            code.do(f"store double 0x7FF8000000000000, ptr {slope}")
        code.invoke("squares", 1, count, weights.at(at), out.at(2))
        code.invoke("squares", 1, count, gradient.at(at), out.at(3))
        code.invoke("moved", count, weights.at(at), before.at(at), out.at(4))
    return code


def sums(scalar: str, width: int) -> list[Routine]:
    """Return ``above(count, x, out)``: how many are above 0; ``total``: Σ x; ``moved`` of x and y: Σ (x - y)²."""

    def above(code: Routine, x: Lanes) -> Lanes:
        return code.select(x > 0.0, 1.0, 0.0)

    def total(_: Routine, x: Lanes) -> Lanes:
        return x

    def moved(_: Routine, x: Lanes, y: Lanes) -> Lanes:
        return (x - y) * (x - y)

    return [
        _sum("above", scalar, width, ("x",), above),
        _sum("total", scalar, width, ("x",), total),
        _sum("moved", scalar, width, ("x", "y"), moved),
    ]


def _sum(
    name: str, scalar: str, width: int, operands: tuple[str, ...], term: Callable[..., Lanes]
) -> Routine:
    """Return ``name(count, *operands, out)``, which writes a sum of terms that are 0 for zeros, in float64."""
    lanes = width if scalar == "double" else width // 2
    places = dict.fromkeys(operands, PLACE)
    code = Routine(name, "double", lanes, internal=True, count=WHOLE, **places, out=PLACE)
    count, total = code.given("count"), code.variable(code.filled("0.0"))
    with code.loop(0, count, lanes) as i:
        inside = code.first(count - i)
        numbers = [widened(code, Place(code, f"%{one}", scalar).at(i), inside) for one in operands]
        total.set(total.lanes() + term(code, *numbers))
    code.do(f"store double {added(code, total.lanes())}, ptr %out")
    return code

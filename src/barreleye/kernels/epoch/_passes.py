"""Forward and back through the layers, in machine code."""

from __future__ import annotations

from ...scalars import BYTES, PLACE, WHOLE, Place, Routine
from ._tables import ELEMENTWISE, LAYER, OWN, PLAIN, ROWWISE, TASK, drop, room_of, truth_at


def forward(scalar: str, width: int) -> Routine:
    """Take some rows of a batch through all layers: z = x W + b, a = f(z)."""
    code = Routine(
        "forward", scalar, width, internal=True,
        table=PLACE, layers=WHOLE, own=PLACE, x=PLACE, start=WHOLE, first=WHOLE, count=WHOLE,
    )  # fmt: skip
    table, own = code.places("table").of(WHOLE), code.places("own")
    first, count = code.given("first"), code.given("count")
    x = code.variable(code.numbers("x"))
    with code.loop(0, code.given("layers")) as i:
        layer = table.at(i * LAYER.words)
        inputs, units = LAYER.whole(layer, "inputs"), LAYER.whole(layer, "units")
        kind = LAYER.whole(layer, "kind")
        a = LAYER.place(layer, "output", scalar).at(first * units)
        pull = LAYER.place(layer, "pull", scalar).at(first * units)
        z = code.chosen(kind.equals(PLAIN), a, pull)
        here = x.numbers().at(first * inputs)
        drop(code, layer, here, code.given("start") + first, count, scalar)
        code.invoke(
            "rows", count, units, inputs, here, inputs,
            LAYER.place(layer, "weights", scalar), units, z, units,
            LAYER.place(layer, "biases", scalar), 0, None, room_of(own, layer, "packs", scalar),
        )  # fmt: skip
        value = LAYER.place(layer, "value", "i8")
        with code.when(kind.equals(ELEMENTWISE)):
            arrays, counts, steps = code.room(PLACE, 3), code.room(WHOLE, 1), code.room(WHOLE, 3)
            for k, place in enumerate((pull, a, pull)):
                arrays.at(k).put(place)
                steps.at(k).put(BYTES[scalar])
            counts.put(count * units)
            code.invoke(value, arrays, counts, steps, LAYER.place(layer, "parameters", "double"))
        with code.when(kind.equals(ROWWISE)):
            code.invoke(value, count, units, pull, a, OWN.place(own, "row_room", "double"))
        x.set(LAYER.place(layer, "output", scalar))
    return code


def backward(scalar: str, width: int) -> Routine:
    """Take the gradient of the loss back: da = dz·Wᵀ, dz of the layer before = da ∘ f'(z)."""
    code = Routine(
        "backward", scalar, width, internal=True,
        task=PLACE, own=PLACE, y=PLACE, start=WHOLE, first=WHOLE, count=WHOLE,
    )  # fmt: skip
    task, own = code.places("task"), code.places("own")
    first, count = code.given("first"), code.given("count")
    layers = TASK.whole(task, "layers")
    row_room, spare = OWN.place(own, "row_room", "double"), OWN.place(own, "spare", scalar)

    def pull_of(layer: Place) -> Place:
        return LAYER.place(layer, "pull", scalar).at(first * LAYER.whole(layer, "units"))

    def target_of(layer: Place) -> Place:
        """Return where da goes: where dz stands later, but for functions of rows."""
        return code.chosen(LAYER.whole(layer, "kind").equals(ROWWISE), spare, pull_of(layer))

    def through_rows(layer: Place) -> None:
        with code.when(LAYER.whole(layer, "kind").equals(ROWWISE)):
            units, pull = LAYER.whole(layer, "units"), pull_of(layer)
            code.invoke(LAYER.place(layer, "back", "i8"), count, units, pull, spare, pull, row_room)

    last = TASK.place(task, "table", WHOLE).at((layers - 1) * LAYER.words)
    units, row = LAYER.whole(last, "units"), code.given("start") + first
    elementwise = LAYER.whole(last, "kind").equals(ELEMENTWISE)
    code.invoke(
        TASK.place(task, "loss", "i8"), count, units,
        LAYER.place(last, "output", scalar).at(first * units),
        truth_at(
            code, code.numbers("y"), first * TASK.whole(task, "y_step"), TASK.whole(task, "labels").differs(0)
        ),
        TASK.place(task, "shares", "double").at(row), TASK.place(task, "losses", "double").at(row),
        code.chosen(elementwise, spare, target_of(last)), row_room,
    )  # fmt: skip
    with code.when(elementwise), code.loop(0, count * units, width) as i:
        inside, pull = code.first(count * units - i), pull_of(last).at(i)
        code.store(pull, code.load(pull, inside) * code.load(spare.at(i), inside), inside)
    through_rows(last)
    with code.loop(1, layers) as i:
        layer = TASK.place(task, "table", WHOLE).at((layers - i) * LAYER.words)
        before = TASK.place(task, "table", WHOLE).at((layers - i - 1) * LAYER.words)
        inputs, units = LAYER.whole(layer, "inputs"), LAYER.whole(layer, "units")
        slope = pull_of(before).unless(LAYER.whole(before, "kind").differs(ELEMENTWISE))
        code.invoke(
            "rows_turned", count, inputs, units, pull_of(layer), units,
            LAYER.place(layer, "weights", scalar), units, target_of(before), inputs,
            None, 0, slope, OWN.place(own, "room", scalar),
        )  # fmt: skip
        drop(code, layer, target_of(before), row, count, scalar)
        through_rows(before)
    return code

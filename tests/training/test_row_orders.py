"""Orders that are drawn ahead are those that are drawn one by one."""

import pytest

from barreleye.training import _row_orders
from barreleye.training._row_orders import RowOrders


@pytest.mark.parametrize("rows", [2, 100, 5000, 20_000])
def test_what_is_drawn_ahead_is_what_is_drawn_alone(rows):
    ahead = RowOrders(rows)
    for epoch in [*range(40), 7, 8, 100, 3]:
        assert (ahead.of(1, epoch) == RowOrders(rows).of(1, epoch)).all()
    assert (ahead.of(2, 3) == RowOrders(rows).of(2, 3)).all()
    assert any((ahead.of(2, epoch) != ahead.of(1, epoch)).any() for epoch in range(20))


def test_more_are_drawn_together_the_longer_it_goes_on(monkeypatch):
    drawn = []
    shuffled_rows = _row_orders.shuffled_rows
    monkeypatch.setattr(
        _row_orders,
        "shuffled_rows",
        lambda rows, keys: drawn.append(len(keys)) or shuffled_rows(rows, keys),
    )
    orders = RowOrders(4096)
    for epoch in range(20):
        orders.of(0, epoch)
    assert drawn == [1, 2, 4, 4, 4, 4, 4]

"""Small tables with a planted answer, and files that hold them."""

import functools

import numpy as np

import barreleye as be


def prices(rows=240, seed=3):
    """Return prices that are exactly 3000 + 500·size + 900 where the colour is red."""
    rng = np.random.default_rng(seed)
    size = rng.uniform(-2.0, 2.0, rows).round(3)
    colour = rng.choice(["red", "green", "blue"], rows)
    price = 3000.0 + 500.0 * size + 900.0 * (colour == "red")
    return {"size": size.tolist(), "colour": colour.tolist(), "price": price.tolist()}


def sides(rows=120, seed=5):
    """Return points that are "left" below 0 and "right" above it."""
    x = np.random.default_rng(seed).permutation(np.linspace(-1.0, 1.0, rows))
    return {"x": x.tolist(), "side": ["left" if v < 0 else "right" for v in x]}


def csv_text(columns, separator=",", end="\n"):
    """Write columns as CSV; None is an empty field."""
    rows = [columns, *zip(*columns.values(), strict=True)]
    texts = (("" if value is None else str(value) for value in row) for row in rows)
    return "".join(separator.join(row) + end for row in texts)


def save_csv(path, columns, **how):
    """Write columns into a CSV file and return its path."""
    path.write_text(csv_text(columns, **how), encoding="utf-8", newline="")
    return path


@functools.cache
def fitted_prices():
    """Return one fit of the prices, shared by the tests that only look at it."""
    return be.fit_table(prices(), "price", hidden=(16,), epochs=40, progress=False)


@functools.cache
def fitted_sides():
    """Return one fit of the sides, shared by the tests that only look at it."""
    return be.fit_table(sides(), "side", hidden=(6, 5), epochs=25, progress=False)

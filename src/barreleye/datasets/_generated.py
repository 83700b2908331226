"""Data drawn by formula: the spiral, vertical bands, the sine."""

from __future__ import annotations

import numpy as np

from .._arguments import real, shown, whole_number
from .._arrays import Array, Integers, Rng, make_rng
from ..errors import OptionError


def spiral(
    samples: int = 100, classes: int = 3, seed: int | Rng | None = 0, *, noise: float = 0.2
) -> tuple[Array, Integers]:
    """Return points on the arms of a spiral, one arm per class; no straight line separates the classes.

    On arm c the radius r runs from 0 to 1 and the angle t from 4c to 4(c+1) radians, with normal noise added to
    t. The points are (r·sin 2.5t, r·cos 2.5t).

    Parameters
    ----------
    samples : int
        Points per class, at least 2.
    classes : int
        Number of arms.
    seed : int, Generator, RandomState or None
    noise : float
        Standard deviation of the noise of the angle t, in radians.

    Returns
    -------
    X : array, shape (samples·classes, 2), float32
    y : array, shape (samples·classes,), int64
        The class, 0 to classes-1, arm after arm.
    """
    samples = whole_number("samples", samples, 2)
    classes = whole_number("classes", classes)
    noise = _checked(samples * classes, noise)
    rng = make_rng(seed)
    radius = np.linspace(0.0, 1.0, samples)
    arms: list[Array] = []
    for arm in range(classes):
        angle = np.linspace(4.0 * arm, 4.0 * (arm + 1), samples) + noise * rng.standard_normal(samples)
        arms.append(np.column_stack([radius * np.sin(2.5 * angle), radius * np.cos(2.5 * angle)]))
    return np.concatenate(arms).astype(np.float32), np.repeat(np.arange(classes), samples)


def vertical(
    samples: int = 100, classes: int = 3, seed: int | Rng | None = 0, *, noise: float = 0.1
) -> tuple[Array, Integers]:
    """Return clouds of points side by side, one per class; vertical lines separate the classes.

    Cloud c is normally distributed around (c/classes, 1/2).

    Parameters
    ----------
    samples, classes, seed
        As for :func:`spiral`, but one sample is enough.
    noise : float
        Standard deviation of each cloud, in both directions.

    Returns
    -------
    X : array, shape (samples·classes, 2), float32
    y : array, shape (samples·classes,), int64
    """
    samples, classes = whole_number("samples", samples), whole_number("classes", classes)
    noise = _checked(samples * classes, noise)
    rng = make_rng(seed)
    clouds: list[Array] = []
    for cloud in range(classes):
        across = noise * rng.standard_normal(samples) + cloud / classes
        up = noise * rng.standard_normal(samples) + 0.5
        clouds.append(np.column_stack([across, up]))
    return np.concatenate(clouds).astype(np.float32), np.repeat(np.arange(classes), samples)


def sine(samples: int = 1000, seed: int | Rng | None = 0, *, noise: float = 0.0) -> tuple[Array, Array]:
    """Return one period of y = sin 2πx at x = 0, 1/samples, 2/samples ... below 1.

    Parameters
    ----------
    samples : int
        At least 1.
    seed : int, Generator, RandomState or None
        Seed of the noise.
    noise : float
        Standard deviation of normal noise added to y.

    Returns
    -------
    X : array, shape (samples, 1), float32
    y : array, shape (samples,), float32
    """
    samples = whole_number("samples", samples)
    noise = _checked(samples, noise)
    x = np.arange(samples) / samples
    y = np.sin(2.0 * np.pi * x)
    if noise:
        y = y + noise * make_rng(seed).standard_normal(samples)
    return x[:, None].astype(np.float32), y.astype(np.float32)


# More rows than this are a mistake: they would take minutes and tens of gigabytes.
_MOST_ROWS = 10**9


def _checked(rows: float, noise: float) -> float:
    """Return the noise; refuse what cannot be drawn."""
    if rows > _MOST_ROWS:
        raise OptionError(f"samples and classes make more than {_MOST_ROWS:,} rows: take fewer")
    if not real(noise) >= 0.0:
        raise OptionError(f"noise is a standard deviation, a number of at least 0, got {shown(noise)}")
    return float(noise)

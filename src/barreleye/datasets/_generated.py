"""Data drawn by formula: the spiral, vertical bands, moons, circles, the exclusive or, the sine."""

from __future__ import annotations

import numpy as np

from .._arguments import real, whole_number
from .._arrays import Array, Integers, Rng, make_rng
from .._text import shown
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


def moons(
    samples: int = 100, seed: int | Rng | None = 0, *, noise: float = 0.1
) -> tuple[Array, Integers]:
    """Return two half circles that reach into each other, one per class.

    The first is the upper half of the circle of radius 1 around (0, 0), the second the lower half of that around
    (1, 1/2), with normal noise added.

    Parameters
    ----------
    samples : int
        Points per class, at least 1.
    seed : int, Generator, RandomState or None
    noise : float
        Standard deviation of the noise, in both directions.

    Returns
    -------
    X : array, shape (2·samples, 2), float32
    y : array, shape (2·samples,), int64
    """
    samples = whole_number("samples", samples)
    angle = np.linspace(0.0, np.pi, samples)
    upper = np.column_stack([np.cos(angle), np.sin(angle)])
    return _noisy(np.concatenate([upper, [1.0, 0.5] - upper]), samples, seed, noise)


def circles(
    samples: int = 100, seed: int | Rng | None = 0, *, noise: float = 0.1, factor: float = 0.5
) -> tuple[Array, Integers]:
    """Return two circles around (0, 0), one per class: the first has the radius 1, the second ``factor``.

    Parameters
    ----------
    samples, seed, noise
        As for :func:`moons`.
    factor : float
        Above 0 and below 1.

    Returns
    -------
    X : array, shape (2·samples, 2), float32
    y : array, shape (2·samples,), int64
    """
    samples = whole_number("samples", samples)
    if not 0.0 < real(factor) < 1.0:
        raise OptionError(
            f"factor is the radius of the inner circle, above 0 and below 1, got {shown(factor)}"
        )
    angle = np.linspace(0.0, 2.0 * np.pi, samples, endpoint=False)
    outer = np.column_stack([np.cos(angle), np.sin(angle)])
    return _noisy(np.concatenate([outer, float(factor) * outer]), samples, seed, noise)


def xor(samples: int = 100, seed: int | Rng | None = 0, *, noise: float = 0.0) -> tuple[Array, Integers]:
    """Return points of a square, whose class is 1 where exactly one coordinate is above 0.

    Half of the points of each class lie in each of its two quarters of the square from -1 to 1; normal noise may
    be added.

    Parameters
    ----------
    samples : int
        Points per class, at least 1.
    seed : int, Generator, RandomState or None
    noise : float
        Standard deviation of the noise, in both directions.

    Returns
    -------
    X : array, shape (2·samples, 2), float32
    y : array, shape (2·samples,), int64
    """
    samples = whole_number("samples", samples)
    _checked(2 * samples, noise)
    rng = make_rng(seed)
    sizes = rng.uniform(0.0, 1.0, (2 * samples, 2))
    right = np.where(np.arange(2 * samples) % 2, 1.0, -1.0)
    up = np.where(np.arange(2 * samples) < samples, right, -right)
    return _noisy(sizes * np.column_stack([right, up]), samples, rng, noise)


def _noisy(points: Array, samples: int, seed: int | Rng | None, noise: float) -> tuple[Array, Integers]:
    """Return points of two classes with normal noise, and their classes."""
    noise = _checked(2 * samples, noise)
    if noise:
        points = points + noise * make_rng(seed).standard_normal(points.shape)
    return points.astype(np.float32), np.repeat(np.arange(2), samples)


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

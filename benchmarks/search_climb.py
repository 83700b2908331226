"""Where search_float64.py looks, how it climbs from there, and what mpmath says in the end."""

from __future__ import annotations

from dataclasses import dataclass, field

import mpmath
import numpy as np
from search_oracle import ENTRIES, WIDE, L, long_errors

from barreleye import activations
from barreleye.kernels import engine
from support.samples import from_ordinals, hard, log_uniform, ordinals, transitions
from support.truth import exact_slope, exact_value
from support.ulp import exact_ulp_error

STARTS, CONFIRMED, ROUNDS, LIST = 100, 200, 24, 600
FEW = 300  # points where mpmath has to judge every one
_LAST = int(ordinals(np.finfo(np.float64).max))
_NOTHING = mpmath.ldexp(1, -1100)  # rounds to 0 in float64
_INFINITE = mpmath.ldexp(1, 1024)  # rounds to infinity


@dataclass
class Found:
    """The largest known errors of one function, direction and engine."""

    name: str
    of: str
    engine: str
    points: int
    by_mpmath_only: bool
    worst: list[tuple[float, float]] = field(default_factory=list)  # (error, input), largest first


class Search:
    """One function and direction: its points, and the errors of one engine at any points."""

    def __init__(self, name: str, of: str, seed: int) -> None:
        self.name, self.of = name, of
        self.activation = activations.get(name)
        self.rng = np.random.default_rng([seed, *name.encode(), of == "slope"])
        self.exact = {"value": exact_value, "slope": exact_slope}[of]
        self.filtered = WIDE and name in ENTRIES
        self._known: dict[float, mpmath.mpf] = {}

    def evaluated(self, how: str, x):
        """Return what the engine says."""
        function = self.activation if self.of == "value" else self.activation.derivative
        with engine(how), np.errstate(all="ignore"):
            return function(x)

    def truth(self, x: float):
        """Return what mpmath says, once for both engines."""
        if x not in self._known:
            self._known[x] = self.exact(self.activation, x)
        return self._known[x]

    def errors(self, how: str, x):
        """Return the errors of an engine, as the filter sees them where there is one."""
        got = self.evaluated(how, x)
        if self.filtered:
            return long_errors(self.name, self.of, x, got)[0]
        return np.array([exact_ulp_error(g, self.truth(float(z))) for g, z in zip(got, x, strict=True)])

    def smooth(self, x):
        """Leave out kinks, where a slope is a declaration."""
        return x[~np.isin(x, self.activation.kinks)] if self.of == "slope" else x

    def landmarks(self):
        """Return the kinks, turning points, 0 and the borders where results change their kind."""
        facts = [*self.activation.kinks, *self.activation.turning_points, 0.0]
        sample = np.sort(log_uniform(20_000, np.float64, seed=1))
        borders = transitions(lambda x: self.evaluated("numpy", x), sample)
        near = borders[np.argsort(np.abs(borders), kind="stable")][:16]  # a sine has no end of them
        return np.unique([*facts, *near])

    def points(self, count: int):
        """Return the points to begin with, without repetition, sorted."""
        rng, share = self.rng, max(count // 10, 10)
        groups = [log_uniform(count, np.float64, seed=rng.integers(2**32)), hard(np.float64)]
        groups.append(rng.uniform(-10.0, 10.0, share))
        for mark in self.landmarks():
            size = abs(mark) if abs(mark) > 1e-300 else 1.0
            wide = rng.uniform(-0.125, 0.125, share - share // 2)
            close = rng.choice([-1.0, 1.0], share // 2) * 2.0 ** rng.uniform(-52.0, -3.0, share // 2)
            groups.append(mark + size * np.concatenate([wide, close]))
        steps = ordinals(self.landmarks())[:, None] + np.arange(-32, 33)
        groups.append(from_ordinals(np.clip(steps.ravel(), -_LAST, _LAST), np.float64))
        if self.name == "sine":  # beside multiples of π/2, also large ones
            k = np.rint(2.0 ** rng.uniform(0.0, 40.0, share)).astype(L)
            groups.append(np.float64(k * (L(np.pi) + L(1.2246467991473532e-16)) / 2))
        return self.smooth(np.unique(np.clip(np.concatenate(groups), -1.7e308, 1.7e308)))


def validated(search: Search) -> None:
    """Refuse a filter that is anywhere off by more than 2^-60, on a few hundred points."""
    marks = [mark + np.linspace(-1.0, 1.0, 41) for mark in search.activation.turning_points]
    fixed = [
        np.linspace(-10.0, 10.0, 101),
        -np.geomspace(10.0, 800.0, 40),
        np.geomspace(10.0, 800.0, 40),
    ]
    x = search.smooth(np.unique(np.concatenate([log_uniform(160, np.float64, seed=2), *marks, *fixed])))
    for z, told in zip(x, long_errors(search.name, search.of, x, x)[1], strict=True):
        with mpmath.workprec(200):
            exact = search.truth(float(z))
            part, exponent = np.frexp(told)
            high = float(part)
            said = mpmath.ldexp(mpmath.mpf(high) + mpmath.mpf(float(part - high)), int(exponent))
            nothing = max(abs(exact), abs(said)) < _NOTHING
            infinite = min(exact, said) > _INFINITE
            if not (nothing or infinite) and not abs(said - exact) <= mpmath.ldexp(abs(exact), -60):
                message = f"the filter for the {search.of} of {search.name} is wrong at {float(z).hex()}"
                raise ArithmeticError(message)


def _largest(errors, x, count):
    """Return the largest errors and their points, without repetition."""
    if errors.size > 4 * count:
        kept = np.argpartition(-errors, count)[: 4 * count]
        errors, x = errors[kept], x[kept]
    _, once = np.unique(x, return_index=True)
    order = once[np.argsort(-errors[once], kind="stable")][:count]
    return errors[order], x[order]


def _same_mantissa(results, x, worst):
    """Return points whose results lie as far from a power of two as the results at the worst do."""
    mantissas = np.abs(np.frexp(results)[0])
    order = np.argsort(mantissas, kind="stable")
    places = np.searchsorted(mantissas[order], mantissas[np.searchsorted(x, worst)])
    beside = np.clip(places[:, None] + np.arange(-8, 9), 0, x.size - 1)
    return x[order[beside.ravel()]]


def climbed(search: Search, how: str, x, rounds: int) -> tuple[np.ndarray, np.ndarray, int]:
    """Return the largest errors found, their points, and how many points were tried."""
    errors, count = search.errors(how, x), x.size
    best = _largest(errors, x, LIST)
    heads = best[1][:20]
    starts = np.concatenate([best[1][:STARTS], _same_mantissa(search.evaluated(how, x), x, heads)])
    middle, height = ordinals(starts), np.full(starts.size, -1.0)
    powers = 2 ** np.arange(46)
    for _ in range(rounds):
        random = search.rng.choice([-1, 1], (middle.size, 24)) * 2.0 ** search.rng.uniform(
            0.0, 46.0, (middle.size, 24)
        )
        fixed = np.broadcast_to([0, *powers, *-powers], (middle.size, 93))
        tried = np.clip(middle[:, None] + np.hstack([fixed, random.astype(np.int64)]), -_LAST, _LAST)
        flat = from_ordinals(tried.ravel(), np.float64)
        kinks = ~np.isin(flat, search.smooth(flat))
        errors = search.errors(how, np.where(kinks, 0.123, flat)) * ~kinks
        best = _largest(np.append(best[0], errors), np.append(best[1], flat), LIST)
        table = errors.reshape(tried.shape)
        top = np.argmax(table, axis=1)
        rows = np.arange(middle.size)
        higher = table[rows, top] > height
        middle = np.where(higher, tried[rows, top], middle)
        height = np.where(higher, table[rows, top], height)
        stuck = np.flatnonzero(~higher)  # begin again beside one of the best
        middle[stuck] = ordinals(search.rng.choice(best[1][:STARTS], stuck.size))
        middle[stuck] += search.rng.integers(-(2**30), 2**30, stuck.size)
        height[stuck] = -1.0
        count += flat.size
    return *best, count


def search(name: str, of: str, engines: list[str], points: int, seed: int) -> list[Found]:
    """Search one function and direction, in the worker."""
    here = Search(name, of, seed)
    if here.filtered:
        validated(here)
    x = here.points(points if here.filtered else min(points, FEW))
    found = []
    for how in engines:
        _, worst, count = climbed(here, how, x, ROUNDS if here.filtered else 0)
        record = Found(name, of, how, count, not here.filtered)
        got = here.evaluated(how, worst[:CONFIRMED])
        with mpmath.workprec(200):
            pairs = [
                (exact_ulp_error(g, here.truth(float(z))), float(z))
                for g, z in zip(got, worst, strict=False)
            ]
        record.worst = sorted(pairs, reverse=True)
        found.append(record)
    return found

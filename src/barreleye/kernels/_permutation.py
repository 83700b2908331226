"""The order of rows in machine code: the permutation that NumPy draws, in a quarter of the time.

``SeedSequence`` stirs the seeds into 256 bits (O'Neill, 2015), PCG64 makes random numbers of them (O'Neill, 2014:
a linear congruence in 128 bits, whose upper bits say how far the others are turned), and the shuffle is that of
Fisher and Yates: the last place changes with any, then the last but one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np

from .._arrays import Integers, stream
from ..scalars import INT64, POINTER
from ._memory import written_at
from ._placed import function, placed

_INT64 = np.dtype(np.int64)
_MANY = 2**32  # rows, and seeds, from which on NumPy goes another way
_POOL = 4  # words that seeds are stirred into
_TURNS = 16  # by how much a word is shifted over itself
_IN, _IN_NEXT = (
    0x43B0D7E5,
    0x931E8875,
)  # what words are hashed with on their way in, and its successor's factor
_OUT, _OUT_NEXT = 0x8B51F9DD, 0x58F38DED
_LEFT, _RIGHT = 0xCA01F9DD, 0x4973F715  # the factors of two words that become one
_FACTOR = 0x2360ED051FC65DA44385DF649FCCF645  # of the congruence


def fill_permutation(order: Integers, purpose: int, seed: int, epoch: int) -> bool:
    """Fill ``order`` with ``stream(purpose, seed, epoch).permutation(len(order))``.

    Parameters
    ----------
    order : array of int64, contiguous
    purpose, seed, epoch : int
        At least 0.

    Returns
    -------
    bool
        False: nothing was written, because seeds or rows do not fit into 32 bits, or because this release of
        NumPy draws otherwise.
    """
    seeds = purpose, seed, epoch
    if max(len(order), *seeds) >= _MANY or not _as_numpy_draws():
        return False
    _function()(*seeds, len(order), written_at(order, _INT64, len(order)))
    return True


@cache
def _function() -> Any:  # noqa: ANN401  a ctypes function
    return function(placed(permutation_source(), "permutation"), *[INT64] * 4, POINTER)


@cache
def _as_numpy_draws() -> bool:
    """Say whether NumPy still draws like this: it promises the numbers of PCG64, but no order made of them."""
    order = np.empty(100, np.int64)
    _function()(1, 2, 3, len(order), written_at(order, order.dtype, len(order)))
    return bool((order == stream(1, 2, 3).permutation(len(order))).all())


class _Words:
    """Straight code on words of 32 bits."""

    def __init__(self) -> None:
        self.lines = list[str]()

    def made(self, instruction: str) -> str:
        """Append an instruction, and return the name of its result."""
        name = f"%w{len(self.lines)}"
        self.lines.append(f"  {name} = {instruction}")
        return name

    def shifted_over(self, word: str) -> str:
        return self.made(f"xor i32 {word}, {self.made(f'lshr i32 {word}, {_TURNS}')}")

    def hashed(self, word: str, factors: Iterator[int]) -> str:
        mixed = self.made(f"xor i32 {word}, {next(factors)}")
        return self.shifted_over(self.made(f"mul i32 {mixed}, {next(factors)}"))

    def joined(self, words: list[str], bits: int) -> str:
        """Return the words as one number, the first at the bottom."""
        whole = "0"
        for k, one in enumerate(words):
            wide = self.made(f"zext i32 {one} to i{bits}")
            whole = self.made(f"or i{bits} {whole}, {self.made(f'shl i{bits} {wide}, {32 * k}')}")
        return whole


def _successors(first: int, factor: int) -> Iterator[int]:
    """Yield every constant twice but for the first: a word meets one, and is multiplied by the next."""
    while True:
        yield first
        first = first * factor % 2**32
        yield first


def _seeded(seeds: list[str]) -> tuple[list[str], str, str]:
    """Return the code that turns seeds into the start and the increment of the congruence, and their names."""
    code, way_in, way_out = _Words(), _successors(_IN, _IN_NEXT), _successors(_OUT, _OUT_NEXT)
    words = [code.made(f"trunc i64 {seed} to i32") for seed in seeds]
    pool = [code.hashed(word, way_in) for word in [*words, *["0"] * (_POOL - len(words))]]
    for source in range(_POOL):
        for target in (k for k in range(_POOL) if k != source):
            left = code.made(f"mul i32 {pool[target]}, {_LEFT}")
            right = code.made(f"mul i32 {code.hashed(pool[source], way_in)}, {_RIGHT}")
            pool[target] = code.shifted_over(code.made(f"sub i32 {left}, {right}"))
    out = [code.hashed(pool[k % _POOL], way_out) for k in range(2 * _POOL)]
    upper_first = [2, 3, 0, 1]
    start = code.joined([out[k] for k in upper_first], 128)
    doubled = code.made(f"shl i128 {code.joined([out[4 + k] for k in upper_first], 128)}, 1")
    increment = code.made(f"or i128 {doubled}, 1")
    begun = code.made(f"mul i128 {code.made(f'add i128 {increment}, {start}')}, {_FACTOR}")
    return code.lines, code.made(f"add i128 {begun}, {increment}"), increment


def _tried(number: str, i: str, name: str) -> str:
    """Return code that lets place i change with another, if ``number`` is one of its places or a place before.

    As many bits are looked at as i has. If they say more than i, place i changes with itself and ``%NAME.i`` stays
    i; else ``%NAME.i`` is the place before. A branch would be guessed wrong for one number in three.
    """
    t = f"%{name}"
    return f"""
  {t}.or.1 = or i64 {i}, 1
  {t}.zeros = call i64 @llvm.ctlz.i64(i64 {t}.or.1, i1 true)
  {t}.mask = lshr i64 -1, {t}.zeros
  {t}.bits = and i64 {number}, {t}.mask
  {t}.inside = icmp ule i64 {t}.bits, {i}
  {t}.j = select i1 {t}.inside, i64 {t}.bits, i64 {i}
  {t}.place.i = getelementptr i64, ptr %order, i64 {i}
  {t}.place.j = getelementptr i64, ptr %order, i64 {t}.j
  {t}.at.i = load i64, ptr {t}.place.i
  {t}.at.j = load i64, ptr {t}.place.j
  store i64 {t}.at.j, ptr {t}.place.i
  store i64 {t}.at.i, ptr {t}.place.j
  {t}.one = zext i1 {t}.inside to i64
  {t}.i = sub i64 {i}, {t}.one"""


def permutation_source() -> str:
    """Return the source of ``permutation(purpose, seed, epoch, rows, order)``."""
    seeding, start, increment = _seeded(["%purpose", "%seed", "%epoch"])
    lines = "\n".join(seeding)
    return f"""
declare i64 @llvm.fshr.i64(i64, i64, i64)
declare i64 @llvm.ctlz.i64(i64, i1)
define void @permutation(i64 %purpose, i64 %seed, i64 %epoch, i64 %rows, ptr %order) {{
entry:
{lines}
  %last = sub i64 %rows, 1
  br label %fill
fill:
  %k = phi i64 [ 0, %entry ], [ %k.next, %write ]
  %more = icmp slt i64 %k, %rows
  br i1 %more, label %write, label %shuffle
write:
  %here = getelementptr i64, ptr %order, i64 %k
  store i64 %k, ptr %here
  %k.next = add i64 %k, 1
  br label %fill
shuffle:
  %i = phi i64 [ %last, %fill ], [ %b.i, %draw ]
  %state = phi i128 [ {start}, %fill ], [ %state.next, %draw ]
  %some.left = icmp sge i64 %i, 1
  br i1 %some.left, label %draw, label %out
draw:
  %scaled = mul i128 %state, {_FACTOR}
  %state.next = add i128 %scaled, {increment}
  %upper.wide = lshr i128 %state.next, 64
  %upper = trunc i128 %upper.wide to i64
  %lower = trunc i128 %state.next to i64
  %folded = xor i64 %upper, %lower
  %turns = lshr i64 %upper, 58
  %bits = call i64 @llvm.fshr.i64(i64 %folded, i64 %folded, i64 %turns)
  %first = and i64 %bits, {2**32 - 1}
  %second = lshr i64 %bits, 32
{_tried("%first", "%i", "a")}
{_tried("%second", "%a.i", "b")}
  br label %shuffle
out:
  ret void
}}
"""

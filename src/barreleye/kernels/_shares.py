"""One loop over long arrays, shared by the threads of the team, all in machine code.

Every number, or every row, is computed alone: the results have the same bits for any number of threads.

Each thread has a part of its own, which it does chunk by chunk, and then takes chunks of the others' parts:
whoever comes late, or not at all, leaves more to the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..scalars import INT64, POINTER, Condition, FunctionBuilder, Int64, Pointer, module
from . import _team as team
from ._code_address import code_address, function
from ._memory import read_at, written_at
from ._struct import Struct

SMALLEST_PIECE = 200_000
"""Units times instructions that one processor gets through in about 4 µs, twice what sharing it takes."""

FEWEST = 8192  # numbers that are shared: below them nobody asks whether the team is ready
_LONG = 60 * SMALLEST_PIECE  # about 250 µs, worth waking a thread for, which takes as long as 100 µs
_CHUNK = SMALLEST_PIECE // 4
_STEP = 16  # units: two threads hardly ever write to one line of the cache
_PARTS = 8  # chunks for each thread, so that nobody waits long for the last one
_LINE = 8  # words of a line of the cache
_FOREVER = 2**62
_BYTES = 8  # of the largest number

_SHARE = Struct("function", "arrays", "steps", "extra", "own", "length", "chunk", "chunks")
"""What the threads share: the function; where it is told where the arrays begin, and how many bytes lie between
two units of each; what it asks for besides; how many bytes of working memory each thread has; how many units there
are, in how many chunks of how many. After these words: how many chunks of each thread's part are taken."""

_DATA = Struct("loop", "weight", "present", "size")
"""What a shared loop of a universal function finds before its constants; a number has so many bytes."""


def threads_for(length: int, weight: int) -> int:
    """Return how many threads so many units are worth, with so many instructions each."""
    worth = length * weight // SMALLEST_PIECE
    return min(worth, team.ready()) if worth > 1 else 1


def shared_loop(
    loop: int, weight: int, size: int, constants: Sequence[float], arrays: int
) -> tuple[int, NDArray[Any]]:
    """Return the address of a loop for a universal function, and the data that NumPy is to hand it.

    It does what the loop does, with the help of the team where there is enough to do: see :func:`team.ready`.
    """
    head = _DATA.packed(loop=loop, weight=weight, present=team.present(), size=size)
    data = np.array([*head, *([0] * len(constants))], np.int64)
    data.view(np.float64)[_DATA.words :] = constants
    return _numbers(arrays), data


def over_rows(
    address: int,
    places: Sequence[int],
    steps: Sequence[int],
    length: int,
    n: int,
    weight: int,
    scratch: int,
    threads: int,
) -> None:
    """Let so many threads run the loop of a row-wise function, a row or a number per unit.

    ``places`` and ``steps`` say where the arrays begin, and how many bytes lie between two units of each;
    ``length`` is how many units there are, ``n`` the length of a row, ``weight`` the instructions for a row,
    ``scratch`` how many numbers of working memory the function asks for.
    """
    threads = min(threads, length)
    room = -(-scratch // _LINE) * _LINE
    memory = np.empty(max(1, threads * room))
    own = written_at(memory, memory.dtype, threads * room)
    words, jumps = np.array([*places, own], np.int64), np.array(steps, np.int64)
    rows_shared(len(places))(
        team.present(), address,
        read_at(words, words.dtype, len(places) + 1), read_at(jumps, jumps.dtype, len(places)),
        n, room * memory.itemsize, length, weight, threads,
    )  # fmt: skip


@cache
def _numbers(arrays: int) -> int:
    """Return the address of a universal function's loop over so many arrays that shares the work."""
    source = module(_numbers_part(arrays), _piece(), _job(), _split(), _shared(arrays - 1))
    return code_address(source, "shared")


@cache
def rows_shared(arrays: int) -> Any:  # noqa: ANN401  a ctypes function
    """Return ``split`` for so many arrays of rows, and a working memory for each thread."""
    source = module(_rows_part(arrays), _piece(), _job(), _split())
    return function(code_address(source, "split"), _SPLIT_ARGUMENTS)


_SPLIT_ARGUMENTS = (
    "ptr present, ptr function, ptr arrays, ptr steps, i64 extra, i64 own,"
    " i64 length, i64 weight, i64 threads"
)


_PART_ARGUMENTS = "ptr task, i64 thread, i64 first, i64 count"  # so many units from the first on


def _shared(outputs: int) -> FunctionBuilder:
    """Return ``shared(arrays, counts, strides, data)``, called by NumPy.

    NumPy lets results lie over numbers that were read before, if one is done after the other. Pieces are not.
    """
    code = FunctionBuilder("shared", "double", 2, "ptr arrays, ptr counts, ptr strides, ptr data")
    arrays, strides, data = (code.pointers(name) for name in ("arrays", "strides", "data"))
    length = code.pointers("counts").of(INT64).int64()
    loop, weight = _DATA.pointer(data, "loop", POINTER), _DATA.int64(data, "weight")
    constants = data.at(_DATA.words)
    present = _DATA.pointer(data, "present", POINTER)
    there = team.PRESENT.address_of(present, "threads")
    most = code.int64(f"load atomic i64, ptr {there} acquire, align 8")
    threads = code.smaller(length * weight // SMALLEST_PIECE, most)
    alone = (threads < 2) | (length < FEWEST)
    for k in range(1, outputs + 1):
        alone = alone | ~_apart(code, k, length)
    with code.when(alone):
        code.invoke(loop, arrays, code.pointers("counts"), strides, constants)
        code.ret()
    extra = code.int64(f"ptrtoint ptr {constants} to i64")
    code.invoke("split", present, loop, arrays, strides, extra, 0, length, weight, threads)
    return code


def _apart(code: FunctionBuilder, k: int, length: Int64) -> Condition:
    """Ask whether result k lies nowhere over the numbers, or exactly over them."""
    starts, strides = (code.pointers(name).of(INT64) for name in ("arrays", "strides"))
    last, step = length - 1, strides.int64(k)
    size = _DATA.int64(code.pointers("data"), "size")
    spread = (step >= size) | (step + size <= 0)  # no result lies over another
    edges = [
        (code.smaller(first, first + last * step), code.larger(first, first + last * step) + _BYTES)
        for first, step in ((starts.int64(j), strides.int64(j)) for j in (0, k))
    ]
    (low, high), (other_low, other_high) = edges
    same = starts.int64(0).equals(starts.int64(k)) & strides.int64(0).equals(strides.int64(k))
    return spread & (same | (high <= other_low) | (other_high <= low))


def _split() -> FunctionBuilder:
    """Return ``split(present, function, arrays, steps, extra, own, length, weight, threads)``."""
    code = FunctionBuilder("split", "double", 2, _SPLIT_ARGUMENTS)
    length, weight, threads = (code.given(name) for name in ("length", "weight", "threads"))
    task = code.alloca(INT64, _SHARE.words + _LINE * team.MAX_THREADS)
    chunk = code.larger(length // (threads * _PARTS), _CHUNK // code.larger(weight, 1))
    rounded = (chunk + (_STEP - 1)) // _STEP * _STEP
    chunk = code.either(chunk >= _STEP, rounded, code.larger(chunk, 1))
    for name in ("function", "arrays", "steps"):
        _SHARE.address_of(task, name).put(code.pointers(name))
    for name in ("extra", "own", "length"):
        _SHARE.address_of(task, name).put(code.given(name))
    _SHARE.address_of(task, "chunk").put(chunk)
    _SHARE.address_of(task, "chunks").put((length + chunk - 1) // chunk)
    with code.loop(0, threads) as k:
        task.at(_SHARE.words).at(k * _LINE).put(0)
    crew, job = code.pointers("present"), Pointer(code, "@job", POINTER)
    woken = code.variable(0)
    with code.when((length * weight > _LONG) | team.PRESENT.int64(crew, "often").differs(0)):
        woken.set(team.PRESENT.int64(crew, "helpers"))
    code.invoke(
        team.PRESENT.pointer(crew, "share", POINTER), team.PRESENT.pointer(crew, "team", POINTER),
        job, task, threads, woken.int64(),
    )  # fmt: skip
    return code


def _numbers_part(arrays: int) -> FunctionBuilder:
    code = FunctionBuilder("part", "double", 2, _PART_ARGUMENTS)
    first, task = code.given("first"), code.pointers("task")
    places, counts = code.alloca(POINTER, arrays), code.alloca(INT64, 1)
    starts, jumps = _SHARE.pointer(task, "arrays", INT64), _SHARE.pointer(task, "steps", INT64)
    for k in range(arrays):
        places.at(k).put(starts.int64(k) + first * jumps.int64(k))
    counts.put(code.given("count"))
    function, constants = (_SHARE.pointer(task, name, POINTER) for name in ("function", "extra"))
    code.invoke(function, places, counts, jumps, constants)
    return code


def _rows_part(arrays: int) -> FunctionBuilder:
    code = FunctionBuilder("part", "double", 2, _PART_ARGUMENTS)
    first, count, task = code.given("first"), code.given("count"), code.pointers("task")
    starts, jumps = _SHARE.pointer(task, "arrays", POINTER), _SHARE.pointer(task, "steps", INT64)
    places = [starts.pointer("i8", k).at(first * jumps.int64(k)) for k in range(arrays)]
    scratch = starts.pointer("i8", arrays).at(_SHARE.int64(task, "own") * code.given("thread"))
    function = _SHARE.pointer(task, "function", POINTER)
    code.invoke(function, count, _SHARE.int64(task, "extra"), *places, scratch)
    return code


def _piece() -> FunctionBuilder:
    """Return ``piece(task, thread, owner, threads)``: chunk after chunk of one thread's part, while there are any.

    Other threads may be taking them too.
    """
    code = FunctionBuilder("piece", "double", 2, "ptr task, i64 thread, i64 owner, i64 threads")
    task, owner, threads = code.pointers("task"), code.given("owner"), code.given("threads")
    chunks, chunk, length = (_SHARE.int64(task, name) for name in ("chunks", "chunk", "length"))
    begin = chunks * owner // threads
    end = chunks * (owner + 1) // threads
    taken = task.of(INT64).at(_SHARE.words).at(owner * _LINE)
    with code.loop(0, _FOREVER):
        mine = begin + taken.atomic_update("add", 1)
        with code.when(mine >= end):
            code.ret()
        first = mine * chunk
        code.invoke("part", task, code.given("thread"), first, code.smaller(chunk, length - first))
    return code


def _job() -> FunctionBuilder:
    """Return ``job(task, thread, threads)``: the thread's own part, then what is left of the others'."""
    code = FunctionBuilder("job", "double", 2, "ptr task, i64 thread, i64 threads")
    thread, threads = code.given("thread"), code.given("threads")
    for first, last in ((thread, threads), (0, thread)):
        with code.loop(first, last) as owner:
            code.invoke("piece", code.pointers("task"), thread, owner, threads)
    return code

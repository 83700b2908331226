"""Several trainings at a time, on the processors of this machine or wherever joblib's backend works."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from importlib import import_module
from threading import Event
from typing import Any, Protocol, TypeVar

from .._arguments import whole_number
from ..errors import OptionError
from ..kernels import without_helpers
from ._progress import somebody_is_looking

Found = TypeVar("Found")


class Advance(Protocol):
    """Moves a bar."""

    def __call__(self, done: float = 1.0) -> None:
        """Move it by so much, usually by one thing."""
        ...


def side_by_side(
    work: Iterable[Callable[[], Found]], *, jobs: int | None = None
) -> Iterator[tuple[int, Found]]:
    """Do several things at a time, and yield the number and the result of each when it is done.

    With joblib installed (extra ``parallel``), ``jobs`` of them are done at a time, by processes: short epochs
    would wait for Python's lock in threads. ``joblib.parallel_config`` chooses another backend, such as a cluster.
    Without joblib, or with one job, they are done one after the other.

    Parameters
    ----------
    work : iterable of callable
        Each takes nothing; other processes get a copy.
    jobs : int, optional
        By default the number of processors.

    Raises
    ------
    OptionError
        A backend that was chosen does not hand over results one by one.
    """
    every = list(work)
    many = os.cpu_count() or 1 if jobs is None else whole_number("jobs", jobs)
    joblib = _joblib() if many > 1 and len(every) > 1 else None
    if joblib is None:
        yield from ((k, one()) for k, one in enumerate(every))
        return
    try:
        parallel = joblib.Parallel(n_jobs=many, prefer="processes", return_as="generator_unordered")
    except ValueError as error:
        raise OptionError(
            f"this backend of joblib cannot be used here ({error}): take loky or threading"
        ) from error
    yield from parallel(joblib.delayed(_numbered)(k, one) for k, one in enumerate(every))


def _numbered(k: int, one: Callable[[], Found]) -> tuple[int, Found]:
    return k, one()


def _joblib() -> Any:  # noqa: ANN401  a module, or None
    try:
        return import_module("joblib")
    except ImportError:
        return None


# Seconds between two looks at what is done.
_MOMENT = 0.05


def _nothing(done: float = 1.0) -> None:
    """Move no bar."""


@contextmanager
def progress_bar(total: float, what: str, *, shown: bool) -> Generator[Advance]:
    """Show a bar of so many things on standard error, if somebody is looking; what it gives moves it."""
    if not (shown and somebody_is_looking()):
        yield _nothing
        return
    from rich.console import Console  # noqa: PLC0415  0.1 s to import, needed only to draw
    from rich.progress import Progress  # noqa: PLC0415  as above

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done=1.0: bar.advance(task, done)


def in_threads(work: Sequence[Callable[[], Found]], stop: Event, *, jobs: int) -> list[Found | None]:
    """Do several things at a time in threads of this process, and return their results.

    Trainings of many rows spend their time in machine code, which does not hold Python's lock. Each of the threads
    works alone: one that asked for helpers would take the processors from the others. Whatever raises ends the
    others, and goes on to the caller.

    Parameters
    ----------
    work : sequence of callable
        Each takes nothing, and returns soon after ``stop`` is set.
    stop : Event
        Is set if one of them raises, and at Ctrl-C, which is not raised then. What was not begun has the result
        None.
    jobs : int
        How many are done at a time.
    """

    def done(one: Callable[[], Found]) -> Found | None:
        if stop.is_set():
            return None
        try:
            return one()
        except BaseException:
            stop.set()
            raise

    if jobs == 1 or len(work) == 1:
        return [done(one) for one in work]

    def alone(one: Callable[[], Found]) -> Found | None:
        with without_helpers():
            return done(one)

    with ThreadPoolExecutor(jobs) as pool:
        futures = [pool.submit(alone, one) for one in work]
        try:
            while wait(futures, timeout=_MOMENT).not_done:
                pass  # a wait without an end would not hear of Ctrl-C on every system
        except KeyboardInterrupt:
            stop.set()
    return [future.result() for future in futures]

"""Whether machine code is right on this machine: asked before it is used in a process."""

from __future__ import annotations

import logging
import subprocess
import sys
from functools import cache

import numpy as np

from .. import _cache
from .._version import __version__
from ..scalars import Real, exp, is_tested, key
from ._compiled import compiled

log = logging.getLogger(__name__)

_SECONDS = 120.0  # that a child may take: it compiles the whole engine
_CHILD = "from barreleye.kernels._self_test import self_test; self_test()"
_BEGUN = "barreleye is tried"
_X = np.array([*np.linspace(-40.0, 40.0, 51), -1e30, 1e30, -0.0, 1e-310, np.nan])


@cache
def self_test_failure() -> str:
    """Return why machine code is not to be trusted in this process, after saying so once; empty if it is.

    One function is compared with NumPy. On machines of a kind that the library was not tested on, a child process
    tries the whole engine first: what LLVM cannot compile ends the process, and so does an instruction that the
    processor does not have. Its verdict is kept where machine code is kept.
    """
    found = ("" if is_tested() else _of_a_child()) or differences()
    if found:
        log.warning(
            "machine code is not used on this machine, and NumPy computes instead, which is slower: %s. Please"
            " report this; BARRELEYE_ENGINE=numpy leaves out the question",
            found,
        )
    return found


def differences() -> str:
    """Return in which way a function by machine code differs from NumPy's, if it does."""
    try:
        kernel = compiled([_body], {})
    except RuntimeError as error:  # what llvmlite raises of a text that LLVM does not take
        return f"the compiler refuses a function ({error})"
    # float32: one rounding each; float64: four, and four of NumPy's exp
    for kind, ulps in ((np.float32, 2.0), (np.float64, 8.0)):
        x = _X.astype(kind)
        with np.errstate(all="ignore"):
            got, want = kernel(x), _body(x.astype(np.float64)).astype(kind)
        allowed = ulps * np.finfo(kind).eps * np.abs(want) + np.finfo(kind).tiny
        wrong = ~((np.abs(got - want) <= allowed) | (np.isnan(got) & np.isnan(want)))
        if wrong.any():
            k = int(np.flatnonzero(wrong)[0])
            return f"a function of {x[k]!r} is {got[k]!r} by machine code and {want[k]!r} by NumPy"
    return ""


def self_test() -> None:
    """Compile and run whatever a process may need; what goes wrong ends this one."""
    from . import _team as team  # noqa: PLC0415  a child alone needs all of it
    from . import epoch  # noqa: PLC0415

    sys.stdout.write(f"{_BEGUN}\n")
    sys.stdout.flush()
    for scalar in ("float", "double"):
        epoch.epoch_address(scalar)
        epoch.outputs_address(scalar)
    team.prepare()
    found = differences()
    long = np.linspace(-1.0, 1.0, 1_000_000)
    team.ready()
    if not np.array_equal(compiled([_body], {})(long)[:1000], compiled([_body], {})(long[:1000])):
        found = found or "threads that share an array find other numbers than one alone"
    if found:
        raise SystemExit(found)


def _of_a_child() -> str:
    """Return what a child process died of, if it did; one is asked for each release, compiler and processor."""
    name = f"{key(__version__ + _CHILD)}.verdict"  # a release that repairs it is tried anew
    kept = _cache.read(name)
    if kept is not None:
        return kept.decode()
    if not sys.executable or getattr(sys, "frozen", False):  # the program itself would be started again
        return "this kind of machine was not tested, and there is no interpreter to try it in"
    try:
        done = subprocess.run(  # noqa: S603  this interpreter, and code of our own
            [sys.executable, "-P", "-c", f"import sys; sys.path[:] = {sys.path!r}; {_CHILD}"],
            capture_output=True, text=True, errors="replace", stdin=subprocess.DEVNULL, timeout=_SECONDS,
            check=False,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        return f"this kind of machine was not tested, and trying it failed ({error})"
    last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
    if _BEGUN not in done.stdout:
        return f"this kind of machine was not tested, and trying it did not begin ({last})"
    verdict = f"a process that tried it ended with {done.returncode}: {last}" if done.returncode else ""
    _cache.keep(name, verdict.encode())
    return verdict


def _body(z: Real) -> Real:
    """z/(1 + exp(-z)): products, a quotient, an exponential with its powers of 2."""
    return z / (1.0 + exp(-z))

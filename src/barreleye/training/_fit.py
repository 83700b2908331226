"""A run, and every way it can end."""

from __future__ import annotations

import logging

import numpy as np

from ..errors import DivergedError
from ..network import FeedForward
from ..optimizers import LBFGS
from ._course import Course, Plan
from ._history import History
from ._lbfgs import by_curvature
from ._memory import Memory
from ._progress import Observer

log = logging.getLogger(__name__)


def run(
    net: FeedForward, plan: Plan, memory: Memory, observer: Observer | None, history: History
) -> None:
    """Train for ``plan.epochs`` epochs, filling ``history``; the network ends on whole, finite weights.

    Ctrl-C, a callback that raises, and divergence leave the best weights so far (without early
    stopping: those of the last whole epoch), close the history, and go on to the caller.
    """
    course = Course(net, plan, memory, observer, history)
    work = by_curvature if isinstance(plan.optimizer, LBFGS) else _by_epochs
    try:
        with np.errstate(over="ignore", invalid="ignore"):  # divergence is looked for, and named
            history.stopped = work(course)
        if plan.early_stopping is not None:
            course.go_back()
    except BaseException as error:
        history.stopped = _reason(error)
        course.go_back()
        raise
    log.info("%s", history)


def _by_epochs(course: Course) -> str:
    """Run the epochs, many steps each, and return why they ended; those before a resumption count."""
    plan, memory = course.plan, course.memory
    engine = course.engine(plan.optimizer, memory, plan.batch_size)
    ended = course.ended
    for left in reversed(range(0 if ended else plan.epochs - course.before)):
        epoch = memory.epochs
        loss = engine.run_epoch(course.heartbeat)
        ended = course.done(epoch, loss, last=not left)
        if ended:
            break
    return ended or "epochs"


def _reason(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "interrupted"
    return "diverged" if isinstance(error, DivergedError) else "error"

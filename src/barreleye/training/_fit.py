"""A run, and every way it can end."""

from __future__ import annotations

import logging
from collections.abc import Callable

import numpy as np

from ..errors import DivergedError
from ..network import FeedForward
from ..optimizers import LBFGS
from ._course import Course
from ._history import History
from ._lbfgs import by_curvature
from ._memory import Memory
from ._plan import Plan
from ._progress import Observer

log = logging.getLogger(__name__)


def begin(net: FeedForward, plan: Plan, memory: Memory, history: History) -> Start:
    """Return what runs the epochs; whatever has to be refused is refused here, and the network is as it was."""
    course = Course(net, plan, memory, history)
    work = by_curvature(course) if isinstance(plan.optimizer, LBFGS) else _by_epochs(course)
    course.begin()
    return Start(course, work)


class Start:
    """A run that can begin."""

    def __init__(self, course: Course, work: Callable[[], str]) -> None:
        self._course, self._work = course, work

    def __call__(self, observer: Observer | None) -> None:
        """Train for ``plan.epochs`` epochs, filling the history; the network ends on whole, finite weights.

        Ctrl-C, a callback that raises, and divergence leave the best weights so far (without early
        stopping: those of the last whole epoch), close the history, and go on to the caller.
        """
        course, history = self._course, self._course.history
        course.observer = observer
        try:
            with np.errstate(over="ignore", invalid="ignore"):  # divergence is looked for, and named
                history.stopped = self._work()
            if course.plan.early_stopping is not None:
                course.go_back()
        except BaseException as error:
            history.stopped = _reason(error)
            course.go_back()
            raise
        log.info("%s", history)


def _by_epochs(course: Course) -> Callable[[], str]:
    """Return a function that runs the epochs that are left, and returns why they ended.

    The engine is made at once, so that whatever it refuses is refused before the run begins; how many epochs a
    checkpoint already has is known when the function is called.
    """
    plan, memory = course.plan, course.memory
    engine = course.engine(plan.optimizer, memory, plan.batch_size)

    def work() -> str:
        ended = course.ended
        for left in reversed(range(0 if ended else plan.epochs - course.before)):
            epoch = memory.epochs
            loss = engine.run_epoch(course.heartbeat)
            ended = course.done(epoch, loss, last=not left)
            if ended:
                break
        return ended or "epochs"

    return work


def _reason(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "interrupted"
    return "diverged" if isinstance(error, DivergedError) else "error"

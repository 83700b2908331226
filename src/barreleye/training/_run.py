"""A run, and every way it can end."""

from __future__ import annotations

import logging

import numpy as np

from ..errors import DivergedError
from ..network import FeedForward
from ..optimizers import LBFGS
from ._course import Course
from ._epochs import Epochs
from ._history import History
from ._lbfgs import Curvature
from ._memory import Memory
from ._plan import Plan
from ._progress import Observer
from ._snapshot import Snapshot

log = logging.getLogger(__name__)


class Run:
    """A run that can begin: whatever has to be refused was refused when it was made.

    Parameters
    ----------
    net : FeedForward
    plan : Plan
    memory : Memory
    history : History
        Is filled.
    """

    def __init__(self, net: FeedForward, plan: Plan, memory: Memory, history: History) -> None:
        self._course = Course(net, plan, memory, history)
        self._way = (Curvature if isinstance(plan.optimizer, LBFGS) else Epochs)(self._course)
        self._course.begin()

    def train(self, observer: Observer | None = None) -> None:
        """Train for ``plan.epochs`` epochs; the network ends on whole, finite weights.

        Ctrl-C, a callback that raises, and divergence leave the best weights so far (without early
        stopping: those of the last whole epoch), close the history, and go on to the caller.
        """
        course, history = self._course, self._course.history
        course.observer = observer
        try:
            with np.errstate(over="ignore", invalid="ignore"):  # divergence is looked for, and named
                history.stopped = self._way.go()
            if course.plan.early_stopping is not None:
                course.go_back()
        except BaseException as error:
            history.stopped = _reason(error)
            course.go_back()
            raise
        finally:
            if not course.plan.again:
                course.memory.start = Snapshot()  # as large as the state, and no longer needed
        log.info("%s", history)


def _reason(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "interrupted"
    return "diverged" if isinstance(error, DivergedError) else "error"

"""A run, and every way it can end."""

from __future__ import annotations

import logging

import numpy as np

from ..errors import DivergedError
from ..network import FeedForward
from ..optimizers import LBFGS
from ._engine_choice import Engine, planned_engine
from ._history import History
from ._lbfgs_run import LBFGSRun
from ._optimizer_state import OptimizerState
from ._plan import Plan
from ._progress import Observer
from ._run_state import RunState
from ._snapshot import Snapshot
from .compiled import EngineCache

log = logging.getLogger(__name__)


class Run:
    """A run that can begin: whatever has to be refused was refused when it was made.

    Parameters
    ----------
    net : FeedForward
    plan : Plan
    optimizer_state : OptimizerState
    history : History
        Is filled.
    cache : EngineCache, optional
        Where the engine comes from, and stays.
    """

    def __init__(
        self,
        net: FeedForward,
        plan: Plan,
        optimizer_state: OptimizerState,
        history: History,
        cache: EngineCache | None = None,
    ) -> None:
        self._run_state = run_state = RunState(net, plan, optimizer_state, history)
        self._goes_on = cache is not None
        # the engine is made at once, so that whatever it refuses is refused before the run begins
        if isinstance(plan.optimizer, LBFGS):
            self._loop = LBFGSRun(run_state)
        else:
            engine = planned_engine(net, plan, plan.optimizer, optimizer_state, plan.batch_size, cache)
            self._loop = Epochs(run_state, engine)
        run_state.begin()

    def train(self, observer: Observer | None = None) -> None:
        """Train for ``plan.epochs`` epochs; the network ends on whole, finite weights.

        Ctrl-C, a callback that raises, and divergence leave the best weights so far (without early
        stopping: those of the last whole epoch), close the history, and go on to the caller.
        """
        run_state, history = self._run_state, self._run_state.history
        run_state.observer = observer
        try:
            with np.errstate(over="ignore", invalid="ignore"):  # divergence is looked for, and named
                history.stopped = self._loop.run_epochs()
            if run_state.plan.early_stopping is not None:
                run_state.restore_best()
        except BaseException as error:
            history.stopped = _reason(error)
            run_state.restore_best()
            raise
        finally:
            if not self._goes_on:  # the copy is as large as the state
                run_state.optimizer_state.start = Snapshot()
        log.info("%s", history)


class Epochs:
    """A run by an optimizer that takes steps.

    Parameters
    ----------
    run_state : RunState
    engine : Engine
        Runs one epoch.
    """

    def __init__(self, run_state: RunState, engine: Engine) -> None:
        self._run_state, self._engine = run_state, engine

    def run_epochs(self) -> str:
        """Run the epochs that are left, and return why they ended."""
        run_state, optimizer_state = self._run_state, self._run_state.optimizer_state
        ended = run_state.ended
        for left in reversed(range(0 if ended else run_state.plan.epochs - run_state.before)):
            epoch = optimizer_state.epochs
            loss = self._engine.run_epoch(run_state.heartbeat)
            ended = run_state.done(epoch, loss, last=not left)
            if ended:
                break
        return ended or "epochs"


def _reason(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "interrupted"
    return "diverged" if isinstance(error, DivergedError) else "error"

"""A run epoch by epoch: an engine goes through the rows until there is a reason to end."""

from __future__ import annotations

from ._run_state import RunState


class Epochs:
    """A run by an optimizer that takes steps.

    The engine is made at once, so that whatever it refuses is refused before the run begins.

    Parameters
    ----------
    run_state : RunState
    """

    def __init__(self, run_state: RunState) -> None:
        self._run_state = run_state
        self._engine = run_state.engine(
            run_state.plan.optimizer, run_state.optimizer_state, run_state.plan.batch_size
        )

    def go(self) -> str:
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

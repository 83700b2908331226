"""A run epoch by epoch: an engine goes through the rows until there is a reason to end."""

from __future__ import annotations

from ._course import Course


class Epochs:
    """A run by an optimizer that takes steps.

    The engine is made at once, so that whatever it refuses is refused before the run begins.

    Parameters
    ----------
    course : Course
    """

    def __init__(self, course: Course) -> None:
        self._course = course
        self._engine = course.engine(course.plan.optimizer, course.memory, course.plan.batch_size)

    def go(self) -> str:
        """Run the epochs that are left, and return why they ended."""
        course, memory = self._course, self._course.memory
        ended = course.ended
        for left in reversed(range(0 if ended else course.plan.epochs - course.before)):
            epoch = memory.epochs
            loss = self._engine.run_epoch(course.heartbeat)
            ended = course.done(epoch, loss, last=not left)
            if ended:
                break
        return ended or "epochs"

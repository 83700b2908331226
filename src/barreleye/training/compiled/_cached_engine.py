"""An engine that ``partial_fit`` keeps from one call to the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .._data import TrainingData
from ._engine import CompiledEngine


class CachedEngine:
    """A compiled engine whose tables serve again, for other rows of the same number and kind.

    Between two epochs it holds no rows: they may be large, and are their owner's. A network is trained by one call
    at a time, so that one run at a time has it.

    Parameters
    ----------
    engine : CompiledEngine
        Has the rows of the first epoch.
    options : tuple
        What the engine was made for.
    data : TrainingData
    """

    def __init__(self, engine: CompiledEngine, options: tuple[object, ...], data: TrainingData) -> None:
        self._engine, self._options, self._kind = engine, options, _kind(data)

    def taken(self, options: tuple[object, ...], data: TrainingData) -> bool:
        """Take other rows for one epoch, if nothing has changed but the rows."""
        if self._options != options or self._kind != _kind(data):
            return False
        self._engine.take(data)
        return True

    def run_epoch(self, heartbeat: Callable[[int, float], None], /) -> float:
        """Go through the rows once, and forget them."""
        try:
            return self._engine.run_epoch(heartbeat)
        finally:
            self._engine.take(None)


class EngineCache:
    """Where a network keeps the engine of its last ``partial_fit`` for the next one.

    Attributes
    ----------
    engine : CachedEngine or None
    """

    def __init__(self) -> None:
        self.engine: CachedEngine | None = None

    def __getstate__(self) -> dict[str, Any]:
        """Copy and pickle an empty one: machine code and its tables are made again."""
        return {"engine": None}

    def taken(self, options: tuple[object, ...], data: TrainingData) -> CachedEngine | None:
        """Return the engine with other rows, if there is one and nothing has changed but the rows."""
        fits = self.engine is not None and self.engine.taken(options, data)
        return self.engine if fits else None


def _kind(data: TrainingData) -> tuple[object, ...]:
    X, Y = data.X, data.Y
    return X.shape, X.dtype, Y.shape, Y.dtype, data.weights is None

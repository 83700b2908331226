"""Training in machine code: an epoch, or a slice of one, in a single call."""

from ._cached_engine import CachedEngine, EngineCache
from ._engine import CompiledEngine

__all__ = ["CachedEngine", "CompiledEngine", "EngineCache"]

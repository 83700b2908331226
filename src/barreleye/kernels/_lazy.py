"""Attributes that are made when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Lazy(Generic[T]):
    """A method as an attribute that is computed once.

    Unlike functools.cached_property before Python 3.12 it holds no lock while it computes, which a child
    forked meanwhile would never get. Two threads may both compute it; the last one is kept.
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        self.make = make
        self.__doc__ = make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: Any, owner: type) -> T:  # noqa: ANN401  whatever it belongs to
        value = instance.__dict__[self.name] = self.make(instance)
        return value

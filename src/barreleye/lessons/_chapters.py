"""The chapters, in the order in which they are read."""

from __future__ import annotations

from dataclasses import dataclass

from . import _exercises_of_bias, _exercises_of_neurons
from ._exercise import Exercise


@dataclass(frozen=True)
class Chapter:
    """A chapter of the tour.

    Attributes
    ----------
    name : str
        What its exercises and its page are called.
    title : str
    minutes : int
        How long reading takes, without the exercises.
    needs : str
        What a reader has to know.
    sections : tuple of str
        The sections of the four documents that it covers.
    exercises : tuple of Exercise
    """

    name: str
    title: str
    minutes: int
    needs: str
    sections: tuple[str, ...]
    exercises: tuple[Exercise, ...]


CHAPTERS = (
    Chapter(
        "neurons",
        "Neurons and layers",
        10,
        "adding and multiplying numbers; no Python yet",
        ("000 1", "000 2.1", "000 2.2", "000 3"),
        _exercises_of_neurons.EXERCISES,
    ),
    Chapter(
        "bias",
        "Weights and bias",
        10,
        "chapter 1",
        ("000 3.1.1", "000 3.1.2"),
        _exercises_of_bias.EXERCISES,
    ),
)

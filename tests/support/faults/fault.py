"""A mistake that a maintainer might make, and the tests that have to notice it."""

from typing import NamedTuple


class Fault(NamedTuple):
    """One edit of the source.

    Attributes
    ----------
    file : str
        Where it is made, below the package.
    right, wrong : str
        What stands there once, and what is put in its place.
    tests : str
        One test or one file of tests, below the folder of the tests.
    error : str
        What the test raises where it is no failed assertion: the name of an exception.
    """

    file: str
    right: str
    wrong: str
    tests: str
    error: str = "AssertionError"

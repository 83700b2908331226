"""All bits of an array in a few letters."""

from hashlib import sha256


def digest(array):
    """Return what two arrays share only if they have the same bits.

    Where ``tobytes`` of large arrays differ, pytest looks for minutes for the places.
    """
    return sha256(array.tobytes()).hexdigest()

"""The languages that bodies are written in."""

from __future__ import annotations

from ..._text import listed, shown
from ...errors import OptionError
from ._c_family import JAVASCRIPT, C
from ._python import PYTHON
from ._source import Source

LANGUAGES = {language.name: language for language in (C, JAVASCRIPT, PYTHON)}


def new_source(language: str, dtype: str) -> Source:
    """Return an empty file in a language, ``"c"``, ``"js"`` or ``"python"``, for float32 or float64.

    Raises
    ------
    OptionError
        There is no such language, or dtype.
    """
    for what, given, known in (
        ("language", language, list(LANGUAGES)),
        ("dtype", dtype, ["float32", "float64"]),
    ):
        if not isinstance(given, str) or given not in known:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise OptionError(f"{what} is {listed(known, 'or')}, got {shown(given)}")
    return Source(LANGUAGES[language], dtype)

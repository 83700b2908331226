"""Models as source code: C99, JavaScript, Python."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TypeAlias

from .._files import as_path, write_whole
from ._c_header import c_header
from ._c_language import FIELDS_RESERVED
from ._exported import Exported, exported
from ._javascript_module import javascript_module
from ._python_module import python_module
from ._source_words import identifiers

FilePath: TypeAlias = str | os.PathLike[str]


def c(
    model: object, path: FilePath | None = None, *, name: str | None = None, dtype: str | None = None
) -> str:
    """Write a model as one header of C99, which needs the math library alone.

    All functions are static, and memory is taken from the stack only. A network becomes
    ``NAME_outputs(x, outputs)``, and for classes ``NAME_predict(x, outputs)``, which returns the index k of the
    class; its label is ``NAME_classes[k]``.

    The model of a table becomes ``NAME_predict(&row, ...)`` of a struct ``NAME_row`` with a field for each
    column: ``double`` for numbers (NAN is missing), for yes and no (1 and 0) and for dates (seconds since 1970),
    and ``const char *`` for words in UTF-8 (NULL is missing). It returns the index of the class and writes the
    probabilities, or returns 0 and writes the number. It returns -1 where a number is too far from those of
    training for an answer.

    Parameters
    ----------
    model : Network, TableModel, TableEnsemble, TableFit, or a fitted estimator of :mod:`barreleye.sklearn`
    path : path, optional
        The file to write, such as ``"penguins.h"``. It is written under a temporary name and renamed.
    name : str, optional
        With which all names begin; by default that of the file, or ``model``.
    dtype : str, optional
        ``"float32"`` or ``"float64"``: the type of weights, sums and outputs, float or double; by default that of
        the network.

    Returns
    -------
    str
        The text of the header.

    Raises
    ------
    OptionError
        Something cannot be exported, or an option is wrong.
    DataError
        A weight is not finite, a word has a null character, or the file cannot be written.
    NotCompilableError
        An activation of your own uses an operation that C has no form for.

    Examples
    --------
    >>> import barreleye as be
    >>> net = be.mlp(2, [3], 1, seed=0)
    >>> header = be.export.c(net, name="wave")
    >>> "static inline void wave_outputs(const float *x, float *outputs)" in header
    True
    """
    return _written(lambda given: c_header(given, _name(path, name)), model, path, dtype)


def javascript(model: object, path: FilePath | None = None, *, dtype: str | None = None) -> str:
    """Write a model as one module of JavaScript (ECMAScript), which needs nothing else.

    It exports ``predict``; for a network ``outputs``; for classes ``probabilities`` and ``classes``; and for the
    model of a table ``columns``, which says what each column holds. A network takes an array of inputs. The
    model of a table takes an object with a value for each column: numbers, booleans or 1 and 0, seconds since
    1970 for dates, strings for words, and null for what is missing.

    Parameters
    ----------
    model, path, dtype
        As for :func:`c`; the file may be ``"penguins.mjs"``.

    Returns
    -------
    str
        The text of the module.

    Raises
    ------
    OptionError, DataError, NotCompilableError
        As :func:`c`.

    Examples
    --------
    >>> import barreleye as be
    >>> module = be.export.javascript(be.mlp(2, [3], 1, seed=0))
    >>> "export function predict(x)" in module
    True
    """
    return _written(javascript_module, model, path, dtype)


def python(model: object, path: FilePath | None = None, *, dtype: str | None = None) -> str:
    """Write a model as one file of Python, which needs NumPy alone.

    It has ``predict``; for a network ``outputs``; for classes ``probabilities`` and ``CLASSES``; and for the
    model of a table ``COLUMNS``, which says what each column holds. A network takes an array of shape (rows,
    inputs). The model of a table takes a mapping or a data frame with an array for each column: numbers with NaN
    for what is missing, booleans or 1 and 0, seconds since 1970 for dates, and strings with None for what is
    missing.

    Parameters
    ----------
    model, path, dtype
        As for :func:`c`; the file may be ``"penguins.py"``.

    Returns
    -------
    str
        The text of the file.

    Raises
    ------
    OptionError, DataError, NotCompilableError
        As :func:`c`.

    Examples
    --------
    >>> import barreleye as be
    >>> net, names = be.mlp(2, [3], 1, seed=0), {}
    >>> exec(be.export.python(net), names)
    >>> names["predict"]([[0.5, -1.0]]).shape
    (1,)
    """
    return _written(python_module, model, path, dtype)


def _written(
    write: Callable[[Exported], str],
    model: object,
    path: FilePath | None,
    dtype: str | None,
) -> str:
    text = write(exported(model, dtype))
    if path is not None:
        write_whole(path, text.encode())
    return text


def _name(path: FilePath | None, name: str | None) -> str:
    """Return the name that somebody gave, or that of the file."""
    if name is not None:
        return name
    return "model" if path is None else identifiers([as_path(path).stem], FIELDS_RESERVED)[0]

"""The libraries that read tables, which a bare install does not have."""

from __future__ import annotations

import logging
from importlib import import_module
from typing import Any

from ..errors import MissingExtraError


def polars() -> Any:  # noqa: ANN401  a module
    """Return polars, or raise MissingExtraError."""
    return _extra("polars", "reading tables needs polars")


def narwhals() -> Any:  # noqa: ANN401  a module
    """Return the stable interface of narwhals, or raise MissingExtraError."""
    return _extra("narwhals.stable.v2", "data frames need narwhals")


def fastexcel() -> Any:  # noqa: ANN401  a module
    """Return fastexcel, or raise MissingExtraError."""
    logging.getLogger("fastexcel").setLevel(logging.ERROR)  # it warns of what is expected: empty columns
    return _extra("fastexcel", "reading spreadsheets needs fastexcel")


def _extra(name: str, need: str) -> Any:  # noqa: ANN401
    try:
        return import_module(name)
    except ImportError as error:
        raise MissingExtraError(f"{need}: pip install 'barreleye[data]'") from error

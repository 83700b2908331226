"""Machine code from a source, by address."""

from __future__ import annotations

from hashlib import sha256

from ..scalars import address_of


def placed(source: str, name: str) -> int:
    """Return the address of the function that a source defines as ``@name``.

    One memory holds all code of the process, so that every symbol gets a name of its own.
    """
    symbol = f"barreleye_{sha256(source.encode()).hexdigest()[:16]}"
    return address_of(source.replace(f"@{name}(", f"@{symbol}("), symbol)

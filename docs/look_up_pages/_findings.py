"""A page for each finding of ``be.health``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from activation_pages._myst import code, plain

from barreleye.diagnostics import RULES
from look_up_pages._page import Page, page


def pages(folder: Path) -> Iterator[Page]:  # noqa: ARG001  they have no pictures
    """Return the pages."""
    for name, rule in RULES.items():
        yield page(
            name,
            f"{name}: {rule.name}",
            plain(f"{rule.cause}."),
            f"**Cause.** {plain(rule.cause[:1].upper() + rule.cause[1:])}.",
            "**What helps:**",
            code(rule.cure),
            "`be.health(net, X, y)` looks for it, and says in which layer and in which neurons: see"
            " [find out what is wrong](../../../health.md).",
        )
